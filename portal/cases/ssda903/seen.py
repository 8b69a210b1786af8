"""What the reader remembers between rows: kept small, because a return may be a whole county's.

Memory grows only here, in flat tables without a single string: 32 to 64 bytes for each child, 24
to 48 for each row of the module being read, 17 for each episode (to put histories in order).
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple

MOST_DATES_REMEMBERED: Final = 50_000
OPEN: Final = 4_000_000  # later than any date's ordinal: the episode has not ended


NEW: Final = 0
SAME: Final = 1
DIFFERENT: Final = 2
_CHECK: Final = 0xFFFF_FFFF


class Fingerprints:
    """What rows said, by key: two flat tables at a sixth of the memory of a dictionary.

    A place holds the key's hash and 32 bits of the whole row's. Two keys would be taken for one
    less than once in ten million national returns; a contradiction would be called a repetition
    once in four thousand million, and is refused either way.
    """

    __slots__ = ("_keys", "_mask", "_rows", "_used")

    def __init__(self) -> None:
        self._mask = 1023
        self._used = 0
        self._allot()

    def _allot(self) -> None:
        self._keys = array("q", bytes(8 * (self._mask + 1)))
        self._rows = array("I", bytes(4 * (self._mask + 1)))

    def add(self, key: int, row: int) -> int:
        """Remember a row by its key. Say whether the key is NEW, or the row the SAME or DIFFERENT.

        What was remembered first stays.
        """
        key = key or 1  # 0 is an empty place
        row &= _CHECK
        keys, mask = self._keys, self._mask
        place = key & mask
        while held := keys[place]:
            if held == key:
                return SAME if self._rows[place] == row else DIFFERENT
            place = (place + 1) & mask
        keys[place] = key
        self._rows[place] = row
        self._used += 1
        if self._used * 2 > mask:
            self._grow()
        return NEW

    def _grow(self) -> None:
        keys, rows = self._keys, self._rows
        mask = self._mask = self._mask * 2 + 1
        self._allot()
        for key, row in zip(keys, rows, strict=True):
            if key:
                place = key & mask
                while self._keys[place]:
                    place = (place + 1) & mask
                self._keys[place] = key
                self._rows[place] = row


class Children:
    """A birthday and the latest episode's number for each child, found by the reference's hash."""

    __slots__ = ("_born", "_hashes", "_latest", "_mask", "_used")

    def __init__(self) -> None:
        self._mask = 1023
        self._used = 0
        self._allot()

    def _allot(self) -> None:
        size = self._mask + 1
        self._hashes = array("q", bytes(8 * size))
        self._born = array("i", bytes(4 * size))
        self._latest = array("i", bytes(4 * size))

    def _place(self, fingerprint: int) -> int:
        place = fingerprint & self._mask
        while (held := self._hashes[place]) and held != fingerprint:
            place = (place + 1) & self._mask
        return place

    def _own(self, child: str) -> int:
        fingerprint = hash(child) or 1
        place = self._place(fingerprint)
        if not self._hashes[place]:
            if (self._used + 1) * 2 > self._mask:
                self._grow()
                place = self._place(fingerprint)
            self._hashes[place] = fingerprint
            self._used += 1
        return place

    def _grow(self) -> None:
        old = zip(self._hashes, self._born, self._latest, strict=True)
        self._mask = self._mask * 2 + 1
        self._allot()
        for fingerprint, born, latest in old:
            if fingerprint:
                place = self._place(fingerprint)
                self._hashes[place] = fingerprint
                self._born[place] = born
                self._latest[place] = latest

    def born(self, child: str) -> int:
        """Return the birthday's ordinal, or 0 where no Header row was taken."""
        return self._born[self._place(hash(child) or 1)]

    def set_born(self, child: str, ordinal: int) -> None:
        """Note the birthday in a Header row that was taken."""
        place = self._own(child)  # first: it may put larger tables in place of these
        self._born[place] = ordinal

    def swap_latest(self, child: str, episode: int) -> int:
        """Note the child's latest episode and return the one before it; 0 means none."""
        place = self._own(child)
        before = self._latest[place]
        self._latest[place] = episode
        return before

    def latest(self) -> Iterator[int]:
        """Give the latest episode of each child who has one."""
        return (episode for episode in self._latest if episode)


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

    __slots__ = ("_after", "_children", "_dec", "_decom", "_flags", "_line")

    def __init__(self, children: Children) -> None:
        self._children = children
        self._after = array("i")
        self._decom = array("i")
        self._dec = array("i")
        self._line = array("i")
        self._flags = array("B")

    def add(self, child: str, span: Span) -> None:
        """Note one episode taken."""
        # Episodes are numbered from 1: 0 ends a child's chain.
        self._after.append(self._children.swap_latest(child, len(self._decom) + 1))
        self._decom.append(span.decom)
        self._dec.append(span.dec)
        self._line.append(span.line)
        # Files beyond the 64th share a number: findings still name the right line.
        self._flags.append(min(span.file, 63) << 2 | span.continues | span.ended << 1)

    def __iter__(self) -> Iterator[list[Span]]:
        for latest in self._children.latest():
            spans = []
            number = latest
            while number:
                place = number - 1
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
                number = self._after[place]
            spans.sort()
            yield spans


class Seen:
    """Everything remembered while one return is read."""

    __slots__ = ("_children", "_dates", "_known", "_rows", "erased", "histories")

    def __init__(
        self, known_children: Mapping[str, date], erased: Callable[[str], date | None]
    ) -> None:
        self._known = known_children
        self.erased = erased
        """Tells the day on which a child's data was erased, None for everybody else."""
        self._children = Children()
        self._rows: dict[str, Fingerprints] = {}
        self._dates: dict[str, date | None] = {}
        self.histories = Histories(self._children)

    def rows(self, module: str) -> Fingerprints:
        """Return what the rows of a module said."""
        return self._rows.setdefault(module, Fingerprints())

    def forget_rows(self, module: str) -> None:
        """Let a module's rows go once no more can come."""
        self._rows.pop(module, None)

    def add_child(self, child: str, dob: date) -> None:
        """Note a child whose Header row was taken."""
        self._children.set_born(child, dob.toordinal())

    def dob(self, child: str) -> date | None:
        """Return the date of birth from Header, else from the caller, else None: not known."""
        born = self._children.born(child)
        return date.fromordinal(born) if born else self._known.get(child)

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
