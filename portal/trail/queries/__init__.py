"""Named reads of the trail for its pages: newest first, a page at a time by the entry's number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import joins, session
from portal.outbox.models import Message
from portal.outbox.rules.kinds import State
from portal.panels.models import Item
from portal.papers.models import Paper
from portal.people.models import Person
from portal.protection.queries.holdings import Holdings, everything_about
from portal.records.models import Action, ItemRecord
from portal.tenancy.models import District

SHOWN = 50
READINGS = ("read", "listed", "refused")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as pages show it. ``reference`` is whom it is about, where this scope has them."""

    seq: int
    kind: str
    event: str
    page: str
    why: str
    purpose: str
    subject_kind: str
    happened_at: datetime
    about_district: str | None
    actor_id: UUID | None
    actor: str | None
    reference: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the trail is asked for; nothing set means all of it."""

    about: ColumnElement[bool] | None = None
    kinds: tuple[str, ...] = ()
    actor_id: UUID | None = None
    young_person_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def entries(asked: Asked, *, before: int | None = None, limit: int = SHOWN) -> list[Entry]:
    """Return the newest entries, those before a number where one is given."""
    criteria = _criteria(asked)
    if before is not None:
        criteria.append(Event.seq < before)
    of_item = aliased(YoungPerson)
    rows = session.execute(
        select(
            Event.seq,
            Event.kind,
            Event.event,
            Event.page,
            Event.why,
            Event.purpose,
            Event.subject_kind,
            Event.happened_at,
            Event.about_district,
            Event.actor_id,
            Person.name.label("actor"),
            func.coalesce(YoungPerson.reference, of_item.reference).label("reference"),
        )
        .outerjoin(Person, joins(Event, "actor_id", Person))
        .outerjoin(YoungPerson, joins(Event, "young_person_id", YoungPerson))
        .outerjoin(Item, and_(joins(Event, "subject_id", Item), Event.subject_kind == "item"))
        .outerjoin(of_item, joins(Item, "young_person_id", of_item))
        .where(*criteria)
        .order_by(Event.seq.desc())
        .limit(limit)
    )
    return [Entry(**row) for row in rows.mappings()]


def count(asked: Asked) -> int:
    """Return how many entries there are of what is asked for."""
    found = session.scalar(select(func.count()).select_from(Event).where(*_criteria(asked)))
    return found or 0


def _criteria(asked: Asked) -> list[ColumnElement[bool]]:
    possible: Iterable[ColumnElement[bool] | None] = (
        asked.about,
        Event.kind.in_(asked.kinds) if asked.kinds else None,
        Event.actor_id == asked.actor_id if asked.actor_id else None,
        Event.young_person_id == asked.young_person_id if asked.young_person_id else None,
        Event.happened_at >= asked.since if asked.since else None,
        Event.happened_at < asked.until if asked.until else None,
    )
    return [each for each in possible if each is not None]


def _subject(kind: str, ids: Collection[UUID]) -> ColumnElement[bool]:
    return and_(Event.subject_kind == kind, Event.subject_id.in_(ids))


def about_young_person(young_person_id: UUID) -> ColumnElement[bool]:
    """Return what is about one young person: their page, their items and their parts, and lists."""
    items = session.scalars(
        select(Item.id).where(Item.young_person_id == young_person_id).order_by(Item.id)
    ).all()
    return or_(
        Event.young_person_id == young_person_id,
        _subject("young_person", [young_person_id]),
        _about_items(items),
    )


def about_item(item_id: UUID) -> ColumnElement[bool]:
    """Return what is about one item: its record, actions and papers, and its meeting's lists.

    Whoever read this very page is among them, as on the page of a meeting.
    """
    item = session.scalars(select(Item).where(Item.id == item_id)).one()
    return or_(
        _about_items([item_id]),
        and_(_subject("meeting", [item.meeting_id]), Event.young_person_id == item.young_person_id),
    )


def about_meeting(meeting_id: UUID) -> ColumnElement[bool]:
    """Return what is about one meeting and the items on its agenda."""
    items = session.scalars(
        select(Item.id).where(Item.meeting_id == meeting_id).order_by(Item.id)
    ).all()
    return or_(
        _subject("meeting", [meeting_id]), _subject("trail", [meeting_id]), _about_items(items)
    )


def _about_items(item_ids: Sequence[UUID]) -> ColumnElement[bool]:
    actions = session.scalars(
        select(Action.id)
        .join(ItemRecord, joins(Action, "item_record_id", ItemRecord))
        .where(ItemRecord.item_id.in_(item_ids))
        .order_by(Action.id)
    ).all()
    papers = session.scalars(
        select(Paper.id).where(Paper.item_id.in_(item_ids)).order_by(Paper.id)
    ).all()
    return or_(
        _subject("item", item_ids),
        _subject("action", actions),
        _subject("paper", papers),
        _subject("trail", item_ids),
    )


def managers_of(young_person_id: UUID) -> set[UUID]:
    """Return the managers of every item of a young person."""
    found = session.scalars(
        select(Item.manager_id)
        .where(Item.young_person_id == young_person_id, Item.manager_id.is_not(None))
        .distinct()
    )
    return {each for each in found if each is not None}


def young_person_called(reference: str) -> UUID | None:
    """Return the young person with this reference or CHILD code."""
    wanted = reference.strip().upper()
    return session.scalar(
        select(YoungPerson.id)
        .where(
            or_(
                func.upper(YoungPerson.reference) == wanted,
                func.upper(YoungPerson.child_code) == wanted,
            )
        )
        .order_by(YoungPerson.id)
        .limit(1)
    )


def readers() -> list[tuple[UUID, str]]:
    """Return everybody who stands in the trail, by name."""
    rows = session.execute(
        select(Person.id, Person.name)
        .where(Person.id.in_(select(Event.actor_id).where(Event.actor_id.is_not(None))))
        .order_by(Person.name, Person.id)
    )
    return [(row.id, row.name) for row in rows]


def head_left() -> datetime | None:
    """Return when the head last left by mail; None where it never has."""
    return session.scalar(
        select(func.max(Message.settled_at)).where(
            Message.kind == "trail_seal", Message.state == State.SENT
        )
    )


@dataclass(frozen=True, slots=True)
class Looked:
    """One opening of something about a young person, by somebody else."""

    happened_at: datetime
    why: str
    page: str


@dataclass(frozen=True, slots=True)
class Own:
    """What is held about one young person, and who opened it, the newest first.

    ``district`` is the name of theirs; empty where they have none.
    """

    holdings: Holdings
    looked: tuple[Looked, ...]
    district: str


def own(young_person_id: UUID) -> Own:
    """Read everything held about a young person for themselves, and who has looked.

    Their own scope holds nothing of the trail: whoever calls it opens a wider one, and has made
    sure that it is them.
    """
    rows = session.execute(
        select(Event.happened_at, Event.why, Event.page)
        .where(
            about_young_person(young_person_id),
            Event.kind == "read",
            Event.actor_id.is_not(None),
        )
        .order_by(Event.seq.desc())
    )
    looked = tuple(Looked(row.happened_at, row.why, row.page) for row in rows)
    district = session.scalar(
        select(District.name)
        .join(YoungPerson, joins(YoungPerson, "district_id", District))
        .where(YoungPerson.id == young_person_id)
    )
    return Own(everything_about(young_person_id, for_themselves=True), looked, district or "")
