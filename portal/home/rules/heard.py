"""What somebody has to do so that a young person is heard in their own words (R52)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from portal.home.rules import (
    Effect,
    Place,
    Sitting,
    Task,
    by_deadline,
    on_day,
    urgency_of,
    values_of,
)
from portal.kernel.deadlines import Deadline
from portal.kernel.wording import counted, long_date

UNOPENED = "Nobody has opened it yet. Nothing can be decided before somebody has."
UNREAD = "They shared it with the panel, and you have not read it since."
NOT_HERE = "There are no views yet, and no word of what was tried."


@dataclass(frozen=True, slots=True)
class Unopened:
    """What young people of one meeting shared and nobody opened: the first by time, how many."""

    item_id: str
    at: str
    number: int


def read_task(place: Place, sitting: Sitting, item_id: str, who: str, today: date) -> Task:
    """Read what one's own young person shared with the panel; others open it for the panel."""
    title = f"Read what {who} wants to say"
    return _open(place, sitting, item_id, today, title=title, why=UNREAD)


def open_some_task(place: Place, sitting: Sitting, unopened: Unopened, today: date) -> Task:
    """Open what young people of one meeting shared; it leads to the first of them by time."""
    number = unopened.number
    people = counted(number, "young person", "young people")
    which = f"Theirs is the {unopened.at} item" if number == 1 else f"The first is at {unopened.at}"
    return _open(
        place,
        sitting,
        unopened.item_id,
        today,
        title=f"Open what {people} {_want(number)} to say on {long_date(sitting.held_on)}",
        why=f"{which}. {UNOPENED}",
    )


def _open(
    place: Place, sitting: Sitting, item_id: str, today: date, *, title: str, why: str
) -> Task:
    return Task(
        title=title,
        why=why,
        due=sitting.held_on,
        urgency=urgency_of(sitting.held_on, today),
        effect=Effect.HEARD_TODAY if sitting.held_on <= today else Effect.NOT_PREPARED,
        district=place.district,
        page="voice.views",
        values=values_of(place, f"item_id={item_id}"),
        when=on_day(sitting.held_on, today),
    )


def _want(number: int) -> str:
    return "wants" if number == 1 else "want"


def ask_task(place: Place, item_id: str, who: str, due: Deadline, now_local: datetime) -> Task:
    """Ask one's own young person what they want to say, or write down what was tried."""
    return by_deadline(
        due,
        now_local,
        place,
        Effect.NOT_PREPARED,
        title=f"Ask {who} what they want to say",
        why=f"{NOT_HERE} The panel must hear what they want before it decides.",
        page="voice.views",
        subject=f"item_id={item_id}",
    )


def ask_some_task(
    place: Place, sitting: Sitting, number: int, due: Deadline, now_local: datetime
) -> Task:
    """See to it that the young people of one meeting are asked what they want to say."""
    people = counted(number, "young person", "young people")
    return by_deadline(
        due,
        now_local,
        place,
        Effect.NOT_PREPARED,
        title=f"Ask what {people} on {long_date(sitting.held_on)} {_want(number)} to say",
        why=f"{NOT_HERE} The panel must hear what they want before it decides.",
        page="preparation.meeting",
        subject=f"meeting_id={sitting.id}",
    )
