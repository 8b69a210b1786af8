"""The clock of a running app. Only `app.py` and `cli.py` build a real one; tests set their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Flask, current_app

from portal.kernel import england

LONDON = england.LONDON
Clock = Callable[[], datetime]
EXTENSION = "portal.web.clock"
MACHINE = "portal.web.machine-clock"


def install_clock(app: Flask, clock: Clock, machine: Clock | None = None) -> None:
    """Keep both clocks in the app; they must answer with aware datetimes."""
    app.extensions[EXTENSION] = clock
    app.extensions[MACHINE] = machine or clock


def now() -> datetime:
    """Return this instant as an aware UTC datetime; ValueError when the clock's is naive."""
    return _aware(app_clock=EXTENSION)


def machine_now() -> datetime:
    """Return this instant by the machine, which no practice clock moves.

    For what guards signing in: a session, a code or a wait runs as long as it really lasts.
    """
    return _aware(app_clock=MACHINE)


@dataclass(frozen=True, slots=True)
class Moment:
    """One instant by both clocks: as everybody in the portal has it, and as it really is."""

    shown: datetime
    real: datetime


def moment() -> Moment:
    """Return this instant by both clocks. They differ in practice alone."""
    return Moment(now(), machine_now())


def as_shown(real: datetime) -> datetime:
    """Return a moment of the machine's as everybody in the portal has it."""
    return now() + (real - machine_now())


def _aware(*, app_clock: str) -> datetime:
    instant: datetime = current_app.extensions[app_clock]()
    if instant.tzinfo is None:
        raise ValueError("The clock must answer with a time that has a time zone.")
    return instant.astimezone(UTC)


def local_now() -> datetime:
    """Return this instant by the clock on the wall in England."""
    return now().astimezone(LONDON)


def today() -> date:
    """Return the date in England: not the UTC date in the first hour of a summer day."""
    return local_now().date()
