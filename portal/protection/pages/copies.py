"""A copy being made: each record, what it says of others, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from uuid import UUID

from portal.cases import queries as cases
from portal.people.policy import Actor
from portal.people.queries import people_by_id
from portal.protection.models import CopyVerdict
from portal.protection.operations.copies import took_part
from portal.protection.pages.person import CopyRow, copy_row
from portal.protection.queries import copies as queries
from portal.protection.queries.files import FILE, File
from portal.protection.queries.holdings import Record, everything_about
from portal.protection.rules.copies import Verdict
from portal.protection.rules.inventory import INVENTORY, About

IN_SHORT = 60


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided about a record."""

    verdict: Verdict
    reason: str
    instead: str
    by: str


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a copy in short."""

    kind: str
    row_id: UUID
    short: str
    to_read: bool
    decided: Decided | None

    @property
    def state(self) -> str:
        """What becomes of it, in words."""
        if self.decided is not None:
            return self.decided.verdict.label
        return "To be decided on" if self.to_read else "Released: only about them"


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one kind."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CopyPage:
    """A copy and everything in it."""

    copy: CopyRow
    young_person_id: UUID
    note: str
    read_by: str
    closed: bool
    took_part: bool
    """Whether the reader began it or decided part of it, so that somebody else reads it."""
    parts: tuple[Part, ...]
    left: int
    """Records that are still to be decided on."""
    next: Line | None
    """The first of them."""


@dataclass(frozen=True, slots=True)
class RecordPage:
    """One record whole, with what was decided; `words` are those that may name others."""

    request_id: UUID
    kind: str
    row_id: UUID
    title: str
    values: tuple[tuple[str, str, str], ...]
    words: str
    files: tuple[File, ...]
    question: str
    decided: Decided | None


def copy_page(request_id: UUID, actor: Actor, today: date) -> CopyPage:
    """Return a copy's page. Raises NotFoundError."""
    asked = queries.request(request_id)
    person = cases.young_person(asked.young_person_id)
    verdicts = queries.verdicts(asked.id)
    decided = _decided(verdicts)
    held = everything_about(person.id, but_copy=asked.id)
    parts = tuple(
        Part(
            section.title,
            tuple(
                _line(record, decided, f"{section.title}, {number}")
                for number, record in enumerate(section.records, 1)
            ),
        )
        for section in held.sections
    )
    undecided = [
        line for part in parts for line in part.lines if line.to_read and line.decided is None
    ]
    reader = people_by_id({asked.read_by}) if asked.read_by else {}
    return CopyPage(
        copy=copy_row(asked, person.reference, today),
        young_person_id=person.id,
        note=asked.note,
        read_by=reader[asked.read_by].name if asked.read_by else "",
        closed=asked.state not in queries.OPEN,
        took_part=actor.person_id in took_part(asked, verdicts),
        parts=parts,
        left=len(undecided),
        next=undecided[0] if undecided else None,
    )


def record_page(request_id: UUID, kind: str, row_id: UUID) -> RecordPage:
    """Return one record of a copy. Raises NotFoundError."""
    asked = queries.request(request_id)
    record = everything_about(asked.young_person_id, but_copy=asked.id).record(kind, row_id)
    return RecordPage(
        request_id=asked.id,
        kind=kind,
        row_id=row_id,
        title=INVENTORY[kind].title,
        values=tuple(
            (held.label, held.shown, _WHOSE.get(held.whose, ""))
            for held in record.values
            if held.shown
        ),
        words="\n\n".join(held.shown for held in record.words if held.column != FILE),
        question=record.question,
        files=tuple(file for held in record.values for file in held.files),
        decided=_decided(queries.verdicts(asked.id)).get((kind, row_id)),
    )


_WHOSE = {About.WORDS: "May name others", About.OTHERS: "About somebody else"}


_NAMED_BY = (
    "title",
    "heading",
    "event",
    "wording",
    "decision_label",
    "kind",
    "agency",
    "topic",
    "task",
)
"""What a record is called by, the best first: the others of its kind differ in it."""


def _short(record: Record, place: str) -> str:
    """Return a short name for a record: its kind, its number there and what it is."""
    shown = {held.column: held for held in record.values if held.shown}
    held = next((shown[column] for column in _NAMED_BY if column in shown), None)
    if held is None:
        return place
    said = held.shown
    if held.whose is not About.WORDS:
        said = said.replace("_", " ").capitalize()
    return f"{place}: {shorten(said, IN_SHORT, placeholder='…')}"


def _line(record: Record, decided: dict[tuple[str, UUID], Decided], place: str) -> Line:
    return Line(
        kind=record.kind,
        row_id=record.row_id,
        short=_short(record, place),
        to_read=record.to_read,
        decided=decided.get((record.kind, record.row_id)),
    )


def _decided(rows: dict[tuple[str, UUID], CopyVerdict]) -> dict[tuple[str, UUID], Decided]:
    people = people_by_id({row.decided_by for row in rows.values()})
    return {
        key: Decided(
            Verdict(row.verdict), row.reason, row.instead or "", people[row.decided_by].name
        )
        for key, row in rows.items()
    }
