"""What a person does with a message or a job that waits or was given up.

Whether they may is for the room with the page to check: this one knows no roles.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal import audit
from portal.kernel.errors import RuleError
from portal.outbox.models import Job, Message
from portal.outbox.operations.queueing import call_off
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import STOPPABLE, State


def try_again(*, row: Message | Job, actor_id: UUID, now: datetime) -> None:
    """Let one that failed or was given up be tried at once. Raises RuleError for any other."""
    if row.state not in {State.FAILED, State.DEAD}:
        raise RuleError("It is not one that failed. Look at how it stands now.")
    row.state, row.due_at, row.failures, row.settled_at = State.QUEUED, now, 0, None
    _record(row, "retried", actor_id, now)


def call_off_by_hand(*, row: Message | Job, actor_id: UUID, now: datetime) -> None:
    """Call off one that waits or was given up. Raises RuleError for one that is gone or going."""
    if row.state not in STOPPABLE:
        raise RuleError("It can no longer be called off. Look at how it stands now.")
    call_off(row, Fault.BY_HAND, now)
    _record(row, "called_off", actor_id, now)


def _record(row: Message | Job, what: str, actor_id: UUID, now: datetime) -> None:
    kind = "message" if isinstance(row, Message) else "job"
    audit.record(
        event=f"outbox:{kind}:{what}",
        subject=(kind, row.id),
        actor_id=actor_id,
        now=now,
        district_id=row.district_id,
    )
