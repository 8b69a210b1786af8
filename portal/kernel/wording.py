"""How the portal writes dates, times and small numbers, the same on every page.

GOV.UK style, except `template_time`, which copies the source agenda template (R68). Names of
days and months are spelled out here because the computer's own depend on its locale.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NOON = 12


def short_day(day: date) -> str:
    """Say the weekday and day of the month, "Monday 19": only where the month is already said."""
    return f"{WEEKDAYS[day.weekday()]} {day.day}"


def day_and_month(day: date) -> str:
    """Say the weekday, day and month, "Thursday 22 September": where the year is already said."""
    return f"{short_day(day)} {MONTHS[day.month - 1]}"


def long_date(day: date) -> str:
    """Say a date in full, "Friday 16 September 2022"."""
    return f"{day_and_month(day)} {day.year}"


def plain_date(day: date) -> str:
    """Say a date without its weekday, "16 September 2022": for birthdays and lists."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_beside(day: date, context: date) -> str:
    """Say a date next to another, leaving out the month and year where they are the same."""
    if (day.year, day.month) == (context.year, context.month):
        return short_day(day)
    if day.year == context.year:
        return day_and_month(day)
    return long_date(day)


def clock_time(moment: time) -> str:
    """Say a time of day on a page: "10:50am", "9am", "midday", "11:59pm"."""
    if (moment.hour, moment.minute) == (_NOON, 0):
        return "midday"
    if (moment.hour, moment.minute) == (0, 0):
        return "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{_hour(moment)}{minutes}{'am' if moment.hour < _NOON else 'pm'}"


def template_time(moment: time) -> str:
    """Say a time as the source agenda template writes it: "9.30", "1.00" (R68)."""
    return f"{_hour(moment)}.{moment.minute:02}"


def _hour(moment: time) -> int:
    return moment.hour % _NOON or _NOON


def number_word(number: int) -> str:
    """Say a whole number: a word from one to ten, else figures, "1,200"."""
    if 1 <= number <= len(_NUMBERS):
        return _NUMBERS[number - 1]
    return f"{number:,}"


def times_word(number: int) -> str:
    """Say how often: "once", "twice", "three times"."""
    return {1: "once", 2: "twice"}.get(number, f"{number_word(number)} times")


def plural(number: int, one: str, many: str | None = None) -> str:
    """Give the noun that goes with a number: `one` for 1, else `many` or `one` with an s."""
    if number == 1:
        return one
    return many if many is not None else f"{one}s"


def counted(number: int, one: str, many: str | None = None) -> str:
    """Say a number with its noun: "five working days", "one slot"."""
    return f"{number_word(number)} {plural(number, one, many)}"


def joined(parts: Sequence[str], word: str = "and") -> str:
    """Say a list in a sentence: "a, b and c". Nothing at all is the empty string."""
    if len(parts) < 2:  # noqa: PLR2004 -- a pair is the shortest list that needs a joining word
        return "".join(parts)
    return f"{', '.join(parts[:-1])} {word} {parts[-1]}"


def capitalised(text: str) -> str:
    """Give the text with a capital first letter and the rest as it stands."""
    return text[:1].upper() + text[1:]
