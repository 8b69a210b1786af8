"""When access that hangs on one item or one meeting is open: pure, with the moment given.

A deputy for one meeting reads from when they are named until its records are filed (R22, R72); a
visitor from when they are asked until the item's record is filed or a set moment (R40); an item's
own people for a year after its panel (R24, R25).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

OWN_ITEMS_FOR = timedelta(days=366)
"""How long after its panel an item lets its own people in who hold no role there."""
TOLD_IT_IS_OVER_FOR = timedelta(days=28)
"""How long after the panel somebody may still sign in to read that their visit has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a visit is open, and what else ends it."""

    opens_at: datetime
    closes_at: datetime | None
    ended_at: datetime | None
    item_closed_at: datetime | None
    on_agenda: bool
    meeting_state: str


def visit_is_open(window: Window, now: datetime) -> bool:
    """Tell whether a visitor may read their item now.

    It is over at the set moment itself, once somebody ends it, once the record is filed, and where
    the item was withdrawn or the meeting cancelled.
    """
    if window.meeting_state == "cancelled" or not window.on_agenda:
        return False
    if window.ended_at is not None or window.item_closed_at is not None:
        return False
    return window.opens_at <= now and (window.closes_at is None or now < window.closes_at)


def deputy_is_open(*, state: str, held_on: date, today: date, items: int, unfiled: int) -> bool:
    """Tell whether a deputy for one meeting may still read it.

    ``items`` are those on its agenda, ``unfiled`` those of them whose record is not filed. With
    nobody on the agenda there is nothing to file, so the panel day itself is the end.
    """
    if state == "cancelled":
        return False
    return unfiled > 0 if items else today <= held_on


def own_item_is_open(held_on: date, today: date) -> bool:
    """Tell whether an item lets in its own people who hold no role there."""
    return today <= held_on + OWN_ITEMS_FOR


def told_it_is_over(held_on: date, today: date) -> bool:
    """Tell whether somebody whose visit is over may still sign in to read so."""
    return today <= held_on + TOLD_IT_IS_OVER_FOR
