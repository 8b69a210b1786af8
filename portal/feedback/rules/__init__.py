"""What is shown of feedback: counts that nobody can be told apart in. Pure (R84).

Answers are put together for the panels of a district by the quarter of the year in which the panels
met. A quarter is shown once it is over, with those before it as far as needed to reach the least
number, so that no answer can be worked out from how the counts change. A small count is not shown,
and where it could be worked out from the total, a second one is not shown either.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

LEAST_ANSWERS = 5
"""Fewer answers than this are not shown, and fewer of one kind are shown as “fewer than 5”."""
LAST_MONTHS = (3, 6, 9, 12)
LONGEST_WORDS = 2_000


class Face(StrEnum):
    """What one press says."""

    GOOD = "good"
    MIXED = "mixed"
    BAD = "bad"

    @property
    def label(self) -> str:
        """What it says, for staff."""
        return {Face.GOOD: "It went well", Face.MIXED: "Some of both", Face.BAD: "It did not"}[self]


@dataclass(frozen=True, slots=True)
class Given:
    """One answer: the panel day it is about, the face, and words that may be shown."""

    held_on: date
    face: Face
    words: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """How many chose a face; None where the number is too small to show."""

    face: Face
    number: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """The answers about the panels between two days, both of them included."""

    first: date
    last: date
    answers: int
    counts: tuple[Count, ...]
    words: tuple[str, ...] = ()
    """Words that may be shown, in an order that says nothing of who wrote them or when."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be shown: whole periods, the newest first. What waits is not counted."""

    periods: tuple[Period, ...] = field(default=())


def quarter(day: date) -> tuple[int, int]:
    """Return the year and the quarter, from 1, that a day is in."""
    return day.year, (day.month + 2) // 3


def still_open(held_on: date, today: date) -> bool:
    """Tell whether an answer may come or change: until the quarter after the panel's is over.

    Only then are its counts shown, so that none of them ever changes by one.
    """
    year, number = quarter(held_on)
    last = (year, number + 1) if number < len(LAST_MONTHS) else (year + 1, 1)
    return quarter(today) <= last


def shown(given: Iterable[Given], today: date) -> Shown:
    """Return what may be shown of some answers on a day: settled quarters, large enough.

    Quarters are taken from the oldest; one that is too small waits and goes with those after it.
    """
    by_quarter: dict[tuple[int, int], list[Given]] = {}
    for each in given:
        by_quarter.setdefault(quarter(each.held_on), []).append(each)
    periods: list[Period] = []
    waiting: list[Given] = []
    first: tuple[int, int] | None = None
    for key in sorted(by_quarter):
        if still_open(_ends(key), today):
            break
        first = first or key
        waiting += by_quarter[key]
        if len(waiting) >= LEAST_ANSWERS:
            periods.append(_period(waiting, first, key))
            waiting, first = [], None
    return Shown(tuple(reversed(periods)))


def _period(given: Sequence[Given], first: tuple[int, int], last: tuple[int, int]) -> Period:
    words = sorted(each.words for each in given if each.words)
    return Period(
        first=_starts(first),
        last=_ends(last),
        answers=len(given),
        counts=counts(Counter(each.face for each in given)),
        words=tuple(words),
    )


def counts(found: Mapping[Face, int]) -> tuple[Count, ...]:
    """Return each face's count; none where one of them is small, also where nobody chose it.

    With the total beside them, a zero or a single large count would give the others away (C38).
    """
    numbers = {face: found.get(face, 0) for face in Face}
    hidden = any(number < LEAST_ANSWERS for number in numbers.values())
    return tuple(Count(face, None if hidden else numbers[face]) for face in Face)


def _starts(of: tuple[int, int]) -> date:
    year, number = of
    return date(year, LAST_MONTHS[number - 1] - 2, 1)


def _ends(of: tuple[int, int]) -> date:
    year, number = of
    month = LAST_MONTHS[number - 1]
    return date(year, month, 30 if month in {6, 9} else 31)
