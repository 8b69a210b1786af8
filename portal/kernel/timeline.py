"""Birthdays, months and stretches of time, counted the way the law counts them.

A person reaches an age at the start of that birthday (Family Law Reform Act 1969 section 9).
Someone born on 29 February has their birthday on 1 March in other years, which is how it is read
in England. A period of months ends on the same day of a later month, or on that month's last day
where it has no such day (the corresponding date rule).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_MONTHS_IN_YEAR = 12


def birthday(dob: date, age: int) -> date:
    """Find the date on which someone born on `dob` reaches `age`."""
    try:
        return dob.replace(year=dob.year + age)
    except ValueError:
        return date(dob.year + age, 3, 1)


def age_on(dob: date, day: date) -> int:
    """Give the age in whole years on `day`; negative before birth."""
    years = day.year - dob.year
    return years if day >= birthday(dob, years) else years - 1


def add_months(day: date, months: int) -> date:
    """Find the corresponding date `months` later, or that month's last day."""
    year, month0 = divmod(day.year * _MONTHS_IN_YEAR + day.month - 1 + months, _MONTHS_IN_YEAR)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The nights from `start` up to but not including `end`."""

    start: date
    end: date

    def nights_between(self, since: date, until: date) -> int:
        """Count this span's nights that fall from `since` up to but not including `until`."""
        return max(0, (min(self.end, until) - max(self.start, since)).days)


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join spans that overlap or touch, so that no night is in two; the earliest comes first.

    Spans of no nights are left out.
    """
    joined: list[Span] = []
    for span in sorted(each for each in spans if each.end > each.start):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)


def nights(spans: Iterable[Span], since: date, until: date) -> int:
    """Count nights of merged spans from `since` up to but not including `until`."""
    return sum(span.nights_between(since, until) for span in spans)


def morning_after(spans: Iterable[Span], since: date, number: int) -> date | None:
    """Find the day after the `number`th night counted from `since`, or None if there are fewer."""
    left = number
    for span in spans:
        start = max(span.start, since)
        here = span.nights_between(since, date.max)
        if here >= left:
            return start + timedelta(days=left)
        left -= here
    return None
