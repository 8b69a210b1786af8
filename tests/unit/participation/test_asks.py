"""What young people ask for: whom it may be about, by when it is answered, and with what words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from portal.participation.rules.asks import (
    WRONG_A_DAY,
    AskKind,
    Outcome,
    Whom,
    answer_by,
    answer_problem,
    ask_problem,
    is_task,
    may_change,
    told_wrong_problem,
    wrong_problem,
)

ONE, TWO = UUID(int=1), UUID(int=2)


@pytest.mark.control("C9")
@pytest.mark.parametrize(
    ("whom", "about"),
    [
        (Whom(person_id=ONE), True),
        (Whom(person_id=TWO), False),
        (Whom(seat_key="housing_authority"), True),
        (Whom(seat_key="youth_justice"), False),
        (Whom(words="the housing lady, Hattie"), True),
        (Whom(words="HATTIE"), True),
        (Whom(words="Mr Invented"), True),  # a namesake is kept out as well: a colleague answers
        (Whom(words="my old key worker"), False),
        (Whom(words="Al"), False),  # two letters are in too many words
        (Whom(person_id=TWO, words="and Hattie too"), True),
        (Whom(), False),
    ],
)
def test_whoever_a_request_may_be_about_is_told_from_everybody_else(
    whom: Whom, *, about: bool
) -> None:
    assert whom.is_about(ONE, "Hattie Al Invented", {"housing_authority"}) is about


@pytest.mark.parametrize(
    ("kind", "whom", "why", "field"),
    [
        (AskKind.NOT_THERE, Whom(), "", "whom"),
        (AskKind.NOT_THERE, Whom(words="  "), "because", "whom"),
        (AskKind.NOT_THERE, Whom(words="Dee"), "", None),
        (AskKind.NOT_THERE, Whom(person_id=ONE), "x" * 2_001, "why"),
        (AskKind.ADVOCATE, Whom(), "", None),
        (AskKind.HELP_DECIDING, Whom(), "", None),
    ],
)
def test_a_request_needs_no_reason_but_somebody(
    kind: AskKind, whom: Whom, why: str, field: str | None
) -> None:
    problem = ask_problem(kind, whom, why)
    assert (problem.field if problem else None) == field


@pytest.mark.parametrize(
    ("kind", "outcome", "words", "field"),
    [
        (AskKind.NOT_THERE, None, "Hello", "outcome"),
        (AskKind.NOT_THERE, Outcome.NOT_GRANTED, " ", "words"),
        (AskKind.NOT_THERE, Outcome.GRANTED, "", "words"),
        (AskKind.NOT_THERE, Outcome.GRANTED, "They will not be there.", None),
        (AskKind.NOT_THERE, Outcome.CHANGED, "They will not be there.", "outcome"),
        (AskKind.WRONG, Outcome.GRANTED, "It says Tuesday now.", "outcome"),
        (AskKind.WRONG, Outcome.NOT_CHANGED, " ", "words"),
        (AskKind.WRONG, Outcome.CHANGED, "It says Tuesday now.", None),
    ],
)
def test_an_answer_is_one_of_its_kind_and_never_without_words(
    kind: AskKind, outcome: Outcome | None, words: str, field: str | None
) -> None:
    problem = answer_problem(kind, outcome, words)
    assert (problem.field if problem else None) == field


@pytest.mark.parametrize(
    ("words", "said_today", "field"),
    [
        ("It was a Tuesday", 0, None),
        ("", 0, None),  # whoever cannot write is asked by their worker
        ("x" * 2_000, WRONG_A_DAY - 1, None),
        ("It was a Tuesday", WRONG_A_DAY, "words"),
        ("x" * 2_001, 0, "words"),
    ],
)
def test_what_is_wrong_is_said_as_often_as_they_want_within_reason(
    words: str, said_today: int, field: str | None
) -> None:
    problem = wrong_problem(words, said_today)
    assert (problem.field if problem else None) == field


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("It was a Tuesday", None),
        (" \n ", "Write what they say is wrong, and what it should say"),
        ("x" * 2_001, "Use 2,000 characters or fewer"),
    ],
)
def test_what_they_told_somebody_is_wrong_is_written_down_in_words(
    words: str, problem: str | None
) -> None:
    found = told_wrong_problem(words)
    assert (found.message if found else None) == problem


def day(number: int) -> date:
    return date(2026, 12, number)


@pytest.mark.parametrize(
    ("kind", "own", "has_own", "today", "task"),
    [
        (AskKind.WRONG, True, True, 1, True),  # their worker's at once
        (AskKind.WRONG, False, True, 1, False),  # case support's later
        (AskKind.WRONG, False, True, 8, False),  # the last day on which it is in time
        (AskKind.WRONG, False, True, 9, True),
        (AskKind.WRONG, True, True, 9, True),
        (AskKind.WRONG, False, False, 1, True),  # nobody works with them
        (AskKind.ADVOCATE, False, True, 1, True),
        (AskKind.NOT_THERE, False, True, 1, True),
    ],
)
def test_what_is_wrong_is_their_worker_s_first(
    kind: AskKind, today: int, *, own: bool, has_own: bool, task: bool
) -> None:
    found = is_task(kind, own=own, has_own=has_own, answer_by=day(8), today=day(today))
    assert found is task


@pytest.mark.parametrize(
    ("asked", "agenda", "two_on", "panel", "due"),
    [
        (day(1), day(10), day(3), day(17), day(3)),
        (day(9), day(10), day(11), day(17), day(10)),  # the agenda waits for it
        (day(10), day(10), day(14), day(17), day(10)),
        (day(11), day(10), day(15), day(17), day(15)),  # the agenda is out: two working days
        (day(16), day(10), day(18), day(17), day(17)),  # never after the panel
        (day(17), day(10), day(21), day(17), day(17)),
    ],
)
def test_a_request_is_answered_before_the_agenda_goes_out(
    asked: date, agenda: date, two_on: date, panel: date, due: date
) -> None:
    assert answer_by(asked, agenda, two_on, panel) == due


@pytest.mark.parametrize(
    ("now", "may"),
    [
        (datetime(2026, 12, 17, 10, 49, tzinfo=UTC), True),
        (datetime(2026, 12, 17, 11, 9, tzinfo=UTC), True),
        (datetime(2026, 12, 17, 11, 10, tzinfo=UTC), False),
    ],
)
def test_anything_may_change_until_the_slot_is_over(now: datetime, *, may: bool) -> None:
    assert may_change(now, datetime(2026, 12, 17, 11, 10, tzinfo=UTC)) is may
    assert may_change(now, None)


def test_a_name_is_known_without_its_accents_and_however_short_the_first_one_is() -> None:
    assert Whom(words="not zoe").is_about(ONE, "Zoë Example", set())
    assert Whom(words="Zoe\u0308").is_about(ONE, "Zoe Example", set())
    assert Whom(words="I do not want Jo").is_about(ONE, "Jo Example", set())
    assert not Whom(words="al fresco").is_about(ONE, "Hattie Al Invented", set())
