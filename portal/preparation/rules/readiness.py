"""Readiness as a sentence with the next step, and the order in which tasks are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from portal.kernel.wording import capitalised, counted, day_and_month, joined, number_word
from portal.preparation.rules.owners import Part
from portal.preparation.rules.tasks import State, Task

SAID_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Readiness:
    """How ready an item is, and what is next. `tone` is one of the status sentence's."""

    text: str
    next_step: str = ""
    tone: str | None = None


def open_tasks(found: Iterable[Task]) -> list[Task]:
    """Return what somebody has still to do: late first, then by date, then as listed."""
    return sorted(
        (each for each in found if each.is_open),
        key=lambda each: (each.state is not State.LATE, each.due.due),
    )


def readiness(found: Sequence[Task]) -> Readiness:
    """Say how ready an item is. What is not here never takes its slot away."""
    waiting = open_tasks(found)
    if not waiting:
        return Readiness("Ready: everything that was asked for is here")
    late = [each for each in waiting if each.state is State.LATE]
    first = waiting[0]
    step = f"{first.key.label}: {_asked(first)}, by {day_and_month(first.due.due)}"
    if late:
        names = _shorts(late)
        return Readiness(f"Not here yet, and late: {names}", step, "problem")
    number = capitalised(counted(len(waiting), "thing"))
    return Readiness(f"{number} to come: {_shorts(waiting)}", step, "waiting")


def _shorts(found: Sequence[Task]) -> str:
    names = [each.key.short for each in found[:SAID_AT_MOST]]
    more = len(found) - len(names)
    return joined([*names, f"{number_word(more)} more"] if more else names)


def _asked(task: Task) -> str:
    names = joined([each.name for each in task.owner.people], "or")
    if not names or task.owner.part is Part.KNOWS:
        return "nobody is there to ask"
    return f"{names} to find somebody" if task.owner.part is Part.FINDS else names


def waiting_for_you(young_people: int, panel_day: date, first_due: date) -> str:
    """Say to somebody how many wait for them: "Three young people on 11 December wait for …"."""
    number = capitalised(counted(young_people, "young person", "young people"))
    waits = "waits" if young_people == 1 else "wait"
    day = day_and_month(panel_day).partition(" ")[2]
    return f"{number} on {day} {waits} for what you know. Write it by {day_and_month(first_due)}"
