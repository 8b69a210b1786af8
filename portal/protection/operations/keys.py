"""The instance's keys: which there are, a new one, and sealing again with the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, CursorResult, Text, func, select, type_coerce, update

from portal import audit
from portal.database import SealError, current_scope, hand_over_key, session
from portal.database.sealed import (
    Place,
    SealedValue,
    keyring,
    prefix,
    seal,
    sealed_fields,
    unseal,
)
from portal.keyring import Key, Purpose
from portal.settings import Settings

BATCH = 200
"""Rows sealed again in one commit: short enough that nobody waits for it."""

Work = Callable[[], AbstractContextManager[None]]
"""Opens one unit of work."""


@dataclass(frozen=True, slots=True)
class Resealed:
    """What one run did. ``unreadable`` names the places whose value does not open."""

    sealed_again: int
    first_sealed: int
    unreadable: tuple[str, ...]


def rotate(*, purpose: Purpose, actor_id: UUID | None, now: datetime) -> int:
    """Add a key to a ring and return its number. Old keys stay, so that old values open.

    PostgreSQL knows the wall's new key before anybody enters a scope with it, and still believes
    the one before: processes that run go on. Raises WallError where its owner's address is not set.
    The trail's ring notes which link its new key follows.
    """
    if purpose is Purpose.TRAIL:
        number = audit.rotate_key()
    else:
        first = _tell_the_database if purpose is Purpose.WALL else None
        number = keyring().rotate(purpose, first=first).number
    audit.record(
        event="protection:keys:rotated",
        subject=("key", UUID(int=number)),
        actor_id=actor_id,
        now=now,
        facts={"purpose": purpose.value, "number": number},
    )
    return number


def _tell_the_database(key: Key) -> None:
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    hand_over_key(settings.owner_url, key)


def values_by_key() -> dict[int | None, int]:
    """Count the sealed values of this authority by the key that sealed them.

    None counts what is not sealed at all, which only an upgrade leaves behind.
    """
    counts: dict[int | None, int] = {}
    numbers = keyring().numbers(Purpose.FIELDS)
    for kind, name in sealed_fields():
        table = kind.__table__
        stored = _stored(table, name)
        here = table.c.authority_id == current_scope().authority_id
        of_all = session.scalar(select(func.count()).select_from(table).where(here, _there(stored)))
        known = 0
        for number in numbers:
            sealed_so = stored.like(f"{prefix(number)}%")
            count = session.scalar(select(func.count()).select_from(table).where(here, sealed_so))
            counts[number] = counts.get(number, 0) + (count or 0)
            known += count or 0
        counts[None] = counts.get(None, 0) + (of_all or 0) - known
    return counts


def reseal(*, work: Work, actor_id: UUID | None, now: datetime) -> Resealed:
    """Seal every value with today's key, also what an upgrade left unsealed.

    In batches with a commit each: others work meanwhile, and after a kill the next run goes on
    where this one stopped. A value somebody changes meanwhile is left to them; it has today's key.
    """
    again = first = 0
    unreadable: list[str] = []
    for kind, name in sealed_fields():
        for old, new in _batches(kind, name, work, unreadable, actor_id=actor_id, now=now):
            again += old
            first += new
    return Resealed(again, first, tuple(unreadable))


def _batches(
    kind: type[Any],
    name: str,
    work: Work,
    unreadable: list[str],
    *,
    actor_id: UUID | None,
    now: datetime,
) -> Iterator[tuple[int, int]]:
    """Seal one field's values batch by batch; yield how many each batch sealed again, and first.

    Each batch says so in the trail in its own commit, so that a kill leaves none unsaid.
    """
    after: UUID | None = None
    while True:
        with work():
            rows = _not_current(kind, name, after)
            counts = [0, 0]
            for row_id, stored in rows:
                after = row_id
                done = _seal_anew(kind, name, row_id, SealedValue(stored, keyring()), unreadable)
                if done is not None:
                    counts[done] += 1
            if any(counts):
                audit.record(
                    event="protection:keys:resealed",
                    subject=("key", UUID(int=keyring().current(Purpose.FIELDS).number)),
                    actor_id=actor_id,
                    now=now,
                    facts={
                        "field": f"{kind.__tablename__}.{name}",
                        "sealed_again": counts[0],
                        "first_sealed": counts[1],
                    },
                )
        if not rows:
            return
        yield counts[0], counts[1]


def _not_current(kind: type[Any], name: str, after: UUID | None) -> list[tuple[UUID, str]]:
    table = kind.__table__
    stored = _stored(table, name)
    current = prefix(keyring().current(Purpose.FIELDS).number)
    wanted = [
        table.c.authority_id == current_scope().authority_id,
        _there(stored),
        stored.not_like(f"{current}%"),
    ]
    if after is not None:
        wanted.append(table.c.id > after)
    asked = select(table.c.id, stored.label("stored")).where(*wanted)
    rows = session.execute(asked.order_by(table.c.id).limit(BATCH))
    return [(row.id, row.stored) for row in rows]


def _seal_anew(
    kind: type[Any], name: str, row_id: UUID, held: SealedValue, unreadable: list[str]
) -> int | None:
    """Seal one value: 0 where it was sealed before, 1 where it is the first time, None if not."""
    table = kind.__table__
    authority = current_scope().authority_id
    place = Place(authority, table.name, name, row_id)
    was_plain = held.key_number is None
    try:
        text = held.stored if was_plain else unseal(place, held)
    except SealError:
        unreadable.append(str(place))
        return None
    changed = session.execute(
        update(table)
        .where(
            table.c.authority_id == authority,
            table.c.id == row_id,
            _stored(table, name) == held.stored,
        )
        .values({name: seal(place, text)})
    )
    assert isinstance(changed, CursorResult)
    return None if changed.rowcount == 0 else int(was_plain)


def _stored(table: Any, name: str) -> ColumnElement[str]:
    """Return a sealed column as the text that stands in the database."""
    return type_coerce(table.c[name], Text)


def _there(stored: ColumnElement[str]) -> ColumnElement[bool]:
    return stored.is_not(None)
