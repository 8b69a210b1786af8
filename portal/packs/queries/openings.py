"""When a reader opened their own pack, read from the log that is kept of every reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select

from portal.audit.models import Event
from portal.database import session
from portal.panels.queries.telling import PACK_READINGS


def openings_of(
    person_id: UUID, meeting_id: UUID, item_ids: Collection[UUID]
) -> dict[UUID, list[datetime]]:
    """Return when one reader opened each of some items, or the whole pack they are in, by item."""
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for row in session.execute(
        select(Event.subject_kind, Event.subject_id, Event.happened_at)
        .where(
            Event.actor_id == person_id,
            Event.event.in_(PACK_READINGS),
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
