"""One reader's message, at a press: reminding who has not opened an agenda, and trying it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal import audit, outbox
from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.working_days import Calendar
from portal.outbox import Channel, Recipient
from portal.outbox.operations import handling
from portal.outbox.queries import message as message_row
from portal.outbox.rules.kinds import State
from portal.panels import queries
from portal.panels.models import Meeting
from portal.panels.operations.local import day_of
from portal.panels.policy import require_at
from portal.panels.queries.telling import REMINDER, Before, Opened
from portal.panels.rules import telling as rules
from portal.people.policy import Actor, Permission
from portal.people.queries import people_by_id
from portal.tenancy.door import variation_of
from portal.web.access import Audience


def try_again(*, actor: Actor, now: datetime, meeting_id: UUID, person_id: UUID) -> None:
    """Let somebody's message that did not go be tried at once. RuleError for any other."""
    meeting, _ = queries.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_PUBLISH, meeting, meeting.id)
    newest = _notice_to(meeting_id, person_id).newest
    row = message_row(newest.message_id, lock=True)
    handling.try_again(row=row, actor_id=actor.person_id, now=now)


def remind_reader(*, actor: Actor, now: datetime, meeting_id: UUID, person_id: UUID) -> None:
    """Remind somebody who has not opened the agenda: one press is one message.

    RuleError for whoever has opened it, or was reminded within the last working day.
    """
    meeting, kind = queries.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_PUBLISH, meeting, meeting.id)
    before = _notice_to(meeting_id, person_id)
    asked = reminding(meeting, kind, now)
    refusal = asked.why_not(person_id, before.told_at, before.state, stands=before.newest.stands)
    if refusal:
        raise RuleError(refusal)
    person = people_by_id({person_id})[person_id]
    outbox.queue(
        message=REMINDER,
        key=f"remind:{meeting.id}:{person_id}:{asked.today.isoformat()}",
        recipient=Recipient(person_id, person.email, Channel.EMAIL, Audience.MEMBER),
        now=now,
        district_id=meeting.district_id,
        kind=kind,
        given={"day": meeting.held_on},
        not_after=before.newest.starts_at,
        subject_id=meeting.id,
        item_id=before.newest.item_id,
    )
    audit.record(
        event="panels:agenda:reminded",
        subject=("meeting", meeting.id),
        district_id=meeting.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"person": str(person_id)},
    )


@dataclass(frozen=True, slots=True)
class Reminding:
    """What decides whether a meeting's readers may be reminded, read once for all of them."""

    over: bool
    out_since: datetime | None
    """When the version that is out was published; None where none is."""
    openings: Mapping[UUID, Opened]
    """When each person first and last opened the agenda or its pack, in any version."""
    reminded: Mapping[UUID, datetime]
    today: date
    calendar: Calendar

    def opened_by(self, person_id: UUID, told_at: datetime) -> Opened | None:
        """Return when somebody opened what they were told of; None where they have not.

        By what was told to them, not by the newest version alone: one that was rightly not told to
        somebody who stays out of what changed must not leave them as one who has not opened. Nor
        must a message that was queued only after they had opened what it tells of.
        """
        found = self.openings.get(person_id)
        if found is None or self.out_since is None:
            return None
        return found if found.last >= min(told_at, self.out_since) else None

    def why_not(self, person_id: UUID, told_at: datetime, state: State, *, stands: bool) -> str:
        """Return why somebody is not to be reminded now; empty where they may be."""
        last = self.reminded.get(person_id)
        reader = rules.Reader(
            was_sent=state is State.SENT and stands,
            opened=self.opened_by(person_id, told_at) is not None,
            reminded_on=None if last is None else day_of(last),
            meeting_over=self.over,
        )
        return rules.may_remind(reader, self.today, self.calendar)


def reminding(meeting: Meeting, kind: PanelKind, now: datetime) -> Reminding:
    """Read what decides whether the readers of a meeting's agenda may be reminded."""
    version = queries.latest_version(meeting.id)
    calendar = variation_of(meeting.district_id).calendar(as_of=meeting.held_on, kind=kind)
    return Reminding(
        over=version is None or meeting.held_on < day_of(now),
        out_since=None if version is None else version.published_at,
        openings={} if version is None else queries.openings(meeting.id),
        reminded=queries.reminders(meeting.id),
        today=day_of(now),
        calendar=calendar.value,
    )


def _notice_to(meeting_id: UUID, person_id: UUID) -> Before:
    found = queries.known_by(meeting_id).get(person_id)
    if found is None:
        raise RuleError("They were not told of this meeting.")
    return found
