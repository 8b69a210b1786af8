"""What was read out of a Word file: its sections, and what was left out of it. Pure.

The reader turns a file into lines; here the lines become sections and the section “why we are
involved” is cut (R53). Where it is not plain where the section ends, more is cut rather than less,
and a person sees what was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from portal.papers.rules.involved import mentioned_in, names_it, starts_it

LONGEST_BOLD_HEADING = 14
"""In words: a longer line in bold is a sentence somebody stressed."""
SHORTEST_CAPITALS = 6
"""In letters: a shorter line in capitals is an abbreviation."""
NO_HEADING = "Before the first heading"


class Rank(IntEnum):
    """How strongly a line looks like a heading; 1 to 9 are the levels of heading styles."""

    BOLD = 11
    CAPITALS = 12
    NUMBERED = 13
    PLAIN = 14
    NONE = 99


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph or a table's row as it was read."""

    text: str
    rank: int = Rank.NONE
    pictures: tuple[int, ...] = ()
    list_key: str = ""
    """Which of the file's own numbered lists it stands in, and how deep."""
    boxed: bool = False
    """Whether it stands in a text box beside the running text."""

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its lines, and how many columns it spans."""

    lines: tuple[Line, ...]
    span: int = 1
    goes_on: bool = False
    """Whether it is the lower part of a cell that spans rows."""

    @property
    def text(self) -> str:
        """Everything it says."""
        return " ".join(line.text for line in self.lines if line.text.strip())


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the file, row by row."""

    rows: tuple[tuple[Cell, ...], ...]


Piece = Line | Table


@dataclass(frozen=True, slots=True)
class Section:
    """A section that was kept: its heading, its lines, and the numbers of its pictures."""

    heading: str
    lines: tuple[str, ...]
    pictures: tuple[int, ...] = ()

    @property
    def mentions_it(self) -> bool:
        """Whether its words speak of why children's services are involved: a person looks."""
        return mentioned_in("\n".join(self.lines))

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(len(line.split()) for line in self.lines)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A part that was cut: how its heading was written, and how much it was. Never what it said."""

    heading: str
    words: int
    pictures: int = 0


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What is kept of a file, and what was left out."""

    sections: tuple[Section, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(slots=True)
class _Cut:
    """The part that is being cut."""

    heading: str
    rank: int
    list_key: str
    words: int = 0
    pictures: int = 0
    boxed: bool = False

    def takes(self, line: Line) -> None:
        self.words += line.words
        self.pictures += len(line.pictures)

    def ends_at(self, line: Line) -> bool:
        """Tell whether a line is a heading of the same strength or a stronger one."""
        if not line.text.strip():
            return False
        if self.list_key and self.rank >= Rank.NUMBERED:
            return line.rank < Rank.NUMBERED or line.list_key == self.list_key
        if line.rank == Rank.NUMBERED:
            return self.rank == Rank.NUMBERED and not line.list_key
        if self.rank > Rank.CAPITALS:
            return line.rank <= Rank.BOLD  # a word in capitals among plain lines may be its text
        return line.rank <= self.rank


@dataclass(slots=True)
class _Reading:
    """The sections so far, and the cut that is open, if one is."""

    done: list[Section] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    heading: str = NO_HEADING
    lines: list[str] = field(default_factory=list)
    pictures: list[int] = field(default_factory=list)
    cut: _Cut | None = None

    def piece(self, piece: Piece) -> None:
        if isinstance(piece, Table):
            self.table(piece)
        else:
            self.line(piece)

    def line(self, line: Line) -> None:
        """Take one line: the start of a cut, part of one, a heading, or words."""
        if self.starts(line):
            self.close_cut()
            self.open_cut(line)
            return
        if self.cut is not None and self.cuts(line):
            self.cut.takes(line)
            return
        self.close_cut()
        if line.rank <= Rank.BOLD and line.text.strip():
            self.close_section()
            self.heading = line.text.strip()
            self.pictures += line.pictures
            return
        self.keep(line.text, line.pictures)

    def cuts(self, line: Line) -> bool:
        """Tell whether a line belongs to the open cut.

        A text box that held the heading alone has its text beside it, in the running text; one that
        held some of it held all.
        """
        assert self.cut is not None
        if line.boxed and not self.cut.boxed:
            return True
        if self.cut.boxed and not line.boxed:
            if self.cut.words or self.cut.pictures:
                return False
            self.cut.boxed = False
        return not self.cut.ends_at(line)

    def starts(self, line: Line) -> bool:
        return names_it(line.text) if line.rank <= Rank.BOLD else starts_it(line.text)

    def open_cut(self, line: Line) -> None:
        rank = min(line.rank, Rank.PLAIN)
        self.cut = _Cut(heading_of(line.text), rank, line.list_key, boxed=line.boxed)
        self.cut.words = max(line.words - len(self.cut.heading.split()), 0)
        self.cut.pictures = len(line.pictures)

    def close_cut(self) -> None:
        if self.cut is not None:
            self.left_out.append(LeftOut(self.cut.heading, self.cut.words, self.cut.pictures))
            self.cut = None

    def close_section(self) -> None:
        if any(line.strip() for line in self.lines) or self.pictures:
            self.done.append(Section(self.heading, _trimmed(self.lines), tuple(self.pictures)))
        elif self.heading != NO_HEADING:
            self.done.append(Section(self.heading, ()))
        self.lines, self.pictures = [], []

    def keep(self, text: str, pictures: Iterable[int] = ()) -> None:
        self.lines.append(text.strip())
        self.pictures += pictures

    def table(self, table: Table) -> None:
        if self.cut is not None:
            for row in table.rows:
                for line in _lines(row):
                    self.cut.takes(line)
            return
        _TableReading(self, table).read()


@dataclass(slots=True)
class _TableReading:
    """One table, row by row: rows, columns and cells of the section are cut."""

    reading: _Reading
    table: Table
    columns: set[int] = field(default_factory=set)
    cut: _Cut | None = None
    below: bool = False
    """Whether the cut goes on below, in rows of their own, and not only beside its heading."""

    def read(self) -> None:
        for number, row in enumerate(self.table.rows):
            if self.cut is not None and self._goes_on(row):
                for line in _lines(row):
                    self.cut.takes(line)
                continue
            self._close()
            self._row(row, first=number == 0)
        self._close()

    def _goes_on(self, row: Sequence[Cell]) -> bool:
        filled = [cell for cell in row if cell.text]
        if any(names_it(cell.text) for cell in filled):
            return False
        if not self.below:
            return bool(row) and (row[0].goes_on or not row[0].text)
        return not (len(filled) == 1 and _is_title(filled[0], len(row)))

    def _close(self) -> None:
        if self.cut is not None:
            found = self.cut
            self.reading.left_out.append(LeftOut(found.heading, found.words, found.pictures))
            self.cut = None

    def _row(self, row: Sequence[Cell], *, first: bool) -> None:
        filled = [cell for cell in row if cell.text]
        named = [cell for cell in filled if names_it(cell.text)]
        if first and named and len(filled) > 1 and all(map(_is_short, filled)):
            self._cut_columns(row)
        if named and named[0] is filled[0]:
            self._cut_row(named[0], row, below=len(filled) == 1)
        else:
            self._kept_row(row)

    def _cut_columns(self, row: Sequence[Cell]) -> None:
        """Note which columns a first row that looks like a table's head gives to the section."""
        column = 0
        for cell in row:
            if names_it(cell.text):
                self.columns |= set(range(column, column + cell.span))
            column += cell.span

    def _cut_row(self, named: Cell, row: Sequence[Cell], *, below: bool) -> None:
        self.cut = _Cut(heading_of(named.text), Rank.PLAIN, "")
        self.below = below
        for cell in row:
            if cell is not named:
                for line in cell.lines:
                    self.cut.takes(line)

    def _kept_row(self, row: Sequence[Cell]) -> None:
        """Keep a row without the cells that belong to the section."""
        kept: list[str] = []
        column, after_label = 0, False
        for cell in row:
            places = set(range(column, column + cell.span))
            column += cell.span
            if names_it(cell.text):
                self.reading.left_out.append(LeftOut(heading_of(cell.text), 0))
                after_label = True
            elif after_label or places & self.columns:
                after_label = after_label and not cell.text
                self._cut_cell(cell)
            else:
                text, after_label = self._cell(cell)
                kept.append(text)
        if after_label:
            self.cut, self.below = _Cut(self.reading.left_out.pop().heading, Rank.PLAIN, ""), True
        text = " | ".join(part for part in kept if part)
        if text:
            self.reading.keep(text)

    def _cut_cell(self, cell: Cell) -> None:
        if not self.reading.left_out:
            self.reading.left_out.append(LeftOut("Why we are involved", 0))
        last = self.reading.left_out[-1]
        words = last.words + sum(line.words for line in cell.lines)
        pictures = last.pictures + sum(len(line.pictures) for line in cell.lines)
        self.reading.left_out[-1] = LeftOut(last.heading, words, pictures)

    def _cell(self, cell: Cell) -> tuple[str, bool]:
        """Return what is kept of one cell, which may hold the section among others.

        And whether the section's heading was its last line: what it says is in the next cell.
        """
        own = _Reading()
        for line in cell.lines:
            own.line(line)
        waiting = own.cut is not None and not own.cut.words
        own.close_cut()
        own.close_section()
        self.reading.left_out += own.left_out
        parts: list[str] = []
        for section in own.done:
            if section.heading != NO_HEADING:
                parts.append(section.heading)
            parts += [line for line in section.lines if line]
            self.reading.pictures += section.pictures
        return " ".join(parts), waiting


def take_in(pieces: Iterable[Piece]) -> TakenIn:
    """Return a file's sections without the one that is never taken in, and what was left out."""
    reading = _Reading()
    for piece in pieces:
        reading.piece(piece)
    reading.close_cut()
    reading.close_section()
    return TakenIn(tuple(reading.done), tuple(reading.left_out))


def heading_of(text: str) -> str:
    """Return how the section's heading was written: the fewest words of it that still say so.

    What runs on behind it, or before it, may be what the section held.
    """
    words = text.split()
    for end in range(1, len(words) + 1):
        if names_it(" ".join(words[:end])):
            starts = range(end - 1, -1, -1)
            shortest = next(at for at in starts if names_it(" ".join(words[at:end])))
            return " ".join(words[shortest:end]).rstrip(" :;\u2013\u2014-")
    return "Why we are involved"


def _is_title(cell: Cell, cells: int) -> bool:
    """Tell whether a row's one filled cell is a title: bold or a heading, or spanning the row."""
    if cell.lines and any(line.rank <= Rank.CAPITALS for line in cell.lines if line.text.strip()):
        return True
    return cells > 1 and cell.span > 1 and len(cell.text.split()) <= LONGEST_BOLD_HEADING


def _is_short(cell: Cell) -> bool:
    """Tell whether a cell could be the head of a column."""
    return len(cell.text.split()) <= LONGEST_BOLD_HEADING // 2


def _lines(row: Sequence[Cell]) -> Iterable[Line]:
    return (line for cell in row for line in cell.lines)


def _trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    """Return lines without the empty ones at either end, and never two empty ones together."""
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
