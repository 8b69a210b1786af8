"""The words a message and a job are described with."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """Where a message or a job stands."""

    QUEUED = "queued"
    """It waits for its time."""
    SENDING = "sending"
    """A worker has taken it."""
    SENT = "sent"
    """Handed over; for a job: done."""
    FAILED = "failed"
    """The last try did not work; it is tried again."""
    DEAD = "dead"
    """It is not tried again by itself."""
    CANCELLED = "cancelled"
    """It is no longer wanted."""


class Channel(StrEnum):
    """How somebody is reached."""

    EMAIL = "email"
    SMS = "sms"
    NONE = "none"
    """Not by message: somebody tells them."""


class Urgency(StrEnum):
    """What quiet hours mean for a message."""

    URGENT = "urgent"
    """Leaves at any hour."""
    NOTICE = "notice"
    """Leaves on any day, but not at night."""
    REMINDER = "reminder"
    """Leaves on working days, and not at night."""


URGENCIES: Mapping[str, Urgency] = {
    "address_decided": Urgency.NOTICE,
    "agenda_published": Urgency.NOTICE,
    "agenda_updated": Urgency.NOTICE,
    "agenda_changed": Urgency.NOTICE,
    "agenda_withdrawn": Urgency.NOTICE,
    "link_asked": Urgency.NOTICE,
    "meeting_moved": Urgency.NOTICE,
    "meeting_cancelled": Urgency.NOTICE,
    "not_expected": Urgency.NOTICE,
    "tell_first": Urgency.NOTICE,
    "promise_open_again": Urgency.NOTICE,
    "reminder": Urgency.REMINDER,
    "sign_in_changed": Urgency.URGENT,
    "sign_in_link": Urgency.URGENT,
    "trail_seal": Urgency.NOTICE,
    "unusual_reading": Urgency.REMINDER,
    "test": Urgency.URGENT,
    "pack_changed": Urgency.NOTICE,
    "something_new": Urgency.NOTICE,
    "way_in": Urgency.NOTICE,
    "way_in_code": Urgency.NOTICE,
    "works_with": Urgency.NOTICE,
}
"""What each message of `portal.variations.messages` is, unless whoever queues it says otherwise."""
RANKS: Mapping[str, int] = {
    "young_person": -1,
    "staff": 1,
    "member": 2,
    "visitor": 2,
    "provider": 3,
    "board": 4,
}
"""By audience, who is told first: the young person, before anybody hears it about them."""
TELLS_THEM = 0
"""The rank of whoever is asked to tell a young person: next after the young person."""
OPEN = (State.QUEUED, State.FAILED)
"""States in which it still waits to be taken."""
STOPPABLE = (State.QUEUED, State.FAILED, State.DEAD)
"""States in which somebody may call it off."""
