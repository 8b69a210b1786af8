"""Who is told what of a meeting: the news for each case, and when somebody may be reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from uuid import UUID

import pytest

from portal.kernel.working_days import Calendar
from portal.outbox.rules.kinds import URGENCIES
from portal.panels.rules.telling import (
    TAKES_BACK,
    TOLD_FIRST,
    Expected,
    Known,
    News,
    Reader,
    Standing,
    may_remind,
    news_for,
    window,
)
from portal.variations.messages import MESSAGES

STARTS, ENDS = datetime(2026, 12, 17, 9, tzinfo=UTC), datetime(2026, 12, 17, 13, tzinfo=UTC)
KNOWN = Known(starts=STARTS, ends=ENDS, mark="a")
GONE = replace(KNOWN, stands=False)
EXPECTED = Expected(person_id=UUID(int=1), starts=STARTS, ends=ENDS, mark="a", audience="member")
LATER = replace(EXPECTED, starts=STARTS.replace(hour=10))
ENDS_LATER = replace(EXPECTED, ends=ENDS.replace(hour=14))
NEXT_DAY = replace(EXPECTED, starts=STARTS.replace(day=18), ends=ENDS.replace(day=18))
READS_ANOTHER = replace(EXPECTED, mark="b")


@pytest.mark.requirement("R46", "R62", "R63")
@pytest.mark.parametrize(
    ("known", "expected", "standing", "news"),
    [
        (None, EXPECTED, Standing.OUT, News.PUBLISHED),
        (GONE, EXPECTED, Standing.OUT, News.PUBLISHED),
        (GONE, NEXT_DAY, Standing.OUT, News.PUBLISHED),
        (KNOWN, EXPECTED, Standing.OUT, None),
        (KNOWN, READS_ANOTHER, Standing.OUT, News.UPDATED),
        (KNOWN, LATER, Standing.OUT, News.TIME_CHANGED),
        (KNOWN, ENDS_LATER, Standing.OUT, News.TIME_CHANGED),
        (KNOWN, replace(LATER, mark="b"), Standing.OUT, News.TIME_CHANGED),
        (KNOWN, NEXT_DAY, Standing.OUT, News.MOVED),
        (KNOWN, replace(NEXT_DAY, mark="b"), Standing.OUT, News.MOVED),
        (KNOWN, None, Standing.OUT, News.NOT_EXPECTED),
        (KNOWN, None, Standing.TAKEN_BACK, News.TAKEN_BACK),
        (KNOWN, None, Standing.CANCELLED, News.CANCELLED),
        (GONE, None, Standing.CANCELLED, None),
        (GONE, None, Standing.TAKEN_BACK, None),
        (None, None, Standing.OUT, None),
        (None, None, Standing.CANCELLED, None),
    ],
)
def test_everybody_hears_one_piece_of_news_or_none(
    known: Known | None, expected: Expected | None, standing: Standing, news: News | None
) -> None:
    assert news_for(known, expected, standing) is news


def test_every_news_has_its_wording_and_its_hour() -> None:
    names = {news.value for news in News} | {"tell_first", "reminder"}
    assert names <= MESSAGES.keys()
    assert names <= URGENCIES.keys()
    assert set(News) > TAKES_BACK
    assert News.PUBLISHED not in TOLD_FIRST


@pytest.mark.parametrize(
    ("day", "slots", "starts", "ends"),
    [
        (date(2026, 12, 17), [(time(9, 30), 20)], (9, 30), (9, 50)),
        (date(2026, 12, 17), [(time(11), 20), (time(9, 30), 20)], (9, 30), (11, 20)),
        # In summer the clock in England is an hour ahead.
        (date(2026, 6, 18), [(time(9, 30), 20)], (8, 30), (8, 50)),
        # The day on which the clocks go back.
        (date(2026, 10, 25), [(time(9), 30)], (9, 0), (9, 30)),
    ],
)
def test_a_window_is_from_the_first_slot_to_the_end_of_the_last(
    day: date, slots: list[tuple[time, int]], starts: tuple[int, int], ends: tuple[int, int]
) -> None:
    first, last = window(day, slots)
    assert (first.hour, first.minute) == starts
    assert (last.hour, last.minute) == ends
    assert first.tzinfo is UTC


CALENDAR = Calendar(
    bank_holidays={date(2026, 12, 25): "Christmas Day", date(2026, 12, 28): "Boxing Day"},
    closed_days={},
    first_year=2026,
    last_year=2026,
)
READER = Reader(was_sent=True, opened=False, reminded_on=None, meeting_over=False)


@pytest.mark.parametrize(
    ("reader", "today", "why_not"),
    [
        (READER, date(2026, 12, 14), ""),
        (replace(READER, meeting_over=True), date(2026, 12, 14), "The meeting is over."),
        (replace(READER, was_sent=False), date(2026, 12, 14), "Their message has not left yet."),
        (replace(READER, opened=True), date(2026, 12, 14), "They have opened it."),
        (replace(READER, reminded_on=date(2026, 12, 14)), date(2026, 12, 14), "within"),
        (replace(READER, reminded_on=date(2026, 12, 14)), date(2026, 12, 15), ""),
        # Friday, then the weekend.
        (replace(READER, reminded_on=date(2026, 12, 11)), date(2026, 12, 13), "within"),
        (replace(READER, reminded_on=date(2026, 12, 11)), date(2026, 12, 14), ""),
        # Christmas Eve, two holidays with a weekend between them.
        (replace(READER, reminded_on=date(2026, 12, 24)), date(2026, 12, 28), "within"),
        (replace(READER, reminded_on=date(2026, 12, 24)), date(2026, 12, 29), ""),
        # A year the calendar does not know.
        (replace(READER, reminded_on=date(2027, 1, 4)), date(2027, 1, 4), "within"),
        (replace(READER, reminded_on=date(2027, 1, 4)), date(2027, 1, 5), ""),
    ],
)
def test_somebody_is_reminded_once_in_a_working_day(
    reader: Reader, today: date, why_not: str
) -> None:
    said = may_remind(reader, today, CALENDAR)
    assert (said == "") is (why_not == "")
    assert why_not in said
