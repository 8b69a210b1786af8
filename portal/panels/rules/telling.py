"""Who is told what of a meeting, when: one piece of news for each person, or none (R46, R62, R63).

What somebody is to know is held against what they know: what was last told them in a message that
has left. So changes that follow each other leave one message, and one that was undone leaves none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from uuid import UUID

from portal.kernel.england import LONDON
from portal.kernel.working_days import Calendar


class News(StrEnum):
    """What a message says; the value is its name among the wordings."""

    PUBLISHED = "agenda_published"
    UPDATED = "agenda_updated"
    TIME_CHANGED = "agenda_changed"
    MOVED = "meeting_moved"
    CANCELLED = "meeting_cancelled"
    TAKEN_BACK = "agenda_withdrawn"
    NOT_EXPECTED = "not_expected"


TAKES_BACK = frozenset({News.CANCELLED, News.TAKEN_BACK, News.NOT_EXPECTED})
"""News after which nobody is expected: it takes the entry out of their calendar again."""
TOLD_FIRST = frozenset({News.TIME_CHANGED, News.MOVED, News.CANCELLED, News.TAKEN_BACK})
"""News that a young person hears before anybody else: their social worker is told to tell them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What one person is to know: from when until when they are expected (aware), what they read.

    ``mark`` changes with what they may read of the agenda. ``item_id`` is the one item for which
    they come, None for whoever comes to more. ``tells`` for whoever tells a young person.
    """

    person_id: UUID
    starts: datetime
    ends: datetime
    mark: str
    audience: str
    item_id: UUID | None = None
    tells: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What somebody was last told, in a message that has left; ``stands``: they are expected."""

    starts: datetime
    ends: datetime
    mark: str
    stands: bool = True


class Standing(StrEnum):
    """How the meeting stands, for those who are not expected any more."""

    OUT = "out"
    TAKEN_BACK = "taken_back"
    CANCELLED = "cancelled"


_GONE = {
    Standing.OUT: News.NOT_EXPECTED,
    Standing.TAKEN_BACK: News.TAKEN_BACK,
    Standing.CANCELLED: News.CANCELLED,
}


def news_for(known: Known | None, expected: Expected | None, standing: Standing) -> News | None:
    """Return what somebody is to be told, None where they know it all."""
    if expected is None:
        return _GONE[standing] if known is not None and known.stands else None
    if known is None or not known.stands:
        return News.PUBLISHED
    if _day(known.starts) != _day(expected.starts):
        return News.MOVED
    if (known.starts, known.ends) != (expected.starts, expected.ends):
        return News.TIME_CHANGED
    return None if known.mark == expected.mark else News.UPDATED


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def window(day: date, slots: Iterable[tuple[time, int]]) -> tuple[datetime, datetime]:
    """Return from when until when somebody is expected who comes to these slots of a day.

    Each is a time by the clock in England and its minutes; there is at least one.
    """
    starts = [
        (datetime.combine(day, start, tzinfo=LONDON).astimezone(UTC), minutes)
        for start, minutes in slots
    ]
    ends = [start + timedelta(minutes=minutes) for start, minutes in starts]
    return min(start for start, _ in starts), max(ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who was sent the agenda, as the question of a reminder needs them."""

    was_sent: bool
    opened: bool
    reminded_on: date | None
    meeting_over: bool


def may_remind(reader: Reader, today: date, calendar: Calendar) -> str:
    """Return why somebody is not to be reminded now; empty where they may be.

    One press is one message, and a whole working day passes before the next.
    """
    if reader.meeting_over:
        return "The meeting is over."
    if not reader.was_sent:
        return "Their message has not left yet."
    if reader.opened:
        return "They have opened it."
    if reader.reminded_on is not None and not _a_working_day_ago(
        reader.reminded_on, today, calendar
    ):
        return "They were reminded within the last working day."
    return ""


def _a_working_day_ago(day: date, today: date, calendar: Calendar) -> bool:
    if not (calendar.covers(day) and calendar.covers(today)):
        return today > day
    return calendar.forward(day, 1) <= today
