"""England's own clock: a day here begins and ends by it, in summer an hour before UTC's."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_begins(day: date) -> datetime:
    """Return the first moment of a day in England."""
    return datetime.combine(day, time(), tzinfo=LONDON)
