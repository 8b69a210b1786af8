"""What can be done on a panel day and afterwards, one function for each use.

A second saver of the same version gets a ConflictError before anything changes, so that the page
can show both versions and let them choose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from portal import audit
from portal.database import IntegrityError, flush, session, undo
from portal.kernel.errors import ConflictError, ForbiddenError, RuleError
from portal.kernel.wording import long_date
from portal.panels import queries as panels
from portal.panels.models import Meeting
from portal.panels.rules.membership import Holder, in_seat
from portal.people import queries as people
from portal.people.policy import WORKS_ON_CASES, Actor, Permission, require
from portal.records import policy, queries, rules
from portal.records.models import Action, Addition, Attendance, Barrier, ItemRecord
from portal.records.queries import ItemLine
from portal.records.rules import AttendanceState, DayRules, RecordDraft, TookPart
from portal.web.clock import LONDON

CHANGED = "Somebody else saved this while you were working on it."


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
    _refuse_unheld(meeting, now)
    known = {(row.seat_key, row.person_id) for row in queries.attendance(meeting_id)}
    wanted = _expected(
        queries.day_rules(meeting_id),
        queries.day_lines(meeting_id),
        panels.holders(meeting.panel_id),
        meeting.held_on,
    )
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
    _flush()
    _tell(actor, now, meeting, "records:day:opened", {"seats": len(wanted)})


def _expected(
    shaped: DayRules, lines: Sequence[ItemLine], holders: Sequence[Holder], panel_day: date
) -> list[tuple[str, UUID | None]]:
    """Return who is expected in which seat; a seat with nobody still has its row."""
    own = {
        "allocated_social_worker": [line.social_worker_id for line in lines],
        "team_manager": [line.manager_id for line in lines if line.manager_id],
    }
    found: list[tuple[str, UUID | None]] = []
    for seat in shaped.seats:
        here: list[UUID | None] = [*(own.get(seat.key, []) if seat.case_bound else [])]
        here += [
            held.person_id for held in in_seat(holders, seat.key, panel_day) if not held.deputy
        ]
        found += [(seat.key, person) for person in dict.fromkeys(here or [None])]
    return found


def set_attendance(
    *, actor: Actor, now: datetime, meeting_id: UUID, answers: Sequence[SeatAnswer]
) -> None:
    """Record who came, sent a deputy or apologies, or did not come (R22, R72).

    RuleError for a deputy with no name, its field named ``seat-<id>-stand_in``. ConflictError where
    a seat was changed since; nothing is saved then.
    """
    meeting = _meeting_to_write(actor, meeting_id)
    _refuse_unheld(meeting, now)
    rows = {row.id: row for row in queries.attendance(meeting_id)}
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
        _tell(actor, now, meeting, "records:attendance:set", {"seats": len(changed)})


def _changes(rows: dict[UUID, Attendance], answer: SeatAnswer) -> bool:
    """Tell whether an answer differs from what is stored; another meeting's row is a conflict."""
    row = rows.get(answer.attendance_id)
    if row is None:
        raise ConflictError(CHANGED)
    return (row.state, row.stand_in) != (answer.state.value, answer.stand_in)


def save_participation(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    version: int,
    took_part: TookPart | None,
    note: str,
) -> ItemRecord:
    """Save the first step of a record: how the young person took part (R51, R52).

    ``version`` is the one the page was drawn with, 0 where nothing was saved. RuleError;
    ConflictError where somebody saved since, and RuleError once the record is filed.
    """
    line = _line_to_write(actor, now, item_id)
    problem = rules.took_part_problem(took_part, note)
    if problem is not None or took_part is None:
        raise problem or RuleError("Choose how the young person took part", field="took_part")
    record = _record_at(item_id, version)
    if record is None:
        record = ItemRecord(
            district_id=line.district_id,
            item_id=item_id,
            took_part=took_part,
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        session.add(record)
    record.took_part, record.took_part_note = took_part, note
    _stamp(record, actor, now)
    _flush()
    _tell_item(actor, now, line, "records:item:took_part", {"took_part": took_part.value})
    return record


def save_item(
    *, actor: Actor, now: datetime, item_id: UUID, version: int, draft: RecordDraft
) -> ItemRecord:
    """Save the second step: discussion, decision, barriers and actions (R7, R8, R9).

    RecordProblemsError lists everything that is missing; RuleError before the first step is saved
    or once the record is filed; ConflictError where somebody saved since.
    """
    line = _line_to_write(actor, now, item_id)
    record = _record_at(item_id, version)
    if record is None:
        raise RuleError("Record first how the young person took part.")
    meeting = queries.meeting(line.meeting_id)
    shaped = queries.day_rules(meeting.id)
    owners = {person.person_id for person in possible_owners(line, now)}
    owners |= {action.owner_id for action in queries.actions(record.id)}
    problems = rules.record_problems(draft, shaped.words, line.held_on, owners)
    if problems:
        raise rules.RecordProblemsError(problems)
    word = shaped.word(draft.decision_key)
    assert word is not None  # the rules refuse any other
    record.discussion = draft.discussion
    record.decision_key, record.decision_label = word.key, word.label
    record.decision_reason = draft.reason
    record.decision_who = draft.who
    record.decision_until = draft.until
    _stamp(record, actor, now)
    _replace_barriers(record, draft.barriers)
    _replace_actions(record, draft)
    _flush()
    facts = {"decision": word.key, "actions": len(queries.actions(record.id))}
    _tell_item(actor, now, line, "records:item:saved", facts)
    return record


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody an action may be given to."""

    person_id: UUID
    name: str
    job_title: str


def possible_owners(line: ItemLine, now: datetime) -> list[Owner]:
    """Return the people of the item's district, with its own social worker and manager first."""
    today = now.astimezone(LONDON).date()
    found = {
        person.id: Owner(person.id, person.name, person.job_title)
        for person in people.people_with_role(
            *WORKS_ON_CASES, district_id=line.district_id, today=today
        )
    }
    own = [person_id for person_id in (line.social_worker_id, line.manager_id) if person_id]
    missing = people.people_by_id({person_id for person_id in own if person_id not in found})
    for person_id, person in missing.items():
        found[person_id] = Owner(person_id, person.name, person.job_title)
    first = [found.pop(person_id) for person_id in dict.fromkeys(own) if person_id in found]
    return [*first, *found.values()]


def _replace_barriers(record: ItemRecord, wordings: Sequence[str]) -> None:
    session.execute(delete(Barrier).where(Barrier.item_record_id == record.id))
    for position, wording in enumerate(filter(None, wordings), start=1):
        session.add(
            Barrier(
                district_id=record.district_id,
                item_record_id=record.id,
                item_id=record.item_id,
                position=position,
                wording=wording,
            )
        )


def _replace_actions(record: ItemRecord, draft: RecordDraft) -> None:
    """Bring the actions to the draft's; one saved before keeps its id and whether it is done."""
    known = {row.id: row for row in queries.actions(record.id)}
    kept = [each for each in draft.actions if not each.is_blank]
    for position, each in enumerate(kept, start=1):
        assert each.owner_id is not None  # the rules refuse an action without one
        assert each.due_on is not None  # the same
        row = known.pop(each.id, None) if each.id else None
        if row is None:
            session.add(
                Action(
                    district_id=record.district_id,
                    item_record_id=record.id,
                    item_id=record.item_id,
                    position=position,
                    wording=each.wording,
                    owner_id=each.owner_id,
                    due_on=each.due_on,
                )
            )
            continue
        row.position, row.wording = position, each.wording
        row.owner_id, row.due_on = each.owner_id, each.due_on
    if known:
        session.execute(delete(Action).where(Action.id.in_(known.keys())))


def finish_meeting(*, actor: Actor, now: datetime, meeting_id: UUID, version: int) -> Finished:
    """End the panel day. Returns what is still missing: it stays to be written, and filed in time.

    RuleError before the panel day or while no agenda is published; ConflictError where somebody
    changed the meeting since.
    """
    meeting = _meeting_to_write(actor, meeting_id)
    _refuse_unheld(meeting, now)
    if meeting.version != version:
        raise ConflictError(CHANGED)
    missing = tuple(each for each in queries.day_lines(meeting_id) if rules.lacks(each.state))
    shaped = queries.day_rules(meeting.id)
    counted = rules.quorum(shaped.seats, seat_states(queries.attendance(meeting_id)), shaped.quorum)
    meeting.state = "held"
    flush()
    facts = {"missing": len(missing), "quorum_met": counted.met}
    _tell(actor, now, meeting, "records:meeting:finished", facts)
    return Finished(missing, counted.sentence)


def file_record(
    *, actor: Actor, now: datetime, item_id: UUID, version: int, receipt: str
) -> ItemRecord:
    """Note that a record is on the child's file, with the case system's receipt (R75).

    From then on the record is never changed, only added to. RuleError where it is incomplete, filed
    already or has no receipt; ConflictError where it was saved since it was read.
    """
    line = queries.item_line(item_id)
    require(actor, Permission.RECORD_FILE, line.district_id)
    problem = rules.receipt_problem(receipt, line.state)
    if problem is not None:
        raise problem
    record = _record_at(item_id, version)
    assert record is not None  # a complete record is a saved one
    record.filed_by, record.filed_at, record.receipt = actor.person_id, now, receipt
    flush()
    _tell_item(actor, now, line, queries.FILED, {"panel_day": line.held_on.isoformat()})
    return record


def add_to_record(
    *, actor: Actor, now: datetime, item_id: UUID, wording: str, receipt: str
) -> Addition:
    """Add to a filed record what came to light later, filed with a receipt of its own (R75)."""
    line = queries.item_line(item_id)
    require(actor, Permission.RECORD_FILE, line.district_id)
    if line.filed_at is None or line.record_id is None:
        raise RuleError("This record is not filed yet, so change the record itself.")
    if not wording:
        raise RuleError("Enter what to add", field="wording")
    if not receipt:
        raise RuleError("Enter the reference the case system gave", field="receipt")
    addition = Addition(
        district_id=line.district_id,
        item_record_id=line.record_id,
        item_id=line.item_id,
        wording=wording,
        receipt=receipt,
        added_by=actor.person_id,
        added_at=now,
    )
    session.add(addition)
    flush()
    _tell_item(actor, now, line, "records:record:added_to", {})
    return addition


def complete_action(*, actor: Actor, now: datetime, action_id: UUID) -> Action:
    """Say that an action is done today: by its owner, or whoever writes the record (R9).

    Saying so again changes nothing.
    """
    action = queries.action(action_id)
    if not policy.may_complete(actor, action.district_id, action.owner_id):
        raise ForbiddenError("Only the person it was given to may say that it is done.")
    if action.done_on is None:
        action.done_on = now.astimezone(LONDON).date()
        flush()
        audit.record(
            event="records:action:completed",
            subject=("action", action.id),
            district_id=action.district_id,
            actor_id=actor.person_id,
            now=now,
            facts={"due_on": action.due_on.isoformat(), "done_on": action.done_on.isoformat()},
        )
    return action


def seat_states(rows: Sequence[Attendance]) -> list[rules.SeatState]:
    """Return attendance rows as the rules take them."""
    return [
        rules.SeatState(row.id, row.seat_key, row.person_id, AttendanceState(row.state))
        for row in rows
    ]


def _meeting_to_write(actor: Actor, meeting_id: UUID) -> Meeting:
    meeting = queries.meeting(meeting_id)
    require(actor, Permission.RECORD_WRITE, meeting.district_id)
    return meeting


def _line_to_write(actor: Actor, now: datetime, item_id: UUID) -> ItemLine:
    """Return an item whose record may be written now. RuleError once it is filed."""
    line = queries.item_line(item_id)
    require(actor, Permission.RECORD_WRITE, line.district_id)
    _refuse_unheld(queries.meeting(line.meeting_id), now)
    if line.filed_at is not None:
        raise RuleError("This record is filed. You can add to it, but not change it.")
    return line


def why_not_open(state: str, held_on: date, today: date) -> str | None:
    """Say why a meeting cannot be held or recorded today, None where it can."""
    if state not in queries.HAPPENING:
        return {
            "cancelled": "This meeting was cancelled, so there is nothing to record.",
        }.get(state, "The agenda is not published yet. Publish it first.")
    if today < held_on:
        return f"This panel meets on {long_date(held_on)}. You can start it on the day."
    return None


def _refuse_unheld(meeting: Meeting, now: datetime) -> None:
    why_not = why_not_open(meeting.state, meeting.held_on, now.astimezone(LONDON).date())
    if why_not:
        raise RuleError(why_not)


def _record_at(item_id: UUID, version: int) -> ItemRecord | None:
    """Return the record where it still stands at ``version``, None where nothing is saved (0)."""
    record = queries.record_of(item_id)
    if (record.version if record else 0) != version:
        raise ConflictError(CHANGED)
    return record


def _stamp(record: ItemRecord, actor: Actor, now: datetime) -> None:
    """Note who saved and when; always a new version, since it covers the actions too."""
    record.recorded_by, record.recorded_at = actor.person_id, now
    if record in session and record not in session.new:
        flag_modified(record, "recorded_at")


def _flush() -> None:
    """Write now. A row that another request added at the same moment is a conflict too."""
    try:
        flush()
    except IntegrityError as error:
        undo()
        raise ConflictError(CHANGED) from error


def _tell(
    actor: Actor, now: datetime, meeting: Meeting, event: str, facts: Mapping[str, object]
) -> None:
    audit.record(
        event=event,
        subject=("meeting", meeting.id),
        district_id=meeting.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=dict(facts),
    )


def _tell_item(
    actor: Actor, now: datetime, line: ItemLine, event: str, facts: Mapping[str, object]
) -> None:
    audit.record(
        event=event,
        subject=("item", line.item_id),
        district_id=line.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=dict(facts),
    )
