"""Reads a CSV file that somebody brings, and says what became of each of its rows.

A row that cannot be used is never dropped: it comes back with its line and the reason. A file that
cannot be read at all is refused whole.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.cells import is_formula
from portal.kernel.errors import PortalError
from portal.web.parsing import clean_line, forbidden_character

LARGEST = 1_000_000
"""Bytes. A county's staff fit many times over."""
MOST_ROWS = 2_000
SHOWN = 60
ADDRESS = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class UnreadableFileError(PortalError):
    """The file cannot be read; nothing of it was taken."""


class Outcome(StrEnum):
    """What became of a row."""

    TAKEN = "taken"
    ALREADY = "already"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The outcome in words."""
        return {
            Outcome.TAKEN: "Taken",
            Outcome.ALREADY: "Nothing to do",
            Outcome.REFUSED: "Not taken",
        }[self]


@dataclass(frozen=True, slots=True)
class LineReport:
    """What became of one row, and why. ``about`` is what the row says it is about."""

    line: int
    about: str
    outcome: Outcome
    message: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of every row of a file, in its order. ``notes`` are about the file as a whole."""

    lines: tuple[LineReport, ...]
    notes: tuple[str, ...]

    def count(self, outcome: Outcome) -> int:
        """Return how many rows had this outcome."""
        return sum(line.outcome is outcome for line in self.lines)

    def facts(self, about: str) -> dict[str, object]:
        """Return the report as plain values; ``about`` is what a row is about, as a key."""
        return {
            "rows": len(self.lines),
            **{outcome.value: self.count(outcome) for outcome in Outcome},
            "notes": list(self.notes),
            "lines": [
                {
                    "line": line.line,
                    about: line.about,
                    "outcome": line.outcome.value,
                    "message": line.message,
                }
                for line in self.lines
            ],
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A file's headings and its rows, each with the line it starts on."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    notes: tuple[str, ...]


def read_table(data: bytes) -> Table:
    """Read a file's headings and rows. Raises UnreadableFileError with what to do."""
    text, notes = _text(data)
    lines = list(_lines(text))
    if not lines:
        raise UnreadableFileError("The file is empty.")
    headings = tuple(_heading(cell) for cell in lines[0][1])
    for heading in headings:
        if heading and headings.count(heading) > 1:
            raise UnreadableFileError(f"The heading “{short(heading)}” is there twice.")
    if len(lines) - 1 > MOST_ROWS:
        raise UnreadableFileError(
            f"The file has more than {MOST_ROWS:,} rows. Split it and choose each part in turn."
        )
    return Table(headings, tuple(lines[1:]), tuple(notes))


def other_columns(headings: tuple[str, ...], wanted: str) -> UnreadableFileError:
    """Return the refusal of a file that names other columns; ``wanted`` says which are meant."""
    if len(headings) == 1 and any(mark in headings[0] for mark in ";\t|"):
        return UnreadableFileError(
            "The columns are not separated by commas. Save the file as “CSV UTF-8”."
        )
    return UnreadableFileError(f"The first line must name the columns. {wanted}")


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


def wrong_shape(cells: list[str], headings: tuple[str, ...]) -> str:
    """Say what is wrong with a row as a whole. Looked at before anything is cleaned away."""
    if len([cell for cell in cells[len(headings) :] if cell.strip()]) > 0:
        return "The row has more cells than there are headings."
    for heading, cell in zip(headings, cells, strict=False):
        if is_formula(cell):
            return (
                f"The cell under {short(heading) or 'no heading'} begins like a formula. "
                "Take the sign at its beginning out."
            )
        if forbidden_character(cell) or "\n" in cell or "\t" in cell:
            return f"The cell under {short(heading)} holds characters that cannot be seen."
    return ""


def short(text: str) -> str:
    """Return text as it may be shown again: cut, and nothing invisible in it."""
    line = clean_line(text[:SHOWN])
    return "".join("\N{REPLACEMENT CHARACTER}" if forbidden_character(c) else c for c in line)
