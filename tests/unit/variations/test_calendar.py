"""The bank holidays of England and Wales, with the one-off days other calendars forget."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.kernel.errors import RuleError
from portal.variations.calendar import england_and_wales

ONE_OFF_AND_MOVED = [
    (date(2012, 6, 5), "Diamond Jubilee of Elizabeth II"),
    (date(2020, 5, 8), "May Day"),
    (date(2022, 6, 2), "Spring Bank Holiday"),
    (date(2022, 6, 3), "Platinum Jubilee of Elizabeth II"),
    (date(2022, 9, 19), "State Funeral of Queen Elizabeth II"),
    (date(2023, 5, 8), "Coronation of Charles III"),
]
SUBSTITUTES = [
    (date(2020, 12, 28), "Boxing Day (substitute day)"),
    (date(2021, 12, 27), "Christmas Day (substitute day)"),
    (date(2021, 12, 28), "Boxing Day (substitute day)"),
    (date(2022, 1, 3), "New Year's Day (substitute day)"),
    (date(2022, 12, 27), "Christmas Day (substitute day)"),
    (date(2026, 12, 28), "Boxing Day (substitute day)"),
]

# The library reads its country data on first use, which is its cost and not a test's.
YEARS = england_and_wales(2012, 2027)


@pytest.mark.parametrize(("day", "name"), [*ONE_OFF_AND_MOVED, *SUBSTITUTES])
def test_a_one_off_moved_or_substitute_day_is_a_bank_holiday(day: date, name: str) -> None:
    assert YEARS.why_not(day) == f"bank holiday: {name}"


@pytest.mark.parametrize(
    "day",
    [
        date(2020, 5, 4),  # the first Monday of May: moved to the Friday that year
        date(2022, 5, 30),  # the last Monday of May: moved to the Thursday that year
        date(2027, 8, 2),  # the Scottish summer holiday
        date(2027, 3, 17),  # Saint Patrick's Day, in Northern Ireland
        date(2027, 11, 30),  # Saint Andrew's Day, in Scotland
    ],
)
def test_a_day_moved_away_or_kept_elsewhere_is_a_working_day(day: date) -> None:
    assert YEARS.is_working_day(day)


def test_an_ordinary_year_has_eight_weekday_bank_holidays() -> None:
    calendar = england_and_wales(2027, 2027)
    assert sum(day.weekday() < 5 for day in calendar.bank_holidays) == 8


def test_a_districts_closure_days_are_not_working_days() -> None:
    calendar = england_and_wales(2026, 2026, {date(2026, 12, 24): "County Hall closed"})
    assert calendar.why_not(date(2026, 12, 24)) == "closed: County Hall closed"
    assert england_and_wales(2026, 2026).is_working_day(date(2026, 12, 24))


def test_the_years_asked_for_are_the_horizon() -> None:
    calendar = england_and_wales(2026, 2027)
    assert (calendar.first_year, calendar.last_year) == (2026, 2027)
    assert {day.year for day in calendar.bank_holidays} == {2026, 2027}
    with pytest.raises(RuleError, match="from 2026 to 2027 only"):
        calendar.why_not(date(2028, 1, 3))


def test_a_year_the_library_knows_nothing_of_is_refused() -> None:
    with pytest.raises(RuleError, match="No bank holidays are known for 2149"):
        england_and_wales(2149, 2150)


def test_the_bundled_holidays_reach_past_next_year() -> None:
    # Fails before the data goes stale: a panel is planned a year ahead.
    next_year = datetime.now(tz=UTC).year + 1
    names = england_and_wales(next_year, next_year + 1).bank_holidays.values()
    assert list(names).count("Good Friday") == 2
    assert len(names) >= 16
