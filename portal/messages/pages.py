"""Frozen values for the list of messages and for one message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.messages.policy import require_sight, seen_in
from portal.messages.rules import (
    AUDIENCES,
    CUTS,
    EVERY_CHANNEL,
    JOB_WORDS,
    Show,
    may_try_again,
    reason,
    state_words,
    worker_runs,
)
from portal.outbox import filling, queries
from portal.outbox.models import Job, Message
from portal.outbox.queries import After, Sorted
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import STOPPABLE, Channel, State
from portal.outbox.rules.wording import masked
from portal.people.policy import Actor, Permission
from portal.people.queries import people_by_id
from portal.settings import Settings
from portal.variations.manager import Registry
from portal.variations.messages import MessageTimes

ON_A_PAGE = 25
MOST_JOBS = 50
WHERE = "The whole county"


@dataclass(frozen=True, slots=True)
class Row:
    """One message."""

    id: UUID
    to: str
    address: str
    subject: str
    district: str
    channel: str
    state: str
    colour: str | None
    reason: str
    queued_at: datetime
    due_at: datetime | None
    settled_at: datetime | None
    attempts: int
    may_retry: bool
    may_call_off: bool


@dataclass(frozen=True, slots=True)
class JobRow:
    """Work that did not get done."""

    id: UUID
    name: str
    district: str
    state: str
    colour: str | None
    reason: str
    queued_at: datetime
    may_change: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A way to see fewer rows: its words, how many there are, and where it leads."""

    text: str
    count: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class MessagesPage:
    """The list of messages."""

    filters: tuple[Filter, ...]
    rows: tuple[Row, ...]
    total: int
    next_href: str | None
    first_href: str | None
    csv_href: str
    jobs: tuple[JobRow, ...]
    beat_at: datetime | None
    runs: bool
    times: MessageTimes
    to_files: bool
    may_manage: bool


@dataclass(frozen=True, slots=True)
class MessagePage:
    """One message with its words."""

    row: Row
    body: str
    invitation: bool


def messages_page(
    *,
    actor: Actor,
    registry: Registry,
    settings: Settings,
    now: datetime,
    show: Show | None,
    after: UUID | None,
    address: Callable[..., str],
    csv_href: str,
) -> MessagesPage:
    """Return one page of the messages in the reader's districts, newest first."""
    place = _place(after)
    districts = seen_in(actor)
    rows = queries.messages(_sorted(show, districts), after=place, most=ON_A_PAGE + 1)
    more = len(rows) > ON_A_PAGE
    rows = rows[:ON_A_PAGE]
    beat = queries.heartbeat()
    beat_at = None if beat is None else beat.beat_at
    filters = _filters(show, districts, address)
    return MessagesPage(
        filters=filters,
        rows=tuple(rows_of(rows, actor, registry)),
        total=next(each.count for each in filters if each.current),
        next_href=address(show=show, after=rows[-1].id) if more else None,
        first_href=address(show=show) if place is not None else None,
        csv_href=csv_href,
        jobs=_jobs(actor, registry, districts),
        beat_at=beat_at,
        runs=worker_runs(beat_at, now),
        times=registry.message_times,
        to_files=settings.practice or not settings.mail.leaves,
        may_manage=actor.may_somewhere(Permission.OUTBOX_MANAGE),
    )


def message_page(message_id: UUID, *, actor: Actor, registry: Registry) -> MessagePage:
    """Return one message. Raises NotFoundError."""
    message = queries.message(message_id)
    require_sight(actor, message.district_id)
    (row,) = rows_of([message], actor, registry)
    body = message.body.replace(filling.GAP, filling.IN_WORDS).strip()
    return MessagePage(row, body, message.calendar is not None)


def every_row(show: Show | None, *, actor: Actor, registry: Registry) -> list[Row]:
    """Return every message with this filter, newest first, for a file."""
    found = queries.messages(_sorted(show, seen_in(actor)), after=None, most=None)
    return rows_of(found, actor, registry)


def rows_of(messages: Sequence[Message], actor: Actor, registry: Registry) -> list[Row]:
    """Return messages as a list shows them; people of the portal by name, others in words."""
    ids = {message.recipient_id for message in messages if message.recipient_id}
    names = {key: person.name for key, person in people_by_id(ids).items()} if ids else {}
    places = {ref.slug: ref.name for ref in registry.districts()}
    return [_row(message, actor, names, places) for message in messages]


def _row(
    message: Message, actor: Actor, names: Mapping[UUID, str], places: Mapping[str, str]
) -> Row:
    state, channel = State(message.state), Channel(message.channel)
    words, colour = state_words(state, channel)
    fault = None if message.fault is None else Fault(message.fault)
    to = AUDIENCES[message.audience]
    if message.recipient_id is not None:
        to = names.get(message.recipient_id, to)
    manages = actor.may(Permission.OUTBOX_MANAGE, message.district_id)
    return Row(
        id=message.id,
        to=to,
        address=masked(message.address),
        subject=message.subject,
        district=_place_name(message.district_id, places),
        channel={Channel.EMAIL: "Email", Channel.SMS: "Text message"}.get(channel, "In person"),
        state=words,
        colour=colour,
        reason=reason(state, fault),
        queued_at=message.queued_at,
        due_at=message.due_at if state in {State.QUEUED, State.FAILED} else None,
        settled_at=message.settled_at,
        attempts=message.attempts,
        may_retry=manages and may_try_again(state),
        may_call_off=manages and state in STOPPABLE,
    )


def _jobs(actor: Actor, registry: Registry, districts: frozenset[str] | None) -> tuple[JobRow, ...]:
    places = {ref.slug: ref.name for ref in registry.districts()}
    found = queries.jobs_in(list(JOB_WORDS), districts=districts, most=MOST_JOBS)
    return tuple(_job_row(job, actor, places) for job in found)


def _job_row(job: Job, actor: Actor, places: Mapping[str, str]) -> JobRow:
    state = State(job.state)
    words, colour = JOB_WORDS[state]
    return JobRow(
        id=job.id,
        name=job.name.replace(":", ": ").replace("_", " "),
        district=_place_name(job.district_id, places),
        state=words,
        colour=colour,
        reason=reason(state, Fault(job.fault) if job.fault else None),
        queued_at=job.queued_at,
        may_change=actor.may(Permission.OUTBOX_MANAGE, job.district_id),
    )


def _place_name(district_id: str | None, places: Mapping[str, str]) -> str:
    return WHERE if district_id is None else places.get(district_id, district_id)


def _place(after: UUID | None) -> After | None:
    """Return where the page goes on; from the start where that message is not there."""
    return None if after is None else queries.place_of(after)


def _sorted(show: Show | None, districts: frozenset[str] | None) -> Sorted:
    if show is None:
        return Sorted(frozenset(State), EVERY_CHANNEL, districts)
    return Sorted(CUTS[show].states, CUTS[show].channels, districts)


def _filters(
    show: Show | None, districts: frozenset[str] | None, address: Callable[..., str]
) -> tuple[Filter, ...]:
    counts = queries.count_messages(districts)
    filters = [Filter("All", sum(counts.values()), address(show=None), show is None)]
    for each, cut in CUTS.items():
        number = sum(
            count
            for (state, channel), count in counts.items()
            if state in cut.states and channel in cut.channels
        )
        filters.append(Filter(cut.words, number, address(show=each.value), show is each))
    return tuple(filters)
