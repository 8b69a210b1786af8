"""What somebody has to decide about a protected address that another asked to see (C18)."""

from __future__ import annotations

from datetime import date

from portal.home.rules import Effect, Place, Task, on_day, urgency_of, values_of


def reveal_task(
    place: Place, young_person_id: str, asked_by: str, asked_on: date, today: date
) -> Task:
    """Decide, the day it was asked: whoever asked can do nothing until somebody has."""
    return Task(
        title=f"Decide whether {asked_by} may see a protected address",
        why="Nobody decides what they asked themselves, so it waits for you or a colleague.",
        due=asked_on,
        urgency=urgency_of(asked_on, today),
        effect=Effect.NOT_PREPARED,
        district=place.district,
        page="papers.address",
        values=values_of(place, f"young_person_id={young_person_id}"),
        when=on_day(asked_on, today),
    )
