"""The outbox: messages and work that a change asks for, written in its own transaction.

A room above queues with ``queue`` and ``queue_job`` inside its operation; nothing leaves before the
commit, and what is committed leaves once. It knows people by id and address only, and no panel.
"""

from portal.outbox.jobs import job
from portal.outbox.operations.queueing import (
    Recipient,
    cancel,
    cancel_for,
    forget_done,
    queue,
    queue_again,
    queue_job,
)
from portal.outbox.rules.kinds import Channel, Urgency

__all__ = [
    "Channel",
    "Recipient",
    "Urgency",
    "cancel",
    "cancel_for",
    "forget_done",
    "job",
    "queue",
    "queue_again",
    "queue_job",
]
