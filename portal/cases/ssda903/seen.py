"""What the reader remembers between rows: kept small, because a return may be a whole county's.

Memory grows only here: a reference and a birthday for each child, 16 to 32 bytes for each row (to
know a row seen before) and 17 bytes for each episode (to put a child's history in order).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

MOST_DATES_REMEMBERED: Final = 50_000
OPEN: Final = 4_000_000  # later than any date's ordinal: the episode has not ended


class Fingerprints:
    """A set of 64-bit hashes in a flat table: a third of the memory of a set of integers.

    Two different rows would share a hash about once in seventy million national returns.
    """

    __slots__ = ("_mask", "_table", "_used")

    def __init__(self) -> None:
        self._table = array("q", bytes(8 * 1024))
        self._mask = 1023
        self._used = 0

    def add(self, fingerprint: int) -> bool:
        """Remember a hash. Return whether it was new."""
        fingerprint = fingerprint or 1
        table, mask = self._table, self._mask
        place = fingerprint & mask
        while held := table[place]:
            if held == fingerprint:
                return False
            place = (place + 1) & mask
        table[place] = fingerprint
        self._used += 1
        if self._used * 2 > mask:
            self._grow()
        return True

    def _grow(self) -> None:
        mask = self._mask = self._mask * 2 + 1
        table = array("q", bytes(8 * (mask + 1)))
        for fingerprint in self._table:
            if fingerprint:
                place = fingerprint & mask
                while table[place]:
                    place = (place + 1) & mask
                table[place] = fingerprint
        self._table = table


class Span(NamedTuple):
    """One episode, as far as its neighbours need to know it."""

    decom: int
    dec: int
    continues: bool  # REC X1: a new episode starts on the same day
    ended: bool  # any other REC
    file: int
    line: int


class Histories:
    """Each child's episodes in the order of their dates, whatever order the rows came in."""

    __slots__ = ("_after", "_dec", "_decom", "_flags", "_latest", "_line")

    def __init__(self) -> None:
        self._latest: dict[str, int] = {}
        self._after = array("i")
        self._decom = array("i")
        self._dec = array("i")
        self._line = array("i")
        self._flags = array("B")

    def add(self, child: str, span: Span) -> None:
        """Note one episode taken."""
        self._after.append(self._latest.get(child, -1))
        self._latest[child] = len(self._decom)
        self._decom.append(span.decom)
        self._dec.append(span.dec)
        self._line.append(span.line)
        # Files beyond the 64th share a number: findings still name the right line.
        self._flags.append(min(span.file, 63) << 2 | span.continues | span.ended << 1)

    def __iter__(self) -> Iterator[list[Span]]:
        for latest in self._latest.values():
            spans = []
            place = latest
            while place >= 0:
                flags = self._flags[place]
                spans.append(
                    Span(
                        self._decom[place],
                        self._dec[place],
                        bool(flags & 1),
                        bool(flags & 2),
                        flags >> 2,
                        self._line[place],
                    )
                )
                place = self._after[place]
            spans.sort()
            yield spans


class Seen:
    """Everything remembered while one return is read."""

    __slots__ = ("_dates", "_headers", "_known", "_rows", "histories")

    def __init__(self, known_children: Mapping[str, date]) -> None:
        self._known = known_children
        self._headers: dict[str, date] = {}
        self._rows: dict[str, Fingerprints] = {}
        self._dates: dict[str, date | None] = {}
        self.histories = Histories()

    def rows(self, of: str) -> Fingerprints:
        """Return the table of rows (or keys) seen under this name."""
        return self._rows.setdefault(of, Fingerprints())

    def forget_rows(self, of: str) -> None:
        """Let a table go once its module is over."""
        self._rows.pop(of, None)

    def add_child(self, child: str, dob: date) -> None:
        """Note a child whose Header row was taken."""
        self._headers[child] = dob

    def dob(self, child: str) -> date | None:
        """Return the date of birth from Header, else from the caller, else None: not known."""
        return self._headers.get(child) or self._known.get(child)

    def day(self, text: str) -> date | None:
        """Return a date written dd/mm/yyyy, or None where it is not one. Remembers answers."""
        dates = self._dates
        if text in dates:
            return dates[text]
        if len(dates) >= MOST_DATES_REMEMBERED:
            dates.clear()
        answer = dates[text] = parse_day(text)
        return answer


def parse_day(text: str) -> date | None:
    """Read dd/mm/yyyy and nothing else: the return's own form. Other forms could be American."""
    if len(text) != len("dd/mm/yyyy") or text[2] != "/" or text[5] != "/" or not text.isascii():
        return None
    day, month, year = text[:2], text[3:5], text[6:]
    if not (day.isdigit() and month.isdigit() and year.isdigit()):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
