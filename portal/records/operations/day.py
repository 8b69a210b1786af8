"""The panel day: started, attended, finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.database import flush, session
from portal.kernel.errors import ConflictError, RuleError
from portal.panels import queries as panels
from portal.panels.models import Meeting
from portal.panels.policy import require_at
from portal.panels.queries import DeputyRow
from portal.panels.rules.membership import in_seat
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


def open_day(*, actor: Actor, now: datetime, meeting_id: UUID) -> None:
    """Make the attendance list from the frozen agenda's seats and holders (R22).

    Seats filled anew for each young person get the social workers and managers of the items (R24).
    Opening again adds who is missing and changes nothing. RuleError before the panel day and while
    no agenda is published.
    """
    meeting = _meeting_to_write(actor, meeting_id)
    refuse_unheld(meeting, now)
    known = {(row.seat_key, row.person_id) for row in queries.attendance(meeting_id)}
    wanted = expected(actor, meeting, queries.day_rules(meeting_id))
    for seat_key, person_id in wanted:
        if (seat_key, person_id) not in known:
            session.add(
                Attendance(
                    district_id=meeting.district_id,
                    meeting_id=meeting_id,
                    seat_key=seat_key,
                    person_id=person_id,
                    state=AttendanceState.EXPECTED,
                )
            )
    write_now()
    tell(actor, now, meeting, "records:day:opened", {"seats": len(wanted)})


def expected(actor: Actor, meeting: Meeting, shaped: DayRules) -> list[tuple[str, UUID | None]]:
    """Return who is expected in which seat, as this person may know; an empty seat has its row.

    The own people of an item that is not there for them are not expected either.
    """
    own: dict[str, list[UUID]] = {}
    for line in policy.seen(queries.day_lines(meeting.id), actor):
        for seat_key, person_id in line.own.in_seats():
            own.setdefault(seat_key, []).append(person_id)
    holders = panels.holders(meeting.panel_id)
    found: list[tuple[str, UUID | None]] = []
    for seat in shaped.seats:
        here: list[UUID | None] = [*(own.get(seat.key, []) if seat.case_bound else [])]
        here += [
            held.person_id
            for held in in_seat(holders, seat.key, meeting.held_on)
            if not held.deputy
        ]
        found += [(seat.key, person) for person in dict.fromkeys(here or [None])]
    return found


def attendance_seen(actor: Actor, meeting: Meeting, shaped: DayRules) -> list[Attendance]:
    """Return a meeting's attendance as this person may know it.

    A seat that is filled anew for each item shows the people of the items that are there for them.
    """
    bound = {seat.key for seat in shaped.seats if seat.case_bound}
    rows = queries.attendance(meeting.id)
    if not any(row.seat_key in bound for row in rows):
        return list(rows)
    wanted = set(expected(actor, meeting, shaped))
    return [
        row for row in rows if row.seat_key not in bound or (row.seat_key, row.person_id) in wanted
    ]


def set_attendance(
    *, actor: Actor, now: datetime, meeting_id: UUID, answers: Sequence[SeatAnswer]
) -> None:
    """Record who came, sent a deputy or apologies, or did not come (R22, R72).

    RuleError for a deputy with no name, its field named ``seat-<id>-stand_in``. ConflictError where
    a seat was changed since; nothing is saved then.
    """
    meeting = _meeting_to_write(actor, meeting_id)
    refuse_unheld(meeting, now)
    shaped = queries.day_rules(meeting_id)
    rows = {row.id: row for row in attendance_seen(actor, meeting, shaped)}
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
    meeting = _meeting_to_write(actor, meeting_id)
    refuse_unheld(meeting, now)
    if meeting.version != version:
        raise ConflictError(CHANGED)
    lines = policy.seen(queries.day_lines(meeting_id), actor)
    missing = tuple(each for each in lines if rules.lacks(each.state))
    shaped = queries.day_rules(meeting.id)
    there = seat_states(queries.attendance(meeting_id), panels.deputies_for(meeting_id))
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
        )
        for row in rows
    ]


def _meeting_to_write(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = queries.meeting(meeting_id)
    require_at(actor, Permission.RECORD_WRITE, meeting, meeting.id)
    return meeting
