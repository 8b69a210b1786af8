"""Who somebody is at a moment: their own roles, and what rooms above add to them.

A seat, a deputyship, an invitation to one item or a declared interest lives in the room that knows
panels. Such a room adds a source; the gate, the commands and practice mode then all read the same
actor, anew for every request.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import Select

from portal.database import NO_ITEMS, Reach
from portal.people import queries
from portal.people.policy import Actor, Grant, Seated, Visit
from portal.people.queries import Hints, Identity
from portal.web.clock import LONDON

EXTENSION = "portal.standing"


@dataclass(frozen=True, slots=True)
class Standing:
    """What one source says of somebody."""

    grants: tuple[Grant, ...] = ()
    visits: tuple[Visit, ...] = ()
    recused: Reach = NO_ITEMS
    seats: tuple[Seated, ...] = ()
    stands_in: frozenset[UUID] = frozenset()
    kept_slots: frozenset[UUID] = frozenset()
    withheld_slots: frozenset[UUID] = frozenset()
    """Where something stands that is kept from everybody, not from them alone."""
    was_here: bool = False
    """Whether they came for something that is over: they may still be told that it is."""


Source = Callable[[UUID, datetime], Standing]
"""Reads, by a person's id and a moment, in the open scope."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A source, and the statement without whose finding anything it has nothing to say."""

    source: Source
    only_if: Select[Any] | None


def add_source(app: Flask, source: Source, *, only_if: Select[Any] | None = None) -> None:
    """Let a room add to what everybody holds.

    Most requests need not ask what is rare: with ``only_if`` the source is asked only where that
    statement finds a row, which is looked up beside who somebody is.
    """
    app.extensions.setdefault(EXTENSION, []).append(_Asked(source, only_if))


def _sources() -> list[_Asked]:
    found: list[_Asked] = current_app.extensions.get(EXTENSION, [])
    return found


def hints() -> Hints:
    """Return what is to be asked beside who somebody is."""
    return tuple(each.only_if for each in _sources() if each.only_if is not None)


def actor(person_id: UUID, now: datetime) -> Actor | None:
    """Return who this is at a moment; None where they have left or hold nothing."""
    own = queries.identity(person_id, now.astimezone(LONDON).date(), hints())
    return actor_of(person_id, now, own)


def actor_of(person_id: UUID, now: datetime, own: Identity | None) -> Actor | None:
    """Return who this is, where it was read who they are and what `hints` asked beside it."""
    if own is None:
        return None
    rare = iter(own.hints)
    said = [
        each.source(person_id, now) for each in _sources() if each.only_if is None or next(rare)
    ]
    kept = frozenset().union(*(each.kept_slots for each in said))
    withheld = frozenset().union(*(each.withheld_slots for each in said))
    found = Actor(
        person_id=person_id,
        name=own.name,
        email=own.email,
        grants=tuple(dict.fromkeys((*own.grants, *(g for each in said for g in each.grants)))),
        visits=tuple(visit for each in said for visit in each.visits),
        recused=Reach(
            items=frozenset().union(*(each.recused.items for each in said)),
            young_people=frozenset().union(*(each.recused.young_people for each in said)),
        ),
        seats=tuple(seat for each in said for seat in each.seats),
        stands_in=frozenset().union(*(each.stands_in for each in said)),
        kept_slots=kept | withheld,
        withheld_slots=withheld - kept,
        organisation_kind=own.organisation_kind,
    )
    known = found.grants or found.visits or any(each.was_here for each in said)
    return found if known else None
