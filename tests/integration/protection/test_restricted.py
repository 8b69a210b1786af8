"""What is restricted is kept from everybody, and the panel's work goes on round it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.kernel.errors import RuleError
from portal.panels import operations as panels
from portal.panels.models import AgendaVersion, Item
from portal.panels.operations.facts import KEPT_SLOT, timetable_for
from portal.panels.policy import NOT_SHOWN
from portal.people import operations as people
from portal.people import standing
from portal.people.models import RoleGrant
from portal.people.policy import Actor, Role
from portal.protection.models import Ruling
from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW
from tests.integration.protection.test_pages import HOME, Officers, officers, one, propose, words
from tests.support.invented_panel import NAMES, PASSWORD, InventedPanel, person, published_panel

__all__ = ["officers"]
PANEL_DAY = date(2026, 12, 10)


@pytest.fixture
def panel(working: ScopeOpener) -> InventedPanel:
    """A panel in December whose agenda is not out yet."""
    with working():
        return published_panel(held_on=PANEL_DAY, state="planned")


def restrict(officers: Officers, working: ScopeOpener, young: UUID) -> None:
    first, second = officers
    assert propose(first, young, "restrict", "accuracy") == 303
    ruling_id = one(working, Ruling)
    assert second.post(f"{HOME}/rulings/{ruling_id}/decide").status_code == 303


@pytest.fixture
def restricted(officers: Officers, panel: InventedPanel, working: ScopeOpener) -> InventedPanel:
    """The same, whose second young person's data is restricted."""
    restrict(officers, working, panel.young_people[1])
    return panel


@pytest.fixture
def browser_of(app: Flask, panel: InventedPanel) -> Callable[[str], PageClient]:
    def sign_in(who: str) -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        answer = client.post("/sign-in", data={"email": panel.email(who), "password": PASSWORD})
        assert answer.status_code == 303
        return client

    return sign_in


def actor_of(panel: InventedPanel, who: str) -> Actor:
    found = standing.actor(panel.people[who], NOW)
    assert found is not None
    return found


def publish(working: ScopeOpener, panel: InventedPanel, who: str = "support") -> dict[str, Any]:
    """Put the agenda out; return what was frozen."""
    with working():
        panels.publish_agenda(
            actor=actor_of(panel, who),
            now=NOW,
            meeting_id=panel.meeting_id,
        )
        frozen: dict[str, Any] = session.scalars(select(AgendaVersion.frozen)).one()
        return frozen


@pytest.mark.control("C11")
@pytest.mark.parametrize("who", ["support", "chair", "member"])
def test_nobody_is_told_that_they_declared_an_interest_they_did_not(
    restricted: InventedPanel,
    browser_of: Callable[[str], PageClient],
    working: ScopeOpener,
    who: str,
) -> None:
    publish(working, restricted)
    page = browser_of(who).get(f"/d/burnley/meetings/{restricted.meeting_id}/agenda").text
    assert page.count(NOT_SHOWN) == 1
    assert "you declared" not in page
    assert NAMES[1] not in page
    assert "-1210-2" not in page, "its reference"


@pytest.mark.control("C9", "C11")
def test_who_governs_a_district_or_did_until_an_hour_ago_is_kept_from_it_like_everybody(
    restricted: InventedPanel, working: ScopeOpener
) -> None:
    later = NOW + timedelta(hours=1)
    with working():
        role = Role.INFORMATION_GOVERNANCE
        everywhere = person(restricted, "everywhere", role, county=True)
        people.grant_role(
            person=everywhere,
            role=Role.CHAIR,
            district_id=restricted.district,
            starts_on=NOW.date(),
        )
        whole, part = everywhere.id, person(restricted, "part", role).id
        assert hidden_from(whole, NOW) == frozenset()
        assert hidden_from(part, NOW) == {restricted.young_people[1]}
        held = select(RoleGrant.id).where(RoleGrant.person_id == whole, RoleGrant.role == role)
        people.end_role(actor=None, now=NOW, grant_id=session.scalars(held).one())
        assert hidden_from(whole, later) == {restricted.young_people[1]}


def hidden_from(person_id: UUID, now: datetime) -> frozenset[UUID]:
    found = standing.actor(person_id, now)
    assert found is not None
    return found.recused.young_people


@pytest.mark.control("C11")
def test_its_slot_is_neither_free_nor_anybodys(
    restricted: InventedPanel, browser_of: Callable[[str], PageClient], working: ScopeOpener
) -> None:
    page = browser_of("support").get(f"/d/burnley/meetings/{restricted.meeting_id}").text
    assert page.count(NOT_SHOWN) == 1
    with working(writes=False):
        actor = actor_of(restricted, "support")
        slot_id = session.scalars(select(Item.slot_id).where(Item.id == restricted.items[1])).one()
        assert slot_id in actor.kept_slots
        free = timetable_for(restricted.meeting_id, actor)
        kinds = {slot.id: slot.kind for slot in free}
        assert kinds[slot_id] == KEPT_SLOT


def test_the_agenda_goes_out_without_what_no_colleague_could_add(
    restricted: InventedPanel, working: ScopeOpener
) -> None:
    """Refused, with "ask a colleague", there would be no agenda: every colleague is kept out."""
    frozen = publish(working, restricted)
    assert [row["kind"] for row in frozen["rows"]] == ["slot", KEPT_SLOT, "slot"]
    assert str(restricted.young_people[1]) not in str(frozen)


def test_whoever_declared_an_interest_is_not_told_that_it_is_restricted_too(
    officers: Officers, panel: InventedPanel, working: ScopeOpener
) -> None:
    """What they read and may do is the same before and after: a colleague publishes."""
    with working():
        panels.declare_interest(
            actor=actor_of(panel, "support"),
            now=NOW,
            item_id=panel.items[1],
            reason="A neighbour",
        )
    with pytest.raises(RuleError, match=f"^{NOT_SHOWN}, so"):
        publish(working, panel)
    restrict(officers, working, panel.young_people[1])
    with pytest.raises(RuleError, match=f"^{NOT_SHOWN}, so"):
        publish(working, panel)
    with working(writes=False):
        events = session.scalars(select(Event.event).order_by(Event.event)).all()
        assert "panels:agenda:published" not in events


def test_before_it_is_hidden_both_are_told_of_an_agenda_to_come(
    officers: Officers, panel: InventedPanel, working: ScopeOpener
) -> None:
    first, second = officers
    young = panel.young_people[1]
    address = f"{HOME}/people/{young}/propose"
    assert "They are on an agenda to come" in words(first, f"{address}/restrict")
    early = words(first, f"{address}/erase")
    assert "It cannot be done yet. They are on an agenda to come" in early
    assert "Propose it" not in early
    assert propose(first, young, "restrict", "accuracy") == 303
    decide = f"{HOME}/rulings/{one(working, Ruling)}/decide"
    assert "They are on an agenda to come" in words(second, decide)
    assert second.post(decide).status_code == 303
    assert "Case support can do that once they are no longer hidden" in words(
        first, f"{address}/erase"
    )


@pytest.mark.control("C18")
def test_an_address_is_protected_while_something_else_waits(
    officers: Officers, panel: InventedPanel, working: ScopeOpener
) -> None:
    first, second = officers
    young = panel.young_people[1]
    assert propose(first, young, "restrict", "accuracy") == 303
    page = words(first, f"{HOME}/people/{young}")
    assert "Mark their address as protected" in page
    assert "Hide it from the panels’ work" not in page.split("What can be done")[1]
    assert propose(first, young, "protect", "danger") == 303
    assert propose(first, young, "protect", "danger") == 422
    with working(writes=False):
        ids = {each.kind: each.id for each in session.scalars(select(Ruling))}
    page = words(second, f"{HOME}/people/{young}")
    assert page.count("Waits for a second person") == 2
    assert "Mark their address" in words(second, f"{HOME}/rulings/{ids['protect']}/decide")
    assert second.post(f"{HOME}/rulings/{ids['protect']}/decide").status_code == 303
    page = words(first, f"{HOME}/people/{young}")
    assert "Their address is protected" in page
    assert page.count("Waits for a second person") == 1
