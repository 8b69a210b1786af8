"""The clock of a running app. Only `app.py` and `cli.py` build a real one; tests set their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app

LONDON = ZoneInfo("Europe/London")
Clock = Callable[[], datetime]
EXTENSION = "portal.web.clock"


def install_clock(app: Flask, clock: Clock) -> None:
    """Keep `clock` in the app; it must answer with aware datetimes."""
    app.extensions[EXTENSION] = clock


def now() -> datetime:
    """Return this instant as an aware UTC datetime; ValueError when the clock's is naive."""
    instant: datetime = current_app.extensions[EXTENSION]()
    if instant.tzinfo is None:
        raise ValueError("The clock must answer with a time that has a time zone.")
    return instant.astimezone(UTC)


def local_now() -> datetime:
    """Return this instant by the clock on the wall in England."""
    return now().astimezone(LONDON)


def today() -> date:
    """Return the date in England: not the UTC date in the first hour of a summer day."""
    return local_now().date()
