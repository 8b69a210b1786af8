"""Which reading is unusual, and why. Pure (C43).

A reading is unusual for a reason that stands beside it, never for a score. Most have a plain
explanation; the list says where to ask. A list or a file that names several young people is as many
readings: a file, because it can be kept, counts like as many pages; what stood on a screen, because
people work with lists all day, counts once it comes to more than anybody's work does. Whoever was
the reader's own then is not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from portal.kernel.working_days import Calendar

DAY_STARTS, DAY_ENDS = time(7), time(20)
"""Outside these hours, England's time, nobody has to work for a panel."""
MOST_IN_AN_HOUR = 15
MOST_IN_A_DAY = 40
"""More young people than this, opened one by one or named in files: a panel day has a dozen."""
MOST_LISTED_IN_A_DAY = 100
"""More young people than this, named in lists on a screen: a large district's cohort."""
HOUR = timedelta(hours=1)


class Unusual(StrEnum):
    """Why a reading is on the list."""

    REFUSED = "refused"
    SAME_SURNAME = "same_surname"
    OTHER_DISTRICT = "other_district"
    NOT_THEIRS = "not_theirs"
    OUT_OF_HOURS = "out_of_hours"
    MANY = "many"
    MANY_LISTED = "many_listed"

    @property
    def words(self) -> str:
        """The reason as a phrase."""
        return {
            Unusual.REFUSED: "asked for what their role does not include",
            Unusual.SAME_SURNAME: "the young person has the reader’s family name",
            Unusual.OTHER_DISTRICT: "the young person is in a district the reader has no role in",
            Unusual.NOT_THEIRS: "not theirs then, by their cases, their seats or their panels",
            Unusual.OUT_OF_HOURS: "at night, at a weekend or on a bank holiday",
            Unusual.MANY: "one of many opened, or a file of many, in a short time",
            Unusual.MANY_LISTED: (
                f"lists named more than {MOST_LISTED_IN_A_DAY} who were not theirs that day"
            ),
        }[self]


class How(StrEnum):
    """How a reading showed what it showed."""

    ALONE = "alone"
    """One young person, opened on their own."""
    LISTED = "listed"
    """A list on a screen."""
    TAKEN = "taken"
    """A list that left as a file, or printed by a command."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one reader was shown at once, with what is needed to judge it.

    ``at`` is England's time. ``others`` are the young people it showed who were not the reader's
    own then; ``own`` says that whoever was opened alone was. ``young_person_id`` is whom it showed
    alone.
    """

    entry: int
    reader_id: UUID
    reader_name: str
    at: datetime
    young_person_id: UUID | None
    own: bool = False
    young_person_name: str = ""
    in_their_district: bool = True
    refused: bool = False
    how: How = How.ALONE
    others: frozenset[UUID] = frozenset()

    @property
    def counted(self) -> frozenset[UUID]:
        """The young people that count when many are looked for."""
        if self.how is not How.ALONE:
            return self.others
        whom = self.young_person_id
        return frozenset() if whom is None else frozenset({whom})


@dataclass(frozen=True, slots=True)
class Finding:
    """An unusual reading and every reason for it."""

    reading: Reading
    reasons: tuple[Unusual, ...]


def unusual(readings: Sequence[Reading], calendar: Calendar) -> list[Finding]:
    """Return the unusual ones among some readings, in the order they were made."""
    ordered = sorted(readings, key=lambda each: (each.at, each.entry))
    many, listed = _many(ordered), _many_listed(ordered)
    found = []
    for reading in ordered:
        reasons = [*_reasons(reading, calendar)]
        reasons += [Unusual.MANY] if reading.entry in many else []
        reasons += [Unusual.MANY_LISTED] if reading.entry in listed else []
        if reasons:
            found.append(Finding(reading, tuple(reasons)))
    return found


def _reasons(reading: Reading, calendar: Calendar) -> Iterable[Unusual]:
    if reading.refused:
        yield Unusual.REFUSED
    if same_surname(reading.reader_name, reading.young_person_name):
        yield Unusual.SAME_SURNAME
    if not reading.in_their_district:
        yield Unusual.OTHER_DISTRICT
    if reading.how is How.ALONE:
        if not (reading.own or reading.refused):
            yield Unusual.NOT_THEIRS
        if out_of_hours(reading.at, calendar):
            yield Unusual.OUT_OF_HOURS
    elif reading.others and out_of_hours(reading.at, calendar):
        yield Unusual.OUT_OF_HOURS


def out_of_hours(at: datetime, calendar: Calendar) -> bool:
    """Tell whether nobody has to work at this moment, by the clock on the wall."""
    return not (calendar.is_working_day(at.date()) and DAY_STARTS <= at.time() < DAY_ENDS)


def same_surname(one: str, other: str) -> bool:
    """Tell whether two names end in the same word; a name of one word has no family name."""
    first, second = _surname(one), _surname(other)
    return bool(first) and first == second


def _surname(name: str) -> str:
    words = name.casefold().split()
    return words[-1] if len(words) > 1 else ""


def _by_reader(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    found: dict[UUID, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.reader_id].append(reading)
    yield from found.values()


def _many(readings: Sequence[Reading]) -> set[int]:
    """Return the entries of whoever opened or took too many young people in an hour or a day.

    A file that is too many by itself stands for itself: what else was opened that day is no part of
    it.
    """
    counted = [each for each in readings if each.how is not How.LISTED]
    found = {each.entry for each in counted if len(each.counted) > MOST_IN_AN_HOUR}
    for theirs in _by_reader(each for each in counted if each.entry not in found):
        first = 0
        for last, reading in enumerate(theirs):
            while reading.at - theirs[first].at >= HOUR:
                first += 1
            found |= _if_more(theirs[first : last + 1], MOST_IN_AN_HOUR)
        for day in _by_day(theirs):
            found |= _if_more(day, MOST_IN_A_DAY)
    return found


def _many_listed(readings: Sequence[Reading]) -> set[int]:
    """Return the entry with which lists came to too many in a day: one for a reader and a day."""
    found: set[int] = set()
    for theirs in _by_reader(each for each in readings if each.how is How.LISTED):
        for day in _by_day(theirs):
            named: set[UUID] = set()
            for reading in day:
                named |= reading.others
                if len(named) > MOST_LISTED_IN_A_DAY:
                    found.add(reading.entry)
                    break
    return found


def _by_day(readings: Sequence[Reading]) -> Iterable[list[Reading]]:
    found: dict[date, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.at.date()].append(reading)
    return found.values()


def _if_more(readings: Sequence[Reading], most: int) -> set[int]:
    people = frozenset().union(*(reading.counted for reading in readings))
    if len(people) <= most:
        return set()
    return {reading.entry for reading in readings if reading.counted}
