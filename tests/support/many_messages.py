"""Many messages through a service that fails: how many were lost, how many went twice."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

from flask import Flask
from sqlalchemy import func, select

from portal import outbox
from portal.database import Scope, open_scope, session, unit_of_work
from portal.outbox import Channel, Recipient
from portal.outbox.channels import Way, Ways
from portal.outbox.models import Message
from portal.outbox.worker import Worker
from portal.tenancy.door import registry
from portal.web.access import Audience

IN_ONE_CHANGE = 500


class SettableClock(Protocol):
    """A clock that is put forward when there is nothing to do."""

    instant: datetime


def _scope(purpose: str, *, writes: bool = False) -> Scope:
    return Scope(registry().authority.id, None, None, purpose, writes=writes)


def queue_many(app: Flask, number: int, now: datetime) -> None:
    """Queue so many messages to as many readers."""
    with app.app_context():
        for start in range(0, number, IN_ONE_CHANGE):
            with unit_of_work(_scope("queueing", writes=True)):
                for each in range(start, min(start + IN_ONE_CHANGE, number)):
                    address = f"reader-{each}@practice.example"
                    outbox.queue(
                        message="test",
                        key=f"many:{each}",
                        recipient=Recipient(None, address, Channel.EMAIL, Audience.MEMBER),
                        now=now,
                        district_id=None,
                    )


def deliver_all(app: Flask, way: Way, clock: SettableClock) -> Counter[str]:
    """Send until nothing is left to try; return how many messages are in which state."""
    worker = Worker(app, out=Ways(email=way, sms=None))
    while True:
        worker.empty()
        with app.app_context(), open_scope(_scope("looking")):
            waiting = session.scalar(
                select(func.min(Message.due_at)).where(Message.state.in_(["queued", "failed"]))
            )
            if waiting is None:
                rows = session.execute(
                    select(Message.state, func.count())
                    .group_by(Message.state)
                    .order_by(Message.state)
                )
                return Counter({str(state): int(number) for state, number in rows})
        # SQLite gives a smallest moment back without its time zone.
        clock.instant = max(clock.instant, _aware(waiting)) + timedelta(seconds=1)


def _aware(moment: datetime | str) -> datetime:
    found = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def references(app: Flask) -> set[str]:
    """The reference of every message."""
    with app.app_context(), open_scope(_scope("looking")):
        found: list[UUID] = list(session.scalars(select(Message.id).order_by(Message.id)))
    return {str(each) for each in found}
