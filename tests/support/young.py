"""A young person's browser that is in, for the tests of every room with pages of theirs."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from portal.database import Scope, unit_of_work
from portal.entry import queries
from portal.entry.operations import making
from portal.entry.rules import CodeKind
from portal.tenancy.door import registry
from portal.testing.pages import PageClient
from portal.web import clock


def code_for(client: PageClient, item_id: UUID, *, kind: CodeKind = CodeKind.PAPER) -> str:
    """Make a code for an item's young person and return it."""
    with client.application.app_context():
        scope = Scope(registry().authority.id, None, None, "preparing a test", writes=True)
        with unit_of_work(scope):
            place = queries.place(item_id)
            assert place is not None
            now = clock.now()
            until = now + timedelta(days=30)
            return making.new_code(place, kind, made_by=None, now=now, until=until)


def opened_by_code(client: PageClient, young_person_id: UUID, item_id: UUID) -> PageClient:
    """Let this browser in as the item's young person, by a code; it stands on their first page."""
    with client.application.app_context():
        scope = Scope(registry().authority.id, None, None, "preparing a test")
        with unit_of_work(scope):
            place = queries.place(item_id)
    assert place is not None and place.young_person_id == young_person_id  # noqa: PT018 - one fact
    answer = client.post("/y", data={"answer": code_for(client, item_id)})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/y/home")
    return client
