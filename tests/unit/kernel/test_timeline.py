"""Birthdays, months and nights, with leap years and short months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.timeline import Span, add_months, age_on, birthday, merged, morning_after, nights

LEAP = date(2008, 2, 29)
DAYS = st.dates(date(2015, 1, 1), date(2018, 12, 31))
SPANS = st.lists(st.builds(Span, DAYS, DAYS), max_size=8)


@pytest.mark.parametrize(
    ("dob", "age", "reached"),
    [
        (date(2002, 3, 31), 16, date(2018, 3, 31)),
        (LEAP, 16, date(2024, 2, 29)),
        (LEAP, 17, date(2025, 3, 1)),
        (LEAP, 18, date(2026, 3, 1)),
    ],
)
def test_an_age_is_reached_on_the_birthday(dob: date, age: int, reached: date) -> None:
    assert birthday(dob, age) == reached
    assert age_on(dob, reached) == age
    assert age_on(dob, reached - timedelta(days=1)) == age - 1


def test_nobody_has_an_age_before_birth() -> None:
    assert age_on(LEAP, date(2008, 2, 28)) == -1
    assert age_on(LEAP, LEAP) == 0


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2018, 1, 15), 3, date(2018, 4, 15)),
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2018, 8, 31), 6, date(2019, 2, 28)),
        (date(2018, 10, 1), 3, date(2019, 1, 1)),
        (date(2018, 12, 31), 12, date(2019, 12, 31)),
        (date(2018, 3, 31), -1, date(2018, 2, 28)),
    ],
)
def test_months_end_on_the_corresponding_date(start: date, months: int, end: date) -> None:
    assert add_months(start, months) == end


def test_spans_that_overlap_or_touch_become_one() -> None:
    spans = [
        Span(date(2018, 3, 1), date(2018, 3, 5)),
        Span(date(2018, 1, 1), date(2018, 1, 10)),
        Span(date(2018, 1, 10), date(2018, 1, 12)),
        Span(date(2018, 1, 5), date(2018, 1, 8)),
        Span(date(2018, 6, 1), date(2018, 6, 1)),
    ]
    assert merged(spans) == (
        Span(date(2018, 1, 1), date(2018, 1, 12)),
        Span(date(2018, 3, 1), date(2018, 3, 5)),
    )


def test_the_morning_after_a_night_may_lie_in_a_later_span() -> None:
    spans = (Span(date(2018, 1, 1), date(2018, 1, 3)), Span(date(2018, 2, 1), date(2018, 2, 9)))
    assert morning_after(spans, date(2017, 1, 1), 2) == date(2018, 1, 3)
    assert morning_after(spans, date(2017, 1, 1), 3) == date(2018, 2, 2)
    assert morning_after(spans, date(2018, 1, 2), 2) == date(2018, 2, 2)
    assert morning_after(spans, date(2017, 1, 1), 11) is None


@given(SPANS, DAYS, DAYS)
def test_every_night_is_counted_once(spans: list[Span], since: date, until: date) -> None:
    each = {
        span.start + timedelta(days=night)
        for span in spans
        for night in range((span.end - span.start).days)
    }
    assert nights(merged(spans), since, until) == sum(since <= night < until for night in each)


@given(SPANS, DAYS, st.integers(1, 400))
def test_the_morning_after_is_when_the_count_is_reached(
    spans: list[Span], since: date, number: int
) -> None:
    joined = merged(spans)
    morning = morning_after(joined, since, number)
    if morning is None:
        assert nights(joined, since, date.max) < number
    else:
        assert nights(joined, since, morning) == number
        assert nights(joined, since, morning - timedelta(days=1)) == number - 1


@given(DAYS, st.integers(0, 60), st.integers(0, 60))
def test_more_months_never_end_earlier(day: date, fewer: int, more: int) -> None:
    assert add_months(day, fewer) <= add_months(day, fewer + more)
