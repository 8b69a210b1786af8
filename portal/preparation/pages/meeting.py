"""A meeting's preparation as one reader may see it: what is late first, then everybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from portal.kernel.deadlines import Deadline
from portal.kernel.wording import clock_time
from portal.panels import queries as panels
from portal.panels.pages.posts import nobody_publishes
from portal.panels.policy import (
    Sees,
    is_out,
    knows_when_stopped,
    require_knowing,
    shown,
    sight,
)
from portal.panels.readiness import Said
from portal.people.policy import Actor
from portal.preparation import policy, queries
from portal.preparation.queries import ItemPrepared, Preparation
from portal.preparation.rules.keys import TaskKey
from portal.preparation.rules.owners import Part
from portal.preparation.rules.readiness import Readiness, readiness, waiting_for_you
from portal.preparation.rules.tasks import State, Task
from portal.tenancy.door import variation_of
from portal.web.clock import LONDON

CSV_HEADINGS = ("Time", "Young person", "What", "State", "Whose work", "Due", "What is there")


@dataclass(frozen=True, slots=True)
class TaskLine:
    """A task of some items that the same people are asked for, due on the same day."""

    due: date
    key: TaskKey
    owner: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item with its tasks by state."""

    item_id: UUID
    young_person_id: UUID
    start: time
    who: str
    named: bool
    readiness: Readiness
    tasks: tuple[Task, ...]

    def shorts(self, *states: State) -> tuple[str, ...]:
        """Return the short names of the tasks in some states."""
        return tuple(each.key.short for each in self.tasks if each.state in states)

    @property
    def late(self) -> tuple[str, ...]:
        """What is late."""
        return self.shorts(State.LATE)

    @property
    def to_come(self) -> tuple[str, ...]:
        """What is to do and still in time."""
        return self.shorts(State.WAITING)

    @property
    def here(self) -> tuple[str, ...]:
        """What is done, or not needed."""
        return self.shorts(State.DONE, State.NOT_NEEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """A meeting's preparation."""

    meeting_id: UUID
    panel_name: str
    district_name: str
    day: date
    agenda: Deadline
    builds: bool
    late: tuple[TaskLine, ...]
    waiting: tuple[TaskLine, ...]
    items: tuple[ItemLine, ...]
    sentence: str
    """What waits for this reader, where somebody does."""
    nobody: str
    """That nobody is there to publish the agenda, and who can change that."""

    @property
    def named(self) -> tuple[UUID, ...]:
        """The young people the page shows."""
        return tuple(each.young_person_id for each in self.items)


def meeting_page(*, actor: Actor, meeting_id: UUID, now: datetime) -> MeetingPage:
    """Return a meeting's preparation. NotFoundError for whoever may not know of the meeting."""
    meeting, _ = panels.meeting(meeting_id)
    require_knowing(actor, meeting, meeting_id)
    prepared = queries.meeting_prepared(meeting_id, now)
    lines = _item_lines(prepared, actor)
    items = tuple(sorted(lines, key=lambda item: (not item.late, item.start)))
    builds = policy.builds(actor, prepared.facts)
    return MeetingPage(
        meeting_id=meeting_id,
        panel_name=prepared.kind.label,
        district_name=variation_of(prepared.meeting.district_id).ref.name,
        day=prepared.meeting.held_on,
        agenda=prepared.agenda,
        builds=builds,
        late=_of(items, State.LATE),
        waiting=_of(items, State.WAITING),
        items=items,
        sentence=waiting_for(prepared, actor) or "",
        nobody=nobody_publishes(actor, prepared.meeting, now.astimezone(LONDON).date()),
    )


def _item_lines(prepared: Preparation, actor: Actor) -> Iterator[ItemLine]:
    for each in prepared.items:
        seen = sight(actor, prepared.facts, each.about)
        tasks = policy.tasks_for(each.tasks, actor, prepared.facts, each.about)
        if seen.sees not in {Sees.NAME, Sees.REFERENCE} or not tasks:
            continue
        if each.stopped and not knows_when_stopped(actor, prepared.facts, each.about):
            continue
        row = each.item
        who = shown(sees=seen.named, name=row.preferred_name, reference=row.reference)
        yield ItemLine(
            row.id, row.young_person_id, row.start, who, seen.named, readiness(tasks), tasks
        )


def _of(items: Iterable[ItemLine], state: State) -> tuple[TaskLine, ...]:
    """Return the tasks in a state, the first due first: one line for all it is the same for."""
    found: dict[tuple[date, TaskKey, str], list[ItemLine]] = {}
    for item in items:
        for task in item.tasks:
            if task.state is state:
                same = (task.due.due, task.key, task.owner.sentence)
                found.setdefault(same, []).append(item)
    order = list(TaskKey)
    return tuple(
        TaskLine(*same, tuple(sorted(of, key=lambda item: item.start)))
        for same, of in sorted(
            found.items(), key=lambda each: (each[0][0], order.index(each[0][1]), each[0][2])
        )
    )


def asked_of(
    prepared: Preparation, actor: Actor, part: Part = Part.DOES
) -> list[tuple[ItemPrepared, list[Task]]]:
    """Return the items with open tasks that somebody is asked for by name, in order of time.

    Those they do themselves, unless another part in them is asked for. Nothing is asked for an item
    whose young person stopped being discussed, nor late for it.
    """
    found = []
    for each in prepared.items:
        if each.stopped or is_out(actor, each.about):
            continue
        own = [
            task
            for task in each.tasks
            if task.is_open and task.owner.part is part and task.owner.has(actor.person_id)
        ]
        if own:
            found.append((each, own))
    return found


def late_of(prepared: Preparation, actor: Actor) -> list[tuple[ItemPrepared, list[Task]]]:
    """Return the items with what is late for them, in order of time; those one is out of not."""
    found = []
    for each in prepared.items:
        late = [task for task in each.tasks if task.state is State.LATE]
        if late and not each.stopped and not is_out(actor, each.about):
            found.append((each, late))
    return found


def waiting_for(prepared: Preparation, actor: Actor) -> str | None:
    """Say how many young people wait for what somebody knows, and by when they write it."""
    own = asked_of(prepared, actor)
    if not own:
        return None
    first = min(task.due.due for _, tasks in own for task in tasks)
    return waiting_for_you(len(own), prepared.meeting.held_on, first)


def said_of(
    actor: Actor, meeting_id: UUID, item_id: UUID | None, now: datetime
) -> dict[UUID, Said]:
    """Say how ready a meeting's items are, or one of them, to somebody who is shown their tasks."""
    if item_id is None:
        prepared = queries.meeting_prepared(meeting_id, now)
    else:
        prepared = queries.item_prepared(item_id, now)
    return {
        line.item_id: Said(line.readiness.text, line.readiness.next_step, line.readiness.tone)
        for line in _item_lines(prepared, actor)
    }


def csv_rows(page: MeetingPage) -> Iterator[tuple[object, ...]]:
    """Return every task of the page, late first, as rows of a file."""
    order = list(State)
    lines = [(item, task) for item in page.items for task in item.tasks]
    for item, task in sorted(lines, key=lambda each: (order.index(each[1].state), each[0].start)):
        owner, due = task.owner.sentence, task.due.due
        start, who = clock_time(item.start), item.who
        yield start, who, task.key.short, task.state.label, owner, due, task.found
