from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask

from portal.web import clock, wording


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (time(10, 50), "10:50am"),
        (time(9), "9am"),
        (time(13, 5), "1:05pm"),
        (time(12), "midday"),
        (time(0), "midnight"),
        (time(12, 30), "12:30pm"),
        (time(0, 30), "12:30am"),
        (datetime(2026, 6, 1, 9, 0, tzinfo=UTC), "10am"),
        (datetime(2026, 12, 1, 9, 0, tzinfo=UTC), "9am"),
    ],
)
def test_times_are_written_by_the_clock_in_england(value: time | datetime, words: str) -> None:
    assert wording.time_words(value) == words


def test_dates_are_written_for_people_and_for_machines() -> None:
    assert wording.date_words(date(2022, 9, 16)) == "Friday 16 September 2022"
    assert (
        wording.date_long(datetime(2026, 6, 1, 23, 30, tzinfo=UTC))
        == '<time datetime="2026-06-02">Tuesday 2 June 2026</time>'
    )
    assert wording.date_short(date(2022, 9, 16)) == (
        '<time datetime="2022-09-16">16 September 2022</time>'
    )
    assert wording.time_of_day(time(13)) == '<time datetime="13:00">1pm</time>'
    assert wording.date_and_time(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)) == (
        '<time datetime="2026-06-02T00:30+01:00">Tuesday 2 June 2026 at 12:30am</time>'
    )


def test_numbers_agree_with_their_nouns() -> None:
    assert wording.count_words(1, "person", "people") == "1 person"
    assert wording.count_words(11, "person", "people") == "11 people"
    assert wording.count_words(2675, "item") == "2,675 items"


def test_today_is_the_date_in_england_and_not_in_greenwich(app: Flask) -> None:
    with app.app_context():
        assert clock.now() == datetime(2026, 6, 1, 23, 30, tzinfo=UTC)
        assert clock.today() == date(2026, 6, 2)
        assert clock.local_now().hour == 0


def test_a_clock_without_a_time_zone_is_refused(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    clock.install_clock(app, lambda: datetime(2026, 6, 1))  # noqa: DTZ001 - the fault itself
    with app.app_context(), pytest.raises(ValueError, match="time zone"):
        clock.now()
