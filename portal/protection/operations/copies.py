"""A copy of everything held about a young person (UK GDPR Article 15).

First a draft for people: each record is released, released without what is about others, or left
out, with a reason. A second person reads it all. Only then are there files to hand over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.cases import queries as cases
from portal.database import flush, session
from portal.kernel.errors import RuleError
from portal.kernel.wording import counted
from portal.people.policy import Actor, Permission, require
from portal.protection.models import CopyRequest, CopyVerdict
from portal.protection.queries import copies as queries
from portal.protection.queries.files import FILE
from portal.protection.queries.holdings import Holdings, Record, everything_about
from portal.protection.rules.copies import TRAIL_KINDS, Verdict, tells_of, verdict_problem
from portal.protection.rules.inventory import About
from portal.web.clock import LONDON

CAME_IN_SINCE = (
    "Something came in since it was agreed. Decide on it, and let a second person read it again."
)
LEFT_OUT = "Left out: about somebody else"
FILE_LEFT_OUT = "The file is left out: it may show what is about somebody else."
Verdicts = Mapping[tuple[str, UUID], CopyVerdict]


def open_request(
    *, actor: Actor, now: datetime, young_person_id: UUID, asked_on: date
) -> CopyRequest:
    """Note that somebody asked for everything held about a young person; the time to answer runs.

    RuleError for a day to come or where a copy is being made already; NotFoundError.
    """
    require(actor, Permission.PROTECTION_MANAGE, None)
    person = cases.young_person(young_person_id)
    if asked_on > now.astimezone(LONDON).date():
        raise RuleError("The day they asked must be today or before", field="asked_on")
    if any(each.state in queries.OPEN for each in queries.requests_about(person.id)):
        raise RuleError("A copy for them is being made already.")
    made = CopyRequest(
        young_person_id=person.id,
        state="open",
        asked_on=asked_on,
        opened_by=actor.person_id,
        opened_at=now,
    )
    session.add(made)
    flush()
    _tell("protection:copy:asked", made, actor, now)
    return made


def stop_clock(*, actor: Actor, now: datetime, request_id: UUID, note: str) -> None:
    """Let the time stand still while it is not clear who asks or for what. RuleError."""
    asked = _open_request(actor, request_id)
    if asked.stopped_on is not None:
        raise RuleError("The time stands still already.")
    if not note.strip():
        raise RuleError("Say what must be made clear first", field="note")
    asked.stopped_on, asked.note = now.astimezone(LONDON).date(), note.strip()
    flush()
    _tell("protection:copy:clock_stopped", asked, actor, now)


def start_clock(*, actor: Actor, now: datetime, request_id: UUID) -> None:
    """Let the time run again. RuleError where it runs."""
    asked = _open_request(actor, request_id)
    if asked.stopped_on is None:
        raise RuleError("The time runs already.")
    asked.stopped_days += (now.astimezone(LONDON).date() - asked.stopped_on).days
    asked.stopped_on = None
    flush()
    _tell("protection:copy:clock_started", asked, actor, now)


def decide(
    *,
    actor: Actor,
    now: datetime,
    request_id: UUID,
    kind: str,
    row_id: UUID,
    verdict: Verdict | None,
    reason: str,
    instead: str,
) -> CopyVerdict:
    """Decide what becomes of one record. A change takes the second reading back.

    RuleError (fields `verdict`, `reason`, `instead`); NotFoundError.
    """
    asked = _open_request(actor, request_id)
    record = everything_about(asked.young_person_id, but_copy=asked.id).record(kind, row_id)
    if verdict is None:
        raise RuleError("Choose what becomes of it", field="verdict")
    problem = verdict_problem(verdict, reason, instead, has_words=bool(record.words))
    if problem:
        lacks_reason = verdict is not Verdict.RELEASE and not reason.strip()
        raise RuleError(problem, field="reason" if lacks_reason else "instead")
    row = queries.verdicts(asked.id).get((kind, row_id))
    if row is None:
        row = CopyVerdict(request_id=asked.id, kind=kind, row_id=row_id, verdict=verdict.value)
        session.add(row)
    row.verdict, row.reason = verdict.value, reason.strip()
    row.instead = (instead.strip() or None) if verdict is Verdict.REDACT else None
    row.decided_by, row.decided_at = actor.person_id, now
    asked.state, asked.read_by, asked.read_at = "open", None, None
    flush()
    _tell("protection:copy:decided", asked, actor, now, kind=kind, verdict=verdict.value)
    return row


def undecided(holdings: Holdings, decided: Verdicts) -> list[Record]:
    """Return the records that somebody must read and nobody has decided on."""
    return [
        each
        for each in holdings.records
        if each.to_read and (each.kind, each.row_id) not in decided
    ]


def took_part(asked: CopyRequest, decided: Verdicts) -> set[UUID]:
    """Return who began a copy or decided part of it, and so is no second reader of it."""
    return {row.decided_by for row in decided.values()} | {asked.opened_by}


def agree(*, actor: Actor, now: datetime, request_id: UUID) -> None:
    """Agree, as the second reader, with everything that was decided.

    RuleError while something is not decided, or for somebody who decided part of it.
    """
    asked = _open_request(actor, request_id)
    decided = queries.verdicts(asked.id)
    left = undecided(everything_about(asked.young_person_id, but_copy=asked.id), decided)
    if left:
        raise RuleError(f"{counted(len(left), 'record')} still to be decided on.".capitalize())
    if actor.person_id in took_part(asked, decided):
        raise RuleError("The second reader must be somebody who has not decided any of it.")
    asked.state, asked.read_by, asked.read_at = "read", actor.person_id, now
    flush()
    _tell("protection:copy:agreed", asked, actor, now)


def hand_over(*, actor: Actor, now: datetime, request_id: UUID) -> Holdings:
    """Return what goes out, and note that it went.

    RuleError before the second reader agreed, and where something came in since that somebody must
    decide on: nothing goes out that nobody looked at.
    """
    asked = _open_request(actor, request_id)
    if asked.state != "read":
        raise RuleError("A second person must read and agree first.")
    holdings = everything_about(asked.young_person_id, but_copy=asked.id)
    decided = queries.verdicts(asked.id)
    if undecided(holdings, decided):
        raise RuleError(CAME_IN_SINCE)
    out = released(holdings, decided)
    _tell("protection:copy:handed_over", asked, actor, now)
    return out


def close(*, actor: Actor, now: datetime, request_id: UUID) -> None:
    """Note that the answer was given, or that it is not wanted any more."""
    asked = _open_request(actor, request_id)
    asked.state = "closed"
    flush()
    _tell("protection:copy:closed", asked, actor, now)


def released(holdings: Holdings, decided: Verdicts) -> Holdings:
    """Return the holdings as they go out: that something is left out is said, and a file counted.

    A kind of which every record is left out is not named, down to the number of a table.
    """
    gone = [row for row in decided.values() if row.verdict == Verdict.WITHHOLD.value]
    sections, files_left_out = [], 0
    for section in holdings.sections:
        records = []
        for record in section.records:
            row = decided.get((record.kind, record.row_id))
            verdict = Verdict(row.verdict) if row else Verdict.RELEASE
            if verdict is Verdict.REDACT and row is not None:
                records.append(_without_others(record, row.instead))
            elif verdict is Verdict.RELEASE and not _tells_of(record, gone):
                records.append(record)
            else:
                files_left_out += sum(len(held.files) for held in record.values)
        if records:
            fewer = len(records) < len(section.records)
            sections.append(replace(section, records=tuple(records), left_out=fewer))
    return replace(
        holdings,
        sections=tuple(sections),
        files_left_out=files_left_out,
        left_out=len(sections) < len(holdings.sections),
    )


def _tells_of(record: Record, gone: Sequence[CopyVerdict]) -> bool:
    if record.kind not in TRAIL_KINDS:
        return False
    said = {each.column: each.value for each in record.values}
    return any(tells_of(said, row.kind, row.row_id) for row in gone)


def _without_others(record: Record, instead: str | None) -> Record:
    """Return a record with what is about others left out, and its words as they were rewritten.

    A file cannot be rewritten, so it is left out whole.
    """
    values, given = [], instead
    for held in record.values:
        if held.column == FILE and held.files:
            told = f"{FILE_LEFT_OUT} {given or ''}".strip()
            values.append(replace(held, value=told, shown=told, files=()))
            given = None
        elif held.whose is About.OTHERS and held.shown:
            values.append(replace(held, value=LEFT_OUT, shown=LEFT_OUT))
        elif held.whose is About.WORDS and held.shown:
            told = given or LEFT_OUT
            values.append(replace(held, value=told, shown=told, files=()))
            given = None
        else:
            values.append(held)
    return replace(record, values=tuple(values))


def note_draft(*, young_person_id: UUID, actor_id: UUID | None, now: datetime) -> None:
    """Note that a draft of everything held was made."""
    audit.record(
        event="protection:copy:drafted",
        subject=("young_person", young_person_id),
        actor_id=actor_id,
        now=now,
    )


def _open_request(actor: Actor, request_id: UUID) -> CopyRequest:
    require(actor, Permission.PROTECTION_MANAGE, None)
    asked = queries.request(request_id)
    if asked.state not in queries.OPEN:
        raise RuleError("This copy is closed.")
    return asked


def _tell(event: str, asked: CopyRequest, actor: Actor, now: datetime, **facts: str) -> None:
    audit.record(
        event=event,
        subject=("young_person", asked.young_person_id),
        actor_id=actor.person_id,
        now=now,
        facts={"copy": str(asked.id), **facts},
    )
