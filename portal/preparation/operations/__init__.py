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

__all__ = [
    "CHANGED",
    "Writer",
    "contribute",
    "contribute_as_guest",
    "guest_writer",
    "possible_inviters",
    "record_invitation",
    "record_views_sought",
    "telling",
    "writer_at",
]
