"""Who is reminded of what, and when: neutral, once a day, up the chain, and over when it is done.

Four steps for whoever is asked: when the work opens, five and two working days before it is due,
and on the working day after. From the second working day after, each day takes it one step up the
chain, until the district lead knows. A young person's slot stays where it is all the while.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from portal.kernel.working_days import Calendar
from portal.preparation.rules.owners import Chain, Level
from portal.preparation.rules.tasks import Task

OPENED, SOON, VERY_SOON, LATE = "opened", "five_days", "two_days", "late"
BEFORE = ((SOON, 5), (VERY_SOON, 2))
"""The steps before the date, with their working days."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An open task of one item, as reminders need it."""

    item_id: UUID
    key: str
    due: date
    opened_on: date
    chain: Chain
    again: bool = False
    """Whether it was done before, and opened again on that day: it is reminded of anew."""

    def mark(self, step: str) -> str:
        """Return under what a step is written down."""
        return f"{step}_again_{self.opened_on:%Y%m%d}" if self.again else step


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that went to somebody, about one task at one step, and on which day."""

    person_id: UUID
    item_id: UUID
    key: str
    step: str
    on: date


@dataclass(frozen=True, slots=True)
class Quiet:
    """The hours in which nothing is sent, by the clock in England; the same twice: none."""

    starts: time
    ends: time

    def holds(self, clock: time) -> bool:
        """Tell whether it is quiet at this time of day."""
        if self.starts <= self.ends:
            return self.starts <= clock < self.ends
        return clock >= self.starts or clock < self.ends


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to one person for everything that waits for them; it says the first date.

    `about` is what it stands for, to be written down: item, task and step. It never leaves.
    """

    person_id: UUID
    first_due: date
    about: tuple[tuple[UUID, str, str], ...]


def pending(item_id: UUID, nominated_on: date, found: Iterable[Task]) -> list[Pending]:
    """Return what is open of an item's tasks."""
    return [
        Pending(
            item_id,
            each.key.value,
            each.due.due,
            each.again_since or nominated_on,
            each.chain,
            again=each.again_since is not None,
        )
        for each in found
        if each.is_open
    ]


def reminders(
    waiting: Iterable[Pending],
    sent: Collection[Sent],
    now_local: datetime,
    quiet: Quiet,
    calendar: Calendar,
) -> tuple[Reminder, ...]:
    """Say who gets a message now, each person at most one a day; nothing in quiet hours.

    What is done is not in `waiting`, so nothing more is said of it. Asked again with what was sent
    written down, it returns nothing: a job that runs twice sends once.
    """
    today = now_local.date()
    if quiet.holds(now_local.time()) or not calendar.is_working_day(today):
        return ()
    told_today = {each.person_id for each in sent if each.on == today}
    before = {(each.person_id, each.item_id, each.key, each.step) for each in sent}
    found: dict[UUID, list[tuple[Pending, str]]] = {}
    for each in sorted(waiting, key=lambda one: (one.due, str(one.item_id), one.key)):
        for passed, level in _steps_now(each, today, calendar):
            step = each.mark(passed)
            for person in level.people:
                mark = (person.id, each.item_id, each.key, step)
                if person.id not in told_today and mark not in before:
                    found.setdefault(person.id, []).append((each, step))
    return tuple(
        Reminder(
            person_id,
            min(each.due for each, _ in about),
            tuple((each.item_id, each.key, step) for each, step in about),
        )
        for person_id, about in sorted(found.items())
    )


def _steps_now(task: Pending, today: date, calendar: Calendar) -> list[tuple[str, Level]]:
    """Return the newest step that has come for each level of the chain that it has reached.

    A step that passed while nothing ran is not made up for: the next one says as much.
    """
    levels = [level for level in task.chain if level.people]
    if not levels or today < task.opened_on:
        return []
    if today <= task.due:
        step = OPENED
        for name, days in BEFORE:
            comes_on = calendar.back(task.due, days)
            if task.opened_on < comes_on <= today:
                step = name
        return [(step, levels[0])]
    passed = calendar.walk(task.due, len(levels), step=1)
    gone = sum(each.number is not None and each.day <= today for each in passed)
    return [(f"{LATE}_{number}", levels[number]) for number in range(gone)]
