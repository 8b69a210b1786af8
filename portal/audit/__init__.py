"""The trail: one append-only event for every write, in the same transaction as the write."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from portal.audit.models import Event
from portal.database import session


def record(
    *,
    event: str,
    subject: tuple[str, UUID],
    actor_id: UUID | None,
    now: datetime,
    district_id: str | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Add one event to the trail. ``event`` is capability:subject:what-happened.

    ``facts`` hold keys, dates and counts; never a name or a person's words.
    """
    kind, subject_id = subject
    session.add(
        Event(
            event=event,
            subject_kind=kind,
            subject_id=subject_id,
            actor_id=actor_id,
            happened_at=now,
            about_district=district_id,
            facts=facts or {},
        )
    )
