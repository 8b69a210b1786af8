"""Working days: which they are, why a day is not one, and how to count them.

A working day is a day that is not a Saturday, a Sunday, a bank holiday or a local closure day
(A5; the care planning regulations count the same way). The holidays come in as values. A date
outside the years the calendar covers is refused: an unknown bank holiday would make a deadline
wrong without anybody noticing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from portal.kernel.errors import RuleError
from portal.kernel.wording import WEEKDAYS, counted, plain_date

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class PassedDay:
    """One day passed while counting. `number` is its working-day number, or None if skipped."""

    day: date
    number: int | None
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days people do not work, for the years `first_year` to `last_year` inclusive.

    `bank_holidays` maps a date to the holiday's name; `closed_days` maps a local closure day to
    its reason, as a noun phrase: "County Hall closed for training".
    """

    bank_holidays: Mapping[date, str] = field(hash=False)
    closed_days: Mapping[date, str] = field(hash=False)
    first_year: int
    last_year: int

    def __post_init__(self) -> None:
        if self.first_year > self.last_year:
            raise RuleError(
                f"The calendar's first year, {self.first_year}, is after its last, "
                f"{self.last_year}."
            )
        # Own copies, so that a caller who changes theirs later cannot change a deadline.
        object.__setattr__(self, "bank_holidays", dict(self.bank_holidays))
        object.__setattr__(self, "closed_days", dict(self.closed_days))

    def covers(self, day: date) -> bool:
        """Say whether the calendar knows this day's year."""
        return self.first_year <= day.year <= self.last_year

    def is_working_day(self, day: date) -> bool:
        """Say whether people work on this day. RuleError outside the calendar's years."""
        return self.why_not(day) is None

    def why_not(self, day: date) -> str | None:
        """Say why a day is not a working day, or None if it is. RuleError outside the years.

        For example "Saturday", "bank holiday: Good Friday", "closed: County Hall closed".
        """
        if isinstance(day, datetime):
            # A moment never equals a date, so a holiday would be missed without a sound.
            raise TypeError("A calendar is asked about dates, not about moments")
        if not self.covers(day):
            raise RuleError(
                f"Working days are known from {self.first_year} to {self.last_year} only, "
                f"and {plain_date(day)} is outside those years."
            )
        if day.weekday() >= _SATURDAY:
            return WEEKDAYS[day.weekday()]
        if day in self.bank_holidays:
            return f"bank holiday: {self.bank_holidays[day]}"
        if day in self.closed_days:
            return f"closed: {self.closed_days[day]}"
        return None

    def forward(self, day: date, days: int) -> date:
        """Find the date `days` working days after `day`, which is day 0 and need not be one itself.

        RuleError when `days` is less than one or the answer is outside the calendar's years.
        """
        return self.walk(day, days, step=1)[-1].day

    def back(self, day: date, days: int) -> date:
        """Find the date `days` working days before `day`; otherwise as `forward`."""
        return self.walk(day, days, step=-1)[-1].day

    def walk(self, day: date, days: int, *, step: Literal[1, -1]) -> tuple[PassedDay, ...]:
        """List every day passed while counting `days` working days from `day`, in the order passed.

        `day` itself is not among them; the last one is the answer. Errors as `forward`.
        """
        if days < 1:
            raise RuleError(f"Count at least one working day, not {days}.", field="days")
        passed: list[PassedDay] = []
        number = 0
        current = day
        while number < days:
            try:
                current += timedelta(days=step)
            except OverflowError:
                raise RuleError(f"{counted(days, 'working day')} is too many to count.") from None
            why_not = self.why_not(current)
            if why_not is None:
                number += 1
            passed.append(PassedDay(current, number if why_not is None else None, why_not))
        return tuple(passed)
