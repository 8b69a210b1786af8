"""Readers' own notes: each query is asked for one person, and gives theirs alone."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from portal.database import session
from portal.packs.models import PackNote


def notes_of(person_id: UUID, item_ids: Collection[UUID]) -> dict[tuple[UUID, str], PackNote]:
    """Return one reader's notes on some items, by item and place. One query."""
    rows = session.scalars(
        select(PackNote)
        .where(PackNote.person_id == person_id, PackNote.item_id.in_(sorted(item_ids)))
        .order_by(PackNote.item_id, PackNote.place)
    )
    return {(row.item_id, row.place): row for row in rows}


def note_at(person_id: UUID, item_id: UUID, place: str) -> PackNote | None:
    """Return one reader's note in one place, if they wrote one."""
    return session.scalars(
        select(PackNote).where(
            PackNote.person_id == person_id, PackNote.item_id == item_id, PackNote.place == place
        )
    ).one_or_none()
