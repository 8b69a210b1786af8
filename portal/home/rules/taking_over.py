"""What somebody takes over: an item to chair, a seat for one meeting, a colleague's young person.

Each says the day and the reason, so that nobody first hears of it in the room.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.home.rules import Effect, Place, Sitting, Task, on_day, urgency_of, values_of
from portal.kernel.wording import long_date
from portal.panels.rules.windows import last_day


@dataclass(frozen=True, slots=True)
class Handed:
    """An item that is handed on: its id, its time in words, and whose it was to chair."""

    item_id: str
    at: str
    instead_of: str


def chair_task(place: Place, sitting: Sitting, item: Handed, today: date) -> Task:
    """Chair one item whose chair has an interest in it (R21)."""
    return Task(
        title=f"Chair the {item.at} item on {long_date(sitting.held_on)}",
        why=f"{item.instead_of} stays out of this one item, and you are the next who may chair it.",
        due=sitting.held_on,
        urgency=urgency_of(sitting.held_on, today),
        effect=_effect(sitting, today),
        district=place.district,
        page="panels.item",
        values=values_of(place, f"item_id={item.item_id}"),
        when=on_day(sitting.held_on, today),
    )


def deputy_task(place: Place, sitting: Sitting, seat: str, instead_of: str, today: date) -> Task:
    """Come to one meeting in the place of whoever holds a seat (R22, R72)."""
    who = f"{instead_of} sends you" if instead_of else "You were named"
    return Task(
        title=f"Come to the panel on {long_date(sitting.held_on)} as {seat}",
        why=f"{who} for this meeting alone. It stays open to you until its records are filed, "
        f"at the latest until {long_date(last_day(sitting.held_on))}.",
        due=sitting.held_on,
        urgency=urgency_of(sitting.held_on, today),
        effect=_effect(sitting, today),
        district=place.district,
        page="panels.agenda",
        values=values_of(place, f"meeting_id={sitting.id}"),
        when=on_day(sitting.held_on, today),
    )


def stand_in_task(place: Place, sitting: Sitting, who: str, instead_of: str, today: date) -> Task:
    """Speak for a young person whose social worker cannot come (R71)."""
    return Task(
        title=f"Come to the panel for {who}",
        why=f"You stand in for {instead_of}, who cannot come. You speak to the plan.",
        due=sitting.held_on,
        urgency=urgency_of(sitting.held_on, today),
        effect=_effect(sitting, today),
        district=place.district,
        page="panels.agenda",
        values=values_of(place, f"meeting_id={sitting.id}"),
        when=on_day(sitting.held_on, today),
    )


def _effect(sitting: Sitting, today: date) -> Effect:
    return Effect.HEARD_TODAY if sitting.held_on == today else Effect.NOT_PREPARED
