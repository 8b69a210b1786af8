"""What people were told of a meeting, how their messages stand, and who has opened its agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, or_, select

from portal.audit.models import Event
from portal.database import joins, session
from portal.outbox.models import Message
from portal.outbox.rules.kinds import State
from portal.panels.models import Item, Meeting, MeetingDeputy, MeetingNotice, SeatHolder
from portal.panels.rules.telling import Known
from portal.people.models import Person

LEFT = (State.SENDING, State.SENT)
"""States of a message that has left, or may have."""
READINGS = ("panels.agenda", "panels.agenda_as_pdf", "panels.agenda_as_word")
"""What the read log calls opening an agenda."""
REMINDER = "reminder"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice with its message and its reader."""

    notice: MeetingNotice
    message: Message
    name: str


def notices_at(meeting_id: UUID) -> tuple[Notice, ...]:
    """Return the newest notice to each person of a meeting, by name, in one query."""
    rows = session.execute(
        select(MeetingNotice, Message, Person.name)
        .join_from(MeetingNotice, Message, joins(MeetingNotice, "message_id", Message))
        .join(Person, joins(MeetingNotice, "person_id", Person))
        .where(MeetingNotice.meeting_id == meeting_id)
        .order_by(Person.name, MeetingNotice.person_id, MeetingNotice.sequence)
    )
    newest = {notice.person_id: Notice(notice, message, name) for notice, message, name in rows}
    return tuple(newest.values())


@dataclass(frozen=True, slots=True)
class Before:
    """What was told to one person so far: the notice that left last, and the newest of all."""

    left: MeetingNotice | None
    newest: MeetingNotice
    state: State
    fault: str | None
    """How the newest one's message stands."""

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
        select(MeetingNotice, Message.state, Message.fault)
        .join_from(MeetingNotice, Message, joins(MeetingNotice, "message_id", Message))
        .where(MeetingNotice.meeting_id == meeting_id)
        .order_by(MeetingNotice.person_id, MeetingNotice.sequence)
    )
    found: dict[UUID, Before] = {}
    for notice, state, fault in rows:
        earlier = found.get(notice.person_id)
        left = notice if state in LEFT else None if earlier is None else earlier.left
        found[notice.person_id] = Before(left, notice, State(state), fault)
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


def openings(meeting_id: UUID, since: datetime) -> dict[UUID, datetime]:
    """Return who has opened a meeting's agenda since a moment, and when last, by person."""
    rows = session.execute(
        select(Event.actor_id, func.max(Event.happened_at).label("last"))
        .where(
            Event.subject_kind == "meeting",
            Event.subject_id == meeting_id,
            Event.event.in_(READINGS),
            Event.happened_at >= since,
            Event.actor_id.is_not(None),
        )
        .group_by(Event.actor_id)
        .order_by(Event.actor_id)
    )
    return {row.actor_id: row.last for row in rows}


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
