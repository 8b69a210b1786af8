"""Who opened their pack and when, read from the log that is kept of every reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from portal.audit.models import Event
from portal.database import session

OPENING = ("packs.pack", "packs.file")
"""The pages that are a pack: its page, and its file."""


@dataclass(frozen=True, slots=True)
class Opened:
    """When somebody first and last opened a pack."""

    first: datetime
    last: datetime


def openings_of(
    person_id: UUID, meeting_id: UUID, item_ids: Collection[UUID]
) -> dict[UUID, list[datetime]]:
    """Return when one reader opened each of some items, or the whole pack they are in, by item."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for row in session.execute(
        select(Event.subject_kind, Event.subject_id, Event.happened_at)
        .where(
            Event.actor_id == person_id,
            Event.event.in_(OPENING),
            or_(
                and_(Event.subject_kind == "item", Event.subject_id.in_(sorted(item_ids))),
                and_(Event.subject_kind == "meeting", Event.subject_id == meeting_id),
            ),
        )
        .order_by(Event.seq)
    ):
        for item_id in item_ids if row.subject_kind == "meeting" else (row.subject_id,):
            found[item_id].append(row.happened_at)
    return dict(found)


def opened_by_everyone(meeting_id: UUID) -> dict[UUID, Opened]:
    """Return who opened the whole of a meeting's pack, by person."""
    rows = session.execute(
        select(
            Event.actor_id,
            func.min(Event.happened_at).label("first"),
            func.max(Event.happened_at).label("last"),
        )
        .where(
            Event.event.in_(OPENING),
            Event.subject_kind == "meeting",
            Event.subject_id == meeting_id,
            Event.actor_id.is_not(None),
        )
        .group_by(Event.actor_id)
        .order_by(Event.actor_id)
    )
    return {row.actor_id: Opened(row.first, row.last) for row in rows}
