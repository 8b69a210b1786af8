"""A seat held today, a deputyship and an own item let somebody in, and nothing else of theirs."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.database import session
from portal.kernel.errors import ForbiddenError, NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import operations, queries
from portal.panels.models import Item
from portal.people.models import RoleGrant
from portal.people.policy import Role
from portal.records import operations as records
from portal.records import queries as record_queries
from portal.records.rules import ActionDraft, RecordDraft, TookPart
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import CANARY, KIND, NOW, PANEL_DAY, District, actor_of
from tests.integration.panels.people_of_panels import (
    FOSTERING,
    HOUSING,
    browser_of,
    email_of,
    enter,
    seat,
    somebody,
    without_token,
)

SIGN_IN = 303
"""Whoever holds nothing any more is asked who they are."""
ON_THE_DAY = datetime(2026, 12, 17, 14, 0, tzinfo=UTC)


def agenda(district: District, meeting_id: UUID | None = None) -> str:
    return f"/d/burnley/meetings/{meeting_id or district.meeting_id}/agenda"


def other_meeting(district: District, kind: PanelKind = PanelKind.LASTING_HOME) -> UUID:
    """Plan and publish a meeting of the other panel, with one item."""
    held_on = PANEL_DAY if kind is not KIND else date(2027, 1, 14)
    meeting_id = district.plan(held_on, kind=kind)
    district.nominate(3, meeting_id=meeting_id, item_type="Home to be ratified as lasting")
    with district.working():
        operations.publish_agenda(actor=district.support, now=NOW, meeting_id=meeting_id)
    return meeting_id


@pytest.mark.requirement("R22", "R26")
@pytest.mark.control("C12", "C13", "C17")
def test_a_seat_lets_its_own_panel_be_read_and_not_the_other(
    app: Flask, district: District
) -> None:
    with district.working():
        seat(district, somebody("Hollis Example"), HOUSING)
    district.nominate()
    district.publish()
    elsewhere = other_meeting(district)
    client = browser_of(app, "Hollis Example")
    assert client.get(agenda(district)).status_code == 200
    for rest in ("", ".pdf", ".docx", ".ics"):
        unknown = client.get(f"{agenda(district, UUID(int=1))}{rest}")
        theirs = client.get(f"{agenda(district, elsewhere)}{rest}")
        assert theirs.status_code == unknown.status_code == 404
        assert without_token(theirs.text) == without_token(unknown.text)
    listed = client.get("/d/burnley/meetings").text
    assert str(district.meeting_id) in listed
    assert str(elsewhere) not in listed
    assert "Lasting Home Panel" not in client.get("/d/burnley/panels").text
    home = client.get("/").text
    assert str(district.meeting_id) in home
    assert str(elsewhere) not in home
    assert client.get("/d/burnley/").status_code == 200
    assert client.get("/d/preston/").status_code == 404


@pytest.mark.requirement("R28", "A16")
def test_a_names_seat_on_one_panel_shows_no_name_of_the_other(
    app: Flask, district: District
) -> None:
    with district.working():
        seat(district, somebody("Fen Example"), FOSTERING)
        seat(district, somebody("Hollis Example"), HOUSING)
    district.nominate()
    district.publish()
    assert CANARY in browser_of(app, "Fen Example").get(agenda(district)).text
    assert CANARY not in browser_of(app, "Hollis Example").get(agenda(district)).text


@pytest.mark.control("C12", "C25")
@pytest.mark.parametrize("kept", [date(2026, 11, 22), date(2026, 11, 23)])
def test_a_term_that_ended_counts_no_more_from_the_next_press(
    app: Flask, district: District, clock: MovableClock, kept: date
) -> None:
    with district.working():
        person = somebody("Hollis Example")
        seat(district, person, HOUSING)
    district.nominate()
    district.publish()
    client = browser_of(app, "Hollis Example")
    assert client.get(agenda(district)).status_code == 200
    with district.working():
        panel_id = queries.panel("burnley", KIND).id
        term = next(t for t in queries.terms([panel_id]) if t.holder.person_id == person)
        queries.term(term.id).starts_on = date(2026, 1, 1)
        queries.term(term.id).ends_on = kept
    for _ in range(2):
        assert client.get(agenda(district)).status_code == (200 if kept == NOW.date() else SIGN_IN)
    clock.instant = NOW + timedelta(days=1)
    for address in (agenda(district), "/", "/d/burnley/", f"{agenda(district)}.pdf"):
        assert client.get(address).status_code == SIGN_IN


@pytest.mark.requirement("R22", "R72")
@pytest.mark.control("C12", "C22")
def test_a_deputy_for_one_meeting_reads_it_from_the_naming_until_its_records_are_filed(
    app: Flask, district: District, clock: MovableClock
) -> None:
    with district.working():
        holder = somebody("Hollis Example")
        seat(district, holder, HOUSING)
        somebody("Devon Example")
    item = district.nominate().item_id
    district.publish()
    later = other_meeting(district, KIND)
    holders = browser_of(app, "Hollis Example")
    form = holders.get(f"/d/burnley/meetings/{district.meeting_id}/deputy").text
    assert "Hollis Example, Housing Authority representatives" in form
    answer = holders.post(
        f"/d/burnley/meetings/{district.meeting_id}/deputy",
        data={"place": f"{HOUSING}/{holder}", "email": email_of("Devon Example")},
    )
    assert answer.status_code == 303
    deputy = browser_of(app, "Devon Example")
    text = deputy.get(agenda(district)).text
    assert "LH-1" in text
    assert CANARY not in text
    assert deputy.get(agenda(district, later)).status_code == 404
    assert str(later) not in deputy.get("/d/burnley/meetings").text
    assert str(later) not in deputy.get("/").text
    who = deputy.get(f"/d/burnley/meetings/{district.meeting_id}/who").text
    assert "Deputy for Housing Authority representatives at this meeting, until its" in who
    clock.instant = ON_THE_DAY
    file_all(district, [item])
    for address in (agenda(district), "/", f"{agenda(district)}.ics"):
        assert deputy.get(address).status_code == SIGN_IN
    assert holders.get(agenda(district)).status_code == 200


def hear_all(district: District, items: list[UUID]) -> None:
    """Hold the panel and write each item's decision down, as case support."""
    with district.working():
        records.open_day(actor=district.support, now=ON_THE_DAY, meeting_id=district.meeting_id)
    for item_id in items:
        with district.working():
            records.save_participation(
                actor=district.support,
                now=ON_THE_DAY,
                item_id=item_id,
                version=0,
                took_part=TookPart.CAME,
                note="",
            )
            line = record_queries.item_line(item_id)
            records.save_item(
                actor=district.support,
                now=ON_THE_DAY,
                item_id=item_id,
                version=line.version,
                draft=RecordDraft(
                    discussion="What was said.",
                    decision_key="supported_lodgings",
                    actions=(
                        ActionDraft(
                            "Ring them",
                            line.social_worker_id,
                            date(2026, 12, 30),
                            plain_words="We ring you.",
                        ),
                    ),
                    plain_words="You can stay.",
                ),
            )


def file_all(district: District, items: list[UUID]) -> None:
    """Hold the panel and file a record for each item, as case support."""
    hear_all(district, items)
    for item_id in items:
        with district.working():
            line = record_queries.item_line(item_id)
            records.file_record(
                actor=district.support,
                now=ON_THE_DAY,
                item_id=item_id,
                version=line.version,
                receipt="R-1",
            )


@pytest.mark.requirement("R22")
def test_a_deputy_shows_by_name_on_the_attendance_list_and_counts_when_the_rest_come(
    app: Flask, district: District, clock: MovableClock
) -> None:
    with district.working():
        holder = somebody("Hollis Example")
        seat(district, holder, HOUSING)
        somebody("Devon Example")
        operations.name_deputy(
            actor=district.support,
            now=NOW,
            meeting_id=district.meeting_id,
            seat_key=HOUSING,
            holder_id=holder,
            email=email_of("Devon Example"),
        )
    district.nominate()
    district.publish()
    clock.instant = ON_THE_DAY
    client = browser_of(app, "Casey Example")
    day = f"/d/burnley/meetings/{district.meeting_id}/day"
    client.post(f"{day}/open")
    page = client.get(day).text
    assert "Hollis Example, who sends Devon Example" in page
    hidden = re.findall(r'name="(seat-[^"]+-(?:version|shown))"[^>]*value="([^"]*)"', page)
    named = re.findall(r'name="(seat-[^"]+-stand_in)"[^>]*value="([^"]*)"', page)
    assert (
        client.post(day, data=dict(hidden) | dict(named) | {"rest": "present"}).status_code == 303
    )
    with district.working(writes=False):
        rows = record_queries.attendance(district.meeting_id)
    assert [(row.state, row.stand_in) for row in rows if row.person_id == holder] == [
        ("deputy", "Devon Example")
    ]


@pytest.mark.requirement("R72")
def test_only_the_holder_and_who_fills_seats_send_somebody(district: District) -> None:
    with district.working():
        holder = somebody("Hollis Example")
        seat(district, holder, HOUSING)
        other = somebody("Fen Example")
        seat(district, other, FOSTERING)
        somebody("Devon Example")
    with district.working(writes=False):
        stranger = actor_of(other)
    arguments: dict[str, Any] = {
        "now": NOW,
        "meeting_id": district.meeting_id,
        "seat_key": HOUSING,
        "holder_id": holder,
        "email": email_of("Devon Example"),
    }
    with district.working(), pytest.raises(RuleError, match="in whose place"):
        operations.name_deputy(actor=stranger, **arguments)
    with district.working(), pytest.raises(RuleError, match="holds this seat") as refused:
        operations.name_deputy(
            actor=district.support,
            **(arguments | {"email": email_of("Hollis Example")}),
        )
    assert refused.value.field == "email"
    with district.working(), pytest.raises(RuleError, match="can sign in"):
        operations.name_deputy(
            actor=district.support,
            **(arguments | {"email": "nobody@practice.example"}),
        )
    with district.working():
        first = operations.name_deputy(actor=district.support, **arguments)
    with district.working(), pytest.raises(ForbiddenError):
        operations.end_deputy(actor=stranger, now=NOW, deputy_id=first)
    with district.working():
        somebody("Jo Example")
        operations.name_deputy(
            actor=district.lead,
            **(arguments | {"email": email_of("Jo Example")}),
        )
        assert [row.name for row in queries.deputies_for(district.meeting_id)] == ["Jo Example"]


@pytest.mark.control("C12")
def test_a_deputy_who_is_let_go_is_refused_at_the_next_press(
    app: Flask, district: District
) -> None:
    with district.working():
        holder = somebody("Hollis Example")
        seat(district, holder, HOUSING)
        somebody("Devon Example")
        made = operations.name_deputy(
            actor=district.support,
            now=NOW,
            meeting_id=district.meeting_id,
            seat_key=HOUSING,
            holder_id=holder,
            email=email_of("Devon Example"),
        )
    deputy = browser_of(app, "Devon Example")
    assert deputy.get(agenda(district)).status_code == 200
    assert (
        browser_of(app, "Hollis Example").post(f"/d/burnley/deputies/{made}/end").status_code == 303
    )
    assert deputy.get(agenda(district)).status_code == SIGN_IN


@pytest.mark.requirement("R22")
def test_a_cancelled_meeting_lets_no_deputy_in(app: Flask, district: District) -> None:
    with district.working():
        holder = somebody("Hollis Example")
        seat(district, holder, HOUSING)
        somebody("Devon Example")
        operations.name_deputy(
            actor=district.support,
            now=NOW,
            meeting_id=district.meeting_id,
            seat_key=HOUSING,
            holder_id=holder,
            email=email_of("Devon Example"),
        )
    deputy = browser_of(app, "Devon Example")
    assert deputy.get(agenda(district)).status_code == 200
    with district.working():
        operations.cancel_meeting(actor=district.support, now=NOW, meeting_id=district.meeting_id)
    assert deputy.get(agenda(district)).status_code == SIGN_IN


@pytest.mark.requirement("R24", "R25")
def test_an_items_own_people_hold_their_own_item_with_no_role_at_all(
    app: Flask, district: District
) -> None:
    with district.working():
        team = somebody("Lou Example")
        adviser = somebody("Ade Example", manager_id=team)
    district.nominate(0, personal_adviser_id=adviser)
    district.nominate(1)
    district.publish()
    for name, tie in (
        ("Ade Example", "Personal adviser of this young person"),
        ("Lou Example", "Leaving care team manager of the personal adviser"),
    ):
        client = browser_of(app, name)
        text = client.get(agenda(district)).text
        assert "Pretend1" in text
        assert "Pretend2" not in text
        assert "LH-2" in text
        with district.working(writes=False):
            items = queries.items_of(district.meeting_id)
        own = client.get(f"/d/burnley/items/{items[0].id}").text
        assert tie in own
        assert client.get(f"/d/burnley/items/{items[0].id}/record/read").status_code == 200
        assert client.get(f"/d/burnley/items/{items[1].id}/record/read").status_code == 403
    assert "Come to the panel for" in browser_of(app, "Ade Example").get("/").text


@pytest.mark.requirement("R71")
@pytest.mark.control("C12")
def test_the_manager_who_comes_instead_holds_the_item_until_its_record_is_filed(
    app: Flask, district: District, clock: MovableClock
) -> None:
    with district.working():
        max_id = somebody("Max Example")
    item = district.nominate().item_id
    district.publish()
    worker = browser_of(app, "Sam Testcase")
    address = f"/d/burnley/items/{item}/stand-in"
    assert worker.get(address).status_code == 200
    refused = worker.post(address, data={"person": str(max_id)})
    assert refused.status_code == 422, "somebody with no role here is not on the list"
    with district.working():
        operations.name_stand_in(actor=district.worker, now=NOW, item_id=item, person_id=max_id)
    stand_in = browser_of(app, "Max Example")
    text = stand_in.get(agenda(district)).text
    assert CANARY in text
    assert "Max Example comes in the social worker’s place." in text
    clock.instant = ON_THE_DAY
    support = browser_of(app, "Casey Example")
    day = f"/d/burnley/meetings/{district.meeting_id}/day"
    support.post(f"{day}/open")
    assert "Team Manager with care planning responsibility: Max Example" in support.get(day).text
    file_all(district, [item])
    for path in (agenda(district), f"/d/burnley/items/{item}/record/read", "/"):
        assert stand_in.get(path).status_code == SIGN_IN
    assert worker.get(agenda(district)).status_code == 200


def test_the_form_names_who_comes_from_the_people_of_the_district(
    app: Flask, district: District
) -> None:
    item = district.nominate().item_id
    client = browser_of(app, "Sam Testcase")
    address = f"/d/burnley/items/{item}/stand-in"
    answer = client.post(address, data={"person": str(district.manager_id)})
    assert answer.status_code == 303
    with district.working(writes=False):
        assert queries.item(item).stand_in_id == district.manager_id
        assert queries.item(item).stand_in_since == NOW
    assert client.post(address, data={"person": ""}).status_code == 303
    with district.working(writes=False):
        assert queries.item(item).stand_in_id is None


def test_nobody_else_names_who_comes(app: Flask, district: District) -> None:
    item = district.nominate().item_id
    client = browser_of(app, "Toni Placeholder")
    address = f"/d/burnley/items/{item}/stand-in"
    assert client.get(address).status_code == 404
    assert client.post(address, data={"person": str(district.manager_id)}).status_code == 403


def test_filing_closes_the_item_where_its_own_access_ends(
    district: District, clock: MovableClock
) -> None:
    item = district.nominate().item_id
    district.publish()
    clock.instant = ON_THE_DAY
    file_all(district, [item])
    with district.working(writes=False):
        assert queries.item(item).closed_at == ON_THE_DAY


@pytest.mark.control("C13")
def test_a_chair_of_one_panel_has_no_say_in_the_other(app: Flask, district: District) -> None:
    with district.working():
        person = somebody("Pat Example")
        panel_id = queries.panel("burnley", KIND).id
    district.nominate()
    district.publish()
    elsewhere = other_meeting(district)
    with district.working():
        grant_on_panel(person, Role.CHAIR, panel_id)
    client = browser_of(app, "Pat Example")
    for rest in ("", "/day", "/agenda", "/nominate", "/cancel", "/publish", "/who", "/deputy"):
        here = client.get(f"/d/burnley/meetings/{district.meeting_id}{rest}").status_code
        there = client.get(f"/d/burnley/meetings/{elsewhere}{rest}").status_code
        assert here in {200, 403}, rest
        assert there == (403 if here == 403 else 404), rest
    with district.working(writes=False):
        pat = actor_of(person)
    item = only_item(district, elsewhere)
    for call in (
        lambda: operations.withdraw_item(actor=pat, now=NOW, item_id=item.id, reason="No"),
        lambda: operations.item_for(actor=pat, item_id=item.id, now=NOW),
        lambda: records.open_day(actor=pat, now=ON_THE_DAY, meeting_id=elsewhere),
    ):
        with district.working(), pytest.raises(NotFoundError):
            call()


def grant_on_panel(person_id: UUID, role: Role, panel_id: UUID) -> None:
    session.add(
        RoleGrant(
            person_id=person_id,
            role=role,
            district_id="burnley",
            panel_id=panel_id,
            starts_on=date(2026, 1, 1),
        )
    )


def only_item(district: District, meeting_id: UUID) -> Item:
    with district.working(writes=False):
        return queries.item(queries.items_of(meeting_id)[0].id)


@pytest.mark.control("C12")
def test_one_browser_goes_from_one_person_to_another(app: Flask, district: District) -> None:
    with district.working():
        seat(district, somebody("Hollis Example"), HOUSING)
        somebody("Val Example")
    item = district.nominate().item_id
    with district.working():
        operations.invite_visitor(
            actor=district.support,
            now=NOW,
            item_id=item,
            email=email_of("Val Example"),
            reason="College",
        )
    client = browser_of(app, "Val Example")
    for name in ("Hollis Example", "Robin Elsewhere", "Hollis Example", "Val Example"):
        enter(client, name)
    assert client.get("/").location == "/your-item/"


def test_whoever_holds_nothing_cannot_sign_in(app: Flask, district: District) -> None:
    with district.working():
        somebody("Nobody Example")
    with pytest.raises(AssertionError, match="cannot sign in"):
        browser_of(app, "Nobody Example")


def test_a_seat_lets_somebody_sign_in_who_holds_no_role(app: Flask, district: District) -> None:
    with district.working():
        seat(district, somebody("Hollis Example"), HOUSING)
    assert browser_of(app, "Hollis Example").get("/").status_code == 200
