"""When a message leaves: quiet hours by England's clock, settling, waiting after a failure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.outbox.rules.kinds import Urgency
from portal.outbox.rules.timing import (
    BACK_OFF_MINUTES,
    MOST_FAILURES,
    is_worked,
    leaves_at,
    may_leave,
    next_attempt,
    settles_at,
)
from portal.variations.calendar import england_and_wales
from portal.variations.messages import MessageTimes

LONDON = ZoneInfo("Europe/London")
CALENDAR = england_and_wales(2026, 2028)
USUAL = MessageTimes()
URGENT, NOTICE, REMINDER = Urgency


def local(text: str) -> datetime:
    """A moment by England's clock, as 2026-11-23T18:59."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON)


@pytest.mark.parametrize(
    ("wanted", "urgency", "leaves"),
    [
        # A Monday in winter.
        ("2026-11-23T09:00", REMINDER, "2026-11-23T09:00"),
        ("2026-11-23T18:59", REMINDER, "2026-11-23T18:59"),
        ("2026-11-23T19:00", REMINDER, "2026-11-24T07:30"),
        ("2026-11-23T23:59", NOTICE, "2026-11-24T07:30"),
        ("2026-11-24T00:00", NOTICE, "2026-11-24T07:30"),
        ("2026-11-24T07:29", NOTICE, "2026-11-24T07:30"),
        ("2026-11-24T07:30", NOTICE, "2026-11-24T07:30"),
        ("2026-11-23T23:59", URGENT, "2026-11-23T23:59"),
        # From a Friday evening over the weekend.
        ("2026-11-27T19:30", REMINDER, "2026-11-30T07:30"),
        ("2026-11-27T19:30", NOTICE, "2026-11-28T07:30"),
        ("2026-11-28T12:00", REMINDER, "2026-11-30T07:30"),
        ("2026-11-28T12:00", NOTICE, "2026-11-28T12:00"),
        ("2026-11-28T12:00", URGENT, "2026-11-28T12:00"),
        # Christmas 2026: Friday, with Monday 28 December in place of Boxing Day's Saturday.
        ("2026-12-24T20:00", REMINDER, "2026-12-29T07:30"),
        ("2026-12-24T20:00", NOTICE, "2026-12-25T07:30"),
        # Easter 2027: Good Friday 26 March, Easter Monday the 29th; the clocks go on on the 28th.
        ("2027-03-25T20:00", REMINDER, "2027-03-30T07:30"),
        ("2027-03-27T22:00", NOTICE, "2027-03-28T07:30"),
        # The clocks go back on Sunday 25 October 2026.
        ("2026-10-24T22:00", NOTICE, "2026-10-25T07:30"),
        ("2026-10-25T06:00", NOTICE, "2026-10-25T07:30"),
        ("2026-10-23T21:00", REMINDER, "2026-10-26T07:30"),
    ],
)
def test_quiet_hours_are_englands(wanted: str, urgency: Urgency, leaves: str) -> None:
    found = leaves_at(local(wanted), urgency, USUAL, CALENDAR)
    assert found == local(leaves).astimezone(UTC)
    assert found.tzinfo is UTC


def test_the_night_in_which_the_clocks_go_on_is_an_hour_shorter() -> None:
    waited = {
        day: leaves_at(local(f"{day}T19:00"), NOTICE, USUAL, CALENDAR)
        - local(f"{day}T19:00").astimezone(UTC)
        for day in ("2027-03-26", "2027-03-27", "2026-10-24")
    }
    assert [found.total_seconds() / 3600 for found in waited.values()] == [12.5, 11.5, 13.5]


@pytest.mark.parametrize(
    ("times", "wanted", "leaves"),
    [
        (MessageTimes(15, time(12), time(13)), "2026-11-23T12:30", "2026-11-23T13:00"),
        (MessageTimes(15, time(12), time(13)), "2026-11-23T23:30", "2026-11-23T23:30"),
        (MessageTimes(15, time(9), time(9)), "2026-11-23T03:00", "2026-11-23T03:00"),
        (MessageTimes(15, time(0), time(7)), "2026-11-23T00:00", "2026-11-23T07:00"),
        # Half past one does not exist on the night the clocks go on: an hour later it does.
        (MessageTimes(15, time(22), time(1, 30)), "2027-03-27T23:00", "2027-03-28T01:30"),
    ],
    ids=["over midday", "outside them", "none", "from midnight", "an hour that is not there"],
)
def test_a_county_may_have_other_quiet_hours(times: MessageTimes, wanted: str, leaves: str) -> None:
    assert leaves_at(local(wanted), NOTICE, times, CALENDAR) == local(leaves).astimezone(UTC)


def test_with_no_quiet_hours_a_reminder_still_waits_for_a_working_day() -> None:
    times = MessageTimes(15, time(9), time(9))
    found = leaves_at(local("2026-11-28T12:00"), REMINDER, times, CALENDAR)
    assert found == local("2026-11-30T00:00").astimezone(UTC)


def test_a_year_the_calendar_does_not_know_has_its_weekends() -> None:
    assert is_worked(date(2040, 12, 25), CALENDAR)  # a Tuesday
    assert not is_worked(date(2040, 12, 29), CALENDAR)  # a Saturday


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 1)).map(  # noqa: DTZ001 - given a zone next
    lambda naive: naive.replace(tzinfo=UTC)
)
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@given(MOMENTS, st.sampled_from(Urgency), CLOCKS, CLOCKS)
def test_a_message_leaves_at_the_first_moment_it_may(
    wanted: datetime, urgency: Urgency, starts: time, ends: time
) -> None:
    times = MessageTimes(15, starts, ends)
    found = leaves_at(wanted, urgency, times, CALENDAR)
    assert found >= wanted
    assert may_leave(found, urgency, times, CALENDAR)
    assert found == wanted or not may_leave(wanted, urgency, times, CALENDAR)
    assert found - wanted < timedelta(days=6)


@pytest.mark.parametrize(
    ("minutes_since_first", "expected_minutes_from_now"),
    [(0, 15), (10, 15), (44, 15), (45, 15), (50, 10), (60, 0)],
)
def test_changes_settle_a_quarter_of_an_hour_and_an_hour_at_most(
    minutes_since_first: int, expected_minutes_from_now: int
) -> None:
    now = local("2026-11-23T12:00")
    found = settles_at(now, now - timedelta(minutes=minutes_since_first), USUAL)
    assert found - now == timedelta(minutes=expected_minutes_from_now)


def test_each_failure_waits_longer_and_the_tenth_gives_up() -> None:
    now = local("2026-11-23T12:00")
    waits = []
    for failures in range(1, MOST_FAILURES):
        again = next_attempt(failures, now)
        assert again is not None
        waits.append(again - now)
    assert [wait.total_seconds() / 60 for wait in waits] == list(BACK_OFF_MINUTES)
    assert BACK_OFF_MINUTES == (1, 5, 15, 60, 120, 240, 480, 720, 1440)
    assert waits == sorted(waits)
    assert [next_attempt(number, now) for number in (10, 11)] == [None, None]
