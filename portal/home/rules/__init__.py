"""What is on somebody's task list, and in which order. Pure: facts in, tasks out.

The order is effect on a young person first, then deadline; the groups are today, this week, later.
A task says what, by when, why that date, and leads to one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import IntEnum, StrEnum

from portal.kernel.deadlines import Deadline, DeadlineState, state
from portal.kernel.wording import capitalised, counted, joined, long_date
from portal.records.rules import due_sentence

WEEK = 7


class Effect(IntEnum):
    """What waiting costs a young person; the smaller, the more."""

    HEARD_TODAY = 1
    PROMISE_LATE = 2
    NEVER_HEARD = 3
    DECISION_NOT_ON_FILE = 4
    NOT_PREPARED = 5
    PROMISE_DUE = 6
    PAPERS = 7
    SLOT_UNUSED = 8
    NO_PANEL_PLANNED = 9
    SEAT_EMPTY = 10
    TO_READ = 11


class Urgency(StrEnum):
    """Where a task stands against its date."""

    LATE = "late"
    TODAY = "today"
    DUE = "due"
    UNDATED = "undated"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return {
            Urgency.LATE: "Late",
            Urgency.TODAY: "Today",
            Urgency.DUE: "To do",
            Urgency.UNDATED: "To do",
        }[self]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do. ``page`` and ``values`` name the one page it leads to.

    ``when`` is the due date in a sentence; ``steps`` say how it was worked out; ``district`` is a
    name to read.
    """

    title: str
    why: str
    due: date | None
    urgency: Urgency
    effect: Effect
    district: str
    page: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)
    when: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """The tasks of a stretch of time, in order."""

    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task is: the district's slug and name, and the panel's name."""

    district_id: str
    district: str
    panel: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A meeting: its id as addresses carry it, and its day."""

    id: str
    held_on: date


def grouped(tasks: Iterable[Task], today: date) -> tuple[Group, ...]:
    """Return the groups that have a task, each in order of effect, then date (ux: home)."""
    sunday = today + timedelta(days=WEEK - 1 - today.weekday())
    groups: dict[str, list[Task]] = {"Today": [], "This week": [], "Later": []}
    for task in sorted(tasks, key=order):
        if task.urgency in {Urgency.LATE, Urgency.TODAY}:
            groups["Today"].append(task)
        elif task.due is not None and task.due <= sunday:
            groups["This week"].append(task)
        else:
            groups["Later"].append(task)
    return tuple(Group(title, tuple(found)) for title, found in groups.items() if found)


def order(task: Task) -> tuple[int, date, str, str]:
    """Return what a task is sorted by: effect, date (undated last), district, title."""
    return task.effect, task.due or date.max, task.district, task.title


def urgency_of(due: date | None, today: date) -> Urgency:
    """Say where a plain date stands; all of the day itself is in time."""
    if due is None:
        return Urgency.UNDATED
    if due < today:
        return Urgency.LATE
    return Urgency.TODAY if due == today else Urgency.DUE


def by_clock(deadline: Deadline, now_local: datetime) -> Urgency:
    """Say where a deadline with an hour stands."""
    return {
        DeadlineState.LATE: Urgency.LATE,
        DeadlineState.DUE_TODAY: Urgency.TODAY,
        DeadlineState.DUE: Urgency.DUE,
    }[state(deadline, now_local)]


def by_deadline(
    deadline: Deadline, now_local: datetime, place: Place, effect: Effect, **words: str
) -> Task:
    """Make a task of a deadline with an hour; `words` are its title, why, page and subject."""
    page, values = words.pop("page"), words.pop("subject")
    return Task(
        **words,
        due=deadline.due,
        urgency=by_clock(deadline, now_local),
        effect=effect,
        district=place.district,
        page=page,
        values=values_of(place, values),
        when=due_sentence(deadline, now_local),
        steps=deadline.steps,
    )


def values_of(place: Place, subject: str = "") -> dict[str, str]:
    """Return the address values: the district, and the thing as ``name=id``."""
    values = {"district": place.district_id}
    if subject:
        name, _, found = subject.partition("=")
        values[name] = found
    return values


def hold_task(place: Place, sitting: Sitting) -> Task:
    """Hold today's panel."""
    return Task(
        title=f"Hold the {place.panel}",
        why="The panel meets today. Attendance and each item are recorded on one page.",
        due=sitting.held_on,
        urgency=Urgency.TODAY,
        effect=Effect.HEARD_TODAY,
        district=place.district,
        page="records.day",
        values=values_of(place, f"meeting_id={sitting.id}"),
        when="Due today",
    )


def agenda_task(
    place: Place,
    sitting: Sitting,
    deadline: Deadline,
    now_local: datetime,
    items: int,
) -> Task:
    """Publish an agenda that is not out yet (R62, R74)."""
    listed = counted(items, "young person", "young people") if items else "nobody yet"
    return by_deadline(
        deadline,
        now_local,
        place,
        Effect.NOT_PREPARED,
        title=f"Publish the agenda for {long_date(sitting.held_on)}",
        why=f"{place.panel}, {listed} on it.",
        page="panels.meeting",
        subject=f"meeting_id={sitting.id}",
    )


def papers_task(
    place: Place,
    sitting: Sitting,
    deadlines: Sequence[Deadline],
    now_local: datetime,
) -> Task:
    """Fetch the papers of those on an agenda that is not out yet; the earliest counts (R53-R55)."""
    first = min(deadlines, key=lambda each: (each.due, each.cut_off))
    number = counted(len(deadlines), "young person", "young people")
    return by_deadline(
        first,
        now_local,
        place,
        Effect.PAPERS,
        title=f"Fetch the papers of {number} for {long_date(sitting.held_on)}",
        why="The case summary and the last care-planning record.",
        page="panels.meeting",
        subject=f"meeting_id={sitting.id}",
    )


def file_task(
    place: Place, held_on: date, deadline: Deadline, now_local: datetime, records: int
) -> Task:
    """Put the records of a panel on the children's files (R75)."""
    number = counted(records, "record")
    return by_deadline(
        deadline,
        now_local,
        place,
        Effect.DECISION_NOT_ON_FILE,
        title=f"File {number} of the panel on {long_date(held_on)}",
        why="A decision counts once it is on the child’s file.",
        page="records.to_file",
        subject="",
    )


def write_task(
    place: Place,
    sitting: Sitting,
    deadline: Deadline,
    now_local: datetime,
    records: int,
) -> Task:
    """Complete the records of a panel that is over."""
    number = counted(records, "record")
    return by_deadline(
        deadline,
        now_local,
        place,
        Effect.DECISION_NOT_ON_FILE,
        title=f"Complete {number} of the panel on {long_date(sitting.held_on)}",
        why="Case support cannot file what is not complete.",
        page="records.day",
        subject=f"meeting_id={sitting.id}",
    )


def slots_task(
    place: Place,
    sitting: Sitting,
    deadline: Deadline,
    now_local: datetime,
    free: int,
) -> Task:
    """Fill the free slots of a planned meeting before its agenda goes out (R64)."""
    return by_deadline(
        deadline,
        now_local,
        place,
        Effect.SLOT_UNUSED,
        title=f"Fill {counted(free, 'free slot')} on {long_date(sitting.held_on)}",
        why=f"{place.panel}. A slot nobody has is a young person not heard.",
        page="panels.meeting",
        subject=f"meeting_id={sitting.id}",
    )


def gap_task(
    place: Place, last: date | None, next_on: date | None, most: int, today: date
) -> Task | None:
    """Plan a panel where the next one is missing or too far off (R42, A2); None where it is not."""
    due: date | None
    steps: tuple[str, ...] = ()
    if last is None:
        if next_on is not None:
            return None
        due, why = None, f"No {place.panel} has met or is planned here."
    else:
        due = last + timedelta(days=most)
        if next_on is not None and next_on <= due:
            return None
        planned = f"The next is on {long_date(next_on)}." if next_on else "None is planned."
        why = f"The last one met on {long_date(last)}. {planned}"
        steps = (
            f"{long_date(last)}: the last meeting",
            f"No more than {most} days may lie between two meetings here",
            f"The next must meet by {long_date(due)}",
        )
    return Task(
        title=f"Plan the next {place.panel}",
        why=why,
        due=due,
        urgency=urgency_of(due, today),
        effect=Effect.NO_PANEL_PLANNED,
        district=place.district,
        page="panels.plan",
        values=values_of(place),
        when=on_day(due, today),
        steps=steps,
    )


def seats_task(place: Place, empty: Sequence[str]) -> Task:
    """Find people for seats nobody holds (R22, R72)."""
    return Task(
        title=f"Fill {counted(len(empty), 'seat')} of the {place.panel}",
        why=f"Nobody holds: {joined(empty)}.",
        due=None,
        urgency=Urgency.UNDATED,
        effect=Effect.SEAT_EMPTY,
        district=place.district,
        page="panels.panels",
        values=values_of(place),
    )


def agreement_task(place: Place, sitting: Sitting, item_id: str, who: str, sentence: str) -> Task:
    """Ask one's own young person whether the panel may discuss them (R50, A11)."""
    return Task(
        title=f"No agreement for {who}",
        why=sentence,
        due=sitting.held_on,
        urgency=Urgency.TODAY,
        effect=Effect.NOT_PREPARED,
        district=place.district,
        page="agreements.item",
        values=values_of(place, f"item_id={item_id}"),
        when=f"The panel meets on {long_date(sitting.held_on)}",
    )


def asked_task(place: Place, number: int, due: date, today: date, kinds: Sequence[str]) -> Task:
    """Answer what young people ask for, and what they say is wrong (ideas 5 and 24)."""
    asks = counted(number, "request")
    in_one = capitalised(joined([f"{each[:1].lower()}{each[1:]}" for each in kinds]))
    return Task(
        title=f"Answer {asks} of young people",
        why=f"{in_one}. Each reads your answer.",
        due=due,
        urgency=urgency_of(due, today),
        effect=Effect.NOT_PREPARED,
        district=place.district,
        page="participation.requests",
        values=values_of(place),
        when=f"Answer by {long_date(due)}",
    )


def link_task(
    place: Place, sitting: Sitting, item_id: str, since: date, today: date, *, for_code: bool
) -> Task:
    """Give a young person a new way into their own pages: until then they are kept out (R49).

    ``for_code`` where they are in by a link, and a page of theirs alone needs more.
    """
    stuck = (
        "Somebody in by their link asked for it: a link is not enough to say yes or no, or to read "
        "what was decided."
        if for_code
        else "Somebody with their link asked for it, and cannot get in."
    )
    return Task(
        title=f"Give a young person a {'code' if for_code else 'new link or code'}",
        why=f"{stuck} Make sure that it is them. Their item is on {long_date(sitting.held_on)}.",
        due=since,
        urgency=urgency_of(since, today),
        effect=Effect.NOT_PREPARED,
        district=place.district,
        page="ways_in.ways",
        values=values_of(place, f"item_id={item_id}"),
        when=f"Asked on {long_date(since)}",
    )


def lost_task(place: Place, sitting: Sitting, items: int, today: date) -> Task:
    """Tell who builds an agenda of items that were stopped after it went out (A11)."""
    number = counted(items, "item")
    verb = "is" if items == 1 else "are"
    return Task(
        title=f"{capitalised(number)} on {long_date(sitting.held_on)} {verb} not being heard",
        why="The young person stopped it. Readers see a mark in its place. Take it off the "
        "agenda, so that its time can be used. Readers see that in the next version that is "
        "published.",
        due=sitting.held_on,
        urgency=Urgency.TODAY if sitting.held_on >= today else Urgency.LATE,
        effect=Effect.HEARD_TODAY,
        district=place.district,
        page="panels.meeting",
        values=values_of(place, f"meeting_id={sitting.id}"),
        when=on_day(sitting.held_on, today),
    )


def attend_task(place: Place, sitting: Sitting, who: str, today: date) -> Task:
    """Come to one's own young person's item once the agenda is out (R70, R71)."""
    return Task(
        title=f"Come to the panel for {who}",
        why="You speak to the plan. If you cannot come, your manager comes in your place.",
        due=sitting.held_on,
        urgency=urgency_of(sitting.held_on, today),
        effect=Effect.HEARD_TODAY if sitting.held_on == today else Effect.NOT_PREPARED,
        district=place.district,
        page="panels.agenda",
        values=values_of(place, f"meeting_id={sitting.id}"),
        when=on_day(sitting.held_on, today),
    )


def read_task(place: Place, sitting: Sitting, today: date, *, pack: bool = True) -> Task:
    """Read what is out and prepare (R73): one's pack, or the agenda for whoever has no papers."""
    what = "your pack" if pack else "the agenda"
    return Task(
        title=f"Read {what} for {long_date(sitting.held_on)}",
        why=f"{place.panel}. Come prepared, or arrange a deputy.",
        due=sitting.held_on,
        urgency=urgency_of(sitting.held_on, today),
        effect=Effect.TO_READ,
        district=place.district,
        page="packs.pack" if pack else "panels.agenda",
        values=values_of(place, f"meeting_id={sitting.id}"),
        when=on_day(sitting.held_on, today),
    )


def coverage_task(place: Place, never_heard: int, overdue: int, *, nominates: bool) -> Task | None:
    """Nominate who the panel must hear and has not (R4); None where everybody was heard in time.

    All of them are past their date, so the task is late until somebody is on an agenda.
    """
    if not never_heard and not overdue:
        return None
    parts = []
    if never_heard:
        parts.append(f"{counted(never_heard, 'young person', 'young people')} never heard")
    if overdue:
        parts.append(f"{counted(overdue, 'review')} overdue")
    return Task(
        title=capitalised(joined(parts)),
        why="The panel reviews everyone in care from 16. "
        + ("Nominate them to a free slot." if nominates else "Case support can nominate them."),
        due=None,
        urgency=Urgency.LATE,
        effect=Effect.NEVER_HEARD,
        district=place.district,
        page="coverage.district",
        values=values_of(place),
    )


def unreadable_task(place: Place, reason: str) -> Task:
    """Say that a district's rules do not load, so that its tasks are not shown."""
    return Task(
        title="This district's rules cannot be read",
        why=reason,
        due=None,
        urgency=Urgency.LATE,
        effect=Effect.HEARD_TODAY,
        district=place.district,
        page="home.home",
    )


def on_day(due: date | None, today: date) -> str:
    """Say where a plain date stands, in a sentence; nothing where there is none."""
    if due is None:
        return ""
    if due < today:
        late = counted((today - due).days, "day")
        return f"Late by {late}: it was due on {long_date(due)}"
    if due == today:
        return "Due today"
    if due == today + timedelta(days=1):
        return f"Due tomorrow, {long_date(due)}"
    return f"Due on {long_date(due)}"
