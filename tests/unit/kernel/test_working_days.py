"""Working days: weekends, bank holidays and closure days are skipped, and nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import RuleError
from portal.kernel.working_days import Calendar

GOOD_FRIDAY = date(2027, 3, 26)
CHRISTMAS = {date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day (substitute day)"}
SPRING = {GOOD_FRIDAY: "Good Friday", date(2027, 3, 29): "Easter Monday"}
CALENDAR = Calendar(
    {**CHRISTMAS, date(2027, 1, 1): "New Year's Day", **SPRING},
    {date(2026, 12, 24): "County Hall closed"},
    2026,
    2027,
)
DAYS = st.dates(date(2026, 2, 28), date(2027, 10, 31))
COUNTS = st.integers(1, 15)


@pytest.mark.parametrize(
    ("day", "why_not"),
    [
        (date(2026, 12, 23), None),
        (date(2026, 12, 24), "closed: County Hall closed"),
        (date(2026, 12, 25), "bank holiday: Christmas Day"),
        (date(2026, 12, 26), "Saturday"),
        (date(2026, 12, 27), "Sunday"),
        (date(2026, 12, 28), "bank holiday: Boxing Day (substitute day)"),
        (GOOD_FRIDAY, "bank holiday: Good Friday"),
    ],
)
def test_a_day_says_why_nobody_works(day: date, why_not: str | None) -> None:
    assert CALENDAR.why_not(day) == why_not
    assert CALENDAR.is_working_day(day) is (why_not is None)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 12, 21), 1, date(2026, 12, 22)),
        (date(2026, 12, 23), 1, date(2026, 12, 29)),
        (date(2026, 12, 25), 1, date(2026, 12, 29)),
        (date(2026, 12, 26), 3, date(2026, 12, 31)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
    ],
)
def test_counting_forward_skips_what_nobody_works(start: date, days: int, end: date) -> None:
    assert CALENDAR.forward(start, days) == end


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 12, 29), 1, date(2026, 12, 23)),
        (date(2027, 1, 4), 2, date(2026, 12, 30)),
        (date(2027, 4, 1), 5, date(2027, 3, 23)),
        (date(2027, 3, 28), 1, date(2027, 3, 25)),
    ],
)
def test_counting_back_skips_what_nobody_works(start: date, days: int, end: date) -> None:
    assert CALENDAR.back(start, days) == end


def test_a_walk_numbers_working_days_and_gives_a_reason_for_the_rest() -> None:
    walked = CALENDAR.walk(date(2026, 12, 23), 1, step=1)
    assert [(each.day.day, each.number, each.why_not) for each in walked] == [
        (24, None, "closed: County Hall closed"),
        (25, None, "bank holiday: Christmas Day"),
        (26, None, "Saturday"),
        (27, None, "Sunday"),
        (28, None, "bank holiday: Boxing Day (substitute day)"),
        (29, 1, None),
    ]


@pytest.mark.parametrize("days", [0, -1])
def test_counting_no_days_is_refused(days: int) -> None:
    with pytest.raises(RuleError, match="at least one working day"):
        CALENDAR.forward(date(2026, 12, 21), days)
    with pytest.raises(RuleError, match="at least one working day"):
        CALENDAR.back(date(2026, 12, 21), days)


def test_a_day_past_the_horizon_is_refused_not_guessed() -> None:
    with pytest.raises(RuleError, match="3 January 2028 is outside those years"):
        CALENDAR.why_not(date(2028, 1, 3))


def test_counting_past_the_horizon_is_refused_in_both_directions() -> None:
    assert CALENDAR.forward(date(2027, 12, 30), 1) == date(2027, 12, 31)
    with pytest.raises(RuleError, match="from 2026 to 2027 only"):
        CALENDAR.forward(date(2027, 12, 30), 2)
    with pytest.raises(RuleError, match="from 2026 to 2027 only"):
        CALENDAR.back(date(2026, 1, 1), 1)


def test_counting_past_the_last_date_there_is_is_refused() -> None:
    end_of_time = Calendar({}, {}, 9999, 9999)
    with pytest.raises(RuleError, match="too many to count"):
        end_of_time.forward(date(9999, 12, 30), 5)


def test_a_moment_is_not_taken_for_a_date() -> None:
    with pytest.raises(TypeError):
        CALENDAR.why_not(datetime(2026, 12, 25, 9, 0))  # noqa: DTZ001 -- the zone plays no part


def test_a_calendar_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(RuleError, match="first year, 2028, is after its last, 2027"):
        Calendar({}, {}, 2028, 2027)


def test_a_calendar_does_not_change_when_its_maker_changes_the_holidays() -> None:
    holidays = {GOOD_FRIDAY: "Good Friday"}
    calendar = Calendar(holidays, {}, 2027, 2027)
    holidays.clear()
    assert not calendar.is_working_day(GOOD_FRIDAY)


def test_calendars_of_the_same_days_are_equal_and_hash_alike() -> None:
    one, other = (Calendar({GOOD_FRIDAY: "Good Friday"}, {}, 2027, 2027) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != Calendar({}, {}, 2027, 2027)


@given(DAYS, COUNTS)
def test_counting_always_ends_on_a_working_day_beyond_the_start(day: date, days: int) -> None:
    later, earlier = CALENDAR.forward(day, days), CALENDAR.back(day, days)
    assert earlier < day < later
    assert CALENDAR.is_working_day(later)
    assert CALENDAR.is_working_day(earlier)


@given(DAYS, COUNTS)
def test_counting_out_and_back_from_a_working_day_returns_to_it(day: date, days: int) -> None:
    if CALENDAR.is_working_day(day):
        assert CALENDAR.back(CALENDAR.forward(day, days), days) == day


@given(DAYS, COUNTS)
def test_as_many_working_days_lie_in_between_as_were_counted(day: date, days: int) -> None:
    end = CALENDAR.forward(day, days)
    between = [day + timedelta(days=ahead) for ahead in range(1, (end - day).days + 1)]
    assert sum(CALENDAR.is_working_day(each) for each in between) == days


@given(DAYS, COUNTS, COUNTS)
def test_counting_in_two_parts_is_counting_in_one(day: date, first: int, second: int) -> None:
    assert CALENDAR.forward(CALENDAR.forward(day, first), second) == CALENDAR.forward(
        day, first + second
    )
