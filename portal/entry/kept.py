"""Keeps what a young person typed when their visit had run out before they sent it.

It is sealed, waits an hour for them alone, and is back in its form once they are in again. Nothing
is saved until they send it. Codes, words and files are never kept.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit
from uuid import UUID

from flask import g, request
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from portal import database
from portal.database import Scope
from portal.entry import queries
from portal.entry.models import ADDRESS_LENGTH, YoungKept
from portal.people.visiting import visitor_or_none
from portal.signin.kept import MOST_CHARACTERS, asked_page, typed
from portal.signin.rules.timeouts import KEPT_FOR
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.forms import KEPT


def keep(young_person_id: UUID) -> bool:
    """Keep what this request sent, in place of what was kept before; tell whether it sent any."""
    fields = [] if request.blueprint == "entry" else typed()
    if not fields or sum(len(part) for pair in fields for part in pair) > MOST_CHARACTERS:
        return False
    now = clock.machine_now()
    scope = Scope(registry().authority.id, None, None, "keeping what was typed", writes=True)
    with database.unit_of_work(scope):
        database.session.execute(
            delete(YoungKept).where(
                (YoungKept.young_person_id == young_person_id) | (YoungKept.kept_until < now)
            )
        )
        row = YoungKept(
            young_person_id=young_person_id,
            action=request.path[:ADDRESS_LENGTH],
            page=urlsplit(asked_page() or "").path[:ADDRESS_LENGTH],
            fields=json.dumps(fields),
            kept_until=now + KEPT_FOR,
        )
        database.session.add(row)
    return True


def bring_back() -> None:
    """Fill the form that was kept, where its page is opened; forget it where it is sent."""
    visitor = visitor_or_none()
    if visitor is None:
        return
    row = queries.kept(visitor.young_person_id, clock.machine_now())
    if row is None:
        return
    g.young_kept_page = row.page or None
    if request.method == "POST" and request.path == row.action:
        if database.current_scope().writes:
            database.session.delete(row)
    elif request.method == "GET" and request.path == row.page:
        said = [(str(name), str(value)) for name, value in json.loads(row.fields)]
        setattr(g, KEPT, MultiDict(said))
        g.young_brought_back = True
