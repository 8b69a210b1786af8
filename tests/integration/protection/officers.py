"""What information governance officers do on the pages of data protection, and what is there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.audit.models import Event
from portal.database import session
from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener

HOME = "/data-protection"
NOWHERE = UUID(int=1)
PAGES = (
    "/",
    "/people/{young}",
    "/people/{young}/hold",
    "/people/{young}/copy",
    "/people/{young}/propose/erase",
    "/people/{young}/propose/restrict",
    "/keeping",
    "/keeping.csv",
    "/register",
    "/register.csv",
)
UNKNOWN = (
    f"/people/{NOWHERE}",
    f"/holds/{NOWHERE}/lift",
    f"/rulings/{NOWHERE}/decide",
    f"/rulings/{NOWHERE}/refuse",
    f"/copies/{NOWHERE}",
    f"/copies/{NOWHERE}/records/item/{NOWHERE}",
)


def one(working: ScopeOpener, model: type[Any]) -> UUID:
    with working(writes=False):
        return UUID(str(session.scalars(select(model.id)).one()))


def told(working: ScopeOpener) -> list[str]:
    with working(writes=False):
        events = session.scalars(select(Event.event).where(Event.event.like("protection:%")))
        return sorted(events)


def words(client: PageClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def propose(client: PageClient, young: UUID, kind: str, ground: str) -> int:
    data = {"ground": ground, "reason": "They wrote to us on 2 November"}
    return client.post(f"{HOME}/people/{young}/propose/{kind}", data=data).status_code
