"""What can be done to prepare an item: write a form, say how somebody was asked, remind."""

from __future__ import annotations

from portal.preparation.operations.contributing import (
    CHANGED,
    Writer,
    contribute,
    contribute_as_guest,
    guest_writer,
    writer_at,
)
from portal.preparation.operations.inviting import (
    possible_inviters,
    record_invitation,
    record_views_sought,
    telling,
)
from portal.preparation.operations.reminding import queue_reminding, remind, send_reminders

__all__ = [
    "CHANGED",
    "Writer",
    "contribute",
    "contribute_as_guest",
    "guest_writer",
    "possible_inviters",
    "queue_reminding",
    "record_invitation",
    "record_views_sought",
    "remind",
    "send_reminders",
    "telling",
    "writer_at",
]
