"""How a young person's request runs: who they are, what their scope holds, what the trail says."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal import outbox
from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import Scope, open_scope, session, unit_of_work
from portal.entry import queries, visiting
from portal.entry.models import YoungVisit
from portal.outbox import Channel, Recipient
from portal.outbox.models import Message
from portal.panels.models import Item, SeatHolder
from portal.people.visiting import THEMSELVES
from portal.testing.pages import PageClient
from portal.web.access import Audience
from tests.integration.conftest import AUTHORITY, MovableClock, ScopeOpener
from tests.integration.panels.conftest import NOW, District, SignInAs
from tests.support.young import opened_by_code


@pytest.fixture
def opened(client: PageClient, district: District, items: list[UUID]) -> PageClient:
    return opened_by_code(client, district.young_people[0], items[0])


def test_a_code_opens_the_first_page(opened: PageClient) -> None:
    page = opened.get("/y/home")
    assert page.status_code == 200
    assert "Your pages" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_without_a_code_the_first_page_leads_to_where_one_is_typed(client: PageClient) -> None:
    answer = client.get("/y/home")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/y")


@pytest.mark.control("C43")
def test_the_trail_says_that_it_was_the_young_person(
    opened: PageClient, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    opened.get("/y/home")
    with working(writes=False):
        read = session.scalars(
            select(Event).where(Event.event == "entry.home").order_by(Event.seq.desc())
        ).first()
        began = session.scalars(select(Event).where(Event.event == "entry:visit:began")).one()
    assert read is not None
    assert (read.kind, read.subject_id, read.young_person_id, read.actor_id) == (
        "read",
        items[0],
        district.young_people[0],
        None,
    )
    assert read.why == THEMSELVES
    assert read.purpose.startswith(THEMSELVES)
    assert began.facts == {"way": "code"}


@pytest.mark.control("C4")
def test_their_scope_holds_their_own_rows_alone(
    opened: PageClient, app: Flask, district: District, items: list[UUID]
) -> None:
    with app.app_context():
        with open_scope(Scope(AUTHORITY, None, None, "finding the reach")):
            own = queries.theirs(district.young_people[0])
        scope = Scope(AUTHORITY, own.districts, None, THEMSELVES, only=own.reach)
        with open_scope(scope):
            assert session.scalars(select(Item.id)).all() == [items[0]]
            assert session.scalars(select(YoungPerson.id)).all() == [district.young_people[0]]
            assert session.scalars(select(SeatHolder.id)).all() == []


def test_whoever_was_signed_in_at_this_browser_is_not_any_more(
    client: PageClient, district: District, items: list[UUID], as_person: SignInAs
) -> None:
    as_person(district.support)
    opened_by_code(client, district.young_people[0], items[0])
    assert client.get("/").headers["Location"].startswith("/sign-in")


@pytest.mark.control("C21")
def test_a_visit_ends_when_it_is_not_used(opened: PageClient, machine: MovableClock) -> None:
    machine.instant += timedelta(minutes=29)
    assert opened.get("/y/home").status_code == 200
    machine.instant += timedelta(minutes=29)
    assert opened.get("/y/home").status_code == 200
    machine.instant += timedelta(minutes=30)
    assert opened.get("/y/home").headers["Location"] == "/y?late=yes"


@pytest.mark.control("C21")
def test_leaving_takes_the_visit_out_of_the_browser(opened: PageClient) -> None:
    assert opened.get("/leave").status_code == 303
    assert opened.get("/y/home").headers["Location"] == "/y"


def test_a_visit_row_knows_no_name(opened: PageClient, working: ScopeOpener) -> None:
    with opened.session_transaction() as held:
        token = held[visiting.VISIT]
    with working(writes=False):
        row = session.scalars(select(YoungVisit)).one()
        assert token not in {row.token_hash, str(row.id)}


@pytest.mark.control("C4")
def test_a_change_of_theirs_may_tell_somebody_and_reads_no_message(
    opened: PageClient, app: Flask, district: District, items: list[UUID], working: ScopeOpener
) -> None:
    with app.app_context():
        with open_scope(Scope(AUTHORITY, None, None, "finding the reach")):
            own = queries.theirs(district.young_people[0])
        scope = Scope(AUTHORITY, own.districts, None, THEMSELVES, writes=True, only=own.reach)
        with unit_of_work(scope):
            outbox.queue(
                message="test",
                key="young/told",
                recipient=Recipient(None, "tell@practice.example", Channel.EMAIL, Audience.STAFF),
                now=NOW,
                district_id="burnley",
                item_id=items[0],
            )
            outbox.queue_job(
                name="young:nothing", key="young/job", arguments={}, now=NOW, district_id="burnley"
            )
        with open_scope(scope):
            assert session.scalars(select(Message.id)).all() == []
    assert opened.get("/y/home").status_code == 200
    with working(writes=False):
        told = select(Message.key).where(Message.address == "tell@practice.example")
        assert session.scalars(told).all() == ["young/told"]
