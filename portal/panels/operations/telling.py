"""Telling people of a meeting: one message to each, with the change, once (R46, R62, R63).

No message holds a name or a paper: a neutral line, a link to sign in and a calendar entry that
names nobody. What is to be told is worked out from what stands now and what has left already, so
every change simply asks for it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from flask import current_app

from portal import audit, database, outbox
from portal.database import NO_ITEMS, session
from portal.kernel.discreet import telling
from portal.kernel.errors import ConflictError
from portal.kernel.kinds import PanelKind
from portal.outbox import Channel, Recipient
from portal.outbox.invitations import Invitation
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import OPEN
from portal.panels import queries, young_first
from portal.panels.models import Meeting, MeetingNotice
from portal.panels.operations.drafting import mark_of, without
from portal.panels.operations.facts import meeting_facts
from portal.panels.operations.local import day_of, flush_or, local
from portal.panels.policy import comes
from portal.panels.queries.telling import LEFT, REMINDER, Before
from portal.panels.rules import frozen
from portal.panels.rules import telling as rules
from portal.panels.rules.frozen import FrozenAgenda, FrozenRow
from portal.panels.rules.telling import TAKES_BACK, TOLD_FIRST, Expected, Known, News, Standing
from portal.panels.young_first import TheirTime
from portal.people.models import Person
from portal.people.policy import Actor
from portal.people.queries import people_by_id, roles_in
from portal.settings import Settings
from portal.tenancy.door import registry
from portal.web.access import Audience

TELL = "panels:tell"
_OVERTAKEN = frozenset({Fault.CALLED_OFF, Fault.REPLACED})
"""Why a message was called off that may be wanted again."""


@dataclass(frozen=True, slots=True)
class Told:
    """How many messages were queued, and how many that waited were called off for good."""

    queued: int = 0
    called_off: int = 0


def tell_meeting(*, actor: Actor | None, now: datetime, meeting_id: UUID) -> Told:
    """Queue what everybody is to be told of a meeting as it stands now, in this transaction.

    It asks no permission: it follows from a change that did. Somebody who is kept from an item sees
    neither it nor its people, so for them the work is queued, and done with the whole in view; the
    scope tells, where the change names no actor.
    """
    kept = actor is not None and actor.recused != NO_ITEMS
    if kept or database.current_scope().without != NO_ITEMS:
        meeting, _ = queries.meeting(meeting_id)
        outbox.queue_job(
            name=TELL,
            key=f"{TELL}:{meeting_id}:{now:%Y%m%dT%H%M%S%f}",
            arguments={"meeting_id": meeting_id},
            now=now,
            district_id=meeting.district_id,
        )
        return Told()
    return _tell(meeting_id, now, None if actor is None else actor.person_id)


@outbox.job(TELL)
def tell_later(*, now: datetime, meeting_id: UUID, district_id: str | None) -> None:
    """Queue what everybody is to be told of a meeting as it stands by now."""
    del district_id
    _tell(meeting_id, now, None)


def _tell(meeting_id: UUID, now: datetime, actor_id: UUID | None) -> Told:
    database.flush()
    meeting, kind = queries.meeting(meeting_id)
    if meeting.state == "held" or meeting.held_on < day_of(now):
        return Told()
    versions = queries.every_version(meeting_id)
    every = [frozen.from_json(each.frozen) for each in versions]
    out = [each for each, row in zip(every, versions, strict=True) if row.withdrawn_at is None]
    newest = out[-1] if out else None
    standing = _standing(meeting, newest)
    young_first.tell(times=_their_times(meeting, every, newest, standing), now=now)
    before = queries.known_by(meeting_id)
    expected = {}
    if newest is not None and standing is Standing.OUT:
        by_mark = {mark_of(each): each for each in every}
        expected = expected_at(
            meeting,
            kind,
            newest,
            now,
            lambda actor: _mark_for(actor, newest, before.get(actor.person_id), by_mark),
        )
    number = max((row.number for row in versions), default=0)
    people = people_by_id({*expected, *before})
    telling_ = _Telling(meeting, kind, now, number, standing)
    queued = called_off = 0
    for person_id in sorted(people, key=lambda each: (people[each].name, each)):
        done = telling_.one(people[person_id], expected.get(person_id), before.get(person_id))
        queued += done.queued
        called_off += done.called_off
    flush_or(ConflictError("Somebody else changed this meeting just now. Check it again."))
    if queued or called_off:
        audit.record(
            event="panels:meeting:told",
            subject=("meeting", meeting.id),
            district_id=meeting.district_id,
            actor_id=actor_id,
            now=now,
            facts={"queued": queued, "called_off": called_off},
        )
    return Told(queued, called_off)


def _standing(meeting: Meeting, newest: FrozenAgenda | None) -> Standing:
    if meeting.state == "cancelled":
        return Standing.CANCELLED
    return Standing.TAKEN_BACK if newest is None else Standing.OUT


def _their_times(
    meeting: Meeting, every: Iterable[FrozenAgenda], newest: FrozenAgenda | None, standing: Standing
) -> list[TheirTime]:
    """Return the time of everybody ever on this agenda, as it was first out and as it is now."""
    first: dict[UUID, TheirTime] = {}
    for agenda in every:
        for row in agenda.rows:
            if row.item_id is not None and row.young_person_id is not None:
                was = _time_mark(agenda.panel_day, row.start)
                told = TheirTime(
                    item_id=row.item_id,
                    young_person_id=row.young_person_id,
                    district_id=meeting.district_id,
                    was=was,
                    now="off" if standing is Standing.OUT else standing.value,
                )
                first.setdefault(row.item_id, told)
    if newest is not None and standing is Standing.OUT:
        for row in newest.rows:
            if row.item_id in first:
                now = _time_mark(meeting.held_on, row.start)
                first[row.item_id] = replace(first[row.item_id], now=now)
    return list(first.values())


def _time_mark(day: date, start: time) -> str:
    return f"{day:%Y%m%d}T{start:%H%M}"


def expected_at(
    meeting: Meeting,
    kind: PanelKind,
    agenda: FrozenAgenda,
    now: datetime,
    mark_for: Callable[[Actor], str],
) -> dict[UUID, Expected]:
    """Return who is expected at a meeting whose agenda is out, by person.

    Members and deputies come to the whole, an item's own people and visitors to their own slots.
    """
    facts = meeting_facts(meeting, kind, agenda)
    live = queries.live_items(meeting.id)
    rows = {row.item_id: row for row in agenda.rows if row.item_id is not None}
    whole = rules.window(meeting.held_on, [(row.start, row.minutes) for row in agenda.rows])
    found: dict[UUID, Expected] = {}
    for visit in queries.visits_at(meeting.id):
        if visit.item_id in rows and visit.is_open(now):
            own = [rows[visit.item_id]]
            found[visit.person_id] = _at_items(visit.person_id, meeting, own, Audience.VISITOR)
    for actor in _by_the_day(meeting, now):
        mine = {
            item_id: row
            for item_id, row in rows.items()
            if item_id in live
            and actor.person_id in live[item_id].facts.own.ids
            and actor.person_id not in live[item_id].out
        }
        tells = any(live[item_id].facts.own.social_worker_id == actor.person_id for item_id in mine)
        if comes(actor, facts):
            found[actor.person_id] = Expected(
                person_id=actor.person_id,
                starts=whole[0],
                ends=whole[1],
                mark=mark_for(actor),
                audience=Audience.MEMBER,
                tells=tells,
            )
        elif mine:
            at_own = _at_items(actor.person_id, meeting, list(mine.values()), Audience.STAFF)
            found[actor.person_id] = replace(at_own, tells=tells)
    return _still_there(found, meeting.held_on)


def _mark_for(
    actor: Actor,
    newest: FrozenAgenda,
    told: Before | None,
    by_mark: Mapping[str, FrozenAgenda],
) -> str:
    """Return the mark of what somebody is to know: they hear of no change that is kept from them.

    Where all that differs from the agenda they know is an item that they stay out of, they know it.
    """
    reads = mark_of(without(newest, actor))
    for notice in () if told is None else (told.left, told.newest):
        known = None if notice is None else by_mark.get(notice.mark)
        if known is not None and mark_of(without(known, actor)) == reads:
            return mark_of(known)
    return mark_of(newest)


def _by_the_day(meeting: Meeting, now: datetime) -> Iterator[Actor]:
    """Return everybody who holds anything at a meeting now, less the roles that end before it."""
    held_now = roles_in(meeting.district_id, day_of(now))
    held_then = roles_in(meeting.district_id, meeting.held_on)
    for actor in queries.everyone_at(
        district_id=meeting.district_id, panel_id=meeting.panel_id, meeting_id=meeting.id, now=now
    ):
        over = set(held_now.get(actor.person_id, ())) - set(held_then.get(actor.person_id, ()))
        yield replace(actor, grants=tuple(each for each in actor.grants if each not in over))


def _still_there(found: dict[UUID, Expected], day: date) -> dict[UUID, Expected]:
    """Leave out who will have left by the day."""
    people = people_by_id(set(found))
    return {
        person_id: each
        for person_id, each in found.items()
        if (last := people[person_id].ends_on) is None or last >= day
    }


def _at_items(
    person_id: UUID, meeting: Meeting, rows: list[FrozenRow], audience: Audience
) -> Expected:
    starts, ends = rules.window(meeting.held_on, [(row.start, row.minutes) for row in rows])
    return Expected(
        person_id=person_id,
        starts=starts,
        ends=ends,
        mark=_mark([meeting.place] if audience is Audience.VISITOR else _read(meeting, rows)),
        audience=audience,
        item_id=rows[0].item_id if len(rows) == 1 else None,
    )


def _read(meeting: Meeting, rows: Iterable[FrozenRow]) -> list[object]:
    """Return what an item's own people read of their items, their times apart."""
    people = [
        (row.item_id, row.item_type, row.social_worker_id, row.manager_id, row.personal_adviser_id)
        for row in rows
    ]
    return [meeting.place, *people]


def _mark(facts: list[object]) -> str:
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class _Telling:
    """One round of telling the people of one meeting."""

    meeting: Meeting
    kind: PanelKind
    now: datetime
    number: int
    standing: Standing

    def one(self, person: Person, expected: Expected | None, before: Before | None) -> Told:
        """Queue one person's message, or call off what they need not hear any more."""
        known = None if before is None else before.known
        news = rules.news_for(known, expected, self.standing)
        waits = before is not None and before.state in OPEN
        if expected is None:
            outbox.cancel_for(
                recipient_id=person.id, subject_id=self.meeting.id, message=REMINDER, now=self.now
            )
        if news is None:
            if waits:
                outbox.cancel(settle_key=self._settle_key(person.id), now=self.now)
            return Told(called_off=int(waits))
        entry = expected or _as_known(before)
        if before is not None and _says_it(before, news, entry):
            return Told()
        self._queue(person, news, entry, before)
        return Told(queued=1)

    def _settle_key(self, person_id: UUID) -> str:
        return f"meeting:{self.meeting.id}:{person_id}"

    def _queue(self, person: Person, news: News, entry: Expected, before: Before | None) -> None:
        known = None if before is None else before.known
        # Whoever reads agendas may hold one's calendar file, numbered by its version. A visitor
        # holds none, and is not told how often the others' agenda went out.
        number = 0 if entry.audience == Audience.VISITOR else self.number
        sequence = max(before.newest.sequence if before else 0, number) + 1
        first = entry.tells and news in TOLD_FIRST
        message_id = outbox.queue(
            message="tell_first" if first else news.value,
            key=f"{self._settle_key(person.id)}:{sequence}",
            recipient=Recipient(person.id, person.email, Channel.EMAIL, Audience(entry.audience)),
            now=self.now,
            district_id=self.meeting.district_id,
            kind=self.kind,
            given=_given(news, entry, known, first=first),
            not_after=entry.starts if known is None else min(known.starts, entry.starts),
            settle_key=self._settle_key(person.id),
            at_once=known is None,
            calendar=self._calendar(person.email, news, entry, sequence),
            subject_id=self.meeting.id,
            item_id=entry.item_id,
            first=first,
        )
        session.add(
            MeetingNotice(
                district_id=self.meeting.district_id,
                meeting_id=self.meeting.id,
                person_id=person.id,
                item_id=entry.item_id,
                message_id=message_id,
                sequence=sequence,
                news=news.value,
                stands=news not in TAKES_BACK,
                starts_at=entry.starts,
                ends_at=entry.ends,
                mark=entry.mark,
                tells=entry.tells,
            )
        )

    def _calendar(self, address: str, news: News, entry: Expected, sequence: int) -> bytes:
        settings: Settings = current_app.config["PORTAL_SETTINGS"]
        place = self.meeting.place
        invitation = Invitation(
            uid=f"{self.meeting.id}@lasting-homes",
            sequence=sequence,
            organiser=registry().authority.help_email,
            attendee=address,
            starts=entry.starts,
            ends=entry.ends,
            written_at=self.now,
            url=settings.public_url,
            # A calendar is read by whoever shares it: a place that tells is left out.
            place="" if telling(place) else place,
        )
        return invitation.cancellation() if news in TAKES_BACK else invitation.request()


def _as_known(before: Before | None) -> Expected:
    """Return what somebody knows, as what is now taken back from them."""
    assert before is not None  # news that takes back is for those who were told
    assert before.left is not None
    left = before.left
    return Expected(
        person_id=left.person_id,
        starts=left.starts_at,
        ends=left.ends_at,
        mark=left.mark,
        audience=before.audience,
        item_id=left.item_id,
        tells=left.tells,
    )


def _says_it(before: Before, news: News, entry: Expected) -> bool:
    """Tell whether the newest notice says the same, and its message waits or was given up."""
    newest = before.newest
    if before.state in LEFT or before.fault in _OVERTAKEN:
        return False
    return (newest.news, newest.starts_at, newest.ends_at, newest.mark) == (
        news.value,
        entry.starts,
        entry.ends,
        entry.mark,
    )


def _given(
    news: News, entry: Expected, known: Known | None, *, first: bool
) -> Mapping[str, date | time]:
    """Return the days and times that a wording is filled with, by the clock in England."""
    start = local(entry.starts)
    if first or news is News.MOVED:
        day = local(known.starts if known else entry.starts).date()
        return {"day": day} if first else {"day": day, "new_day": start.date()}
    if news is News.TIME_CHANGED:
        return {"day": start.date(), "time": start.time()}
    return {"day": start.date()}
