"""What young people ask for: whom it may be about, by when it is answered, and with what words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from portal.participation.rules.asks import (
    AskKind,
    Outcome,
    Whom,
    answer_by,
    answer_problem,
    ask_problem,
    may_change,
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
    ("outcome", "words", "field"),
    [
        (None, "Hello", "outcome"),
        (Outcome.NOT_GRANTED, " ", "words"),
        (Outcome.GRANTED, "", "words"),
        (Outcome.GRANTED, "They will not be there.", None),
    ],
)
def test_an_answer_is_never_without_words(
    outcome: Outcome | None, words: str, field: str | None
) -> None:
    problem = answer_problem(outcome, words)
    assert (problem.field if problem else None) == field


def day(number: int) -> date:
    return date(2026, 12, number)


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
