"""What is held is said to a young person in their own language, whatever code it is kept as."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.agreements.rules import Answer, Kind
from portal.agreements.rules.kinds import Help, WayAnswered, WayAsked
from portal.cases.pages import ENDINGS, LEGAL, PLACES
from portal.cases.rules.participation import Participation
from portal.cases.ssda903.codes import LAST_YEAR, codes_for
from portal.feedback.rules import Face
from portal.papers.rules.kinds import PaperKind
from portal.participation.rules.asks import AskKind, Outcome
from portal.preparation.rules.inviting import Way
from portal.protection.pages import young_words as words
from portal.protection.rules.inventory import INVENTORY, KEYS, About
from portal.trail.pages.opened import opened_words
from portal.trail.pages.young import KINDS, NOT_SAID, NOT_SAID_OF, OWN_WORDS, WITH_SOMEBODY
from portal.trail.rules import Opened
from portal.voice.rules.answers import Audience, How
from portal.web.languages import LANGUAGES, Language

CODES: dict[tuple[str, str], set[str]] = {
    ("young_person", "sex"): {"M", "F", "U"},
    ("young_contact", "language"): {each.code for each in LANGUAGES},
    ("agreement_event", "kind"): {each.value for each in Kind},
    ("agreement_event", "answer"): {each.value for each in Answer},
    ("agreement_event", "way_asked"): {each.value for each in WayAsked},
    ("agreement_event", "way_answered"): {each.value for each in WayAnswered},
    ("paper", "kind"): {each.value for each in PaperKind},
    ("participation_choice", "way_told"): {each.value for each in Way},
    ("meeting_ask", "kind"): {each.value for each in AskKind},
    ("meeting_ask", "outcome"): {each.value for each in Outcome},
    ("views_answer", "how"): {each.value for each in How},
    ("views_answer", "way"): {each.value for each in Way},
    ("views_answer", "audience"): {each.value for each in Audience},
    ("views_answer", "language"): {each.code for each in LANGUAGES},
    ("feedback", "face"): {each.value for each in Face},
    ("care_episode", "reason_new"): set(codes_for("RNE", LAST_YEAR)),
    ("care_episode", "legal_status"): set(codes_for("LS", LAST_YEAR)) | set(LEGAL),
    ("care_episode", "place"): set(PLACES)
    | {code for year in range(2018, LAST_YEAR + 1) for code in codes_for("PLACE", year)},
    ("care_episode", "reason_ended"): set(codes_for("REC", LAST_YEAR)) | set(ENDINGS),
    ("care_review", "participation"): {each.value for each in Participation},
}
UNNAMED = frozenset(
    {"young_person_id", "item_id", "meeting_id", "slot_id", "case_id", "views_sheet_id"}
)
"""What only ties records together, and is never shown."""


@pytest.mark.requirement("R92")
def test_every_code_there_is_has_words_of_its_own() -> None:
    with Flask(__name__).test_request_context("/"):
        for (kind, column), codes in CODES.items():
            for code in codes:
                said = words.said(kind, column, code)
                assert said not in {None, "", "Something else", code}, (kind, column, code)
        for each in Help:
            assert words.helped(each.value) != "Somebody else"
        assert words.helped("advocate scribe").count("·") == 1


def test_a_code_nobody_knows_is_something_else_and_a_name_is_no_code() -> None:
    with Flask(__name__).test_request_context("/"):
        assert words.said("care_episode", "place", "ZZ") == "Something else"
        assert words.said("young_person", "preferred_name", "Avery") is None


def test_every_value_about_them_alone_has_a_name_or_is_read_with_somebody() -> None:
    with Flask(__name__).test_request_context("/"):
        for kind in KINDS:
            about_them = {
                column for column, whose in INVENTORY[kind].columns.items() if whose is About.THEM
            }
            left = about_them - set(words.labels(kind)) - NOT_SAID - UNNAMED - set(KEYS)
            left -= {column for of, column in NOT_SAID_OF if of == kind}
            assert left <= WITH_SOMEBODY, kind


def test_words_of_others_are_shown_where_they_were_written_to_them_alone() -> None:
    """Everything else that may name somebody else is read by a person before it goes out."""
    for kind, column in OWN_WORDS:
        assert INVENTORY[kind].columns[column] is not About.THEM
        assert kind in KINDS
    assert {
        ("feedback", "words"),
        ("meeting_ask", "answer"),
        ("meeting_ask", "person_id"),
        ("meeting_ask", "whom"),
        ("meeting_ask", "why"),
        ("participation_choice", "answers"),
        ("views_answer", "blob"),
        ("views_answer", "scribe"),
        ("views_answer", "words"),
        ("views_answer", "written_by"),
    } == OWN_WORDS


@pytest.mark.requirement("R92")
@pytest.mark.parametrize("language", LANGUAGES[1:], ids=lambda each: str(each.code))
def test_none_of_it_is_left_in_english(language: Language) -> None:
    with Flask(__name__).test_request_context("/"):
        english = _everything()
    with Flask(__name__).test_request_context(f"/?lang={language.code}"):
        theirs = _everything()
    assert len(english) == len(theirs)
    same = [one for one, other in zip(english, theirs, strict=True) if one == other]
    assert same == []


def _everything() -> list[str]:
    found = [label for kind in KINDS for label in words.labels(kind).values()]
    found += [opened_words(each) for each in Opened]
    for (kind, column), codes in CODES.items():
        if column != "language":  # each stands under its own name, in every language
            found += [words.said(kind, column, code) or "" for code in sorted(codes)]
    return found
