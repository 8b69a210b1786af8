"""One panel cycle of one practice district, taken as far as a stage needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import current_app

from portal.agreements import operations as agreements
from portal.agreements import queries as agreement_queries
from portal.agreements.queries import asking
from portal.agreements.rules import Answer, Cell, Help, Kind, WayAnswered, WayAsked
from portal.agreements.rules.asking import AnswerDraft
from portal.database import flush
from portal.demo import after, papers, preparing, saying, taking_part
from portal.kernel.kinds import PanelKind
from portal.outbox.channels.chosen import ways
from portal.outbox.operations import delivering
from portal.outbox.rules.kinds import Channel
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.people import standing
from portal.people.policy import Actor
from portal.records import operations as records
from portal.records import queries as record_queries
from portal.records.rules import ActionDraft, AttendanceState, RecordDraft, TookPart
from portal.variations.manager import Registry
from portal.web.clock import LONDON

KIND = PanelKind.LEAVING_CARE
MOST_AT_ONCE = 100
PLACE = "Invented House, meeting room 2"
DISCUSSION = (
    "The panel heard what would help most: a home near college, and one worker who stays. "
    "Housing explained how to register and what evidence is needed. The provider described a "
    "shared flat with a place from next month."
)
BARRIERS = (
    "No photo identity yet, so no tenancy can be signed.",
    "Rent owed on a first home.",
)
VIEWS = "“I want to stay near college and keep my worker.” Their social worker read it out."
SAID = {
    Answer.YES: "“Yes, if my worker is there.”",
    Answer.THINKING: "“I want to talk to my advocate first.”",
}
TOLD = (
    "We talked about where you want to live. You want to stay near college and keep your worker. "
    "We agree with you."
)
PROMISE = "We order your birth certificate. Then we help you get your photo ID."
ACTION = "Order the birth certificate and help apply for photo identity."


@dataclass(frozen=True, slots=True)
class Guests:
    """Who comes to a panel besides its seats, and who stays out of one of its items."""

    adviser: UUID
    deputy_email: str
    deputy_for: UUID
    visitor_email: str
    out: UUID


@dataclass(frozen=True, slots=True)
class Cycle:
    """A district's people and what the officer does for one of its panels."""

    officer: Actor
    district: str
    young_people: tuple[UUID, ...]
    """Who is put forward, in this order."""
    register: Registry
    guests: Guests | None = None

    def planned(self, panel_day: date, *, now: datetime) -> UUID:
        """Plan a meeting with nobody on it yet."""
        plan = self.register.district(self.district).slot_plan(as_of=panel_day, kind=KIND).value
        return panels.plan_meeting(
            actor=self.officer,
            now=now,
            district_id=self.district,
            kind=KIND,
            held_on=panel_day,
            part=plan.part,
            place=PLACE,
        ).meeting_id

    def prepared(
        self, panel_day: date, *, now: datetime, items: int, waiting: bool = False
    ) -> list[UUID]:
        """Plan a meeting and put the first young people on it. Returns the items.

        With ``waiting`` the last two have not agreed yet: one wants time, and one was not asked.
        """
        meeting_id = self.planned(panel_day, now=now)
        listed = [self._nominate(meeting_id, who, now) for who in self.young_people[:items]]
        self._invite(meeting_id, listed, now)
        self._bring_papers(listed, now)
        for item_id in listed[:-2] if waiting else listed:
            self._answered(item_id, now)
            self._shared(item_id, now)
        if waiting:
            self._answered(listed[-2], now, Answer.THINKING)
        preparing.bring(self.officer, listed, now)
        taking_part.choose(self.officer, listed, now, settled=False)
        saying.say(listed, now)
        return listed

    def published(self, panel_day: date, *, items: int) -> tuple[UUID, list[UUID]]:
        """Prepare three weeks ahead and publish ten days ahead. Returns the meeting and items."""
        prepared_at = _at(panel_day - timedelta(days=21))
        meeting_id = self.planned(panel_day, now=prepared_at)
        listed = [self._nominate(meeting_id, who, prepared_at) for who in self.young_people[:items]]
        self._invite(meeting_id, listed, prepared_at)
        self._bring_papers(listed, prepared_at)
        for item_id in listed:
            self._answered(item_id, prepared_at)
            self._shared(item_id, prepared_at)
        preparing.bring(self.officer, listed, prepared_at)
        taking_part.choose(self.officer, listed, prepared_at, settled=True)
        saying.say(listed, prepared_at)
        published_at = _at(panel_day - timedelta(days=10))
        panels.publish_agenda(actor=self.officer, now=published_at, meeting_id=meeting_id)
        deliver(published_at + timedelta(minutes=1))
        return meeting_id, listed

    def stopped(self, item_id: UUID, *, now: datetime) -> None:
        """Let a young person change their mind after the agenda is out."""
        agreements.stop(
            actor=self._worker_of(item_id, now), now=now, item_id=item_id, kind=Kind.BE_DISCUSSED
        )

    def recorded(self, panel_day: date, *, items: int, left: int = 0) -> list[UUID]:
        """Publish, hold the panel and write the records, but for the last ``left`` of them."""
        meeting_id, listed = self.published(panel_day, items=items)
        now = _at(panel_day, 14)
        records.open_day(actor=self.officer, now=now, meeting_id=meeting_id)
        answers = [
            records.SeatAnswer(
                row.id,
                row.version,
                AttendanceState.PRESENT if row.person_id else AttendanceState.ABSENT,
            )
            for row in record_queries.attendance(meeting_id)
        ]
        records.set_attendance(actor=self.officer, now=now, meeting_id=meeting_id, answers=answers)
        for number, item_id in enumerate(listed[: len(listed) - left]):
            self._record(item_id, number, panel_day, now)
        if not left:
            meeting = record_queries.meeting(meeting_id)
            records.finish_meeting(
                actor=self.officer, now=now, meeting_id=meeting_id, version=meeting.version
            )
        return listed

    def finished(self, panel_day: date, *, items: int = 4) -> list[UUID]:
        """Publish, hold, record and file, all in time. Returns the items."""
        listed = self.recorded(panel_day, items=items)
        for number, item_id in enumerate(listed):
            line = record_queries.item_line(item_id)
            records.file_record(
                actor=self.officer,
                now=_at(panel_day + timedelta(days=2)),
                item_id=item_id,
                version=line.version,
                receipt=f"PRACTICE-{self.district[:3].upper()}-{panel_day:%y%m%d}-{number + 1}",
            )
        after.follow(self.officer, self.district, listed, _at(panel_day + timedelta(days=2)))
        return listed

    def _answered(self, item_id: UUID, now: datetime, answer: Answer = Answer.YES) -> None:
        """Have the social worker ask whether the panel may discuss them, with an interpreter."""
        worker = self._worker_of(item_id, now)
        seen = agreement_queries.hold([panel_queries.item(item_id).young_person_id])
        agreements.record_answer(
            actor=worker,
            now=now,
            item_id=item_id,
            draft=AnswerDraft(
                kind=Kind.BE_DISCUSSED,
                answer=answer,
                answered_on=now.astimezone(LONDON).date(),
                asked_by=worker.person_id,
                way_asked=WayAsked.TOGETHER,
                way_answered=WayAnswered.SAID,
                helped=frozenset({Help.INTERPRETER}),
                language="Tigrinya",
                said=SAID[answer],
            ),
            seen=next(iter(seen.values()), 0),
        )

    def _shared(self, item_id: UUID, now: datetime) -> None:
        """Let them agree to their papers for every organisation; nothing about money to others."""
        worker = self._worker_of(item_id, now)
        asked = frozenset(paper.id for paper in asking.papers_now(item_id) if paper.ready)
        if not asked:
            return
        found = panels.item_for(actor=worker, item_id=item_id, now=now)
        to = frozenset(each.id for each in asking.organisations_at(found, now))
        seen = agreement_queries.hold([panel_queries.item(item_id).young_person_id])
        agreements.record_answer(
            actor=worker,
            now=now,
            item_id=item_id,
            draft=AnswerDraft(
                kind=Kind.SHARE_PAPERS,
                answer=Answer.YES,
                answered_on=now.astimezone(LONDON).date(),
                asked_by=worker.person_id,
                way_asked=WayAsked.TOGETHER,
                way_answered=WayAnswered.SAID,
                papers=asked,
                organisations=to,
                agreed=frozenset(Cell(paper, each) for paper in asked for each in to),
            ),
            seen=next(iter(seen.values()), 0),
        )

    def _worker_of(self, item_id: UUID, now: datetime) -> Actor:
        worker = standing.actor(panel_queries.item(item_id).social_worker_id, now)
        assert worker is not None  # every practice item has a social worker who is there
        return worker

    def _nominate(self, meeting_id: UUID, young_person_id: UUID, now: datetime) -> UUID:
        return panels.nominate(
            actor=self.officer,
            now=now,
            meeting_id=meeting_id,
            young_person_id=young_person_id,
            item_type="First look at plans from 16",
            personal_adviser_id=self._adviser_of(young_person_id),
        ).item_id

    def _adviser_of(self, young_person_id: UUID) -> UUID | None:
        """Give the first of them a personal adviser: the others are not leaving care yet."""
        first = young_person_id == self.young_people[0]
        return self.guests.adviser if self.guests and first else None

    def _invite(self, meeting_id: UUID, listed: list[UUID], now: datetime) -> None:
        """Ask a visitor to the first item, send a deputy, and keep somebody out of the second."""
        if self.guests is None:
            return
        panels.invite_visitor(
            actor=self.officer,
            now=now,
            item_id=listed[0],
            email=self.guests.visitor_email,
            reason="Tell the panel how college is going.",
        )
        panels.declare_interest(
            actor=self.officer,
            now=now,
            item_id=listed[1],
            person_id=self.guests.out,
            reason="They are a friend of the family.",
        )
        panels.name_deputy(
            actor=self.officer,
            now=now,
            meeting_id=meeting_id,
            seat_key="housing_authority",
            holder_id=self.guests.deputy_for,
            email=self.guests.deputy_email,
        )

    def _bring_papers(self, listed: list[UUID], now: datetime) -> None:
        """Bring papers to the panel that practice looks at."""
        if self.guests is not None:
            papers.bring(officer=self.officer, item_ids=listed, now=now)

    def _record(self, item_id: UUID, number: int, panel_day: date, now: datetime) -> None:
        took_part, note = (
            (TookPart.CAME, ""),
            (TookPart.VIEWS_SHARED, VIEWS),
        )[number % 2]
        saying.show(self.officer, item_id, now)
        records.save_participation(
            actor=self.officer, now=now, item_id=item_id, version=0, took_part=took_part, note=note
        )
        line = record_queries.item_line(item_id)
        words = self.register.district(self.district).decision_words(as_of=panel_day, kind=KIND)
        plain = [word.key for word in words.value if not word.asks_for]
        records.save_item(
            actor=self.officer,
            now=now,
            item_id=item_id,
            version=line.version,
            draft=RecordDraft(
                discussion=DISCUSSION,
                decision_key=plain[number % len(plain)],
                barriers=BARRIERS[: number % 3],
                actions=(
                    ActionDraft(
                        wording=ACTION,
                        owner_id=line.social_worker_id,
                        due_on=panel_day + timedelta(days=28),
                        plain_words=PROMISE,
                    ),
                ),
                plain_words=TOLD,
            ),
        )


def deliver(now: datetime) -> None:
    """Send what was due then, as the worker would have: to files, in practice."""
    flush()
    way = ways(current_app.config["PORTAL_SETTINGS"]).way_for(Channel.EMAIL)
    while taken := delivering.take_messages(now=now, most=MOST_AT_ONCE):
        for each in taken:
            filled = delivering.fill(taken=each, now=now)
            if filled is not None:
                way.send(filled.outgoing)
                delivering.message_went(taken=each, now=now)
        flush()


def _at(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=LONDON)
