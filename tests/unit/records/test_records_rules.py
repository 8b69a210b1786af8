"""What makes a panel day count and a record complete."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.deadlines import Notice, record_due
from portal.kernel.working_days import Calendar
from portal.records import rules
from portal.records.rules import (
    ActionDraft,
    AttendanceState,
    ItemState,
    Out,
    RecordDraft,
    SeatState,
    TookPart,
)
from portal.variations.values import DecisionWord, ItemQuorum, OrganisationKind, QuorumRule, Seat

PANEL_DAY = date(2026, 12, 17)
OWNER = UUID(int=1)
WORKER, MANAGER, OTHER = UUID(int=2), UUID(int=3), UUID(int=4)


def seat(key: str, *, core: bool = True, case_bound: bool = False, counts: bool = True) -> Seat:
    return Seat(
        key,
        key.replace("_", " ").capitalize(),
        OrganisationKind.CHILDRENS_SERVICES,
        core=core,
        case_bound=case_bound,
        counts_to_quorum=counts,
    )


SEATS = (
    seat("chair"),
    seat("housing"),
    seat("fostering"),
    seat("advocacy", core=False, counts=False),
    seat("allocated_social_worker", case_bound=True),
    seat("team_manager", case_bound=True),
)
RULE = QuorumRule(
    least=2,
    required_seats=("housing",),
    item=ItemQuorum(one_of=("allocated_social_worker", "team_manager")),
)


def row(
    key: str, state: AttendanceState = AttendanceState.PRESENT, person: UUID | None = None
) -> SeatState:
    return SeatState(uuid4(), key, person, state)


ONE_MORE = "Still needed: one more person in counting seats."


@pytest.mark.requirement("R22", "R72")
@pytest.mark.parametrize(
    ("rows", "met", "sentence"),
    [
        (
            [],
            False,
            "0 of 3 core seats filled; quorum not met. Still needed: two more people in counting",
        ),
        ([row("chair"), row("housing")], True, "2 of 3 core seats filled; quorum met."),
        (
            [row("chair"), row("housing", AttendanceState.DEPUTY)],
            True,
            "2 of 3 core seats filled; quorum met.",
        ),
        (
            [row("chair"), row("fostering"), row("housing", AttendanceState.APOLOGIES)],
            False,
            "2 of 3 core seats filled; quorum not met. Still needed: Housing.",
        ),
        (
            [row("chair"), row("housing"), row("housing")],
            True,
            "2 of 3 core seats filled; quorum met.",
        ),
        (
            [row("housing"), row("advocacy")],
            False,
            f"1 of 3 core seats filled; quorum not met. {ONE_MORE}",
        ),
        (
            [row("housing", person=OTHER), row("chair", person=OTHER)],
            False,
            f"2 of 3 core seats filled; quorum not met. {ONE_MORE}",
        ),
        ([row("allocated_social_worker"), row("team_manager")], False, "0 of 3 core seats"),
    ],
    ids=[
        "nobody",
        "enough",
        "a deputy counts",
        "a required seat sent apologies",
        "two holders fill one seat",
        "a seat that does not count adds nobody",
        "one person in two seats is one person",
        "an item's own people fill no seat of the meeting",
    ],
)
def test_quorum_is_said_in_one_sentence(rows: list[SeatState], *, met: bool, sentence: str) -> None:
    found = rules.quorum(SEATS, rows, RULE)
    assert found.met is met
    assert found.sentence.startswith(sentence)


def test_where_no_quorum_is_set_it_is_said() -> None:
    found = rules.quorum(SEATS, [row("chair")], QuorumRule())
    assert found == rules.Quorum(
        met=True, sentence="1 of 3 core seats filled; no quorum is set here."
    )


@pytest.mark.requirement("R70", "R71")
@pytest.mark.parametrize(
    ("rows", "met"),
    [
        ([row("allocated_social_worker", person=WORKER)], True),
        (
            [
                row("allocated_social_worker", AttendanceState.APOLOGIES, WORKER),
                row("team_manager", person=MANAGER),
            ],
            True,
        ),
        ([row("allocated_social_worker", person=OTHER)], False),
        ([row("allocated_social_worker", AttendanceState.ABSENT, WORKER)], False),
        ([row("chair")], False),
    ],
    ids=[
        "the worker",
        "the manager where the worker cannot",
        "another item's worker",
        "an absent worker",
        "nobody of theirs",
    ],
)
def test_an_item_needs_its_own_worker_or_their_manager(rows: list[SeatState], *, met: bool) -> None:
    assert rules.item_quorum(SEATS, rows, RULE, {WORKER, MANAGER}).met is met


SENT = UUID(int=77)
FREE = QuorumRule(item=RULE.item)
"""The same of an item, where none is set for the meeting."""


@pytest.mark.requirement("R22", "R71")
@pytest.mark.parametrize(
    ("out", "met"),
    [
        (set(), True),
        ({WORKER}, True),
        ({WORKER, MANAGER}, False),
        ({WORKER, SENT}, True),
        ({WORKER, MANAGER, SENT}, False),
    ],
    ids=[
        "nobody is out",
        "the worker is out, their manager is not",
        "both are out",
        "the worker and a deputy of another seat are out",
        "everybody is out",
    ],
)
def test_whoever_is_out_of_an_item_does_not_count_for_it(out: set[UUID], *, met: bool) -> None:
    rows = [
        row("allocated_social_worker", person=WORKER),
        row("team_manager", person=MANAGER),
        SeatState(UUID(int=50), "chair", UUID(int=51), AttendanceState.DEPUTY, SENT),
    ]
    assert rules.item_quorum(SEATS, rows, FREE, {WORKER, MANAGER}, Out(out)).met is met


def test_a_deputy_who_is_out_fills_no_seat_for_the_item() -> None:
    rows = [
        row("allocated_social_worker", person=WORKER),
        SeatState(UUID(int=50), "chair", UUID(int=51), AttendanceState.DEPUTY, SENT),
    ]
    needs_chair = QuorumRule(item=ItemQuorum(required_seats=("chair",)))
    assert rules.item_quorum(SEATS, rows, needs_chair, {WORKER}).met
    assert not rules.item_quorum(SEATS, rows, needs_chair, {WORKER}, Out({SENT})).met


@pytest.mark.requirement("R22", "R71")
@pytest.mark.parametrize(("typed", "met"), [("zoe  third", False), ("Zoe Other", True), ("", True)])
def test_a_deputy_typed_on_the_day_is_out_by_their_name(typed: str, *, met: bool) -> None:
    rows = [
        row("allocated_social_worker", person=WORKER),
        SeatState(UUID(int=50), "chair", OTHER, AttendanceState.DEPUTY, None, typed),
    ]
    needs_chair = QuorumRule(item=ItemQuorum(required_seats=("chair",)))
    out = Out({UUID(int=78)}, ("Zoe Third",))
    assert rules.item_quorum(SEATS, rows, needs_chair, {WORKER}, out).met is met


@pytest.mark.requirement("R22", "R71")
def test_the_number_of_the_meeting_must_be_there_without_who_is_out_of_an_item() -> None:
    chair, worker = UUID(int=51), UUID(int=52)
    rows = [row("chair", person=chair), row("allocated_social_worker", person=worker)]
    rule = QuorumRule(least=1, item=RULE.item)
    assert rules.item_quorum(SEATS, rows, rule, {worker}).met
    found = rules.item_quorum(SEATS, rows, rule, {worker}, Out({chair}))
    assert not found.met
    assert "Still needed: one more person in counting seats." in found.sentence


@pytest.mark.requirement("R52")
@pytest.mark.parametrize(
    ("took_part", "note", "field"),
    [
        (TookPart.CAME, "", None),
        (TookPart.VIEWS_SHARED, "Read out by the advocate", None),
        (TookPart.NONE_GIVEN, "Rang twice, wrote once", None),
        (TookPart.VIEWS_SHARED, "", "note"),
        (TookPart.NONE_GIVEN, "", "note"),
        (None, "Something", "took_part"),
    ],
    ids=["came", "views shared", "none given", "shared by nobody", "nothing tried", "no answer"],
)
def test_participation_needs_its_evidence(
    took_part: TookPart | None, note: str, field: str | None
) -> None:
    problem = rules.took_part_problem(took_part, note)
    assert (problem.field if problem else None) == field


WORDS = (
    DecisionWord("agreed", "Agreed", asks_for=("actions",)),
    DecisionWord("deferred", "Deferred", asks_for=("reason", "who", "until")),
    DecisionWord("closed", "Closed"),
)
ACTION = ActionDraft("Ask", OWNER, date(2026, 12, 24))


def draft(decision: str = "closed", **changes: object) -> RecordDraft:
    values: dict[str, object] = {"discussion": "Said", "decision_key": decision} | changes
    return RecordDraft(**values)  # type: ignore[arg-type]  # each test gives the right types


@pytest.mark.requirement("R7", "R9")
@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (draft(), []),
        (draft(discussion=""), ["discussion"]),
        (draft("unknown"), ["decision"]),
        (draft("agreed"), ["action-0-wording"]),
        (draft("agreed", actions=(ActionDraft(),)), ["action-0-wording"]),
        (draft("agreed", actions=(ACTION,)), []),
        (draft("deferred"), ["reason", "who", "until"]),
        (draft("deferred", reason="r", who="w", until=PANEL_DAY), []),
        (draft("deferred", reason="r", who="w", until=date(2026, 12, 16)), ["until"]),
        (draft(actions=(ActionDraft(), ActionDraft("Ask"))), ["action-1-owner", "action-1-due"]),
        (draft(actions=(ActionDraft(owner_id=OWNER),)), ["action-0-wording", "action-0-due"]),
        (draft(actions=(ActionDraft("Ask", OWNER, date(2026, 12, 16)),)), ["action-0-due"]),
        (draft(actions=(ActionDraft("Ask", OWNER, PANEL_DAY),)), []),
        (draft(actions=(ActionDraft("Ask", OTHER, PANEL_DAY),)), ["action-0-owner"]),
    ],
    ids=[
        "complete",
        "no discussion",
        "a word that was not frozen",
        "asks for actions",
        "a blank action is none",
        "with its action",
        "asks for reason, who and until",
        "answers what is asked",
        "until before the panel day",
        "an action without owner and date",
        "an action without words",
        "an action due before the panel day",
        "an action due on the panel day",
        "an owner who is not of the district",
    ],
)
def test_everything_a_record_lacks_is_said_at_once(made: RecordDraft, fields: list[str]) -> None:
    found = rules.record_problems(made, WORDS, PANEL_DAY, {OWNER})
    assert [problem.field for problem in found] == fields


@given(
    st.lists(
        st.builds(
            ActionDraft,
            st.sampled_from(["", "Ask"]),
            st.sampled_from([None, OWNER]),
            st.none() | st.dates(date(2026, 12, 1), date(2027, 1, 31)),
        ),
        max_size=4,
    )
)
@pytest.mark.requirement("R9")
def test_no_action_passes_without_words_owner_and_a_date_from_the_panel_day(
    actions: list[ActionDraft],
) -> None:
    found = rules.record_problems(draft(actions=tuple(actions)), WORDS, PANEL_DAY, {OWNER})
    kept = [each for each in actions if not each.is_blank]
    right = all(a.wording and a.owner_id and a.due_on and a.due_on >= PANEL_DAY for a in kept)
    assert (not found) is bool(right)


@pytest.mark.requirement("R75")
@pytest.mark.parametrize(
    ("receipt", "state", "passes"),
    [
        ("CS-1", ItemState.RECORDED, True),
        ("", ItemState.RECORDED, False),
        ("CS-1", ItemState.TOOK_PART, False),
        ("CS-1", ItemState.NOT_STARTED, False),
        ("CS-1", ItemState.FILED, False),
    ],
    ids=["complete", "no receipt", "no decision", "nothing", "filed already"],
)
def test_only_a_complete_record_with_a_receipt_is_filed(
    receipt: str, state: ItemState, *, passes: bool
) -> None:
    assert (rules.receipt_problem(receipt, state) is None) is passes


@pytest.mark.parametrize(
    ("took_part", "decided", "filed", "state"),
    [
        (False, False, False, ItemState.NOT_STARTED),
        (True, False, False, ItemState.TOOK_PART),
        (True, True, False, ItemState.RECORDED),
        (True, True, True, ItemState.FILED),
    ],
)
def test_how_far_a_record_has_come(
    *, took_part: bool, decided: bool, filed: bool, state: ItemState
) -> None:
    assert rules.item_state(took_part=took_part, decided=decided, filed=filed) is state


CALENDAR = Calendar({date(2026, 12, 25): "Christmas", date(2026, 12, 28): "Boxing"}, {}, 2026, 2027)


@pytest.mark.requirement("R75")
@pytest.mark.parametrize(
    ("now", "cut_off", "sentence"),
    [
        (datetime(2026, 12, 18, 9, tzinfo=UTC), time(23, 59), "Due on Tuesday 29 December 2026"),
        (
            datetime(2026, 12, 28, 9, tzinfo=UTC),
            time(23, 59),
            "Due tomorrow, Tuesday 29 December 2026",
        ),
        (
            datetime(2026, 12, 28, 9, tzinfo=UTC),
            time(17),
            "Due by 5pm tomorrow, Tuesday 29 December 2026",
        ),
        (datetime(2026, 12, 29, 16, tzinfo=UTC), time(17), "Due today by 5pm"),
        (
            datetime(2026, 12, 29, 18, tzinfo=UTC),
            time(17),
            "Late: it was due by 5pm on Tuesday 29 December 2026",
        ),
        (
            datetime(2026, 12, 31, 0, tzinfo=UTC),
            time(23, 59),
            "Late by two days: it was due on Tuesday 29 December 2026",
        ),
    ],
    ids=["days ahead", "tomorrow", "tomorrow by an hour", "today", "after the hour", "days late"],
)
def test_the_record_clock_over_christmas(now: datetime, cut_off: time, sentence: str) -> None:
    deadline = record_due(date(2026, 12, 18), Notice(5, "plain", cut_off), CALENDAR)
    assert rules.due_sentence(deadline, now) == sentence


@dataclass(frozen=True)
class Row:
    starts_at: time
    minutes: int = 20


ROWS = [Row(time(10, 10)), Row(time(9, 30)), Row(time(9, 50))]


@pytest.mark.requirement("R65")
@pytest.mark.parametrize(
    ("now", "start"),
    [
        (datetime(2026, 12, 17, 9, 29, 59, tzinfo=UTC), None),
        (datetime(2026, 12, 17, 9, 30, tzinfo=UTC), time(9, 30)),
        (datetime(2026, 12, 17, 9, 50, tzinfo=UTC), time(9, 50)),
        (datetime(2026, 12, 17, 10, 29, 59, tzinfo=UTC), time(10, 10)),
        (datetime(2026, 12, 17, 10, 30, tzinfo=UTC), None),
        (datetime(2026, 12, 18, 9, 35, tzinfo=UTC), None),
    ],
    ids=["before", "its first minute", "the next one's", "its last second", "over", "another day"],
)
def test_the_current_slot_by_the_clock(now: datetime, start: time | None) -> None:
    found = rules.current(ROWS, now, PANEL_DAY)
    assert (found.starts_at if found else None) == start


def test_a_slot_never_ends_past_the_day() -> None:
    assert rules.ends_at(Row(time(23, 50))) == time(23, 59)


@given(st.lists(st.builds(Row, st.times(), st.integers(1, 60))))
def test_slot_order_keeps_every_row(rows: list[Row]) -> None:
    ordered = rules.in_slot_order(rows)
    assert len(ordered) == len(rows)
    assert [each.starts_at for each in ordered] == sorted(each.starts_at for each in rows)
