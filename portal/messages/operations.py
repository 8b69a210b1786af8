"""What a person does about messages: try one again, call one off, ask for a test."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal import audit, outbox
from portal.kernel.errors import RuleError
from portal.messages.policy import require_sight
from portal.outbox import queries
from portal.outbox.operations import handling
from portal.outbox.rules.kinds import Channel
from portal.people.policy import Actor, Permission, require
from portal.people.queries import people_by_id
from portal.web.access import Audience

TEST = "messages:test"


def try_message_again(*, actor: Actor, now: datetime, message_id: UUID) -> None:
    """Let a message that did not go be tried at once. Raises RuleError for any other."""
    row = queries.message(message_id, lock=True)
    require_sight(actor, row.district_id)
    require(actor, Permission.OUTBOX_MANAGE, row.district_id)
    handling.try_again(row=row, actor_id=actor.person_id, now=now)


def call_message_off(*, actor: Actor, now: datetime, message_id: UUID) -> None:
    """Call a message off that has not gone. Raises RuleError for any other."""
    row = queries.message(message_id, lock=True)
    require_sight(actor, row.district_id)
    require(actor, Permission.OUTBOX_MANAGE, row.district_id)
    handling.call_off_by_hand(row=row, actor_id=actor.person_id, now=now)


def try_job_again(*, actor: Actor, now: datetime, job_id: UUID) -> None:
    """Let work that was not done be tried at once. Raises RuleError for any other."""
    row = queries.job(job_id, lock=True)
    require_sight(actor, row.district_id)
    require(actor, Permission.OUTBOX_MANAGE, row.district_id)
    handling.try_again(row=row, actor_id=actor.person_id, now=now)


def call_job_off(*, actor: Actor, now: datetime, job_id: UUID) -> None:
    """Call work off that is not done. Raises RuleError for any other."""
    row = queries.job(job_id, lock=True)
    require_sight(actor, row.district_id)
    require(actor, Permission.OUTBOX_MANAGE, row.district_id)
    handling.call_off_by_hand(row=row, actor_id=actor.person_id, now=now)


def ask_for_test(*, actor: Actor, now: datetime) -> None:
    """Ask for a message to oneself that goes the whole way. Twice in one minute is once."""
    held = actor.districts_with(Permission.OUTBOX_MANAGE)
    district_id = None if held is None else min(held, default="")
    require(actor, Permission.OUTBOX_MANAGE, district_id)
    job_id = outbox.queue_job(
        name=TEST,
        key=f"{TEST}:{actor.person_id}:{now:%Y%m%dT%H%M}",
        arguments={"person_id": actor.person_id},
        now=now,
        district_id=district_id,
    )
    audit.record(
        event="outbox:test:asked",
        subject=("job", job_id),
        actor_id=actor.person_id,
        now=now,
        district_id=district_id,
    )


@outbox.job(TEST)
def send_test(*, now: datetime, person_id: UUID, district_id: str | None) -> None:
    """Queue the test message, to wherever this person is reached by now."""
    person = people_by_id({person_id}).get(person_id)
    if person is None:
        raise RuleError("There is no such person any more.")
    outbox.queue(
        message="test",
        key=f"{TEST}:{person_id}:{now:%Y%m%dT%H%M%S}",
        recipient=outbox.Recipient(person_id, person.email, Channel.EMAIL, Audience.STAFF),
        now=now,
        district_id=district_id,
    )
