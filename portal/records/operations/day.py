"""The panel day: started, attended, finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.database import NO_ITEMS, Scope, flush, session, unit_of_work
from portal.kernel.errors import ConflictError, RuleError
from portal.panels import queries as panels
from portal.panels.models import Meeting
from portal.panels.policy import require_at
from portal.panels.queries import DeputyRow
from portal.panels.rules.frozen import FrozenAgenda
from portal.panels.rules.membership import Holder, in_seat
from portal.people.policy import Actor, Permission
from portal.records import policy, queries, rules
from portal.records.models import Attendance
from portal.records.operations.shared import CHANGED, refuse_unheld, tell, write_now
from portal.records.queries import ItemLine
from portal.records.rules import AttendanceState, DayRules


@dataclass(frozen=True, slots=True)
class SeatAnswer:
    """What the chair says of one attendance row, and the version they saw."""

    attendance_id: UUID
    version: int
    state: AttendanceState
    stand_in: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """What is still missing when a meeting is finished, in slot order, and its quorum sentence."""

    missing: tuple[ItemLine, ...]
    quorum: str


@dataclass(frozen=True, slots=True)
class Day:
    """A panel day as one person may know it, read once.

    ``lines`` are the items that are there for them. A seat that is filled anew for each item has in
    ``attendance`` and ``wanted`` only the people of those items.
    """

    meeting: Meeting
    agenda: FrozenAgenda | None
    shaped: DayRules | None
    lines: tuple[ItemLine, ...]
    wanted: tuple[tuple[str, UUID | None], ...]
    every_row: tuple[Attendance, ...]
    deputies: tuple[DeputyRow, ...]

    @property
    def attendance(self) -> tuple[Attendance, ...]:
        """The attendance list."""
        bound = {seat.key for seat in self.shaped.seats if seat.case_bound} if self.shaped else ()
        return tuple(
            row
            for row in self.every_row
            if row.seat_key not in bound or (row.seat_key, row.person_id) in self.wanted
        )

    @property
    def not_listed(self) -> int:
        """How many are expected by now and are not on the list: named after the day was started."""
        known = {(row.seat_key, row.person_id) for row in self.every_row}
        return sum(person is not None and (key, person) not in known for key, person in self.wanted)

    @property
    def quorum(self) -> rules.Quorum | None:
        """Whether enough people are there; None before the day is started."""
        if self.shaped is None or not self.every_row:
            return None
        there = seat_states(self.every_row, self.deputies)
        return rules.quorum(self.shaped.seats, there, self.shaped.quorum)


def panel_day(*, actor: Actor, meeting_id: UUID) -> Day:
    """Return a panel day for somebody who writes its records. Raises as `require_at` does."""
    meeting = _meeting_to_write(actor, meeting_id)
    agenda = queries.agendas([meeting_id]).get(meeting_id)
    shaped = rules.day_rules(agenda) if agenda else None
    lines = tuple(policy.seen(queries.day_lines(meeting_id), actor))
    holders = panels.holders(meeting.panel_id)
    return Day(
        meeting=meeting,
        agenda=agenda,
        shaped=shaped,
        lines=lines,
        wanted=_expected(shaped, lines, holders, meeting.held_on) if shaped else (),
        every_row=tuple(queries.attendance(meeting_id)),
        deputies=panels.deputies_for(meeting_id),
    )


def open_day(*, actor: Actor, now: datetime, meeting_id: UUID) -> None:
    """Make the attendance list from the frozen agenda's seats and holders (R22).

    Seats filled anew for each young person get the items' own people (R24, R25, R71). Opening again
    adds who is missing and changes nothing. RuleError before the panel day and while no agenda is
    published.
    """
    day = panel_day(actor=actor, meeting_id=meeting_id)
    refuse_unheld(day.meeting, now)
    _list(day.meeting, day.wanted, day.every_row)
    tell(actor, now, day.meeting, "records:day:opened", {"seats": len(day.wanted)})


def list_whom_the_starter_may_not_know(scope: Scope, meeting_id: UUID, now: datetime) -> None:
    """Put the people of items on the list that are kept from whoever started the day.

    In a unit of work of its own after theirs, which reads the whole meeting: they are told nothing
    of it, and those who hear the item find its people listed. So the trail says it of the item.
    """
    if scope.without == NO_ITEMS:
        return
    with unit_of_work(replace(scope, without=NO_ITEMS, purpose="listing whom a panel expects")):
        agenda = queries.agendas([meeting_id]).get(meeting_id)
        if agenda is None:
            return
        meeting = queries.meeting(meeting_id)
        lines, holders = queries.day_lines(meeting_id), panels.holders(meeting.panel_id)
        wanted = _expected(rules.day_rules(agenda), lines, holders, meeting.held_on)
        added = _list(meeting, wanted, queries.attendance(meeting_id))
        kept = [
            ("item", each)
            for each in sorted({line.item_id for line in lines} & scope.without.items)
        ]
        for subject in (kept or [("meeting", meeting_id)]) if added else ():
            audit.record(
                event="records:attendance:listed",
                subject=subject,
                actor_id=scope.actor_id,
                now=now,
                district_id=meeting.district_id,
            )


def _list(
    meeting: Meeting, wanted: Sequence[tuple[str, UUID | None]], there: Sequence[Attendance]
) -> int:
    """Add whoever is expected and not on the list yet; return how many they are."""
    known = {(row.seat_key, row.person_id) for row in there}
    missing = [each for each in wanted if each not in known]
    for seat_key, person_id in missing:
        session.add(
            Attendance(
                district_id=meeting.district_id,
                meeting_id=meeting.id,
                seat_key=seat_key,
                person_id=person_id,
                state=AttendanceState.EXPECTED,
            )
        )
    write_now()
    return len(missing)


def _expected(
    shaped: DayRules, lines: Sequence[ItemLine], holders: Sequence[Holder], panel_day_: date
) -> tuple[tuple[str, UUID | None], ...]:
    """Return who is expected in which seat; a seat with nobody still has its row."""
    own: dict[str, list[UUID]] = {}
    for line in lines:
        for seat_key, person_id in line.own.in_seats():
            own.setdefault(seat_key, []).append(person_id)
    found: list[tuple[str, UUID | None]] = []
    for seat in shaped.seats:
        here: list[UUID | None] = [*(own.get(seat.key, []) if seat.case_bound else [])]
        here += [
            held.person_id for held in in_seat(holders, seat.key, panel_day_) if not held.deputy
        ]
        found += [(seat.key, person) for person in dict.fromkeys(here or [None])]
    return tuple(found)


def set_attendance(
    *, actor: Actor, now: datetime, meeting_id: UUID, answers: Sequence[SeatAnswer]
) -> None:
    """Record who came, sent a deputy or apologies, or did not come (R22, R72).

    RuleError for a deputy with no name, its field named ``seat-<id>-stand_in``. ConflictError where
    a seat was changed since; nothing is saved then.
    """
    day = panel_day(actor=actor, meeting_id=meeting_id)
    meeting = day.meeting
    refuse_unheld(meeting, now)
    rows = {row.id: row for row in day.attendance}
    for answer in answers:
        problem = rules.attendance_problem(answer.state, answer.stand_in)
        if problem is not None:
            raise RuleError(problem.message, field=f"seat-{answer.attendance_id}-stand_in")
    changed = [answer for answer in answers if _changes(rows, answer)]
    if any(rows[answer.attendance_id].version != answer.version for answer in changed):
        raise ConflictError(CHANGED)
    for answer in changed:
        row = rows[answer.attendance_id]
        row.state, row.stand_in = answer.state, answer.stand_in
    flush()
    if changed:
        tell(actor, now, meeting, "records:attendance:set", {"seats": len(changed)})


def _changes(rows: dict[UUID, Attendance], answer: SeatAnswer) -> bool:
    """Tell whether an answer differs from what is stored; another meeting's row is a conflict."""
    row = rows.get(answer.attendance_id)
    if row is None:
        raise ConflictError(CHANGED)
    return (row.state, row.stand_in) != (answer.state.value, answer.stand_in)


def finish_meeting(*, actor: Actor, now: datetime, meeting_id: UUID, version: int) -> Finished:
    """End the panel day. Returns what is still missing: it stays to be written, and filed in time.

    RuleError before the panel day or while no agenda is published; ConflictError where somebody
    changed the meeting since.
    """
    day = panel_day(actor=actor, meeting_id=meeting_id)
    meeting = day.meeting
    refuse_unheld(meeting, now)
    if meeting.version != version:
        raise ConflictError(CHANGED)
    missing = tuple(each for each in day.lines if rules.lacks(each.state))
    there = seat_states(day.every_row, day.deputies)
    shaped = queries.day_rules(meeting.id) if day.shaped is None else day.shaped
    counted = rules.quorum(shaped.seats, there, shaped.quorum)
    meeting.state = "held"
    flush()
    facts = {"missing": len(missing), "quorum_met": counted.met}
    tell(actor, now, meeting, "records:meeting:finished", facts)
    return Finished(missing, counted.sentence)


def seat_states(
    rows: Sequence[Attendance], deputies: Sequence[DeputyRow] = ()
) -> list[rules.SeatState]:
    """Return attendance rows as the rules take them, with who was sent in whose place."""
    sent = {(each.seat_key, each.holder_id): each.person_id for each in deputies}
    return [
        rules.SeatState(
            row.id,
            row.seat_key,
            row.person_id,
            AttendanceState(row.state),
            sent.get((row.seat_key, row.person_id)) if row.person_id else None,
            row.stand_in or "",
        )
        for row in rows
    ]


def _meeting_to_write(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = queries.meeting(meeting_id)
    require_at(actor, Permission.RECORD_WRITE, meeting, meeting.id)
    return meeting
