"""When access that hangs on one item or one meeting is open: pure, with the moment given.

A deputy for one meeting reads from when they are named until its records are filed (R22, R72); a
visitor from when they are asked until the item's record is filed or a set moment (R40); whoever
comes in the social worker's place until the record is filed (R71); an item's own people for a year
after its panel (R24, R25). A record may never be filed: that of an item which its young person
stopped before it was heard cannot be. Such an item is over once its panel day is, and four weeks
after that day everything ends which waits for a record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

OWN_ITEMS_FOR = timedelta(days=366)
"""How long after its panel an item lets its own people in who hold no role there."""
WAITS_FOR_A_RECORD = timedelta(days=28)
"""How long whoever came for a panel alone may wait for its records: they are due in five working
days (R75), and whoever is needed for longer is named for a seat."""
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
    held_on: date
    stopped: bool = False


def last_day(held_on: date) -> date:
    """Return the last day of whatever waits for the records of a panel."""
    return held_on + WAITS_FOR_A_RECORD


def is_waited_for(*, held_on: date, today: date, filed: bool, stopped: bool) -> bool:
    """Tell whether the record of an item is waited for, by who comes for that item alone."""
    if filed or (stopped and today > held_on):
        return False
    return today <= last_day(held_on)


def visit_is_open(window: Window, now: datetime, today: date) -> bool:
    """Tell whether a visitor may read their item now.

    It is over at the set moment itself, once somebody ends it, once its record is waited for no
    more, and where the item was withdrawn or the meeting cancelled.
    """
    if window.meeting_state == "cancelled" or not window.on_agenda:
        return False
    waited = is_waited_for(
        held_on=window.held_on,
        today=today,
        filed=window.item_closed_at is not None,
        stopped=window.stopped,
    )
    if window.ended_at is not None or not waited:
        return False
    return window.opens_at <= now and (window.closes_at is None or now < window.closes_at)


def deputy_is_open(
    *, state: str, held_on: date, today: date, items: int, unfiled: int, stopped: int = 0
) -> bool:
    """Tell whether a deputy for one meeting may still read it.

    ``items`` are those on its agenda, ``unfiled`` those of them whose record is not filed, and
    ``stopped`` those of these that their young person stopped. With nobody on the agenda there is
    nothing to file, so the panel day itself is the end.
    """
    if state == "cancelled":
        return False
    if not items:
        return today <= held_on
    return any(
        is_waited_for(held_on=held_on, today=today, filed=False, stopped=each < stopped)
        for each in range(unfiled)
    )


def own_item_is_open(held_on: date, today: date) -> bool:
    """Tell whether an item lets in its own people who hold no role there."""
    return today <= held_on + OWN_ITEMS_FOR


def told_it_is_over(held_on: date, today: date) -> bool:
    """Tell whether somebody whose visit is over may still sign in to read so."""
    return today <= held_on + TOLD_IT_IS_OVER_FOR
