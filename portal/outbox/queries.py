"""Named reads of messages and jobs; every list has an order."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select

from portal.database import session
from portal.kernel.errors import NotFoundError
from portal.outbox.models import Heartbeat, Job, Message
from portal.outbox.rules.kinds import OPEN, Channel, State, Urgency

TAKEABLE = (*OPEN, State.SENDING)
"""One that is being sent is taken over when its worker has had it for too long."""


@dataclass(frozen=True, slots=True)
class After:
    """Where a page of a list goes on: after the row with this moment and this id."""

    queued_at: datetime
    id: UUID


@dataclass(frozen=True, slots=True)
class Sorted:
    """Which messages to list: those in one of the states that go by one of the channels.

    Of some districts where they are named, else of all, with what concerns the county as a whole.
    """

    states: frozenset[State]
    channels: frozenset[Channel]
    districts: frozenset[str] | None = None


def message(message_id: UUID, *, lock: bool = False) -> Message:
    """Return a message of this scope, locked against workers if told. Raises NotFoundError."""
    asked = select(Message).where(Message.id == message_id)
    found = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def job(job_id: UUID, *, lock: bool = False) -> Job:
    """Return a job of this scope, locked against workers if told. Raises NotFoundError."""
    asked = select(Job).where(Job.id == job_id)
    found = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def message_with_key(key: str) -> UUID | None:
    """Return the message that this key was used for."""
    return session.scalars(select(Message.id).where(Message.key == key)).one_or_none()


def job_with_key(key: str) -> UUID | None:
    """Return the job that this key was used for."""
    return session.scalars(select(Job.id).where(Job.key == key)).one_or_none()


def waiting_to_settle(settle_key: str, address: str | None = None) -> list[Message]:
    """Return what still waits under this key, to one address or to all, and lock it."""
    found = select(Message).where(Message.settle_key == settle_key, Message.state.in_(OPEN))
    if address is not None:
        found = found.where(Message.address == address)
    found = found.order_by(Message.queued_at, Message.id).with_for_update()
    return list(session.scalars(found))


def waiting_for(
    recipient_id: UUID, subject_id: UUID | None = None, kind: str | None = None
) -> list[Message]:
    """Return what still waits to leave for somebody, of one subject or kind if named; lock it."""
    found = select(Message).where(Message.recipient_id == recipient_id, Message.state.in_(OPEN))
    if subject_id is not None:
        found = found.where(Message.subject_id == subject_id)
    if kind is not None:
        found = found.where(Message.kind == kind)
    return list(session.scalars(found.order_by(Message.id).with_for_update()))


def keys_about(kind: str, item_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Return the keys of the messages of a kind about some items, by item, the oldest first."""
    rows = session.execute(
        select(Message.item_id, Message.key)
        .where(Message.kind == kind, Message.item_id.in_(item_ids))
        .order_by(Message.item_id, Message.queued_at, Message.id)
    )
    found: dict[UUID, list[str]] = {item_id: [] for item_id in item_ids}
    for row in rows:
        found[row.item_id].append(row.key)
    return found


def newest_under(settle_keys: Collection[str]) -> dict[tuple[str, str], UUID]:
    """Return, by settle key and address, the newest message that still waits."""
    rows = session.execute(
        select(Message.settle_key, Message.address, Message.id)
        .where(Message.settle_key.in_(settle_keys), Message.state.in_(OPEN))
        .order_by(Message.queued_at, Message.id)
    )
    return {(row.settle_key, row.address): row.id for row in rows}


def something_due(now: datetime, urgencies: Iterable[Urgency]) -> bool:
    """Tell whether any message or job can be taken, without taking it."""
    message_due = select(Message.id).where(_message_due(now, urgencies)).limit(1)
    job_due = select(Job.id).where(_job_due(now)).limit(1)
    return any(session.scalars(each).first() is not None for each in (message_due, job_due))


def due_messages(now: datetime, urgencies: Iterable[Urgency], most: int) -> list[Message]:
    """Return messages to take, the young person's first, and lock them against other workers."""
    return list(
        session.scalars(
            select(Message)
            .where(_message_due(now, urgencies))
            .order_by(Message.rank, Message.due_at, Message.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )


def due_jobs(now: datetime, most: int) -> list[Job]:
    """Return jobs to take, the longest due first, and lock them against other workers."""
    return list(
        session.scalars(
            select(Job)
            .where(_job_due(now))
            .order_by(Job.due_at, Job.id)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
    )


def taken_message(message_id: UUID, claim: UUID) -> Message | None:
    """Return a message while it is still this worker's, and lock it."""
    return session.scalars(
        select(Message)
        .where(Message.id == message_id, Message.claim == claim, Message.state == State.SENDING)
        .with_for_update()
    ).one_or_none()


def taken_job(job_id: UUID, claim: UUID) -> Job | None:
    """Return a job while it is still this worker's, and lock it."""
    return session.scalars(
        select(Job)
        .where(Job.id == job_id, Job.claim == claim, Job.state == State.SENDING)
        .with_for_update()
    ).one_or_none()


def heartbeat() -> Heartbeat | None:
    """Return the last sign of life of a worker."""
    return session.scalars(select(Heartbeat)).one_or_none()


def messages(sort: Sorted, *, after: After | None, most: int | None) -> list[Message]:
    """Return messages, newest first, from a place in the list on."""
    found = select(Message).where(
        Message.state.in_(sorted(sort.states)),
        Message.channel.in_(sorted(sort.channels)),
        *_of(Message, sort.districts),
    )
    if after is not None:
        found = found.where(
            or_(
                Message.queued_at < after.queued_at,
                and_(Message.queued_at == after.queued_at, Message.id < after.id),
            )
        )
    return list(
        session.scalars(found.order_by(Message.queued_at.desc(), Message.id.desc()).limit(most))
    )


def place_of(message_id: UUID) -> After | None:
    """Return a message's place in the list, None where this scope has no such message."""
    row = session.execute(
        select(Message.queued_at, Message.id).where(Message.id == message_id)
    ).one_or_none()
    return None if row is None else After(row.queued_at, row.id)


def count_messages(districts: frozenset[str] | None) -> dict[tuple[State, Channel], int]:
    """Return how many messages these districts have, by state and channel; None: all."""
    rows = session.execute(
        select(Message.state, Message.channel, func.count().label("number"))
        .where(*_of(Message, districts))
        .group_by(Message.state, Message.channel)
        .order_by(Message.state, Message.channel)
    )
    return {(State(row.state), Channel(row.channel)): row.number for row in rows}


def first_unsettled_key(name: str) -> str | None:
    """Return the first key of work of this name that is not settled; None where there is none."""
    unsettled = select(Job.key).where(Job.name == name, Job.settled_at.is_(None))
    return session.scalar(unsettled.order_by(Job.key).limit(1))


def jobs_in(states: Collection[State], *, districts: frozenset[str] | None, most: int) -> list[Job]:
    """Return jobs of these districts in these states, newest first; None: of all."""
    return list(
        session.scalars(
            select(Job)
            .where(Job.state.in_(states), *_of(Job, districts))
            .order_by(Job.queued_at.desc(), Job.id.desc())
            .limit(most)
        )
    )


def _of(
    model: type[Message | Job], districts: frozenset[str] | None
) -> tuple[ColumnElement[bool], ...]:
    return () if districts is None else (model.district_id.in_(sorted(districts)),)


def _message_due(now: datetime, urgencies: Iterable[Urgency]) -> ColumnElement[bool]:
    return and_(
        Message.state.in_(TAKEABLE), Message.due_at <= now, Message.urgency.in_(list(urgencies))
    )


def _job_due(now: datetime) -> ColumnElement[bool]:
    return and_(Job.state.in_(TAKEABLE), Job.due_at <= now)
