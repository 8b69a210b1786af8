"""Who works with whom, from a file: each row is taken or refused on its own, and each is told of.

A row does no more than its reader could do on the page: the same operation, the same refusals. The
same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.cases.rules.allocation import Said, Saying
from portal.database import session
from portal.kernel.errors import NotFoundError, PortalError, RuleError
from portal.panels import queries
from portal.panels.allocations import Row, rows_in
from portal.panels.operations.allocating import allocate
from portal.people import queries as people
from portal.people.models import Person
from portal.people.policy import Actor, Permission, require
from portal.web.csv_import import FileReport, LineReport, Outcome, read_table

NOT_THERE = "There is nobody with this code or reference among those you do this for."


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who takes the file in, when, and whom its rows may name."""

    actor: Actor | None
    now: datetime
    young_people: Mapping[str, UUID]
    staff: Mapping[str, Person]


def allocate_from_file(*, actor: Actor | None, now: datetime, data: bytes) -> FileReport:
    """Take in a file of who works with whom and say what became of each row.

    Raises UnreadableFileError for a file that is none, ForbiddenError without the permission.
    """
    if actor is not None and not actor.may_somewhere(Permission.YOUNG_PERSON_ALLOCATE):
        require(actor, Permission.YOUNG_PERSON_ALLOCATE, None)
    rows, notes = rows_in(read_table(data))
    within = None if actor is None else actor.districts_with(Permission.YOUNG_PERSON_ALLOCATE)
    desk = _Desk(
        actor,
        now,
        queries.by_code([row.child for row in rows], within),
        people.people_by_email({cell for row in rows for cell in row.said.values() if "@" in cell}),
    )
    return FileReport(tuple(_line(desk, row) for row in rows), notes)


def _line(desk: _Desk, row: Row) -> LineReport:
    if row.problem:
        return LineReport(row.line, row.child, Outcome.REFUSED, row.problem)
    try:
        # A row that is refused half-way leaves nothing behind.
        with session.begin_nested():
            outcome, message = _take(desk, row)
    except NotFoundError:
        return LineReport(row.line, row.child, Outcome.REFUSED, NOT_THERE)
    except PortalError as error:
        return LineReport(row.line, row.child, Outcome.REFUSED, f"{error.message.rstrip('.')}.")
    return LineReport(row.line, row.child, outcome, message)


def _take(desk: _Desk, row: Row) -> tuple[Outcome, str]:
    young_person_id = desk.young_people.get(row.child)
    if young_person_id is None:
        raise NotFoundError
    said: Saying = {post: _said(desk, cell) for post, cell in row.said.items()}
    done = allocate(actor=desk.actor, now=desk.now, young_person_id=young_person_id, said=said)
    if not done.changed:
        return Outcome.ALREADY, "This is how it is already."
    return Outcome.TAKEN, "Saved."


def _said(desk: _Desk, cell: str) -> UUID | Said:
    if cell in {Said.LEAVE, Said.NOBODY}:
        return Said(cell)
    person = desk.staff.get(cell)
    if person is None:
        raise RuleError("Nobody who may be put down signs in with an address in this row")
    return person.id
