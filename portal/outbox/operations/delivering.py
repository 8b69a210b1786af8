"""Take what is due, and write down how it went. Each runs in a scope and a commit of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from portal import audit
from portal.database import session
from portal.outbox import filling, queries
from portal.outbox.channels import Outgoing
from portal.outbox.models import Heartbeat, Job, Message
from portal.outbox.operations.queueing import call_off, too_late
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import Channel, State, Urgency
from portal.outbox.rules.timing import is_too_late, leaves_at, may_leave, next_attempt
from portal.tenancy.door import registry

LEASE = timedelta(minutes=10)
"""How long a worker may take for what it took; then another one takes over."""
BEAT = timedelta(seconds=30)
"""How often a worker says that it runs."""


@dataclass(frozen=True, slots=True)
class TakenMessage:
    """A message that is this worker's until ``until``.

    ``tried``: it may have gone already; ``has_gap``: something is put into it as it leaves.
    """

    id: UUID
    claim: UUID
    until: datetime
    tried: bool
    has_gap: bool
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job that is this worker's."""

    id: UUID
    claim: UUID
    name: str
    arguments: dict[str, UUID]
    district_id: str | None


def urgencies_now(now: datetime) -> list[Urgency]:
    """Return what may leave at this moment."""
    times, calendar = registry().message_times, registry().calendar
    return [urgency for urgency in Urgency if may_leave(now, urgency, times, calendar)]


def take_messages(*, now: datetime, most: int) -> list[TakenMessage]:
    """Take messages that are due: the young person's first, then by how long they are due."""
    rows = queries.due_messages(now, urgencies_now(now), most)
    newest = queries.newest_under({row.settle_key for row in rows if row.settle_key})
    taken = []
    for row in rows:
        replaced = row.settle_key and newest.get((row.settle_key, row.address), row.id) != row.id
        if replaced and row.state != State.SENDING:
            call_off(row, Fault.REPLACED, now)
        elif is_too_late(now, row.not_after) and row.state != State.SENDING:
            too_late(row, now)
        elif _take(row, now):
            taken.append(_taken_message(row))
    return taken


def fill(*, taken: TakenMessage, now: datetime) -> TakenMessage | None:
    """Return a message with what is made only as it leaves.

    None where it is not wanted any more, or another worker has it by now.
    """
    if not taken.has_gap:
        return taken
    row = queries.taken_message(taken.id, taken.claim)
    if row is None:
        return None
    body = filling.filled(row.kind, row.body, row.subject_id, row.address, now)
    if body is None:
        call_off(row, Fault.CALLED_OFF, now)
        return None
    return replace(taken, outgoing=replace(taken.outgoing, body=body))


def take_jobs(*, now: datetime, most: int) -> list[TakenJob]:
    """Take jobs that are due."""
    rows = [row for row in queries.due_jobs(now, most) if _take(row, now)]
    return [
        TakenJob(
            id=row.id,
            claim=_claim_of(row),
            name=row.name,
            arguments={name: UUID(value) for name, value in row.arguments.items()},
            district_id=row.district_id,
        )
        for row in rows
    ]


def _take(row: Message | Job, now: datetime) -> bool:
    """Make it this worker's; False where it stopped the portal too often and is given up."""
    if row.state == State.SENDING:
        row.failures += 1
        if next_attempt(row.failures, now) is None:
            _give_up(row, Fault.STOPPED, now)
            return False
    row.state, row.claim, row.due_at = State.SENDING, uuid4(), now + LEASE
    row.attempts += 1
    return True


def _taken_message(row: Message) -> TakenMessage:
    return TakenMessage(
        id=row.id,
        claim=_claim_of(row),
        until=row.due_at,
        tried=row.attempts > 1,
        has_gap=filling.has_gap(row.kind),
        outgoing=Outgoing(
            reference=row.id,
            channel=Channel(row.channel),
            address=row.address,
            subject=row.subject,
            body=row.body,
            written_at=row.queued_at,
            calendar=row.calendar,
        ),
    )


def _claim_of(row: Message | Job) -> UUID:
    assert row.claim is not None  # it was taken a moment ago
    return row.claim


def message_went(*, taken: TakenMessage, now: datetime) -> bool:
    """Write down that a message was handed over; False where another worker has it by now."""
    row = queries.taken_message(taken.id, taken.claim)
    if row is not None:
        _went(row, now)
        audit.record(
            event="outbox:message:sent",
            subject=("message", row.id),
            actor_id=None,
            now=now,
            district_id=row.district_id,
            facts={"message": row.kind, "channel": row.channel},
        )
    return row is not None


def job_done(*, taken: TakenJob, now: datetime) -> bool:
    """Write down that a job is done, in the job's own transaction."""
    row = queries.taken_job(taken.id, taken.claim)
    if row is not None:
        _went(row, now)
    return row is not None


def message_failed(*, taken: TakenMessage, fault: Fault, now: datetime) -> None:
    """Write down why a message did not go, and when it is tried again."""
    row = queries.taken_message(taken.id, taken.claim)
    if row is not None:
        _failed(row, fault, now)


def job_failed(*, taken: TakenJob, fault: Fault, now: datetime) -> None:
    """Write down why a job was not done, and when it is tried again."""
    row = queries.taken_job(taken.id, taken.claim)
    if row is not None:
        _failed(row, fault, now)


def put_back(*, taken: Iterable[TakenMessage], now: datetime) -> None:
    """Give back what was taken and not touched, as if it had not been taken."""
    for each in taken:
        row = queries.taken_message(each.id, each.claim)
        if row is not None:
            row.state = State.FAILED if row.failures else State.QUEUED
            row.claim, row.due_at = None, now
            row.attempts -= 1


def beat_is_due(now: datetime) -> bool:
    """Tell whether no worker has said lately that it runs."""
    held = queries.heartbeat()
    return held is None or abs(now - held.beat_at) >= BEAT


def beat(*, now: datetime) -> None:
    """Say that a worker runs."""
    held = queries.heartbeat()
    if held is None:
        session.add(Heartbeat(beat_at=now))
    else:
        held.beat_at = now


def _went(row: Message | Job, now: datetime) -> None:
    row.state, row.fault, row.claim, row.settled_at = State.SENT, None, None, now


def _failed(row: Message | Job, fault: Fault, now: datetime) -> None:
    row.failures += 1
    again = None if fault.for_good else next_attempt(row.failures, now)
    if again is None:
        _give_up(row, fault, now)
        return
    if isinstance(row, Message):
        rules = registry()
        again = leaves_at(again, Urgency(row.urgency), rules.message_times, rules.calendar)
    row.state, row.fault, row.claim, row.due_at = State.FAILED, fault, None, again


def _give_up(row: Message | Job, fault: Fault, now: datetime) -> None:
    row.state, row.fault, row.claim, row.settled_at = State.DEAD, fault, None, now
    what = "message" if isinstance(row, Message) else "job"
    audit.record(
        event=f"outbox:{what}:given_up",
        subject=(what, row.id),
        actor_id=None,
        now=now,
        district_id=row.district_id,
        facts={"fault": fault, "attempts": row.attempts},
    )
