"""Days, slots and moves: when a panel may meet, and who goes where on its agenda.

Rules R42-R45 and R64; readings A2 to A4. Nothing needs dragging: an item moves up, down, or to a
time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from portal.kernel.errors import RuleError
from portal.kernel.wording import WEEKDAYS, clock_time, counted, long_date
from portal.kernel.working_days import Calendar
from portal.variations.values import DistrictRef, MeetingFrequency

OPEN_STATES = frozenset({"planned", "published"})
"""The states of a meeting whose agenda may still change."""


@dataclass(frozen=True, slots=True)
class Place:
    """One slot of a meeting with the item in it, if any. `who` is how its people are called here.

    `kind` is slot, break, hold_back, or kept: taken by what whoever asks has an interest in.
    """

    slot_id: UUID
    start: time
    minutes: int
    kind: str = "slot"
    item_id: UUID | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Moves:
    """Where one item may go: the places above and below it, and every free one."""

    up: Place | None
    down: Place | None
    free: tuple[Place, ...]


def is_free(place: Place) -> bool:
    """Tell whether an item may be put here: no break, nobody there, nothing kept from view."""
    return place.kind not in {"break", "kept"} and place.item_id is None


def free_places(places: Sequence[Place]) -> tuple[Place, ...]:
    """Return the slots nobody has, in order of time, those kept for urgent cases last."""
    found = (place for place in places if is_free(place))
    return tuple(sorted(found, key=lambda place: (place.kind == "hold_back", place.start)))


def moves(places: Sequence[Place], item_id: UUID) -> Moves:
    """Say where an item may go. RuleError for an item that is not on this agenda.

    Up and down pass over breaks, and over slots kept for urgent cases: an item gets into one of
    those only when somebody chooses it.
    """
    ordered = sorted(places, key=lambda place: place.start)
    here = _place_of(ordered, item_id)
    around = [p for p in ordered if p.kind == "slot" or p.item_id == item_id]
    at = around.index(here)
    return Moves(
        up=around[at - 1] if at else None,
        down=around[at + 1] if at + 1 < len(around) else None,
        free=tuple(place for place in ordered if is_free(place)),
    )


def _place_of(places: Sequence[Place], item_id: UUID) -> Place:
    for place in places:
        if place.item_id == item_id:
            return place
    raise RuleError("This item is no longer on the agenda.")


def step(places: Sequence[Place], item_id: UUID, *, up: bool) -> Place:
    """Return the place one step up or down. RuleError where there is none."""
    possible = moves(places, item_id)
    target = possible.up if up else possible.down
    if target is None:
        edge = "first" if up else "last"
        raise RuleError(f"This is the {edge} slot already.")
    return target


def free_place(
    places: Sequence[Place], slot_id: UUID | None, *, field: str, moving: UUID | None = None
) -> Place:
    """Return the free slot that was asked for, or raise RuleError beside `field`.

    Refuses a slot of another meeting, a break, and one somebody has already, saying who.
    """
    found = next((place for place in places if place.slot_id == slot_id), None)
    if found is None:
        raise RuleError("That slot is not part of this meeting. Choose one from the list.", field)
    at = clock_time(found.start)
    if found.kind == "break":
        raise RuleError(f"{at} is a break, when nobody is heard. Choose a slot.", field)
    if found.kind == "kept":
        raise RuleError(f"{at} is not free. Choose another slot.", field)
    if found.item_id is not None and found.item_id == moving:
        raise RuleError(f"{found.who} is at {at} already.", field)
    if found.item_id is not None:
        raise RuleError(
            f"{found.who} is already at {at}. Choose a free slot, or move them first.", field
        )
    return found


def check_open(state: str, panel_day: date, today: date) -> None:
    """Raise RuleError where a meeting's agenda may no longer change."""
    if state == "cancelled":
        raise RuleError("This meeting was cancelled, so its agenda cannot change.")
    if state not in OPEN_STATES:
        raise RuleError("This meeting has been held, so its agenda cannot change.")
    if panel_day < today:
        raise RuleError(f"This meeting was on {long_date(panel_day)}, so its agenda cannot change.")


def is_open(state: str, panel_day: date, today: date) -> bool:
    """Tell whether a meeting's agenda may still change."""
    return state in OPEN_STATES and panel_day >= today


def check_meeting_day(
    *,
    day: date,
    today: date,
    calendar: Calendar,
    district: DistrictRef,
    reason: str | None,
) -> str | None:
    """Return a warning about the day a panel would meet, or None; RuleError where it may not.

    A day that is not worked is warned of, and allowed with a reason.
    """
    if day < today:
        raise RuleError("The date of the meeting must be today or in the future.", "held_on")
    if not district.is_open_on(day):
        raise RuleError(_outside(district, day), "held_on")
    try:
        why_not = calendar.why_not(day)
    except RuleError as error:
        raise RuleError(error.message, "held_on") from error
    if why_not is None:
        return None
    said = f"{long_date(day)} is not a working day ({why_not})."
    if not (reason or "").strip():
        raise RuleError(
            f"{said} Many people will be away. Choose another day, or say why it must be this one.",
            "unusual_day_reason",
        )
    return f"{said} Many people will be away, so check that they can come."


def _outside(district: DistrictRef, day: date) -> str:
    if district.ends_on is not None and day > district.ends_on:
        return (
            f"{district.name} ends on {long_date(district.ends_on)}. A meeting after that is "
            "planned by whoever takes over."
        )
    return f"{district.name} does not exist on {long_date(day)}."


def weekday_warning(day: date, frequency: MeetingFrequency) -> str | None:
    """Say that a day is not the panel's usual one, where it has a usual one."""
    usual = frequency.weekday
    if usual is None or WEEKDAYS[day.weekday()].casefold() == usual:
        return None
    return f"This panel usually meets on a {usual.capitalize()}, and this is a different day."


def frequency_sentence(frequency: MeetingFrequency) -> str:
    """Say how often the panel meets at least (R42)."""
    if frequency.every_weeks is not None:
        often = (
            "every week" if frequency.every_weeks == 1 else f"every {frequency.every_weeks} weeks"
        )
    elif frequency.every_months == 1:
        often = "every month"
    else:
        often = f"every {counted(frequency.every_months or 1, 'month')}"
    after = f", straight after {frequency.follows}" if frequency.follows else ""
    return f"This panel meets at least {often}{after}."


def gap_alert(before: date | None, after: date, frequency: MeetingFrequency) -> str | None:
    """Say that two meetings are too far apart, or None (R42, A2).

    `before` is the meeting before, or None where there was none: then nothing can be said.
    """
    if before is None:
        return None
    days = (after - before).days
    if days <= frequency.alert_after_days:
        return None
    return (
        f"{days} days lie between {long_date(before)} and {long_date(after)}. "
        f"{frequency_sentence(frequency)} No more than {frequency.alert_after_days} days should "
        "lie between two meetings."
    )
