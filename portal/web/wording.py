"""How dates, times and small words are written on pages (GOV.UK style)."""

from __future__ import annotations

from datetime import date, datetime, time

from markupsafe import Markup

from portal.kernel.wording import clock_time, long_date, plain_date
from portal.web.clock import LONDON


def _local(value: date) -> date:
    """Return an aware instant by England's clock; anything else as it is."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(LONDON)
    return value


def date_words(value: date) -> str:
    """Return a date as "Friday 16 September 2022", whatever the server's locale."""
    return long_date(_local(value))


def short_date_words(value: date) -> str:
    """Return a date without its weekday: "16 September 2022"."""
    return plain_date(_local(value))


def time_words(value: time | datetime) -> str:
    """Return a time as "10:50am", "1pm", "midday" or "midnight", by England's clock."""
    clock = value
    if isinstance(clock, datetime):
        local = _local(clock)
        assert isinstance(local, datetime)
        clock = local.time()
    return clock_time(clock)


def date_long(value: date) -> Markup:
    """Return a `time` element holding the date in words and for machines."""
    day = _local(value)
    machine = day.date() if isinstance(day, datetime) else day
    return Markup('<time datetime="{}">{}</time>').format(machine.isoformat(), date_words(value))


def date_short(value: date) -> Markup:
    """Return a `time` element holding the date without its weekday."""
    day = _local(value)
    machine = day.date() if isinstance(day, datetime) else day
    return Markup('<time datetime="{}">{}</time>').format(
        machine.isoformat(), short_date_words(value)
    )


def time_of_day(value: time | datetime) -> Markup:
    """Return a `time` element holding a time in words and for machines."""
    clock = value
    if isinstance(clock, datetime):
        local = _local(clock)
        assert isinstance(local, datetime)
        clock = local.time()
    return Markup('<time datetime="{}">{}</time>').format(
        clock.isoformat(timespec="minutes"), time_words(value)
    )


def date_and_time(value: datetime) -> Markup:
    """Return a `time` element holding "Friday 16 September 2022 at 10:50am"."""
    local = _local(value)
    assert isinstance(local, datetime)
    return Markup('<time datetime="{}">{} at {}</time>').format(
        local.isoformat(timespec="minutes"), date_words(value), time_words(value)
    )


def count_words(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: "1 person", "11 people", "2 items"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


FILTERS = {
    "date_long": date_long,
    "date_short": date_short,
    "date_words": date_words,
    "time_of_day": time_of_day,
    "time_words": time_words,
    "date_and_time": date_and_time,
    "count_words": count_words,
}
