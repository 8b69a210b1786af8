"""An outbox with a way out that the test holds in its hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portal import outbox
from portal.database import session
from portal.outbox import Channel, Recipient
from portal.outbox.channels import NotSent, Outgoing, Ways
from portal.outbox.models import Job, Message
from portal.outbox.rules.faults import Fault
from portal.outbox.worker import Step, Worker
from portal.web.access import Audience
from tests.integration.conftest import MovableClock, ScopeOpener

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday at nine, outside the quiet hours."""


@dataclass
class HeldWay:
    """A way out that remembers, and fails when it is told."""

    sent: list[Outgoing] = field(default_factory=list)
    fails: Callable[[Outgoing], Fault | None] = lambda _: None
    answers: Fault | None = None
    """What goes wrong where it is asked whether a message went."""
    can_be_asked: bool = True
    asked: int = 0

    def send(self, message: Outgoing) -> None:
        fault = self.fails(message)
        if fault is not None:
            raise NotSent(fault)
        self.sent.append(message)

    def went(self, message: Outgoing) -> bool | None:
        self.asked += 1
        if self.answers is not None:
            raise NotSent(self.answers)
        if not self.can_be_asked:
            return None
        return any(each.reference == message.reference for each in self.sent)

    @property
    def addresses(self) -> list[str]:
        return [message.address.partition("@")[0] for message in self.sent]


@pytest.fixture
def way() -> HeldWay:
    return HeldWay()


def nothing(step: Step) -> None:
    """Let the worker go on."""


@pytest.fixture
def worker(app: Flask, way: HeldWay) -> Worker:
    """A worker of the application whose messages the test sees."""
    return Worker(app, out=Ways(email=way, sms=way))


def to(name: str, **more: Any) -> Recipient:
    """Somebody invented."""
    values: dict[str, Any] = {
        "person_id": None,
        "address": f"{name}@practice.example",
        "channel": Channel.EMAIL,
        "audience": Audience.STAFF,
    }
    return Recipient(**(values | more))


@dataclass
class Outbox:
    """Queues in scopes of its own, and reads how things stand."""

    working: ScopeOpener
    clock: MovableClock

    def queue(self, name: str = "a", **more: Any) -> UUID:
        """Queue one message and commit."""
        values: dict[str, Any] = {
            "message": "test",
            "key": f"test:{uuid4()}",
            "recipient": to(name),
            "now": self.clock(),
            "district_id": "burnley",
        }
        with self.working():
            return outbox.queue(**(values | more))

    def job(self, name: str, **more: Any) -> UUID:
        """Queue work and commit."""
        values: dict[str, Any] = {
            "name": name,
            "key": f"test:{uuid4()}",
            "arguments": {},
            "now": self.clock(),
            "district_id": "burnley",
        }
        with self.working():
            return outbox.queue_job(**(values | more))

    def message(self, message_id: UUID) -> Message:
        with self.working(writes=False):
            return session.scalars(select(Message).where(Message.id == message_id)).one()

    def job_row(self, job_id: UUID) -> Job:
        with self.working(writes=False):
            return session.scalars(select(Job).where(Job.id == job_id)).one()

    def states(self) -> list[str]:
        """How each message stands, in the order they were queued."""
        with self.working(writes=False):
            found = select(Message.state).order_by(Message.queued_at, Message.address, Message.id)
            return list(session.scalars(found))


@pytest.fixture
def box(working: ScopeOpener, clock: MovableClock) -> Outbox:
    clock.instant = NOW
    return Outbox(working, clock)
