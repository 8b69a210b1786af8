"""The heading of “why we are involved”, however it is written; and others that look like it."""

from __future__ import annotations

import pytest

from portal.papers.rules.involved import mentioned_in, names_it, started_in, starts_it

IS_IT = [
    "Why we are involved",
    "WHY WE ARE INVOLVED",
    "why we are involved",
    "Why We Are Involved:",
    "Why are we involved?",
    "“Why we are involved”",
    "\u2018Why we are involved\u2019",
    '"Why we are involved"',
    "1. Why we are involved",
    "2.3 Why we are involved",
    "3) Why are we involved?",
    "(a) Why we are involved",
    "iv. Why we are involved",
    "Section 4: Why we are involved",
    "Part B – Why we are involved",
    "Q7. Why are we involved?",
    "Why we are involved.",
    "*Why we are involved*",
    "Why  we   are\u00a0involved",
    "Why we are in\u00advolved",
    "Why\u200b we are involved",
    "".join(chr(ord(c) + 0xFEE0) if c != " " else c for c in "Why we are involved"),
    "W H Y  W E  A R E  I N V O L V E D",
    "Why we are still involved",
    "Why we became involved",
    "Why did we get involved?",
    "Why we first became involved",
    "Why we are involved with your family",
    "Why we are involved with Sam and the family",
    "Why Children’s Services are involved",
    "Why children's social care is involved",
    "Why is the local authority involved?",
    "Why the council got involved",
    "Reason for involvement",
    "Reasons for involvement",
    "Reason for our involvement",
    "Reason for Social Care Involvement",
    "Reasons for Children’s Services’ involvement",
    "Reason for LCC involvement",
    "Reasons for continued involvement",
    "Reason we are involved",
    "The reasons why we are involved",
    "Background and reason for involvement",
    "Background to our involvement",
    "Grounds for involvement",
    "How we became involved",
    "What led to our involvement",
    "What led to social care involvement",
    "When and why we became involved",
    "Who we are and why we are involved",
    "Family history / why we are involved",
    "Why we are involved & family background",
    "Social care involvement: reasons",
    "Why you have a social worker",
    "Why Sam has a social worker",
    "Reason for involvment",
    "Why we are invovled",
    "Why we are involved (from the assessment)",
    "Purpose of involvement",
]
IS_NOT = [
    "",
    "Who is involved",
    "People involved",
    "Professionals involved",
    "Agencies involved",
    "Who else is involved in the plan?",
    "How Sam was involved",
    "How the young person has been involved in this summary",
    "Involvement of the family",
    "Family involvement",
    "Youth justice involvement",
    "Police involvement",
    "Getting involved in the community",
    "Why I want to be involved in my review",
    "Why this home",
    "Why we recommend this scheme",
    "Why we are here today",
    "Why we meet",
    "Why we ask",
    "What we are worried about",
    "What is working well",
    "Reason for referral",
    "Reason for referral to panel",
    "Reasons for the placement change",
    "Reason for absence",
    "Reasons for the decision",
    "Background",
    "Family history",
    "Health",
    "Education, training and work",
    "Legal status",
    "About Sam",
    "What Sam is involved in: football, drama",
    "Where Sam lives now",
    "Where they want to live",
    "Support to become independent",
    "Plan for adulthood",
    "Who we are",
    "Views of the IRO",
    "What the panel is asked",
    "Evolved thinking",
    "Why unresolved matters count",
    "Involved professionals and their numbers",
    "Reasons to be proud",
    "Why now",
    "1. Why this matters",
    "Sam asked why we are all so slow",
    "Money and benefits",
    "How we will involve Sam",
    "Reason for police being called",
]


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("heading", IS_IT)
def test_the_heading_is_told(heading: str) -> None:
    assert names_it(heading)
    assert starts_it(heading)
    assert started_in(f"Something before\n{heading}\nSomething after")
    assert mentioned_in(heading)


@pytest.mark.requirement("R53")
@pytest.mark.parametrize("heading", IS_NOT)
def test_another_heading_is_left_alone(heading: str) -> None:
    assert not names_it(heading)
    assert not starts_it(heading)
    assert not started_in(f"Something before\n{heading}\nSomething after")


@pytest.mark.requirement("R53")
@pytest.mark.parametrize(
    ("line", "starts"),
    [
        ("Why we are involved: there were worries at home", True),
        ("Why are we involved? There were worries at home", True),
        ("3. Reason for involvement – worries at home", True),
        ("Reason for involvement. Worries at home", True),
        ("Why we are involved\tworries at home", True),
        ("Sam understands why we are involved and is glad of it", False),
        ("We explained again who was involved: the carer and the school", False),
        ("The carer asked why: we are involved in many things", False),
    ],
)
def test_text_that_runs_on_behind_the_heading(line: str, starts: bool) -> None:  # noqa: FBT001 - a table's column
    assert starts_it(line) is starts


@pytest.mark.requirement("R53")
def test_a_heading_broken_over_two_lines_is_told() -> None:
    assert started_in("Education\n2. Why we are\ninvolved\nWords")
    assert not started_in("Education\nWhy we\nmeet")


@pytest.mark.requirement("R53")
def test_a_mention_in_a_sentence_is_for_a_person_to_look_at() -> None:
    assert mentioned_in("The social worker explained why we are involved, and Sam listened.")
    assert mentioned_in("This repeats the reasons for social care involvement given before.")
    assert not mentioned_in("Sam is involved in the football club, and knows why we meet.")
