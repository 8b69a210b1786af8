"""The young person a request comes from, where they came in without an account.

A room above finds them (``hang``); the gate asks for every page that is theirs, opens a scope in
which nothing but what is about themselves is there, and keeps them here for the request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from flask import Flask, Response, current_app, g

if TYPE_CHECKING:
    from portal.database import Reach

DOOR = "portal.young-door"
THEMSELVES = "The young person themselves"
"""Who reads or writes in the trail, where it was the young person in their own pages."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A young person who is in, and who showed that it is them.

    ``item_id`` is the item their link or code was made for, ``district_id`` its district.
    ``reach`` is everything a scope lets them see: themselves, and every item about them.
    """

    visit_id: UUID
    young_person_id: UUID
    item_id: UUID
    district_id: str
    districts: frozenset[str]
    reach: Reach


@dataclass(frozen=True, slots=True)
class Door:
    """What the room that lets young people in does for the gate, which does not know it.

    ``find`` tells who a request comes from; ``ask_who`` answers a request of nobody's; ``wrote``
    is called, in the same transaction, before anything they changed is committed.
    """

    find: Callable[[], Visitor | None]
    ask_who: Callable[[], Response]
    wrote: Callable[[Visitor], None]


def hang(app: Flask, door: Door) -> None:
    """Let the room that lets young people in say who comes."""
    app.extensions[DOOR] = door


def door() -> Door:
    """Return what the room that lets young people in does."""
    found: Door = current_app.extensions[DOOR]
    return found


def current_visitor() -> Visitor:
    """Return who is in; pages of a young person's own always have somebody."""
    found: Visitor = g.visitor
    return found


def visitor_or_none() -> Visitor | None:
    """Return who is in on a young person's own page, None on every other page."""
    found: Visitor | None = g.get("visitor")
    return found
