"""Meetings planned with their slots, and cancelled."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from portal.kernel.errors import ForbiddenError, NotFoundError, RuleError
from portal.panels import operations, queries
from portal.panels.operations import Planned
from tests.integration.panels.conftest import KIND, NOW, PANEL_DAY, TODAY, District

CHRISTMAS = date(2026, 12, 25)


def plan(district: District, **more: Any) -> Planned:
    arguments: dict[str, Any] = {
        "actor": district.support,
        "now": NOW,
        "district_id": "burnley",
        "kind": KIND,
        "held_on": date(2026, 12, 3),
        "part": "am",
    }
    with district.working():
        return operations.plan_meeting(**(arguments | more))


@pytest.mark.requirement("R43", "R64", "R68")
def test_a_morning_has_the_templates_ten_rows(district: District) -> None:
    with district.working(writes=False):
        starts = [slot.start for slot in queries.timetable(district.meeting_id)]
    assert starts[0] == time(9, 30)
    assert starts[-1] == time(12, 30)
    assert len(starts) == 10


@pytest.mark.requirement("R44", "R68", "R69")
def test_a_whole_day_has_twenty_slots_and_warns_of_a_short_lunch(district: District) -> None:
    planned = plan(district, part="full")
    assert planned.slots == 20
    assert any("Lunch is 10 minutes" in warning for warning in planned.warnings)


@pytest.mark.requirement("R42")
def test_a_meeting_too_long_after_the_one_before_is_warned_of(district: District) -> None:
    planned = plan(district, held_on=date(2027, 3, 1))
    assert any("74 days lie between" in warning for warning in planned.warnings)


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"held_on": date(2026, 11, 20)}, "held_on", "today or in the future"),
        ({"held_on": PANEL_DAY}, "held_on", "already meets on Thursday 17 December 2026"),
        ({"held_on": CHRISTMAS}, "unusual_day_reason", "bank holiday: Christmas Day"),
        ({"held_on": date(2026, 12, 5)}, "unusual_day_reason", "Saturday"),
        ({"held_on": date(2028, 4, 3)}, "held_on", "Burnley ends on Friday 31 March 2028"),
        ({"part": "night"}, "part", "Choose a part of the day"),
    ],
    ids=["past", "taken", "bank holiday", "weekend", "district has ended", "no such part"],
)
def test_a_day_that_cannot_be_is_refused_beside_its_box(
    district: District, more: dict[str, object], field: str, says: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        plan(district, **more)
    assert refusal.value.field == field
    assert says in refusal.value.message


@pytest.mark.requirement("R45")
def test_a_bank_holiday_is_allowed_with_a_reason(district: District) -> None:
    planned = plan(district, held_on=CHRISTMAS, unusual_day_reason="The only day everyone can come")
    assert "Christmas Day" in planned.warnings[0]
    with district.working(writes=False):
        row = queries.meeting_row(planned.meeting_id)
    assert row.unusual_day_reason == "The only day everyone can come"


def test_a_reason_is_not_kept_for_an_ordinary_day(district: District) -> None:
    planned = plan(district, unusual_day_reason="None needed")
    with district.working(writes=False):
        assert queries.meeting_row(planned.meeting_id).unusual_day_reason is None


def test_a_cancelled_meeting_comes_back_with_its_items(district: District) -> None:
    district.nominate()
    with district.working():
        operations.cancel_meeting(actor=district.support, now=NOW, meeting_id=district.meeting_id)
    with district.working(writes=False):
        assert queries.next_meetings(today=TODAY, district_id="burnley") == ()
    planned = plan(district, held_on=PANEL_DAY)
    assert planned.meeting_id == district.meeting_id
    assert district.order() == ["9.30 LH-1"]


def test_a_cancelled_empty_meeting_comes_back_for_another_part_of_the_day(
    district: District,
) -> None:
    with district.working():
        operations.cancel_meeting(actor=district.support, now=NOW, meeting_id=district.meeting_id)
    assert plan(district, held_on=PANEL_DAY, part="pm").slots == 10
    with district.working(writes=False):
        assert queries.timetable(district.meeting_id)[0].start == time(13, 0)


def test_an_agenda_of_a_cancelled_meeting_no_longer_changes(district: District) -> None:
    with district.working():
        operations.cancel_meeting(actor=district.support, now=NOW, meeting_id=district.meeting_id)
    with pytest.raises(RuleError, match="cancelled"):
        district.nominate()


def test_a_social_worker_may_not_plan(district: District) -> None:
    with pytest.raises(ForbiddenError):
        plan(district, actor=district.worker)


@pytest.mark.parametrize("address", ["id", "burnley/leaving_care/2026-12-17"])
def test_a_meeting_is_found_by_id_or_by_district_kind_and_date(
    district: District, address: str
) -> None:
    asked = str(district.meeting_id) if address == "id" else address
    with district.working(writes=False):
        assert queries.find_meeting(asked) == district.meeting_id


@pytest.mark.parametrize(
    "address", ["", "burnley", "burnley/leaving_care/soon", "burnley/tea/2026-12-17", "a/b/c/d"]
)
def test_what_names_no_meeting_is_not_found(district: District, address: str) -> None:
    with district.working(writes=False), pytest.raises(NotFoundError):
        queries.find_meeting(address)
