"""A district whose messages go to a post that the test holds in its hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from portal.outbox.channels import NotSent, Outgoing
from portal.outbox.rules.faults import Fault
from portal.outbox.worker import Worker
from portal.panels import operations
from tests.integration.conftest import MovableClock

if TYPE_CHECKING:
    from tests.integration.panels.conftest import District

SETTLED = timedelta(minutes=16)


@dataclass
class Post:
    """Where messages go, in the order they went."""

    sent: list[Outgoing] = field(default_factory=list)
    refuses: set[str] = field(default_factory=set)

    def send(self, message: Outgoing) -> None:
        if message.address.partition("@")[0] in self.refuses:
            raise NotSent(Fault.BUSY)
        self.sent.append(message)

    def went(self, message: Outgoing) -> bool:
        return any(each.reference == message.reference for each in self.sent)

    def taken(self) -> list[Outgoing]:
        """Return what came since last asked."""
        found, self.sent = self.sent, []
        return found


@dataclass
class Office:
    """The district with a worker that sends when told to."""

    district: District
    post: Post
    worker: Worker
    clock: MovableClock

    def later(self, by: timedelta = SETTLED) -> datetime:
        self.clock.instant += by
        return self.clock.instant

    def delivered(self) -> dict[str, Outgoing]:
        """Send what is due and return it by who got it; nobody gets two."""
        self.worker.empty()
        found = self.post.taken()
        by_name = {each.address.partition("@")[0]: each for each in found}
        assert len(by_name) == len(found)
        return by_name

    def settled(self) -> dict[str, Outgoing]:
        self.later()
        return self.delivered()

    def nominated(self, *numbers: int, **more: Any) -> list[UUID]:
        return [self.district.nominate(number, **more).item_id for number in numbers]

    def published(self, *numbers: int) -> list[UUID]:
        """Nominate, publish and deliver; return the items."""
        items = self.nominated(*numbers)
        self.publish()
        self.delivered()
        return items

    def publish(self, **more: Any) -> operations.Published:
        return self.district.publish(now=self.clock.instant, **more)

    def do(self, operation: Any, **arguments: Any) -> Any:
        """Do one operation as case support, in a commit of its own."""
        given = {"actor": self.district.support, "now": self.clock.instant} | arguments
        with self.district.working():
            return operation(**given)
