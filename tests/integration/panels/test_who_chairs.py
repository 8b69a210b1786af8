"""Who chairs where somebody of the chain is suspended or left, is away, or sent somebody."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import session
from portal.panels import operations, queries
from portal.panels.rules import frozen
from portal.people import operations as people
from portal.records import operations as records
from portal.records.models import Attendance
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import KIND, NOW, PANEL_DAY, District
from tests.integration.panels.people_of_panels import (
    CHAIR_SEAT,
    NEXT_CHAIR_SEAT,
    browser_of,
    email_of,
    seat,
    somebody,
)

ON_THE_DAY = datetime(2026, 12, 17, 9, 0, tzinfo=UTC)


@pytest.fixture
def chain(district: District) -> dict[str, UUID]:
    """Charlie chairs; Dora, then Eve, then Zoe are deputies of the chair's seat."""
    with district.working():
        seat(district, district.chair.person_id, CHAIR_SEAT)
        found = {name: somebody(f"{name} Deputy") for name in ("Dora", "Eve", "Zoe")}
        for person_id in found.values():
            seat(district, person_id, CHAIR_SEAT, deputy=True)
    return found | {"Charlie": district.chair.person_id}


def suspend(district: District, person_id: UUID) -> None:
    with district.working():
        people.suspend(actor=None, now=NOW, person_id=person_id, reason="An inquiry")


def published(district: District) -> frozen.FrozenAgenda:
    with district.working(writes=False):
        version = queries.latest_version(district.meeting_id)
        assert version is not None
        return frozen.from_json(version.frozen)


@pytest.mark.requirement("R20", "R21", "R22")
def test_a_suspended_holder_is_not_published_as_chair_and_their_seat_is_empty(
    app: Flask, district: District, chain: dict[str, UUID]
) -> None:
    support = browser_of(app, "Casey Example")
    to_fill = support.get("/").text
    suspend(district, chain["Charlie"])
    district.nominate(0)
    district.publish()
    agenda = published(district)
    says = "Dora Deputy chairs as deputy for Leaving Care Service Senior Manager, because whoever"
    assert agenda.chair_sentence.startswith(says)
    assert agenda.chair_id == chain["Dora"]
    assert [link.name for link in agenda.chain] == ["Dora Deputy", "Eve Deputy", "Zoe Deputy"]
    page = support.get("/d/burnley/panels").text
    assert says in page
    assert "Charlie Example, from 23 November 2026, away" in page
    assert "Fill eight seats of the Leaving Care" in to_fill
    assert "Fill nine seats of the Leaving Care" in support.get("/").text


@pytest.mark.requirement("R20", "R22")
@pytest.mark.parametrize(("days", "chairs"), [(-1, "Dora Deputy"), (0, "Charlie Example")])
def test_whoever_leaves_before_the_day_is_passed_over_and_on_the_day_is_not(
    district: District, chain: dict[str, UUID], days: int, chairs: str
) -> None:
    last = PANEL_DAY + timedelta(days=days)
    with district.working():
        people.leave(actor=None, now=NOW, person_id=chain["Charlie"], last_day=last)
    district.nominate(0)
    district.publish()
    assert published(district).chair == chairs


def out_of(district: District, item_id: UUID, person_id: UUID) -> None:
    """Let somebody be out of an item, as case support writes it down."""
    with district.working():
        operations.declare_interest(
            actor=district.support, now=NOW, item_id=item_id, reason="Kin", person_id=person_id
        )


def chair_said(app: Flask, item_id: UUID) -> str:
    """Who chairs an item in the usual chair's place, as its page says it."""
    page = browser_of(app, "Casey Example").get(f"/d/burnley/items/{item_id}").text
    found = re.search(r"[^<>]* chairs this item \([^<>]*\)\.", page)
    return found.group().strip() if found else ""


def gone(district: District, person_id: UUID, how: str) -> None:
    """Let somebody be gone by the panel day, after its agenda went out."""
    with district.working():
        if how == "suspended":
            people.suspend(actor=None, now=NOW, person_id=person_id, reason="An inquiry")
        elif how == "left":
            last = PANEL_DAY - timedelta(days=1)
            people.leave(actor=None, now=NOW, person_id=person_id, last_day=last)
        else:
            panel = queries.panel("burnley", KIND).id
            for term in queries.terms([panel]):
                if term.holder.person_id == person_id:
                    operations.end_seat(
                        actor=district.support, now=NOW, term_id=term.id, last_day=NOW.date()
                    )


@pytest.mark.requirement("R20", "R21", "R22")
@pytest.mark.parametrize("how", ["suspended", "left", "seat ended"])
def test_an_item_is_not_handed_to_somebody_who_is_gone_by_the_day(
    app: Flask, district: District, chain: dict[str, UUID], clock: MovableClock, how: str
) -> None:
    item_id = district.nominate(0).item_id
    district.publish()
    out_of(district, item_id, chain["Charlie"])
    seat_words = "(deputy for Leaving Care Service Senior Manager)."
    assert chair_said(app, item_id) == f"Dora Deputy chairs this item {seat_words}"
    gone(district, chain["Dora"], how)
    assert chair_said(app, item_id) == f"Eve Deputy chairs this item {seat_words}"
    eve = browser_of(app, "Eve Deputy")
    assert "Pretend1" in eve.get(f"/d/burnley/items/{item_id}").text
    assert "you are the next who may chair it" in eve.get("/").text
    clock.instant = ON_THE_DAY
    assert eve.get(f"/d/burnley/items/{item_id}/record/took-part").status_code == 200
    zoe = browser_of(app, "Zoe Deputy")
    assert zoe.get(f"/d/burnley/items/{item_id}/record/took-part").status_code == 403


@pytest.mark.requirement("R20", "R22", "R72")
def test_whoever_the_chair_sends_is_asked_first_and_then_the_rest_of_the_chain(
    app: Flask, district: District, chain: dict[str, UUID]
) -> None:
    item_id = district.nominate(0).item_id
    district.publish()
    with district.working():
        sent = somebody("Sandy Sent")
        operations.name_deputy(
            actor=district.support,
            now=NOW,
            meeting_id=district.meeting_id,
            seat_key=CHAIR_SEAT,
            holder_id=chain["Charlie"],
            email=email_of("Sandy Sent"),
        )
    assert chair_said(app, item_id) == "", "the meeting's own chair, or whom they sent"
    out_of(district, item_id, sent)
    assert chair_said(app, item_id).startswith("Dora Deputy chairs this item")
    with district.working():
        found = queries.recusals_at(district.meeting_id, item_id)[0]
        operations.lift_interest(actor=district.support, now=NOW, recusal_id=found.id)
    out_of(district, item_id, chain["Charlie"])
    said = "Sandy Sent chairs this item (in Charlie Example’s place)."
    assert chair_said(app, item_id).replace("&#39;", "’") == said
    gone(district, sent, "suspended")
    assert chair_said(app, item_id).startswith("Dora Deputy chairs this item")


@pytest.mark.requirement("R20", "R22")
@pytest.mark.parametrize("state", ["apologies", "absent", "deputy"])
def test_where_the_chair_is_away_and_the_next_is_out_the_third_takes_the_item(
    app: Flask, district: District, chain: dict[str, UUID], clock: MovableClock, state: str
) -> None:
    item_id = district.nominate(0).item_id
    district.publish()
    out_of(district, item_id, chain["Dora"])
    clock.instant = ON_THE_DAY
    with district.working():
        records.open_day(actor=district.support, now=ON_THE_DAY, meeting_id=district.meeting_id)
    eve = browser_of(app, "Eve Deputy")
    writes = f"/d/burnley/items/{item_id}/record/took-part"
    assert chair_said(app, item_id) == "", "Charlie chairs"
    assert eve.get(writes).status_code == 403
    with district.working():
        row = session.scalars(
            select(Attendance).where(Attendance.person_id == chain["Charlie"])
        ).one()
        row.state, row.stand_in = state, "Somebody" if state == "deputy" else ""
    assert chair_said(app, item_id).startswith("Eve Deputy chairs this item")
    assert eve.get(writes).status_code == 200
    day = browser_of(app, "Casey Example").get(f"/d/burnley/meetings/{district.meeting_id}/day")
    assert "Eve Deputy chairs this item" in day.text


@pytest.mark.requirement("R20", "R22")
def test_whoever_came_and_is_suspended_chairs_nothing_and_that_nobody_is_left_is_said(
    app: Flask, district: District, clock: MovableClock
) -> None:
    with district.working():
        seat(district, district.chair.person_id, CHAIR_SEAT)
        second = somebody("Max Manager")
        seat(district, second, NEXT_CHAIR_SEAT)
    item_id = district.nominate(0).item_id
    district.publish()
    out_of(district, item_id, district.chair.person_id)
    clock.instant = ON_THE_DAY
    with district.working():
        records.open_day(actor=district.support, now=ON_THE_DAY, meeting_id=district.meeting_id)
        came = select(Attendance).where(Attendance.person_id == second)
        session.scalars(came).one().state = "present"
    assert chair_said(app, item_id).startswith("Max Manager chairs this item")
    with district.working():
        people.suspend(actor=None, now=ON_THE_DAY, person_id=second, reason="An inquiry")
    said = "Nobody in the chain may chair this item. Those present agree who does."
    support = browser_of(app, "Casey Example")
    for address in (f"items/{item_id}", f"meetings/{district.meeting_id}/day"):
        assert said in support.get(f"/d/burnley/{address}").text
