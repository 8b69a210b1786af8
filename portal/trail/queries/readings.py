"""The readings of a month, and what gave each reader what they read (C43).

Everything is read once for the month and held against each reading in memory.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, or_, select

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.cases.rules.allocation import Post
from portal.database import joins, session
from portal.kernel.england import day_begins
from portal.panels.models import Item, Meeting, MeetingDeputy, SeatHolder, Visit
from portal.panels.rules.windows import OWN_ITEMS_FOR
from portal.people.models import Person
from portal.records.models import Action
from portal.trail.rules.own import BEFORE_IT, Heard, Passed, Seat, Tie, ties_of
from portal.web.clock import LONDON

BY_COMMAND = "command: %"
"""How the entries of what commands showed begin; nobody is signed in there."""
PASSED_ON = (
    "cases:young_person:allocated",
    "cases:young_person:handed_over",
    "panels:item:handed_over",
    "panels:item:nominated",
    "panels:item:passed_on",
    "panels:item:stand_in_named",
)
"""The entries that say whose a part was and whose it is now, each under the part's own name."""
STAND_IN = "stand_in"


def _made(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the criteria of what people and commands were shown of young people.

    What was read of the trail at large, this very list among it, is about none of them. Who has
    looked at one young person is: it tells of their panels and of everybody who works with them.
    """
    return (
        Event.happened_at >= since,
        Event.happened_at < until,
        or_(Event.subject_kind != "trail", Event.young_person_id.is_not(None)),
        or_(Event.actor_id.is_not(None), Event.event.like(BY_COMMAND)),
    )


def single_readings(since: datetime, until: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return who opened which young person on their own, or was refused, in order."""
    return session.execute(
        select(
            Event.seq,
            Event.kind,
            Event.happened_at,
            Event.actor_id,
            Event.young_person_id,
            Person.name.label("reader"),
            YoungPerson.reference,
            YoungPerson.preferred_name,
            func.coalesce(Event.about_district, YoungPerson.district_id).label("district_id"),
            Event.page,
        )
        .outerjoin(Person, joins(Event, "actor_id", Person))
        .outerjoin(YoungPerson, joins(Event, "young_person_id", YoungPerson))
        .where(
            *_made(since, until),
            Event.kind.in_(("read", "refused")),
            or_(Event.young_person_id.is_not(None), Event.kind == "refused"),
        )
        .order_by(Event.seq)
    ).all()


@dataclass(frozen=True, slots=True)
class NamedTogether:
    """One list that somebody was shown, and everybody it named."""

    seq: int
    happened_at: datetime
    actor_id: UUID | None
    reader: str | None
    district_id: str | None
    page: str
    named: frozenset[UUID]


def lists_read(since: datetime, until: datetime) -> list[NamedTogether]:
    """Return each list that somebody was shown, in order, with everybody it named."""
    rows = session.execute(
        select(
            Event.seq,
            Event.event,
            Event.happened_at,
            Event.actor_id,
            Event.young_person_id,
            Event.about_district,
            Event.page,
        )
        .where(*_made(since, until), Event.kind == "listed", Event.young_person_id.is_not(None))
        .order_by(Event.seq)
    )
    opened: dict[tuple[Any, ...], list[Row[*tuple[Any, ...]]]] = {}
    for row in rows:
        key = (row.actor_id, row.event, row.happened_at, row.about_district, row.page)
        opened.setdefault(key, []).append(row)
    names = _names({key[0] for key in opened if key[0] is not None})
    return [
        NamedTogether(
            seq=first.seq,
            happened_at=first.happened_at,
            actor_id=first.actor_id,
            reader=names.get(first.actor_id),
            district_id=first.about_district,
            page=first.page,
            named=frozenset(each.young_person_id for each in (first, *rest)),
        )
        for first, *rest in opened.values()
    ]


def _names(people: set[UUID]) -> dict[UUID, str]:
    rows = session.execute(
        select(Person.id, Person.name).where(Person.id.in_(sorted(people))).order_by(Person.id)
    )
    return {row.id: row.name for row in rows}


@dataclass(frozen=True, slots=True)
class Entitled:
    """What gave readers young people: cases and items by young person, and everybody's seats."""

    cases: Mapping[UUID, tuple[Tie, ...]]
    heard: Mapping[UUID, tuple[Heard, ...]]
    seats: Mapping[tuple[UUID, UUID], tuple[Seat, ...]]
    """By the panel and who had them: a panel's seats of all years are many, one reader's few."""

    def seats_of(self, reader_id: UUID, heard: Iterable[Heard]) -> list[Seat]:
        """Return what seats somebody had on the panels that these items are heard at."""
        panels = {item.panel_id for item in heard}
        return [seat for panel in panels for seat in self.seats.get((panel, reader_id), ())]


def entitled(since: datetime, until: datetime) -> Entitled:
    """Return what gave readers young people between two moments."""
    passed = _passed(since)
    return Entitled(cases=_cases(passed), heard=_heard(since, until, passed), seats=_seats())


def _passed(since: datetime) -> dict[UUID, list[Passed]]:
    """Return how posts passed on since a moment, by the young person or item whose they are."""
    rows = session.execute(
        select(Event.subject_id, Event.happened_at, Event.facts)
        .where(Event.event.in_(PASSED_ON), Event.happened_at >= since)
        .order_by(Event.seq)
    )
    found: dict[UUID, list[Passed]] = defaultdict(list)
    for row in rows:
        posts = {
            post: (_id(change["from"]), _id(change["to"]))
            for post, change in (row.facts or {}).items()
            if isinstance(change, Mapping)
        }
        found[row.subject_id].append(Passed(row.happened_at, posts))
    return found


def _id(text: str | None) -> UUID | None:
    return None if text is None else UUID(text)


def _posts(row: Any) -> dict[str, UUID | None]:
    return {post.value: getattr(row, f"{post.value}_id") for post in Post}


_POSTS = tuple(f"{post.value}_id" for post in Post)


def _cases(passed: Mapping[UUID, Sequence[Passed]]) -> dict[UUID, tuple[Tie, ...]]:
    rows = session.execute(
        select(YoungPerson.id, *(getattr(YoungPerson, name) for name in _POSTS)).order_by(
            YoungPerson.id
        )
    )
    return {row.id: ties_of(_posts(row), passed.get(row.id, ())) for row in rows}


def _heard(
    since: datetime, until: datetime, passed: Mapping[UUID, Sequence[Passed]]
) -> dict[UUID, tuple[Heard, ...]]:
    """Return the items that were anybody's between two moments, by young person."""
    last = (
        select(
            Action.item_id,
            func.max(func.coalesce(Action.done_on, Action.due_on)).label("done_on"),
            func.max(Action.due_on).label("due_on"),
        )
        .group_by(Action.item_id)
        .order_by(Action.item_id)
    )
    actions = {row.item_id: max(row.done_on, row.due_on) for row in session.execute(last)}
    asked = _asked_to()
    rows = session.execute(
        select(
            Item.id,
            Item.young_person_id,
            Item.meeting_id,
            Item.district_id,
            Item.nominated_on,
            Item.closed_at,
            Item.stand_in_id,
            *(getattr(Item, name) for name in _POSTS),
            Meeting.panel_id,
            Meeting.held_on,
        )
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .where(
            Meeting.held_on >= since.date() - OWN_ITEMS_FOR,
            Item.nominated_on <= until.date() + BEFORE_IT,
        )
        .order_by(Item.id)
    )
    found: dict[UUID, list[Heard]] = defaultdict(list)
    for row in rows:
        days = (row.held_on, _day(row.closed_at), actions.get(row.id))
        then = passed.get(row.id, ())
        ties = [*ties_of(_posts(row), then), *_stood_in(row, then), *asked.get(row.id, ())]
        found[row.young_person_id].append(
            Heard(
                district_id=row.district_id,
                panel_id=row.panel_id,
                meeting_id=row.meeting_id,
                nominated_on=row.nominated_on,
                last_on=max(day for day in days if day is not None),
                ties=tuple(ties),
            )
        )
    return {key: tuple(items) for key, items in found.items()}


def _stood_in(row: Any, passed: Sequence[Passed]) -> Iterator[Tie]:
    """Return who came in the worker's place when: nobody does once the record is filed."""
    for tie in ties_of({STAND_IN: row.stand_in_id}, passed):
        ends = [each for each in (tie.until, row.closed_at) if each is not None]
        yield replace(tie, until=min(ends, default=None))


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.astimezone(LONDON).date()


def _asked_to() -> dict[UUID, list[Tie]]:
    """Return who was asked to each item, and who has something to do that was agreed there."""
    found: dict[UUID, list[Tie]] = defaultdict(list)
    visits = session.execute(
        select(
            Visit.item_id,
            Visit.person_id,
            Visit.opens_at,
            Visit.closes_at,
            Visit.ended_at,
            Item.closed_at.label("filed_at"),
        )
        .join(Item, joins(Visit, "item_id", Item))
        .order_by(Visit.id)
    )
    for row in visits:
        ends = [each for each in (row.closes_at, row.ended_at, row.filed_at) if each is not None]
        found[row.item_id].append(Tie(row.person_id, row.opens_at, min(ends, default=None)))
    owners = session.execute(
        select(Action.item_id, Action.owner_id).distinct().order_by(Action.item_id, Action.owner_id)
    )
    for item_id, owner_id in owners:
        found[item_id].append(Tie(owner_id))
    return found


def _seats() -> dict[tuple[UUID, UUID], tuple[Seat, ...]]:
    """Return every term of a seat, and everybody sent to one meeting, by panel and person."""
    found: dict[tuple[UUID, UUID], list[Seat]] = defaultdict(list)
    terms = session.execute(
        select(
            SeatHolder.panel_id, SeatHolder.person_id, SeatHolder.starts_on, SeatHolder.ends_on
        ).order_by(SeatHolder.id)
    )
    for row in terms:
        after = None if row.ends_on is None else day_begins(row.ends_on + timedelta(days=1))
        found[row.panel_id, row.person_id].append(
            Seat(Tie(row.person_id, day_begins(row.starts_on), after), row.panel_id)
        )
    sent = session.execute(
        select(
            Meeting.panel_id,
            MeetingDeputy.meeting_id,
            MeetingDeputy.person_id,
            MeetingDeputy.named_at,
            MeetingDeputy.ended_at,
        )
        .join(Meeting, joins(MeetingDeputy, "meeting_id", Meeting))
        .order_by(MeetingDeputy.id)
    )
    for panel_id, meeting_id, person_id, named_at, ended_at in sent:
        tie = Tie(person_id, named_at, ended_at)
        found[panel_id, person_id].append(Seat(tie, panel_id, meeting_id))
    return {key: tuple(seats) for key, seats in found.items()}
