"""The agenda as one frozen value: what the page, the PDF, the Word file and the calendar show.

Pure: no database, no Flask, no clock. Who may see a young person's name is decided before a
value is made (`name_for`), so that a document cannot hold a name its reader is not entitled
to (A16). The page shape is the source's template agenda (R66 to R69).
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Literal

from portal.kernel.wording import long_date, template_time

RowKind = Literal["slot", "break", "hold_back"]
COLUMN_KEYS = frozenset(
    {
        "start",
        "young_person",
        "agenda_item",
        "social_worker",
        "manager",
        "personal_adviser",
        "attending",
        "note",
    },
)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the agenda table: the field of a row it shows, and its heading."""

    key: str
    label: str

    def __post_init__(self) -> None:
        """Refuse a key that is no field of a row (ValueError): a typing slip in configuration."""
        if self.key not in COLUMN_KEYS:
            known = ", ".join(sorted(COLUMN_KEYS))
            raise ValueError(f"An agenda has no column {self.key!r}. Use one of: {known}.")


SOURCE_COLUMNS = (
    Column("start", "Time slot"),
    Column("young_person", "Name of child"),
    Column("agenda_item", "Agenda item"),
    Column("social_worker", "Name of social worker"),
    Column("manager", "Name of manager"),
)
"""The template's five columns, in its own words (R67)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaRow:
    """One row: a slot, a break or a slot held back.

    `minutes` is the length. `young_person` is what this reader may see, already decided by
    `name_for`; `reference` is what a document shows when it has no letters for that name.
    `item_key` tells the same item apart in two versions and is never printed.
    """

    start: time
    minutes: int
    kind: RowKind = "slot"
    young_person: str = ""
    agenda_item: str = ""
    social_worker: str = ""
    manager: str = ""
    personal_adviser: str = ""
    attending: str = ""
    note: str = ""
    reference: str = ""
    item_key: str = ""

    def cell(self, key: str) -> str:
        """Return the text for a column; the blank lunch row of the template stays blank (R69)."""
        if self.kind == "break" and key == "start":
            return ""
        if key == "start":
            return template_time(self.start)
        return str(getattr(self, key))

    @property
    def identity(self) -> str:
        """Return what makes this the same item in another version of the agenda."""
        return self.item_key or self.reference or self.young_person


@dataclass(frozen=True, slots=True)
class RowGroup:
    """The rows between two breaks, with the break that ends them (None for the last group)."""

    rows: tuple[AgendaRow, ...]
    ended_by: AgendaRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaPage:
    """One version of one meeting's agenda, for one reader or one class of readers.

    `heading` may have several lines ("PERMANENCE PANEL", "AGENDA": R66). `published_at` is
    aware; None while it is a draft. `reader` is the person a copy was made for, printed in
    the footer; `sentences` say quorum and deadlines in words; `changes` come from
    `changes_between`.
    """

    heading: str
    panel_name: str
    district_name: str
    panel_day: date
    place: str
    rows: tuple[AgendaRow, ...]
    chair: str = ""
    version: int = 1
    published_at: datetime | None = None
    draft: bool = False
    columns: tuple[Column, ...] = SOURCE_COLUMNS
    quorum_sentence: str = ""
    deadline_sentences: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    standing_items: tuple[str, ...] = ()
    reader: str | None = None
    confidential_note: str = ""

    def __post_init__(self) -> None:
        """Refuse no columns, and a naive time that would print an hour wrong (ValueError)."""
        if not self.columns:
            raise ValueError("An agenda needs at least one column.")
        if self.published_at is not None and self.published_at.tzinfo is None:
            raise ValueError("The time of publication needs a time zone.")

    @property
    def heading_lines(self) -> tuple[str, ...]:
        """Return the heading line by line, without empty lines."""
        return tuple(line.strip() for line in self.heading.splitlines() if line.strip())

    @property
    def title(self) -> str:
        """Return the document's title. It carries no young person's name (C17)."""
        return f"Agenda: {self.panel_name}, {self.district_name}, {long_date(self.panel_day)}"

    def cells(self, row: AgendaRow) -> list[tuple[str, str, str]]:
        """Return a row's cells in the order of the columns: key, heading and text of each."""
        return [(column.key, column.label, row.cell(column.key)) for column in self.columns]

    def row_groups(self) -> tuple[RowGroup, ...]:
        """Return the rows split at each break: morning and afternoon in the template (R69)."""
        groups: list[RowGroup] = []
        waiting: list[AgendaRow] = []
        for row in self.rows:
            if row.kind == "break":
                groups.append(RowGroup(tuple(waiting), row))
                waiting = []
            else:
                waiting.append(row)
        return (*groups, RowGroup(tuple(waiting), None)) if waiting or not groups else tuple(groups)


def initials_and_reference(name: str, reference: str) -> str:
    """Return initials and reference, "A. T. · LH-0042", for a reader not entitled to names (A16).

    Only the reference when the name has no letter to make an initial of. A double-barrelled
    part gives one initial; an accent stays with its letter.
    """
    initials = []
    for word in unicodedata.normalize("NFC", name).split():
        first = next((letter for letter in word if letter.isalpha()), None)
        if first is not None:
            initials.append(f"{first.upper()}.")
    return " · ".join(part for part in (" ".join(initials), reference) if part)


def name_for(*, reader_sees_names: bool, name: str, reference: str) -> str:
    """Return the name for an entitled reader, else initials and reference (A16).

    Entitlement is decided per item by the caller; this is the only place that turns the
    decision into text, so page, PDF, Word and calendar cannot differ.
    """
    return name if reader_sees_names else initials_and_reference(name, reference)


def restricted_to(page: AgendaPage, item_keys: frozenset[str]) -> AgendaPage:
    """Return the page with only the rows a restricted reader was asked to (C17).

    Other rows, breaks and the list of changes are left out, not hidden: the documents made
    from this value cannot hold them.
    """
    rows = tuple(row for row in page.rows if row.item_key and row.item_key in item_keys)
    return replace(page, rows=rows, changes=())


def changes_between(old: AgendaPage, new: AgendaPage) -> tuple[str, ...]:
    """Return what changed since an earlier version, in plain words and the new running order.

    Both values must be for the same reader: names appear as each value holds them.
    Raises ValueError when the readers differ.
    """
    if old.reader != new.reader:
        raise ValueError("Compare two versions of the agenda made for the same reader.")
    return (*_meeting_changes(old, new), *_row_changes(old, new))


def _meeting_changes(old: AgendaPage, new: AgendaPage) -> list[str]:
    said = []
    if old.panel_day != new.panel_day:
        said.append(
            f"The panel has moved from {long_date(old.panel_day)} to {long_date(new.panel_day)}.",
        )
    for label, before, after in (
        ("place", old.place, new.place),
        ("chair", old.chair, new.chair),
    ):
        if before != after:
            said.append(f"The {label} is now {after or 'to be confirmed'}.")
    return said


def _items(page: AgendaPage) -> dict[tuple[str, int], AgendaRow]:
    """Return the rows that carry a person, by identity; a count keeps equal identities apart."""
    rows = sorted((row for row in page.rows if row.identity), key=lambda row: row.identity)
    found = {
        (identity, number): row
        for identity, same in groupby(rows, key=lambda row: row.identity)
        for number, row in enumerate(sorted(same, key=lambda row: row.start))
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1].start))


def _row_changes(old: AgendaPage, new: AgendaPage) -> list[str]:
    before, after = _items(old), _items(new)
    said = []
    for key, row in after.items():
        who, was = row.young_person, before.get(key)
        if was is None:
            said.append(f"{who}: added at {template_time(row.start)}.")
            continue
        if was.start != row.start:
            said.append(
                f"{who}: moved from {template_time(was.start)} to {template_time(row.start)}.",
            )
        said.extend(
            f"{who}: {label} is now {row.cell(field) or 'to be confirmed'}."
            for field, label in (
                ("agenda_item", "the agenda item"),
                ("social_worker", "the social worker"),
                ("manager", "the manager"),
            )
            if was.cell(field) != row.cell(field)
        )
    said.extend(
        f"{row.young_person}: removed (was at {template_time(row.start)})."
        for key, row in before.items()
        if key not in after
    )
    return said
