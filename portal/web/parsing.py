"""Reads what people type for a date, a time or a line of text. Pure: values in, values out.

Refusals are plain English, in the Design System's words for dates and times.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time

from portal.kernel.wording import MONTHS, clock_time

PARTS = ("day", "month", "year")
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200
_MONTH_NUMBERS = {
    name[:length].lower(): number
    for number, name in enumerate(MONTHS, start=1)
    for length in (3, 4, len(name))
}
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?(?(half)m?\.?)", re.ASCII
)
_WORDS = {"midday": time(12), "noon": time(12), "12 noon": time(12), "midnight": time(0)}
# Panels sit by day: 1.00 to 6.59 with neither "pm" nor a leading nought could be either half.
_UNCLEAR_HOURS = range(1, 7)
_TURNS_TEXT = "\u202d\u202e"  # left-to-right and right-to-left override
_LEADS_TEXT = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: whoever shows words says in which direction they run."""
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029\x85]")


@dataclass(frozen=True)
class Refusal:
    """Why something typed cannot be used, and which of a date's boxes are wrong (empty: all)."""

    message: str
    parts: frozenset[str] = frozenset()


def parse_date(day: str, month: str, year: str, *, noun: str) -> date | Refusal | None:
    """Three boxes as a date; None when all are empty. `noun` starts each refusal.

    A month may be a number, with or without a nought, or its name in full or short.
    """
    typed = {"day": day.strip(), "month": month.strip(), "year": year.strip()}
    missing = [part for part in PARTS if not typed[part]]
    if len(missing) == len(PARTS):
        return None
    if missing:
        return Refusal(f"{noun} must include a {' and '.join(missing)}", frozenset(missing))
    numbers = {
        "day": _whole(typed["day"], 2),
        "month": _month(typed["month"]),
        "year": _whole(typed["year"], 4),
    }
    return _real_date(numbers, typed["year"], noun)


def _real_date(numbers: dict[str, int | None], year_typed: str, noun: str) -> date | Refusal:
    if not re.fullmatch(r"\d{4}", year_typed):
        return Refusal(f"{noun}: year must include 4 numbers", frozenset({"year"}))
    wrong = {part for part, number in numbers.items() if number is None}
    day, month, year = (numbers[part] or 0 for part in PARTS)
    if "day" not in wrong and not 1 <= day <= 31:  # noqa: PLR2004 - longest month
        wrong.add("day")
    if wrong:
        return Refusal(f"{noun} must be a real date", frozenset(wrong))
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return Refusal(
            f"{noun}: year must be between {EARLIEST_YEAR} and {LATEST_YEAR}", frozenset({"year"})
        )
    try:
        return date(year, month, day)
    except ValueError:  # 31 February: no one box is wrong
        return Refusal(f"{noun} must be a real date")


def _whole(text: str, digits: int) -> int | None:
    return int(text) if re.fullmatch(rf"\d{{1,{digits}}}", text) else None


def _month(text: str) -> int | None:
    number = _whole(text, 2)
    if number is not None:
        return number if 1 <= number <= len(MONTHS) else None
    return _MONTH_NUMBERS.get(text.rstrip(".").lower())


def parse_time(text: str, *, noun: str) -> time | Refusal | None:
    """Return a time of day; None when nothing is typed.

    Takes "10.50", "10:50", "1pm", "1.05 p.m.", "13:00", "midday". A time from 1.00 to 6.59 that
    does not say which half of the day is refused, never guessed; "01:00" is 24-hour.
    """
    typed = " ".join(text.lower().split())
    if not typed:
        return None
    if typed in _WORDS:
        return _WORDS[typed]
    found = _TIME.fullmatch(typed)
    if not found or not (found["minute"] or found["half"]):
        return Refusal(f"{noun} must be a time, like 10:50am or 1pm")
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    clock = _clock_time(hour, minute, half)
    if clock is None:
        return Refusal(f"{noun} must be a real time")
    if half is None and hour in _UNCLEAR_HOURS and not found["hour"].startswith("0"):
        return Refusal(
            f"{noun} must say am or pm, like {clock_time(clock.replace(hour=hour + 12))}"
        )
    return clock


def _clock_time(hour: int, minute: int, half: str | None) -> time | None:
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - hours on a clock face
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return time(hour, minute)
    except ValueError:
        return None


def clean_line(text: str) -> str:
    """One line of text: composed characters, each run of space made one, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def clean_lines(text: str) -> str:
    """Return running text: composed characters, one kind of line break, no space at the ends."""
    return _BREAKS.sub("\n", unicodedata.normalize("NFC", text)).strip()


def lines_as_typed(text: str | None) -> str:
    """Return a young person's words as they typed them, without what no page can show.

    Nobody is told off for what a keyboard put in by itself: it is left out, and the rest is kept.
    What leads a line in a direction goes too, wherever the words are shown later; the marks and
    joiners that letters need stay.
    """
    shown = (each for each in clean_lines(text or "") if each not in _LEADS_TEXT)
    return "".join(each for each in shown if forbidden_character(each) is None).strip()


def line_as_typed(text: str | None) -> str:
    """Return a young person's one line of words in the same way."""
    return clean_line(lines_as_typed(text))


def forbidden_character(text: str) -> str | None:
    """Return the first character that no text may hold, or None.

    NUL and other controls, and the two that turn round how everything after them reads; the marks
    that Arabic or Hebrew needs are not among them.
    """
    for character in text:
        if character in _TURNS_TEXT:
            return character
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            return character
    return None
