"""What somebody has to do so that an item is prepared: their own, what they know, what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.home.rules import (
    Effect,
    Place,
    Sitting,
    Task,
    Urgency,
    by_deadline,
    on_day,
    urgency_of,
    values_of,
)
from portal.kernel.deadlines import Deadline
from portal.kernel.wording import counted, day_and_month, joined, long_date, number_word
from portal.packs.rules.waiting import Waiting

SAID_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not here yet: what it is, of how many young people, and the first date of it."""

    things: tuple[str, ...]
    young_people: int
    first: Deadline

    @property
    def names(self) -> str:
        """A few of the things, each once, and how many more there are."""
        each = tuple(dict.fromkeys(self.things))
        if len(each) <= SAID_AT_MOST:
            return joined(each)
        return joined([*each[:SAID_AT_MOST], f"{number_word(len(each) - SAID_AT_MOST)} more"])


def prepare_task(
    place: Place, who: str, item_id: str, missing: Missing, now_local: datetime
) -> Task:
    """Get ready for one's own young person's item: what is missing, and by when (R47-R52, R73)."""
    return by_deadline(
        missing.first,
        now_local,
        place,
        Effect.NOT_PREPARED,
        title=f"Get ready for {who}",
        why=f"Not here yet: {missing.names}.",
        page="preparation.item",
        subject=f"item_id={item_id}",
    )


def write_task(place: Place, sitting: Sitting, missing: Missing, now_local: datetime) -> Task:
    """Write what one's agency knows of those on an agenda, before it is due (R57-R61, R73)."""
    number = counted(missing.young_people, "young person", "young people")
    waits = "waits" if missing.young_people == 1 else "wait"
    title = f"{number[:1].upper()}{number[1:]} on {_day(sitting)} {waits} for what you know"
    why = f"{place.panel}. Write it by {day_and_month(missing.first.due)}."
    return _for_meeting(place, sitting, missing, now_local, title=title, why=why)


def fetch_task(place: Place, sitting: Sitting, missing: Missing, now_local: datetime) -> Task:
    """Fetch the two papers of those on an agenda, by the deadline for it (R53-R55)."""
    people = counted(missing.young_people, "young person", "young people")
    title = f"Fetch the papers of {people} on {_day(sitting)}"
    why = f"Not here yet: {missing.names}."
    return _for_meeting(place, sitting, missing, now_local, title=title, why=why)


def find_task(place: Place, sitting: Sitting, missing: Missing, now_local: datetime) -> Task:
    """Find somebody for what nobody in the post does: a worker, or who holds the seat (R71)."""
    people = counted(missing.young_people, "young person", "young people")
    title = f"Find who prepares for {people} on {_day(sitting)}"
    why = (
        f"Nobody holds the post for: {missing.names}. Say who works with them, or who holds the "
        "seat."
    )
    return _for_meeting(place, sitting, missing, now_local, title=title, why=why)


def _day(sitting: Sitting) -> str:
    return day_and_month(sitting.held_on).partition(" ")[2]


def _for_meeting(
    place: Place, sitting: Sitting, missing: Missing, now_local: datetime, *, title: str, why: str
) -> Task:
    return by_deadline(
        missing.first,
        now_local,
        place,
        Effect.NOT_PREPARED,
        title=title,
        why=why,
        page="preparation.meeting",
        subject=f"meeting_id={sitting.id}",
    )


def chase_task(place: Place, sitting: Sitting, missing: Missing, today: date) -> Task:
    """Chase what is late for a meeting; nobody loses their slot over it (R62, R73)."""
    number = counted(len(missing.things), "thing")
    people = counted(missing.young_people, "young person", "young people")
    oldest = missing.first.due
    return Task(
        title=f"Chase {number} not here yet for {long_date(sitting.held_on)}",
        why=f"{people[:1].upper()}{people[1:]}: {missing.names}.",
        due=oldest,
        urgency=urgency_of(oldest, today),
        effect=Effect.NOT_PREPARED,
        district=place.district,
        page="preparation.meeting",
        values=values_of(place, f"meeting_id={sitting.id}"),
        when=on_day(oldest, today),
    )


def join_task(place: Place, sitting: Sitting, late: Waiting, today: date) -> Task:
    """Look through what waits to join a pack that is out, for its readers to be given it (C16)."""
    one = late.number == 1
    return Task(
        title=f"Look at what came late for {long_date(sitting.held_on)}",
        why=f"{late.words} {'waits' if one else 'wait'}. Readers are given "
        f"{'it' if one else 'them'} once you have looked.",
        due=today,
        urgency=Urgency.TODAY,
        effect=Effect.PAPERS,
        district=place.district,
        page="packs.late",
        values=values_of(place, f"meeting_id={sitting.id}"),
        when="Due today",
    )
