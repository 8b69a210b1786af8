"""When a session ends, when its holder is warned, and how long a proof stays fresh.

The figures are those of NIST SP 800-63B for the second assurance level (30 minutes idle, 12 hours
in all); whoever manages people and roles has half the idle time (C25). The warning comes at least
two minutes before the end (WCAG 2.2.1, ux 4.1.16).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WARNING = timedelta(minutes=3)
FRESH = timedelta(minutes=5)
"""How long a proof of who it is stays good for what does most harm (C26)."""
NOTED_EVERY = timedelta(minutes=1)
"""How often the last use is written down, so that reading a page is seldom a write."""
STILL_TAKEN = timedelta(seconds=30)
"""How long the name a session had before it was renamed is taken: pages asked for at once share
one cookie."""
KEPT_FOR = timedelta(hours=1)
"""How long work that was sent too late waits for its writer."""
LONGEST_KEPT = timedelta(days=2)
"""How long the row of a session that is over stays: until then we know whose late work it was."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts: unused, unused for whoever manages people, and in all."""

    idle: timedelta = timedelta(minutes=30)
    idle_managing: timedelta = timedelta(minutes=15)
    longest: timedelta = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Use:
    """When a session began and was last used."""

    began_at: datetime
    used_at: datetime


def ends_at(use: Use, limits: Limits, *, manages_people: bool) -> datetime:
    """Return when a session ends if nothing more is asked for."""
    idle = limits.idle_managing if manages_people else limits.idle
    return min(use.used_at + idle, use.began_at + limits.longest)


def can_be_longer(use: Use, limits: Limits, *, manages_people: bool) -> bool:
    """Tell whether staying helps: not once the longest time is what ends the session."""
    return ends_at(use, limits, manages_people=manages_people) < use.began_at + limits.longest


def is_over(use: Use, limits: Limits, now: datetime, *, manages_people: bool) -> bool:
    """Tell whether a session has run out."""
    return now >= ends_at(use, limits, manages_people=manages_people)


def is_fresh(proved_at: datetime | None, now: datetime) -> bool:
    """Tell whether somebody proved who they are in the last minutes."""
    return proved_at is not None and now < proved_at + FRESH


def is_to_be_noted(use: Use, now: datetime) -> bool:
    """Tell whether a use is long enough after the last one noted."""
    return now >= use.used_at + NOTED_EVERY


def manages_people(permissions: Iterable[str]) -> bool:
    """Tell whether these permissions change who people are or what they may do.

    A permission is capability:subject:verb.
    """
    return any(
        parts[0] == "people" and parts[2] in {"manage", "grant"}
        for parts in (permission.split(":") for permission in permissions)
    )
