"""Whether an agenda may go out, what makes it late, and what a version keeps."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, time
from uuid import UUID

import pytest

from portal.kernel.deadlines import END_OF_DAY, Deadline, DeadlineState
from portal.kernel.errors import RuleError
from portal.panels.rules import frozen
from portal.panels.rules.frozen import FrozenAgenda, FrozenRow
from portal.panels.rules.publication import (
    Listed,
    Readiness,
    check_content,
    check_late,
    readiness,
)
from portal.variations.explain import as_json
from portal.variations.values import (
    DecisionWord,
    ItemQuorum,
    OrganisationKind,
    PackSection,
    QuorumRule,
    Seat,
)

DEADLINE = Deadline(
    date(2026, 12, 10), END_OF_DAY, ("a step", "another"), "Send by Thursday 10 December 2026."
)
CHAIR = UUID(int=7)


def listed(number: int, start: str = "09:30", manager: int | None = 3) -> Listed:
    return Listed(
        UUID(int=number),
        start,
        "Review",
        UUID(int=2),
        None if manager is None else UUID(int=manager),
        f"P{number}",
    )


@pytest.mark.requirement("R63")
@pytest.mark.parametrize(
    ("items", "first", "changed", "says"),
    [
        (0, True, True, "nobody on this agenda yet"),
        (1, False, False, "Nothing has changed"),
    ],
)
def test_an_agenda_with_nothing_to_say(
    items: int, *, first: bool, changed: bool, says: str
) -> None:
    with pytest.raises(RuleError, match=says):
        check_content(items=items, first=first, changed=changed)


@pytest.mark.parametrize(("items", "first"), [(1, True), (0, False)])
def test_an_agenda_with_something_to_say(items: int, *, first: bool) -> None:
    check_content(items=items, first=first, changed=True)


@pytest.mark.requirement("R62", "R74")
@pytest.mark.parametrize(
    ("now", "before", "state", "late"),
    [
        ([listed(1)], None, DeadlineState.DUE, False),
        ([listed(1)], None, DeadlineState.DUE_TODAY, False),
        ([listed(1)], None, DeadlineState.LATE, True),
        ([listed(1)], [listed(1), listed(2)], DeadlineState.LATE, False),
        ([], [listed(1)], DeadlineState.LATE, False),
        ([listed(1), listed(2)], [listed(1)], DeadlineState.LATE, True),
        ([listed(1, "10:10")], [listed(1)], DeadlineState.LATE, True),
        ([listed(1, manager=9)], [listed(1)], DeadlineState.LATE, True),
    ],
    ids=[
        "in time",
        "on the last day",
        "after it",
        "after it, somebody is taken off",
        "after it, everybody is taken off",
        "after it, somebody is added",
        "after it, somebody is moved",
        "after it, another manager comes",
    ],
)
def test_what_is_late(
    now: list[Listed], before: list[Listed] | None, state: DeadlineState, *, late: bool
) -> None:
    found = readiness(now, before, DEADLINE, state)
    assert found.late is late
    if late:
        assert found.why_late.endswith("Send by Thursday 10 December 2026.")


def test_a_missing_manager_warns_and_does_not_block() -> None:
    found = readiness([listed(1, manager=None)], None, DEADLINE, DeadlineState.DUE)
    assert found.warnings == ("No manager is named for P1. The agenda can go out without one.",)


@pytest.mark.parametrize(
    ("by", "reason", "field"),
    [
        (None, "Because", "late_accepted_by"),
        (UUID(int=8), "Because", "late_accepted_by"),
        (CHAIR, "", "late_reason"),
        (CHAIR, "  ", "late_reason"),
        (CHAIR, None, "late_reason"),
    ],
    ids=["nobody", "somebody without the right", "no reason", "blanks", "nothing"],
)
def test_lateness_that_is_not_accepted(by: UUID | None, reason: str | None, field: str) -> None:
    ready = Readiness(late=True, why_late="This agenda is late.")
    with pytest.raises(RuleError) as refusal:
        check_late(ready, accepted_by=by, reason=reason, may_accept=frozenset({CHAIR}))
    assert refusal.value.field == field


@pytest.mark.parametrize(("late", "by", "reason"), [(True, CHAIR, "Because"), (False, None, None)])
def test_an_agenda_that_may_go_out(by: UUID | None, reason: str | None, *, late: bool) -> None:
    check_late(Readiness(late=late), accepted_by=by, reason=reason, may_accept=frozenset({CHAIR}))


SEAT = Seat(
    "housing",
    "Housing",
    OrganisationKind.HOUSING_AUTHORITY,
    sections=frozenset({PackSection.VIEWS, PackSection.HOUSING}),
)
WORD = DecisionWord("deferred", "Deferred", asks_for=("reason", "until"))
QUORUM = QuorumRule(3, ("housing",), ItemQuorum(1, (), ("housing",)), "Local")
AGENDA = FrozenAgenda(
    district_name="Burnley",
    kind="leaving_care",
    panel_name="Panel",
    panel_day=date(2026, 12, 17),
    part="am",
    place="Room 2",
    heading=("PANEL", "AGENDA"),
    columns=(("time_slot", "Time slot"), ("child", "Name of child")),
    time_style="dotted",
    chair="Ash",
    chair_id=CHAIR,
    chair_sentence="Ash chairs.",
    quorum_sentence="No quorum.",
    deadline=DEADLINE,
    record_deadline=replace(DEADLINE, due=date(2026, 12, 24)),
    late=False,
    rows=(
        FrozenRow(slot_id=UUID(int=1), start=time(9, 30), minutes=20, kind="break"),
        FrozenRow(
            slot_id=UUID(int=2),
            start=time(9, 50),
            minutes=20,
            kind="slot",
            item_id=UUID(int=3),
            young_person_id=UUID(int=4),
            reference="LH-1",
            item_type="Review",
            social_worker_id=UUID(int=5),
            social_worker="Sam Testcase",
        ),
    ),
    rules={
        "decision_words": {"value": as_json((WORD,)), "source": "a file", "layer": "product"},
        "seats": {"value": as_json((SEAT,)), "source": "a file", "layer": "product"},
        "quorum_rule": {"value": as_json(QUORUM), "source": "a file", "layer": "district"},
    },
)


def test_what_is_kept_is_read_back_the_same() -> None:
    kept = json.loads(json.dumps(frozen.to_json(AGENDA)))
    found = frozen.from_json(kept)
    assert found == replace(AGENDA, rules=found.rules)
    assert found.rules == kept["rules"]


def test_the_rules_of_the_day_are_read_back_as_values() -> None:
    found = frozen.from_json(json.loads(json.dumps(frozen.to_json(AGENDA))))
    assert frozen.decision_words(found) == (WORD,)
    assert frozen.seats(found) == (SEAT,)
    assert frozen.quorum_rule(found) == QUORUM
