"""Somebody asked to one item sees its time and place, nothing of any other, and only for a time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import ForbiddenError, RuleError
from portal.panels import operations, queries
from portal.panels.models import AgendaVersion, Visit
from portal.panels.rules import frozen
from portal.people.gate import ACCESS
from portal.web.access import Audience
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import CANARY, NOW, District, actor_of
from tests.integration.panels.people_of_panels import (
    HOUSING,
    browser_of,
    email_of,
    seat,
    somebody,
    without_token,
)
from tests.support.routes import first_choice

GUEST = "Val Example"
OVER = 410
OPEN_TO_VISITORS = {"/your-item/", "/your-item/{item}", "/your-item/{item}/slot.ics"}


def invite(district: District, item_id: UUID, **more: Any) -> UUID:
    arguments: dict[str, Any] = {
        "actor": district.support,
        "now": NOW,
        "item_id": item_id,
        "email": email_of(GUEST),
        "reason": "Tell the panel how college is going.",
    }
    with district.working():
        return operations.invite_visitor(**(arguments | more))


@pytest.fixture
def items(district: District) -> list[UUID]:
    """Three items of a published agenda, and a guest who holds no role."""
    with district.working():
        somebody(GUEST)
    found = [district.nominate(number).item_id for number in range(3)]
    district.publish()
    return found


@pytest.mark.requirement("R40")
@pytest.mark.control("C7", "C11", "C17")
def test_a_visitor_is_shown_their_item_and_nothing_of_another(
    app: Flask, district: District, items: list[UUID]
) -> None:
    invite(district, items[1])
    client = browser_of(app, GUEST)
    assert client.get("/").location == "/your-item/"
    seen = ""
    for address in OPEN_TO_VISITORS:
        answer = client.get(address.format(item=items[1]))
        assert answer.status_code == 200
        # The frame says when the session ends, which is a time as well.
        seen += f"{re.sub(r'(?s)^.*<main|</main>.*$', '', answer.text)}{answer.headers}"
    for said in ("Thursday 17 December 2026", "9:50am", "Room 2, Example House", "Casey Example"):
        assert said in seen
    assert "Z. · LH-2" in seen
    assert "Tell the panel how college is going." in seen
    for hidden in (CANARY, "LH-1", "LH-3", "9:30am", "10:10am", "Sam Testcase", "of 10 slots"):
        assert hidden not in seen
    assert "DTSTART:20261217T095000Z" in seen
    assert "DTEND:20261217T101000Z" in seen


@pytest.mark.control("C43")
@pytest.mark.parametrize(
    ("at", "sent", "who"),
    [
        ("invite", {"email": email_of(GUEST), "reason": "One question"}, "Casey Example"),
        ("interest", {"reason": "A neighbour of mine"}, "Charlie Example"),
    ],
)
def test_what_leads_on_leaves_no_reading_of_a_page_that_nobody_was_shown(
    app: Flask, district: District, items: list[UUID], *, at: str, sent: dict[str, str], who: str
) -> None:
    client = browser_of(app, who)
    address = f"/d/burnley/items/{items[1]}/{at}"
    asked = select(func.count()).select_from(Event).where(Event.kind == "read")
    client.post(address, data={})
    with district.working(writes=False):
        before = session.scalar(asked)
    assert before, "the form is shown again, with the item's page above it"
    assert client.post(address, data=sent).status_code == 303
    with district.working(writes=False):
        assert session.scalar(asked) == before


def _by_another_door(app: Flask, endpoint: str) -> bool:
    """Tell whether it is a young person's page, or where their link or code is taken."""
    audience = app.extensions[ACCESS][endpoint].audience
    return endpoint.startswith("entry.") or audience is Audience.YOUNG_PERSON


@pytest.mark.requirement("R40")
@pytest.mark.control("C7", "C13")
def test_a_visitor_reaches_no_page_but_the_visitors_own(
    app: Flask, district: District, items: list[UUID]
) -> None:
    invite(district, items[1])
    client = browser_of(app, GUEST)
    values = {
        "district": "burnley",
        "meeting_id": district.meeting_id,
        "item_id": items[1],
        "young_person_id": district.young_people[1],
        "kind": "leaving_care",
    }
    tried = 0
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        elsewhere = rule.endpoint.startswith(
            (
                "visits.",
                "visit_packs.",
                "visitor_preparation.",
                "reading.",
                "guides.hand_over",
                "static",
                "web.",
                "signin.",
                "provider_",
                "probe",
                "readyz",
                "home.home",
            )
        )
        if "GET" not in (rule.methods or ()) or elsewhere or _by_another_door(app, rule.endpoint):
            continue
        arguments = {
            name: first_choice(rule, name) or values.get(name, uuid4()) for name in rule.arguments
        }
        answer = client.get(adapter.build(rule.endpoint, arguments))
        assert answer.status_code == 404, f"{rule.endpoint}: {answer.status_code}"
        tried += 1
    assert tried > 30


@pytest.mark.control("C7", "C13")
def test_another_item_is_not_there_for_a_visitor(
    app: Flask, district: District, items: list[UUID]
) -> None:
    invite(district, items[1])
    client = browser_of(app, GUEST)
    theirs = client.get(f"/your-item/{items[0]}")
    none = client.get(f"/your-item/{uuid4()}")
    assert theirs.status_code == none.status_code == OVER
    assert without_token(theirs.text) == without_token(none.text)
    assert client.get(f"/your-item/{items[0]}/slot.ics").status_code == OVER


@pytest.mark.requirement("R40")
def test_the_name_is_told_only_where_the_invitation_says_so(
    app: Flask, district: District, items: list[UUID]
) -> None:
    invite(district, items[1], tells_name=True)
    client = browser_of(app, GUEST)
    page = client.get(f"/your-item/{items[1]}").text
    assert f"{CANARY} Pretend2" in page
    assert CANARY not in client.get(f"/your-item/{items[1]}/slot.ics").text
    assert CANARY not in str(client.get("/your-item/").headers)


@pytest.mark.requirement("R40")
@pytest.mark.control("C12", "C22")
@pytest.mark.parametrize("end", ["a set moment", "by hand", "withdrawn", "cancelled", "filed"])
def test_a_visit_ends_and_then_names_nobody(
    app: Flask, district: District, items: list[UUID], clock: MovableClock, end: str
) -> None:
    moment = NOW + timedelta(days=2)
    visit = invite(district, items[1], closes_at=moment if end == "a set moment" else None)
    client = browser_of(app, GUEST)
    assert client.get(f"/your-item/{items[1]}").status_code == 200
    with district.working():
        if end == "by hand":
            operations.end_visit(actor=district.chair, now=NOW, visit_id=visit)
        elif end == "withdrawn":
            operations.withdraw_item(
                actor=district.support, now=NOW, item_id=items[1], reason="Moved away"
            )
        elif end == "cancelled":
            operations.cancel_meeting(
                actor=district.support, now=NOW, meeting_id=district.meeting_id
            )
        elif end == "filed":
            queries.item(items[1]).closed_at = NOW
    clock.instant = moment
    for address in OPEN_TO_VISITORS:
        answer = client.get(address.format(item=items[1]))
        assert answer.status_code == OVER
        for named in (CANARY, "LH-2", "Casey", "Burnley", "9:50am", "17 December"):
            assert named not in answer.text
    clock.instant = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)
    assert client.get("/your-item/").status_code == 303


@pytest.mark.control("C7")
def test_a_visitor_who_holds_a_role_elsewhere_reads_their_item_and_nothing_else_here(
    app: Flask, district: District, items: list[UUID]
) -> None:
    robin = browser_of(app, "Robin Elsewhere")
    invite(district, items[1], email=email_of("Robin Elsewhere"))
    assert robin.get(f"/your-item/{items[1]}").status_code == 200
    assert "Your item" in robin.get("/").text
    home = robin.get("/").text
    assert str(district.meeting_id) not in home
    assert "Burnley" not in home
    for address in (
        "/d/burnley/",
        "/d/burnley/meetings",
        f"/d/burnley/meetings/{district.meeting_id}/agenda",
        f"/d/burnley/items/{items[1]}",
        f"/d/burnley/items/{items[0]}",
    ):
        assert robin.get(address).status_code == 404
    assert robin.get("/d/preston/").status_code == 200


@pytest.mark.requirement("R40")
@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"email": "nobody@practice.example"}, "email", "Nobody who can sign in"),
        ({"email": email_of("Sam Testcase")}, "email", "can read this item already"),
        ({"email": email_of("Morgan Madeup")}, "email", "Panel member for this district"),
        ({"reason": "  "}, "reason", "Say what they are asked"),
        ({"closes_at": NOW}, "closes_at", "in the future"),
    ],
    ids=["nobody we know", "the social worker", "a member", "no reason", "a moment that is past"],
)
def test_an_invitation_that_cannot_be_is_refused(
    district: District, items: list[UUID], more: dict[str, Any], field: str, says: str
) -> None:
    with pytest.raises(RuleError, match=says) as refused:
        invite(district, items[1], **more)
    assert refused.value.field == field


def test_nobody_is_asked_twice_and_only_by_who_builds_the_agenda(
    district: District, items: list[UUID]
) -> None:
    invite(district, items[1])
    with pytest.raises(RuleError, match="asked to this item already"):
        invite(district, items[1])
    with pytest.raises(ForbiddenError):
        invite(district, items[0], actor=district.worker)
    with district.working(writes=False):
        visit = queries.visits_at(district.meeting_id)[0]
    with district.working(), pytest.raises(ForbiddenError):
        operations.end_visit(actor=district.worker, now=NOW, visit_id=visit.id)


def test_the_page_asks_keeps_what_was_typed_and_ends_a_visit(
    app: Flask, district: District, items: list[UUID]
) -> None:
    client = browser_of(app, "Casey Example")
    address = f"/d/burnley/items/{items[0]}/invite"
    typed = {"email": "nobody@practice.example", "reason": "To tell us about college"}
    refused = client.post(address, data=typed)
    assert refused.status_code == 422
    assert "Nobody who can sign in has this address" in refused.text
    assert "To tell us about college" in refused.text
    past = {
        "email": email_of(GUEST),
        "reason": "College",
        "closes_on-day": "1",
        "closes_on-month": "11",
        "closes_on-year": "2026",
    }
    assert "in the future" in client.post(address, data=past).text
    day = past | {"closes_on-day": "18", "closes_on-month": "12"}
    assert client.post(address, data=day).status_code == 303
    page = client.get(f"/d/burnley/items/{items[0]}").text
    assert "Until 19 December 2026 at the latest" in page
    assert "Asked to this item: its time and place, and nothing else" in page
    with district.working(writes=False):
        made: Visit = queries.visit(queries.visits_at(district.meeting_id)[0].id)[0]
        assert made.closes_at == datetime(2026, 12, 19, 0, 0, tzinfo=UTC)
    assert client.post(f"/d/burnley/visits/{made.id}/end").status_code == 303
    assert "Over" in client.get(f"/d/burnley/items/{items[0]}").text


@pytest.mark.requirement("R40")
def test_the_room_sees_who_comes_for_one_item_only(
    app: Flask, district: District, items: list[UUID], clock: MovableClock
) -> None:
    invite(district, items[1])
    clock.instant = datetime(2026, 12, 17, 9, 0, tzinfo=UTC)
    page = browser_of(app, "Charlie Example").get(f"/d/burnley/meetings/{district.meeting_id}/day")
    assert "For this item only: Val Example." in page.text


def test_a_seat_takes_the_place_of_a_visit(
    app: Flask, district: District, items: list[UUID]
) -> None:
    invite(district, items[1])
    with district.working():
        person = next(v.person_id for v in queries.visits_at(district.meeting_id))
        seat(district, person, HOUSING)
    client = browser_of(app, GUEST)
    assert client.get("/").status_code == 200
    assert client.get(f"/d/burnley/meetings/{district.meeting_id}/agenda").status_code == 200
    with district.working(writes=False):
        assert actor_of(person).only is None


def test_an_agenda_column_names_who_else_comes(
    app: Flask, district: District, items: list[UUID]
) -> None:
    invite(district, items[1])
    with district.working():
        version = session.scalars(select(AgendaVersion)).one()
        kept = frozen.from_json(version.frozen)
        columns = (*kept.columns, ("attending", "Also there"), ("personal_adviser", "Adviser"))
        version.frozen = frozen.to_json(replace(kept, columns=columns))
        version.number = 9
    page = browser_of(app, "Morgan Madeup").get(f"/d/burnley/meetings/{district.meeting_id}/agenda")
    assert "Also there" in page.text
    assert "Val Example" in page.text
