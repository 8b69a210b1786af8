"""A link of the trail made by hand, for tests of its row: nothing checks its digest."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from portal.audit.models import Event

_numbers = count(1_000_000)


def a_link(subject_kind: str, subject_id: UUID, *, at: datetime, **more: Any) -> Event:
    """Return a link about a subject; a young person's names them as the trail does."""
    about = subject_id if subject_kind == "young_person" else None
    values: dict[str, Any] = {
        "seq": next(_numbers),
        "kind": "write",
        "event": "x",
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "young_person_id": about,
        "happened_at": at,
        "purpose": "a test",
        "key_number": 1,
        "digest": "x",
    }
    return Event(**(values | more))
