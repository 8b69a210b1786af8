"""The ways a message leaves. A way sends one message, and says whether one has gone already.

After a crash between handing a message over and writing that down, the worker asks the way: so a
message is sent once, whatever crashes. A way that cannot be asked says so by answering None.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from portal.kernel.errors import PortalError
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import Channel


class NotSent(PortalError):
    """A message did not go, or it cannot be told whether it did."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it leaves. ``reference`` stays the same for every try."""

    reference: UUID
    channel: Channel
    address: str
    subject: str
    body: str
    written_at: datetime
    calendar: bytes | None = None


class Way(Protocol):
    """One way out."""

    def send(self, message: Outgoing) -> None:
        """Hand the message over. Raises NotSent."""

    def went(self, message: Outgoing) -> bool | None:
        """Tell whether it was handed over before, None where nobody knows. Raises NotSent."""


@dataclass(frozen=True, slots=True)
class Ways:
    """The way for each channel, None where there is none."""

    email: Way | None
    sms: Way | None

    def way_for(self, channel: Channel) -> Way:
        """Return the way for a channel. Raises NotSent where none is set up."""
        found = {Channel.EMAIL: self.email, Channel.SMS: self.sms}.get(channel)
        if found is None:
            raise NotSent(Fault.NO_WAY)
        return found
