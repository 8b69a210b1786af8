"""Days, slots and moves."""

from __future__ import annotations

from datetime import date, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import RuleError
from portal.kernel.working_days import Calendar
from portal.panels.rules.timetable import (
    Place,
    check_meeting_day,
    check_open,
    free_place,
    free_places,
    frequency_sentence,
    gap_alert,
    moves,
    step,
    weekday_warning,
)
from portal.variations.values import DistrictRef, MeetingFrequency

CALENDAR = Calendar(
    {date(2026, 12, 25): "Christmas Day"}, {date(2026, 12, 29): "offices closed"}, 2026, 2027
)
DISTRICT = DistrictRef(
    "burnley", "Burnley", None, "east", "E10000017", date(1974, 4, 1), date(2027, 3, 31)
)
TODAY = date(2026, 11, 23)


def place(number: int, item: int | None = None, kind: str = "slot") -> Place:
    return Place(
        UUID(int=number),
        time(9, number),
        20,
        kind,
        None if item is None else UUID(int=item),
        "" if item is None else f"P{item}",
    )


TABLE = (
    place(1, 101),
    place(2),
    place(3, kind="break"),
    place(4, 104),
    place(5, 105),
    place(6, kind="hold_back"),
)


@pytest.mark.requirement("R64")
@pytest.mark.parametrize(
    ("item", "up", "down"),
    [(101, None, 2), (104, 2, 5), (105, 4, None)],
    ids=["the first has nothing above", "over the break", "not into a slot kept back"],
)
def test_where_an_item_may_go(item: int, up: int | None, down: int | None) -> None:
    possible = moves(TABLE, UUID(int=item))
    assert (
        possible.up and possible.up.slot_id.int,
        possible.down and possible.down.slot_id.int,
    ) == (up, down)
    assert [p.slot_id.int for p in possible.free] == [2, 6]


def test_an_item_in_a_slot_kept_back_may_leave_it() -> None:
    table = (*TABLE[:5], place(6, 106, "hold_back"))
    possible = moves(table, UUID(int=106))
    assert possible.up is not None
    assert possible.up.slot_id.int == 5


def test_slots_kept_back_are_offered_last() -> None:
    table = (place(1, kind="hold_back"), place(2), place(3, 103))
    assert [p.slot_id.int for p in free_places(table)] == [2, 1]


@given(st.lists(st.sampled_from(["free", "taken", "break", "hold_back"]), min_size=1, max_size=20))
def test_up_then_down_comes_back(kinds: list[str]) -> None:
    table = [
        place(
            n, 100 + n if kind == "taken" else None, "slot" if kind in {"free", "taken"} else kind
        )
        for n, kind in enumerate(kinds, 1)
    ]
    for here in table:
        if here.item_id is None:
            continue
        up = moves(table, here.item_id).up
        if up is not None:
            swapped = [place(p.slot_id.int, _after(p, here, up), p.kind) for p in table]
            assert step(swapped, here.item_id, up=False).slot_id == here.slot_id


def _after(p: Place, here: Place, up: Place) -> int | None:
    source = up if p is here else here if p is up else p
    return None if source.item_id is None else source.item_id.int


@pytest.mark.parametrize(
    ("slot", "says"),
    [
        (None, "not part of this meeting"),
        (99, "not part of this meeting"),
        (3, "is a break"),
        (4, "P104 is already at 9:04am"),
        (1, "P101 is at 9:01am already"),
    ],
)
def test_a_slot_that_cannot_be_had(slot: int | None, says: str) -> None:
    asked = None if slot is None else UUID(int=slot)
    with pytest.raises(RuleError, match=says) as refusal:
        free_place(TABLE, asked, field="slot", moving=UUID(int=101))
    assert refusal.value.field == "slot"


def test_an_item_that_left_cannot_move() -> None:
    with pytest.raises(RuleError, match="no longer on the agenda"):
        moves(TABLE, UUID(int=999))


@pytest.mark.parametrize(
    ("day", "field", "says"),
    [
        (TODAY - timedelta(days=1), "held_on", "today or in the future"),
        (date(2027, 4, 1), "held_on", "Burnley ends on Wednesday 31 March 2027"),
        (date(2026, 12, 25), "unusual_day_reason", "bank holiday: Christmas Day"),
        (date(2026, 12, 29), "unusual_day_reason", "closed: offices closed"),
        (date(2026, 12, 5), "unusual_day_reason", "not a working day (Saturday)"),
    ],
    ids=["yesterday", "after the district", "bank holiday", "closure day", "Saturday"],
)
def test_a_day_the_panel_may_not_meet(day: date, field: str, says: str) -> None:
    with pytest.raises(RuleError) as refusal:
        check_meeting_day(day=day, today=TODAY, calendar=CALENDAR, district=DISTRICT, reason=" ")
    assert refusal.value.field == field
    assert says in refusal.value.message


def test_a_day_the_calendar_does_not_know_is_refused_beside_its_box() -> None:
    district = DistrictRef("burnley", "Burnley", None, "east", "E10000017")
    with pytest.raises(RuleError, match="known from 2026 to 2027") as refusal:
        check_meeting_day(
            day=date(2030, 1, 7), today=TODAY, calendar=CALENDAR, district=district, reason=""
        )
    assert refusal.value.field == "held_on"


@pytest.mark.requirement("R45")
@pytest.mark.parametrize(
    ("day", "reason", "warned"),
    [
        (TODAY, None, False),
        (date(2026, 12, 17), None, False),
        (date(2026, 12, 5), "Young people asked for a Saturday", True),
    ],
    ids=["today", "an ordinary Thursday", "a Saturday with a reason"],
)
def test_a_day_the_panel_may_meet(day: date, reason: str | None, *, warned: bool) -> None:
    warning = check_meeting_day(
        day=day, today=TODAY, calendar=CALENDAR, district=DISTRICT, reason=reason
    )
    assert (warning is not None) is warned


@pytest.mark.requirement("R42")
@pytest.mark.parametrize(
    ("before", "alert"),
    [(None, False), (date(2026, 10, 16), False), (date(2026, 10, 15), True)],
    ids=["no meeting before", "62 days", "63 days"],
)
def test_two_meetings_too_far_apart_raise_an_alert(before: date | None, *, alert: bool) -> None:
    frequency = MeetingFrequency(every_months=2, alert_after_days=62)
    said = gap_alert(before, date(2026, 12, 17), frequency)
    assert (said is not None) is alert
    if said:
        assert said.startswith("63 days lie between Thursday 15 October 2026 and Thursday 17")


@pytest.mark.parametrize(
    ("frequency", "says"),
    [
        (MeetingFrequency(every_months=2), "at least every two months."),
        (MeetingFrequency(every_months=1), "at least every month."),
        (MeetingFrequency(every_weeks=1), "at least every week."),
        (MeetingFrequency(every_weeks=2), "at least every 2 weeks."),
        (
            MeetingFrequency(every_months=1, follows="the Adoption Panel"),
            "at least every month, straight after the Adoption Panel.",
        ),
    ],
)
def test_how_often_in_a_sentence(frequency: MeetingFrequency, says: str) -> None:
    assert frequency_sentence(frequency) == f"This panel meets {says}"


@pytest.mark.parametrize(("weekday", "warned"), [(None, 0), ("thursday", 0), ("monday", 1)])
def test_an_unusual_weekday_is_warned_of(weekday: str | None, *, warned: int) -> None:
    frequency = MeetingFrequency(every_weeks=1, weekday=weekday)
    assert bool(weekday_warning(date(2026, 12, 17), frequency)) is bool(warned)


@pytest.mark.parametrize(
    ("state", "day", "says"),
    [
        ("cancelled", TODAY, "cancelled"),
        ("held", TODAY, "has been held"),
        ("planned", TODAY - timedelta(days=1), "was on Sunday 22 November 2026"),
    ],
)
def test_an_agenda_that_may_no_longer_change(state: str, day: date, says: str) -> None:
    with pytest.raises(RuleError, match=says):
        check_open(state, day, TODAY)


@pytest.mark.parametrize("state", ["planned", "published"])
def test_an_agenda_may_change_until_the_end_of_its_day(state: str) -> None:
    check_open(state, TODAY, TODAY)


KEPT = (place(1, 101), place(2, kind="kept"), place(3), place(4, 104))
"""The second slot holds something that whoever asks has an interest in."""


@pytest.mark.control("C11")
def test_a_slot_kept_from_somebody_is_never_offered_and_never_entered() -> None:
    assert [p.slot_id.int for p in free_places(KEPT)] == [3]
    found = moves(KEPT, UUID(int=101))
    assert found.down is not None
    assert found.down.slot_id.int == 3
    assert [p.slot_id.int for p in found.free] == [3]
    assert step(KEPT, UUID(int=104), up=True).slot_id.int == 3
    with pytest.raises(RuleError, match="is not free"):
        free_place(KEPT, UUID(int=2), field="slot")
