"""Reads the file of joiners or of leavers: its headings, then its rows, each with what is wrong.

Pure: bytes in, rows out. A row that cannot be used is never dropped: it comes back with its line
and the reason. A file that cannot be read at all is refused whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.kernel.wording import joined
from portal.people.models import EMAIL_LENGTH, NAME_LENGTH
from portal.web.csv_import import ADDRESS, other_columns, read_table, short, wrong_shape
from portal.web.parsing import clean_line

LONGEST: Mapping[str, int] = {"email": EMAIL_LENGTH}
"""The longest a cell may be, in characters; NAME_LENGTH for any that is not named here."""
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_ENGLISH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII)


class Kind(StrEnum):
    """What the file lists, known from its headings."""

    JOINERS = "joiners"
    LEAVERS = "leavers"


COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.JOINERS: (
        "name",
        "email",
        "job_title",
        "organisation",
        "role",
        "where",
        "from",
        "until",
    ),
    Kind.LEAVERS: ("email", "leaves_on"),
}
MAY_BE_EMPTY = frozenset({"job_title", "until"})
DATES = frozenset({"from", "until", "leaves_on"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it starts on, its cells by column, and what is wrong with it, if anything.

    `days` are the cells that are dates.
    """

    line: int
    cells: Mapping[str, str]
    days: Mapping[str, date]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """What a file holds, in the order of its lines. `notes` are about the file as a whole."""

    kind: Kind
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def read(data: bytes) -> PeopleFile:
    """Read a file of joiners or leavers. Raises UnreadableFileError with what to do."""
    table = read_table(data)
    headings, notes = table.headings, list(table.notes)
    kind = _kind(headings)
    unused = [heading for heading in headings if heading and heading not in COLUMNS[kind]]
    if unused:
        notes.append(f"Nothing was taken from: {joined([short(each) for each in unused])}.")
    rows = tuple(_row(line, cells, headings, kind) for line, cells in table.rows)
    return PeopleFile(kind, tuple(_without_doubles(rows)), tuple(notes))


def _kind(headings: tuple[str, ...]) -> Kind:
    for kind in Kind:
        if set(COLUMNS[kind]) - MAY_BE_EMPTY <= set(headings):
            return kind
    raise other_columns(
        headings,
        f"Joiners: {', '.join(COLUMNS[Kind.JOINERS])}. "
        f"Leavers: {', '.join(COLUMNS[Kind.LEAVERS])}.",
    )


def _row(line: int, cells: list[str], headings: tuple[str, ...], kind: Kind) -> Row:
    values = {
        heading: clean_line(cell)
        for heading, cell in zip(headings, cells, strict=False)
        if heading in COLUMNS[kind]
    }
    values = {column: values.get(column, "") for column in COLUMNS[kind]}
    if "email" in values:
        values["email"] = values["email"].lower()
    problem = wrong_shape(cells, headings) or _wrong_cell(values)
    days: dict[str, date] = {}
    for column in DATES & values.keys():
        if values[column] and not problem:
            day = _day(values[column])
            if day is None:
                problem = (
                    f"“{short(values[column])}” under {column} is not a real date. "
                    "Write it like 2026-11-23 or 23/11/2026."
                )
            else:
                days[column] = day
    shown = {column: short(cell) for column, cell in values.items()} if problem else values
    return Row(line, shown, days, problem)


def _wrong_cell(values: Mapping[str, str]) -> str:
    for column, cell in values.items():
        if not cell and column not in MAY_BE_EMPTY:
            return f"The cell under {column} is empty."
        longest = LONGEST.get(column, NAME_LENGTH)
        if len(cell) > longest:
            return f"The cell under {column} is longer than {longest} characters."
    if not ADDRESS.fullmatch(values["email"]):
        return "The email address is not in the right format, like name@example.org."
    return ""


def _without_doubles(rows: Iterable[Row]) -> Iterator[Row]:
    """Refuse a later row that says something else of an address, or says the same again."""
    first: dict[str, Row] = {}
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        if row.problem:
            yield row
            continue
        earlier = first.setdefault(row.cells["email"], row)
        whole = tuple(row.cells.values())
        if whole in seen:
            problem = f"Line {seen[whole]} says the same."
        elif earlier is not row and _who(earlier) != _who(row):
            problem = f"Line {earlier.line} has this email address for somebody else."
        else:
            problem = ""
        seen.setdefault(whole, row.line)
        yield Row(row.line, row.cells, row.days, problem) if problem else row


def _who(row: Row) -> tuple[str, ...]:
    """Return what every row of one person says alike; each role is a row of its own."""
    return tuple(
        row.cells.get(key, "") for key in ("name", "job_title", "organisation", "leaves_on")
    )


def _day(text: str) -> date | None:
    found = _ISO.fullmatch(text) or _ENGLISH.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
