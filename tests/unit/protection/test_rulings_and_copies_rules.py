"""Grounds from the law, when nothing may be erased, and the time to answer."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from portal.protection.rules.copies import Clock, Verdict, tells_of, verdict_problem
from portal.protection.rules.rulings import (
    Ground,
    RulingKind,
    erasure_problem,
    grounds,
    waits_behind,
)


def test_each_ground_belongs_to_one_kind_and_names_its_article() -> None:
    assert {ground.article for ground in grounds(RulingKind.ERASE)} == {
        "17(1)(a)",
        "17(1)(c)",
        "17(1)(d)",
        "17(1)(e)",
    }
    assert {ground.article for ground in grounds(RulingKind.RESTRICT)} == {
        "18(1)(a)",
        "18(1)(b)",
        "18(1)(c)",
        "18(1)(d)",
    }
    assert all(ground.article in ground.label for ground in Ground)
    assert not any(ground.article for ground in grounds(RulingKind.PROTECT))


HIDDEN_FROM_SUPPORT = ("agenda to come", "not on the child’s file yet")


@pytest.mark.parametrize(
    ("held", "coming", "unfiled", "said"),
    [
        (False, 0, False, None),
        (True, 0, False, "legal hold"),
        (False, 1, False, "agenda to come"),
        (False, 0, True, "not on the child’s file yet"),
        (True, 3, True, "legal hold"),
    ],
)
def test_nothing_is_erased_while_it_is_needed(
    *, held: bool, coming: int, unfiled: bool, said: str | None
) -> None:
    for hidden in (False, True):
        problem = erasure_problem(held=held, coming=coming, unfiled=unfiled, hidden=hidden)
        assert (problem is None) if said is None else (problem is not None and said in problem)
        assert ("no longer hidden" in (problem or "")) is (hidden and said in HIDDEN_FROM_SUPPORT)


@pytest.mark.parametrize(
    ("kind", "waiting", "behind"),
    [
        (RulingKind.ERASE, [], False),
        (RulingKind.ERASE, [RulingKind.RESTRICT], True),
        (RulingKind.RESTRICT, [RulingKind.PROTECT], False),
        (RulingKind.PROTECT, [RulingKind.ERASE, RulingKind.RESTRICT], False),
        (RulingKind.PROTECT, [RulingKind.UNPROTECT], True),
        (RulingKind.UNPROTECT, [RulingKind.LET_BACK, RulingKind.PROTECT], True),
    ],
)
def test_an_address_is_decided_on_beside_everything_else(
    *, kind: RulingKind, waiting: list[RulingKind], behind: bool
) -> None:
    assert waits_behind(kind, waiting) is behind


@pytest.mark.parametrize(
    ("clock", "today", "due"),
    [
        (Clock(date(2026, 11, 23)), date(2026, 11, 30), date(2026, 12, 23)),
        (Clock(date(2027, 1, 31)), date(2027, 2, 1), date(2027, 2, 28)),
        (Clock(date(2028, 1, 31)), date(2028, 2, 1), date(2028, 2, 29)),
        (Clock(date(2026, 11, 23), stopped_days=10), date(2027, 1, 1), date(2027, 1, 2)),
        (
            Clock(date(2026, 11, 23), stopped_on=date(2026, 11, 25)),
            date(2026, 12, 1),
            date(2026, 12, 29),
        ),
        (
            Clock(date(2026, 11, 23), stopped_days=3, stopped_on=date(2026, 12, 1)),
            date(2026, 12, 1),
            date(2026, 12, 26),
        ),
    ],
)
def test_the_time_to_answer_is_a_month_and_stands_still_while_stopped(
    clock: Clock, today: date, due: date
) -> None:
    assert clock.due(today) == due


@pytest.mark.parametrize(
    ("verdict", "reason", "instead", "has_words", "said"),
    [
        (Verdict.RELEASE, "", "", True, None),
        (Verdict.WITHHOLD, "", "", True, "Say why"),
        (Verdict.WITHHOLD, "It would harm them", "", True, None),
        (Verdict.REDACT, "", "The rest", True, "Say why"),
        (Verdict.REDACT, "Names their brother", " ", True, "Enter the words"),
        (Verdict.REDACT, "Names a carer", "", False, None),
        (Verdict.REDACT, "Names their brother", "The rest", True, None),
    ],
)
def test_what_a_verdict_lacks_is_said(
    verdict: Verdict, reason: str, instead: str, said: str | None, *, has_words: bool
) -> None:
    problem = verdict_problem(verdict, reason, instead, has_words=has_words)
    assert (problem is None) if said is None else (problem is not None and said in problem)


ROW, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.control("C39")
@pytest.mark.parametrize(
    ("said", "kind", "tells"),
    [
        ({"event": "papers:paper:held", "subject_id": ROW, "facts": None}, "paper", True),
        ({"event": "papers:paper:held", "subject_id": OTHER, "facts": {}}, "paper", False),
        ({"event": "a:b:c", "subject_id": OTHER, "facts": {"to": str(ROW)}}, "barrier", True),
        ({"event": "agreements:capacity:recorded", "subject_id": OTHER}, "capacity_record", True),
        ({"event": "agreements:override:placed", "subject_id": OTHER}, "capacity_record", False),
        ({"event": "papers:address:shown", "subject_id": OTHER}, "address_reveal", True),
        ({"event": None, "subject_id": OTHER, "facts": None}, "protected_address", False),
    ],
)
def test_an_entry_of_the_trail_that_names_what_is_left_out_is_left_out_too(
    *, said: dict[str, object], kind: str, tells: bool
) -> None:
    assert tells_of(said, kind, ROW) is tells
