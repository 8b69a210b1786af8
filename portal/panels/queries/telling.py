"""What people were told of a meeting, how their messages stand, and who has opened its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from portal.audit.models import Event
from portal.database import joins, session
from portal.outbox.models import Message
from portal.outbox.rules.kinds import State
from portal.panels.models import Item, Meeting, MeetingDeputy, MeetingNotice, SeatHolder
from portal.panels.rules.telling import Known
from portal.people.models import Person
from portal.web.access import Audience

LEFT = (State.SENDING, State.SENT)
"""States of a message that has left, or may have."""
PACK_READINGS = ("packs.pack", "packs.file")
"""What the read log calls opening a pack, as a whole or some of its items."""
READINGS = ("panels.agenda", "panels.agenda_as_pdf", "panels.agenda_as_word", *PACK_READINGS)
"""What it calls opening an agenda: whoever reads the pack has read what is on it."""
VISITORS_READINGS = ("visits.item", "visits.items", "visit_packs.pack")
"""What it calls opening the one item that somebody is asked to."""
REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice with its message and its reader."""

    notice: MeetingNotice
    message: Message
    name: str
    told_at: datetime
    """When they were first told of what they are to read now."""


def notices_at(meeting_id: UUID) -> tuple[Notice, ...]:
    """Return the newest notice to each person of a meeting, by name, in one query."""
    rows = session.execute(
        select(MeetingNotice, Message, Person.name)
        .join_from(MeetingNotice, Message, joins(MeetingNotice, "message_id", Message))
        .join(Person, joins(MeetingNotice, "person_id", Person))
        .where(MeetingNotice.meeting_id == meeting_id)
        .order_by(Person.name, MeetingNotice.person_id, MeetingNotice.sequence)
    )
    newest: dict[UUID, Notice] = {}
    for notice, message, name in rows:
        last = newest.get(notice.person_id)
        told_at = message.queued_at
        if last is not None and _is_the_same_to_read(last.notice, notice):
            told_at = last.told_at
        newest[notice.person_id] = Notice(notice, message, name, told_at)
    return tuple(newest.values())


def _is_the_same_to_read(last: MeetingNotice, notice: MeetingNotice) -> bool:
    return (last.mark, last.stands) == (notice.mark, notice.stands)


@dataclass(frozen=True, slots=True)
class Before:
    """What was told to one person so far: the notice that left last, and the newest of all."""

    left: MeetingNotice | None
    newest: MeetingNotice
    state: State
    fault: str | None
    """How the newest one's message stands."""
    audience: Audience
    """As whom they got it."""
    told_at: datetime
    """When they were first told of what they are to read now."""

    @property
    def known(self) -> Known | None:
        """What they know; None where nothing has left."""
        if self.left is None:
            return None
        return Known(
            starts=self.left.starts_at,
            ends=self.left.ends_at,
            mark=self.left.mark,
            stands=self.left.stands,
        )


def known_by(meeting_id: UUID) -> dict[UUID, Before]:
    """Return what was told to each person of a meeting, by person."""
    rows = session.execute(
        select(MeetingNotice, Message.state, Message.fault, Message.audience, Message.queued_at)
        .join_from(MeetingNotice, Message, joins(MeetingNotice, "message_id", Message))
        .where(MeetingNotice.meeting_id == meeting_id)
        .order_by(MeetingNotice.person_id, MeetingNotice.sequence)
    )
    found: dict[UUID, Before] = {}
    for notice, state, fault, audience, queued_at in rows:
        earlier = found.get(notice.person_id)
        left = notice if state in LEFT else None if earlier is None else earlier.left
        told_at = queued_at
        if earlier is not None and _is_the_same_to_read(earlier.newest, notice):
            told_at = earlier.told_at
        found[notice.person_id] = Before(
            left, notice, State(state), fault, Audience(audience), told_at
        )
    return found


def meetings_of(person_id: UUID, today: date) -> tuple[UUID, ...]:
    """Return the published meetings to come that somebody sits at, is sent to or has items at."""
    seats = select(SeatHolder.panel_id).where(SeatHolder.person_id == person_id)
    sent = select(MeetingDeputy.meeting_id).where(MeetingDeputy.person_id == person_id)
    own = select(Item.meeting_id).where(
        or_(
            Item.social_worker_id == person_id,
            Item.manager_id == person_id,
            Item.personal_adviser_id == person_id,
            Item.adviser_manager_id == person_id,
            Item.stand_in_id == person_id,
        )
    )
    told = select(MeetingNotice.meeting_id).where(MeetingNotice.person_id == person_id)
    ids = [set(session.scalars(asked)) for asked in (seats, sent, own, told)]
    return tuple(
        session.scalars(
            select(Meeting.id)
            .where(
                Meeting.held_on >= today,
                Meeting.state == "published",
                or_(
                    Meeting.panel_id.in_(sorted(ids[0])),
                    Meeting.id.in_(sorted(ids[1] | ids[2] | ids[3])),
                ),
            )
            .order_by(Meeting.held_on, Meeting.id)
        )
    )


@dataclass(frozen=True, slots=True)
class Opened:
    """When somebody first and last opened an agenda or a pack."""

    first: datetime
    last: datetime


def openings(meeting_id: UUID, *, pack: bool = False) -> dict[UUID, Opened]:
    """Return who has opened a meeting's agenda or, of `pack`, its pack, by person.

    As a whole, or some of its items: whoever reads one item of a pack has opened it.
    """
    whole = PACK_READINGS if pack else READINGS
    parts = PACK_READINGS if pack else (*PACK_READINGS, *VISITORS_READINGS)
    items = select(Item.id).where(Item.meeting_id == meeting_id)
    asked = select(
        Event.actor_id,
        func.min(Event.happened_at).label("first"),
        func.max(Event.happened_at).label("last"),
    ).where(
        or_(
            and_(
                Event.subject_kind == "meeting",
                Event.subject_id == meeting_id,
                Event.event.in_(whole),
            ),
            and_(
                Event.subject_kind == "item",
                Event.subject_id.in_(items),
                Event.event.in_(parts),
            ),
        ),
        Event.actor_id.is_not(None),
    )
    rows = session.execute(asked.group_by(Event.actor_id).order_by(Event.actor_id))
    return {row.actor_id: Opened(row.first, row.last) for row in rows}


def reminders(meeting_id: UUID) -> dict[UUID, datetime]:
    """Return when each person was last reminded of a meeting, by person."""
    rows: Sequence[tuple[UUID, datetime]] = [
        (row.recipient_id, row.last)
        for row in session.execute(
            select(Message.recipient_id, func.max(Message.queued_at).label("last"))
            .where(
                Message.subject_id == meeting_id,
                Message.kind == REMINDER,
                Message.recipient_id.is_not(None),
            )
            .group_by(Message.recipient_id)
            .order_by(Message.recipient_id)
        )
    ]
    return dict(rows)
