"""The panel day in the browser: attendance, the items in order, and finishing the meeting."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.panels.models import Meeting
from portal.people.policy import Role
from portal.records.models import Attendance
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.integration.records.conftest import Enter
from tests.support.invented_panel import InventedPanel, published_panel


def day_of(panel: InventedPanel) -> str:
    return f"/d/{panel.district}/meetings/{panel.meeting_id}/day"


def opened(client: PageClient, panel: InventedPanel) -> str:
    assert client.post(f"{day_of(panel)}/open").status_code == 303
    return client.get(day_of(panel)).text


def attendance_of(working: ScopeOpener) -> dict[str, list[tuple[str, str]]]:
    with working(writes=False):
        rows = session.scalars(select(Attendance).order_by(Attendance.seat_key, Attendance.id))
        found: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            found.setdefault(row.seat_key, []).append((row.state, row.stand_in))
        return found


def seat_ids(working: ScopeOpener) -> dict[str, str]:
    with working(writes=False):
        rows = session.scalars(select(Attendance).order_by(Attendance.id))
        return {row.seat_key: str(row.id) for row in rows}


def answer(seat: str, state: str, stand_in: str = "", *, version: int = 1) -> dict[str, Any]:
    prefix = f"seat-{seat}-"
    return {
        f"{prefix}version": version,
        f"{prefix}shown": "|",
        f"{prefix}state": state,
        f"{prefix}stand_in": stand_in,
    }


@pytest.mark.requirement("R22", "R24")
def test_starting_the_day_lists_every_seat_and_the_items_own_people(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    text = opened(chair, panel)
    found = attendance_of(working)
    assert "0 of 9 core seats" in text
    assert set(found) >= {"leaving_care_senior_manager", "housing_authority", "team_manager"}
    assert all(rows == [("expected", "")] for rows in found.values())
    assert "Allocated social worker: Worker Example" in text
    assert "nobody holds this seat" in text


def test_starting_the_day_twice_changes_nothing(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    opened(chair, panel)
    before = seat_ids(working)
    opened(chair, panel)
    assert seat_ids(working) == before


@pytest.mark.requirement("R22", "R72")
def test_attendance_by_seat_is_saved_and_counted(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    opened(chair, panel)
    ids = seat_ids(working)
    data = answer(ids["leaving_care_senior_manager"], "present")
    data |= answer(ids["housing_authority"], "deputy", "Devon Deputy-Example")
    data |= answer(ids["fostering_manager"], "apologies")
    assert chair.post(day_of(panel), data=data).status_code == 303
    found = attendance_of(working)
    assert found["housing_authority"] == [("deputy", "Devon Deputy-Example")]
    assert found["fostering_manager"] == [("apologies", "")]
    assert "2 of 9 core seats; no quorum is set here." in chair.get(day_of(panel)).text


def test_a_deputy_without_a_name_is_refused_and_every_answer_stays(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    opened(chair, panel)
    ids = seat_ids(working)
    data = answer(ids["leaving_care_senior_manager"], "present")
    data |= answer(ids["housing_authority"], "deputy")
    refused = chair.post(day_of(panel), data=data)
    assert refused.status_code == 422
    assert refused.text.count("Enter the deputy") == 2
    assert len(re.findall(r"value=\"(?:present|deputy)\" checked", refused.text)) == 2
    assert all(rows == [("expected", "")] for rows in attendance_of(working).values())


def test_the_second_saver_of_a_seat_sees_both_answers_and_chooses(
    chair: PageClient, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    opened(chair, panel)
    seat = seat_ids(working)["housing_authority"]
    other = enter("support")
    assert other.post(day_of(panel), data=answer(seat, "apologies")).status_code == 303
    late = chair.post(day_of(panel), data=answer(seat, "present"))
    assert late.status_code == 409
    assert "Somebody else saved meanwhile: Apologies." in late.text
    assert re.search(r"value=\"present\" checked", late.text)
    assert attendance_of(working)["housing_authority"] == [("apologies", "")]
    again = answer(seat, "present", version=2) | {f"seat-{seat}-shown": "apologies|"}
    assert chair.post(day_of(panel), data=again).status_code == 303
    assert attendance_of(working)["housing_authority"] == [("present", "")]


def test_a_seat_nobody_touched_never_overwrites_what_somebody_else_saved(
    chair: PageClient, enter: Enter, panel: InventedPanel, working: ScopeOpener
) -> None:
    opened(chair, panel)
    ids = seat_ids(working)
    untouched = answer(ids["housing_authority"], "") | answer(ids["fostering_manager"], "absent")
    enter("support").post(day_of(panel), data=answer(ids["housing_authority"], "present"))
    assert chair.post(day_of(panel), data=untouched).status_code == 303
    assert attendance_of(working)["housing_authority"] == [("present", "")]


def test_the_rest_is_marked_present_in_one_press_but_not_a_seat_nobody_holds(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    opened(chair, panel)
    ids = seat_ids(working)
    data = {"rest": "present"}
    for seat in ids.values():
        data |= answer(seat, "")
    data |= answer(ids["fostering_manager"], "apologies")
    assert chair.post(day_of(panel), data=data).status_code == 303
    found = attendance_of(working)
    assert found["fostering_manager"] == [("apologies", "")]
    assert found["housing_authority"] == [("present", "")]
    assert found["personal_adviser"] == [("expected", "")]


@pytest.mark.requirement("R65")
def test_the_current_slot_is_named_and_marked(
    chair: PageClient, panel: InventedPanel, clock: MovableClock
) -> None:
    clock.instant = datetime(2026, 11, 23, 9, 57, tzinfo=UTC)
    text = opened(chair, panel)
    assert "It is 9:57am. The 9:50am item is on until 10:10am." in text
    assert text.count("Now") == 1


@pytest.mark.parametrize(
    ("instant", "state", "said"),
    [
        (datetime(2026, 11, 20, 9, 0, tzinfo=UTC), "published", "You can start it on the day."),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "planned", "The agenda is not published yet."),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "cancelled", "This meeting was cancelled"),
    ],
    ids=["before the panel day", "no agenda out", "cancelled"],
)
def test_a_day_that_cannot_start_says_why(
    app: Any,
    working: ScopeOpener,
    clock: MovableClock,
    sign_in: SignIn,
    client: PageClient,
    *,
    instant: datetime,
    state: str,
    said: str,
) -> None:
    with working():
        panel = published_panel(state=state)
    clock.instant = instant
    sign_in(client, Role.CHAIR, "burnley")
    assert said in client.get(day_of(panel)).text
    refused = client.post(f"{day_of(panel)}/open")
    assert (refused.status_code, said in refused.text) == (422, True)


@pytest.mark.requirement("R7")
def test_finishing_says_what_is_missing_and_lets_it_be_written_later(
    chair: PageClient, panel: InventedPanel, working: ScopeOpener
) -> None:
    opened(chair, panel)
    page = chair.get(f"/d/burnley/meetings/{panel.meeting_id}/finish").text
    assert page.count("how the young person took part, the discussion and the decision") == 3
    version = re.search(r'name="version"[^>]*value="(\d+)"', page)
    assert version
    finish = f"/d/burnley/meetings/{panel.meeting_id}/finish"
    assert chair.post(finish, data={"version": version[1]}).status_code == 303
    text = chair.get(day_of(panel)).text
    assert "3 still to record." in text
    assert "This meeting is finished." in text
    with working(writes=False):
        assert session.scalars(select(Meeting.state)).one() == "held"
        events = session.scalars(select(Event.event).order_by(Event.event)).all()
    assert "records:meeting:finished" in events
    assert chair.get(f"/d/burnley/items/{panel.items[0]}/record/took-part").status_code == 200


def test_finishing_what_somebody_else_finished_is_a_conflict(
    chair: PageClient, panel: InventedPanel
) -> None:
    opened(chair, panel)
    finish = f"/d/burnley/meetings/{panel.meeting_id}/finish"
    assert chair.post(finish, data={"version": 1}).status_code == 303
    assert chair.post(finish, data={"version": 1}).status_code == 409


@pytest.mark.parametrize(
    ("role", "district", "status"),
    [
        (Role.MEMBER, "burnley", 403),
        (Role.SOCIAL_WORKER, "burnley", 403),
        (Role.DISTRICT_LEAD, "burnley", 403),
        (Role.CHAIR, "preston", 404),
        (Role.CHAIR, None, 200),
    ],
    ids=[
        "a member may not",
        "a social worker may not",
        "a district lead may not",
        "another district's chair finds nothing",
        "a county-wide chair may",
    ],
)
def test_who_may_run_the_day(
    client: PageClient,
    sign_in: SignIn,
    panel: InventedPanel,
    *,
    role: Role,
    district: str | None,
    status: int,
) -> None:
    sign_in(client, role, district)
    assert client.get(day_of(panel)).status_code == status


def test_a_meeting_of_another_district_is_not_there(
    working: ScopeOpener, chair: PageClient
) -> None:
    with working():
        elsewhere = published_panel("preston")
    assert chair.get(f"/d/burnley/meetings/{elsewhere.meeting_id}/day").status_code == 404
