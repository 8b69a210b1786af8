"""A young person's browser that is in, for the tests of every room with pages of theirs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from portal.database import Scope, session
from portal.entry import queries
from portal.entry.operations import making
from portal.entry.operations.giving import ContactDraft
from portal.entry.queries import Place
from portal.entry.rules import IDLE, CodeKind, Given
from portal.people.gate import ACCESS
from portal.people.models import Person
from portal.tenancy.door import registry
from portal.testing.pages import PageClient
from portal.web import clock
from portal.web.access import Audience
from tests.integration.conftest import MovableClock
from tests.support.planting import planting

T = TypeVar("T")


def code_for(client: FlaskClient, item_id: UUID, *, kind: CodeKind = CodeKind.PAPER) -> str:
    """Make a code for an item's young person and return it."""
    until = timedelta(days=30)

    def make(place: Place) -> str:
        now = clock.now()
        return making.new_code(place, kind, made_by=None, now=now, until=now + until)

    return _made(client.application, item_id, make)


def link_for(client: FlaskClient, item_id: UUID) -> str:
    """Make a link for an item's young person and return its path."""

    def make(place: Place) -> str:
        maker = session.scalars(select(Person.id).order_by(Person.id)).first() or uuid4()
        link = making.new_link(place, Given.SHOWN, made_by=maker, now=clock.now())
        return f"/y/l/{making.token_of(link)}"

    return _made(client.application, item_id, make)


def opened_by_code(client: PageClient, young_person_id: UUID, item_id: UUID) -> PageClient:
    """Let this browser in as the item's young person, by a code; it stands on their first page."""
    answer = client.post("/y", data={"answer": code_for(client, item_id)})
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/y/home")
    assert _made(
        client.application, item_id, lambda place: place.young_person_id == young_person_id
    )
    return client


def opened_by_link(client: PageClient, item_id: UUID) -> PageClient:
    """Let this browser in as the item's young person, by a first link."""
    answer = client.post(link_for(client, item_id))
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (303, "/y/home")
    return client


def reached(**more: Any) -> ContactDraft:
    """What somebody writes down of how to reach them: in English and by nothing, but for `more`."""
    arguments: dict[str, Any] = {
        "phone": "",
        "email": "",
        "language": "en",
        "safe_to_text": False,
        "safe_to_email": False,
        "said_by": "They said so themselves",
        "said_on": date(2026, 11, 20),
    }
    return ContactDraft(**(arguments | more))


def sent_too_late(client: PageClient, machine: MovableClock, page: str, **typed: object) -> None:
    """Send a page's own form when the visit has run out: with what the page itself puts into it."""
    shown = client.get(page).text.split(f'action="{page}"', 1)[1].split("</form>", 1)[0]
    carried = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown)
    machine.instant += IDLE
    answer = client.post(page, data={**dict(carried), **typed})
    assert answer.headers["Location"] == "/y?late=yes"


def _made(app: Flask, item_id: UUID, make: Callable[[Place], T]) -> T:
    with app.app_context():
        scope = Scope(registry().authority.id, None, None, "preparing a test", writes=True)
        with planting(scope):
            place = queries.place(item_id)
            assert place is not None
            return make(place)


def own_rules(app: Flask) -> list[Rule]:
    """Every address of a young person's own pages, whatever room it is in."""
    declared = app.extensions[ACCESS]
    return [
        rule
        for rule in app.url_map.iter_rules()
        if declared[rule.endpoint].audience is Audience.YOUNG_PERSON
        or rule.endpoint.startswith("entry.")
    ]
