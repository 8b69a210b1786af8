"""Reads the file of joiners or of leavers: its headings, then its rows, each with what is wrong.

Pure: bytes in, rows out. A row that cannot be used is never dropped: it comes back with its line
and the reason. A file that cannot be read at all is refused whole.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.kernel.cells import is_formula
from portal.kernel.errors import PortalError
from portal.kernel.wording import joined
from portal.people.models import EMAIL_LENGTH, NAME_LENGTH
from portal.web.parsing import clean_line, forbidden_character

LARGEST = 1_000_000
"""Bytes. A county's staff fit many times over."""
MOST_ROWS = 2_000
LONGEST: Mapping[str, int] = {"email": EMAIL_LENGTH}
"""The longest a cell may be, in characters; NAME_LENGTH for any that is not named here."""
SHOWN = 60
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_ENGLISH = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})", re.ASCII)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class UnreadableFileError(PortalError):
    """The file cannot be read; nothing of it was taken."""


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
    text, notes = _text(data)
    lines = list(_lines(text))
    if not lines:
        raise UnreadableFileError("The file is empty.")
    headings = tuple(_heading(cell) for cell in lines[0][1])
    kind = _kind(headings)
    if len(lines) - 1 > MOST_ROWS:
        raise UnreadableFileError(
            f"The file has more than {MOST_ROWS:,} rows. Split it and choose each part in turn."
        )
    unused = [heading for heading in headings if heading and heading not in COLUMNS[kind]]
    if unused:
        notes.append(f"Nothing was taken from: {joined([_short(each) for each in unused])}.")
    rows = tuple(_row(line, cells, headings, kind) for line, cells in lines[1:])
    return PeopleFile(kind, tuple(_without_doubles(rows)), tuple(notes))


def _text(data: bytes) -> tuple[str, list[str]]:
    """Return the file's text, and a note where it was not written as it should be."""
    if len(data) > LARGEST:
        raise UnreadableFileError("The file is larger than 1 MB. Split it and choose each part.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data:
        raise UnreadableFileError(
            "The file is not text that can be read. Save it as “CSV UTF-8” and choose it again."
        )
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        try:
            note = "The file was not saved as “CSV UTF-8”: check names with accents."
            return data.decode("cp1252"), [note]
        except UnicodeDecodeError:
            raise UnreadableFileError(
                "The file holds characters that cannot be read. Save it as “CSV UTF-8”."
            ) from None


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line it starts on; lines with nothing on them are no rows."""
    # Only ever raised: the limit is the process's own, and other files may be read beside this one.
    csv.field_size_limit(max(csv.field_size_limit(), LARGEST))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error:
        raise UnreadableFileError(
            f"The row that starts on line {line} cannot be read, so nothing was taken. "
            "Check its quotation marks and commas."
        ) from None


def _heading(cell: str) -> str:
    return "_".join(clean_line(cell).casefold().split())


def _kind(headings: tuple[str, ...]) -> Kind:
    for heading in headings:
        if heading and headings.count(heading) > 1:
            raise UnreadableFileError(f"The heading “{_short(heading)}” is there twice.")
    for kind in Kind:
        if set(COLUMNS[kind]) - MAY_BE_EMPTY <= set(headings):
            return kind
    if len(headings) == 1 and any(mark in headings[0] for mark in ";\t|"):
        raise UnreadableFileError(
            "The columns are not separated by commas. Save the file as “CSV UTF-8”."
        )
    raise UnreadableFileError(
        "The first line must name the columns. Joiners: "
        f"{', '.join(COLUMNS[Kind.JOINERS])}. Leavers: {', '.join(COLUMNS[Kind.LEAVERS])}."
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
    problem = _wrong_shape(cells, headings) or _wrong_cell(values)
    days: dict[str, date] = {}
    for column in DATES & values.keys():
        if values[column] and not problem:
            day = _day(values[column])
            if day is None:
                problem = (
                    f"“{_short(values[column])}” under {column} is not a real date. "
                    "Write it like 2026-11-23 or 23/11/2026."
                )
            else:
                days[column] = day
    shown = {column: _short(cell) for column, cell in values.items()} if problem else values
    return Row(line, shown, days, problem)


def _wrong_shape(cells: list[str], headings: tuple[str, ...]) -> str:
    """Say what is wrong with a row as a whole. Looked at before anything is cleaned away."""
    if len([cell for cell in cells[len(headings) :] if cell.strip()]) > 0:
        return "The row has more cells than there are headings."
    for heading, cell in zip(headings, cells, strict=False):
        if is_formula(cell):
            return (
                f"The cell under {_short(heading) or 'no heading'} begins like a formula. "
                "Take the sign at its beginning out."
            )
        if forbidden_character(cell) or "\n" in cell or "\t" in cell:
            return f"The cell under {_short(heading)} holds characters that cannot be seen."
    return ""


def _wrong_cell(values: Mapping[str, str]) -> str:
    for column, cell in values.items():
        if not cell and column not in MAY_BE_EMPTY:
            return f"The cell under {column} is empty."
        longest = LONGEST.get(column, NAME_LENGTH)
        if len(cell) > longest:
            return f"The cell under {column} is longer than {longest} characters."
    if not _ADDRESS.fullmatch(values["email"]):
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


def _short(text: str) -> str:
    """Return text as it may be shown again: cut, and nothing invisible in it."""
    line = clean_line(text[:SHOWN])
    return "".join("\N{REPLACEMENT CHARACTER}" if forbidden_character(c) else c for c in line)
