"""Queue a message or a job in the change's own transaction: it is there when the change is.

Nothing here commits. What is queued leaves after the commit, by the worker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import delete

from portal.database import session
from portal.kernel.england import LONDON
from portal.kernel.kinds import PanelKind
from portal.outbox import filling, queries
from portal.outbox.models import Job, Message
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import (
    RANKS,
    TELLS_THEM,
    URGENCIES,
    Channel,
    State,
    Urgency,
)
from portal.outbox.rules.timing import is_too_late, leaves_at, settles_at
from portal.outbox.rules.wording import (
    Given,
    check_address,
    check_calendar,
    check_key,
    check_page,
    written,
)
from portal.settings import Settings
from portal.tenancy.door import registry, variation_of
from portal.variations.messages import MessageWording
from portal.web.access import Audience

NOTHING: Mapping[str, Given] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a message, and how they are reached."""

    person_id: UUID | None
    address: str
    channel: Channel
    audience: Audience


def queue(
    *,
    message: str,
    key: str,
    recipient: Recipient,
    now: datetime,
    district_id: str | None,
    kind: PanelKind = PanelKind.LEAVING_CARE,
    given: Mapping[str, Given] = NOTHING,
    page: str = "",
    urgency: Urgency | None = None,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
    settle_key: str | None = None,
    at_once: bool = False,
    calendar: bytes | None = None,
    subject_id: UUID | None = None,
    item_id: UUID | None = None,
    first: bool = False,
    wording: MessageWording | None = None,
) -> UUID:
    """Queue one message in the open scope and return its id; a key used before queues nothing.

    ``message`` is one of ``portal.variations.messages``; its wording is the district's (the
    county's where ``district_id`` is None) or a ``wording`` in the reader's language, filled with
    ``given``; its link leads to ``page``. With a ``settle_key`` it waits until changes have settled
    (not so ``at_once``) and replaces what waits for this address under that key. ``subject_id`` is
    what the page that lists it is about, ``item_id`` the one item for which they get it, ``first``
    gives it the turn after the young person's. Whoever is not reached, or only after ``not_after``,
    is put on the list of those to be told. Raises RuleError for what cannot be sent.
    """
    _check(recipient, calendar, key, settle_key)
    if (held := queries.message_with_key(key)) is not None:
        return held
    rules, since, wanted = registry(), None, max(now, not_before or now)
    if settle_key is not None:
        since = _take_place(settle_key, recipient.address, now)
        if not at_once:
            wanted = max(wanted, _settled(now, since, not_after))
    urgency = urgency or URGENCIES[message]
    row = Message(
        district_id=district_id,
        key=key,
        kind=message,
        **_to(recipient, first=first),
        subject_id=subject_id,
        item_id=item_id,
        urgency=urgency,
        **_said(message, wording or wording_of(message, district_id, kind, now), given, page),
        calendar=calendar,
        settle_key=settle_key,
        settling_since=since,
        state=State.QUEUED,
        queued_at=now,
        due_at=leaves_at(wanted, urgency, rules.message_times, rules.calendar),
        not_after=not_after,
    )
    _give_to_people(row, now)
    session.add(row)
    return row.id


def _to(recipient: Recipient, *, first: bool) -> dict[str, Any]:
    """Return the columns that say who gets it, and whose turn it is."""
    return {
        "recipient_id": recipient.person_id,
        "address": recipient.address,
        "channel": recipient.channel,
        "audience": recipient.audience,
        "rank": TELLS_THEM if first else RANKS[recipient.audience],
    }


def _give_to_people(row: Message, now: datetime) -> None:
    """Settle what no message can do: somebody is not reached by one, or it would be too late."""
    if row.channel == Channel.NONE:
        call_off(row, Fault.NOT_BY_MESSAGE, now)
    elif is_too_late(row.due_at, row.not_after):
        too_late(row, now)


def cancel(*, settle_key: str, now: datetime) -> int:
    """Call off every message that still waits under this key; return how many there were."""
    waiting = queries.waiting_to_settle(settle_key)
    for row in waiting:
        call_off(row, Fault.CALLED_OFF, now)
    return len(waiting)


def cancel_for(
    *,
    recipient_id: UUID,
    now: datetime,
    subject_id: UUID | None = None,
    message: str | None = None,
) -> int:
    """Call off what still waits to leave for somebody: all, or of one subject, or one message.

    Return how many there were.
    """
    waiting = queries.waiting_for(recipient_id, subject_id, message)
    for row in waiting:
        call_off(row, Fault.CALLED_OFF, now)
    return len(waiting)


def queue_job(
    *,
    name: str,
    key: str,
    arguments: Mapping[str, UUID],
    now: datetime,
    district_id: str | None,
    not_before: datetime | None = None,
) -> UUID:
    """Queue work in the open scope and return its id; a key used before queues nothing.

    ``arguments`` are ids alone: what the work needs it reads when it is done.
    """
    check_key(key)
    held = queries.job_with_key(key)
    if held is not None:
        return held
    row = Job(
        district_id=district_id,
        key=key,
        name=name,
        arguments={argument: str(value) for argument, value in arguments.items()},
        state=State.QUEUED,
        queued_at=now,
        due_at=max(now, not_before or now),
    )
    session.add(row)
    return row.id


def forget_done(*, name: str, before: datetime) -> None:
    """Remove work of this name that was done before a moment: for what anybody can ask for."""
    session.execute(
        delete(Job)
        .where(Job.name == name, Job.state == State.SENT, Job.settled_at < before)
        .execution_options(synchronize_session=False)
    )


def queue_again(*, name: str, now: datetime, urgency: Urgency, once_in: str) -> UUID:
    """Queue work that comes again and again, for the next moment at which such messages may leave.

    ``once_in`` says how often at the most, as `strftime` writes the hour, the day or the month in
    London: an hour with its zone, since one of them comes twice when summer time ends.
    """
    rules = registry()
    due = leaves_at(now, urgency, rules.message_times, rules.calendar)
    return queue_job(
        name=name,
        key=f"{name}:{due.astimezone(LONDON):{once_in}}",
        arguments={},
        now=now,
        district_id=None,
        not_before=due,
    )


def call_off(row: Message | Job, fault: Fault, now: datetime) -> None:
    """Mark one that waits as no longer wanted, with the reason."""
    row.state, row.fault, row.settled_at, row.claim = State.CANCELLED, fault, now, None


def _settled(now: datetime, since: datetime, not_after: datetime | None) -> datetime:
    """Return when a change has settled; now, where it would be of no use by then."""
    settled = settles_at(now, since, registry().message_times)
    return now if is_too_late(settled, not_after) else settled


def too_late(row: Message, now: datetime) -> None:
    """Give up a message that would be of no use any more, so that somebody tells them."""
    row.state, row.fault, row.settled_at, row.claim = State.DEAD, Fault.TOO_LATE, now, None


def _check(recipient: Recipient, calendar: bytes | None, *keys: str | None) -> None:
    for key in keys:
        if key is not None:
            check_key(key)
    check_address(recipient.address, recipient.channel)
    check_calendar(calendar)


def _take_place(settle_key: str, address: str, now: datetime) -> datetime:
    """Call off what waits for this address under this key; return since when changes settle."""
    waiting = queries.waiting_to_settle(settle_key, address)
    for row in waiting:
        call_off(row, Fault.REPLACED, now)
    return min((row.settling_since or row.queued_at for row in waiting), default=now)


def wording_of(
    message: str, district_id: str | None, kind: PanelKind, now: datetime
) -> MessageWording:
    """Return a message's wording: the district's, or the county's where there is no district."""
    rules, today = registry(), now.astimezone(LONDON).date()
    if district_id is None:
        return rules.message_wording(message, as_of=today)
    return variation_of(district_id).message_wording(as_of=today, kind=kind, message=message).value


def _said(
    message: str, wording: MessageWording, given: Mapping[str, Given], page: str
) -> dict[str, str]:
    """Return what it says; its link leads to ``page``, or is made as it leaves."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    authority = registry().authority
    check_page(page)
    always = {
        "council": authority.name,
        "help_email": authority.help_email,
        "link": filling.GAP if filling.has_gap(message) else settings.public_url + page,
    }
    subject, body = written(wording, given, always)
    return {"subject": subject, "body": body}
