"""What a young person is told of their records: filed ones, in the words meant for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item, Meeting
from portal.panels.policy import OwnPeople
from portal.panels.queries.items import own_people
from portal.people.models import Person
from portal.records.models import Action, Addition, ItemRecord, PromiseAnswer


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A decision as the young person is told it."""

    item_id: UUID
    district_id: str
    held_on: date
    plain_words: str


@dataclass(frozen=True, slots=True)
class AddedLine:
    """What was added for the young person after the record was filed."""

    addition_id: UUID
    item_id: UUID
    plain_words: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """A promise: what the young person is told of an action. Its staff wording is not in it."""

    action_id: UUID
    item_id: UUID
    young_person_id: UUID
    district_id: str
    held_on: date
    plain_words: str
    owner_id: UUID
    owner: str
    job_title: str
    due_on: date
    done_on: date | None
    young_said: str
    own: OwnPeople


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One thing that was said of a promise; ``by`` is empty for the young person themselves."""

    action_id: UUID
    number: int
    said: str
    words: str
    said_at: datetime
    by: str
    answer_id: UUID


def told(young_person_id: UUID) -> list[ToldLine]:
    """Return what a young person was told of their panels, the newest first."""
    rows = session.execute(
        select(Item, ItemRecord, Meeting.held_on)
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(ItemRecord, joins(ItemRecord, "item_id", Item))
        .where(Item.young_person_id == young_person_id, ItemRecord.filed_at.is_not(None))
        .order_by(Meeting.held_on.desc(), Item.id)
    )
    return [
        ToldLine(item.id, item.district_id, held_on, record.plain_words or "")
        for item, record, held_on in rows
    ]


def added(item_ids: Collection[UUID]) -> list[AddedLine]:
    """Return what was added for the young person to filed records, the oldest first."""
    rows = session.scalars(
        select(Addition)
        .where(Addition.item_id.in_(item_ids), Addition.plain_words.is_not(None))
        .order_by(Addition.added_at, Addition.id)
    )
    return [AddedLine(row.id, row.item_id, row.plain_words or "", row.added_at) for row in rows]


def promises(item_ids: Collection[UUID]) -> list[PromiseLine]:
    """Return the promises made about items whose records are filed, in the record's order."""
    return _promises(Item.id.in_(item_ids))


def promise(action_id: UUID, young_person_id: UUID) -> PromiseLine:
    """Return one promise to a young person. NotFoundError for another's, or one not told yet."""
    found = _promises(Action.id == action_id, Item.young_person_id == young_person_id)
    if not found:
        raise NotFoundError("There is no such promise.")
    return found[0]


def _promises(*criteria: ColumnElement[bool]) -> list[PromiseLine]:
    rows = session.execute(
        select(Action, Item, Meeting.held_on, Person.name, Person.job_title)
        .select_from(Action)
        .join(ItemRecord, joins(Action, "item_record_id", ItemRecord))
        .join(Item, joins(ItemRecord, "item_id", Item))
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(Person, joins(Action, "owner_id", Person))
        .where(ItemRecord.filed_at.is_not(None), *criteria)
        .order_by(Meeting.held_on.desc(), Action.item_id, Action.position, Action.id)
    )
    return [
        PromiseLine(
            action_id=action.id,
            item_id=action.item_id,
            young_person_id=item.young_person_id,
            district_id=action.district_id,
            held_on=held_on,
            plain_words=action.plain_words or "",
            owner_id=action.owner_id,
            owner=name,
            job_title=job_title,
            due_on=action.due_on,
            done_on=action.done_on,
            young_said=action.young_said,
            own=own_people(item, item.id),
        )
        for action, item, held_on, name, job_title in rows
    ]


def answers(action_ids: Collection[UUID]) -> dict[UUID, tuple[AnswerLine, ...]]:
    """Return what was said of promises, the oldest first; an entry for each that was asked."""
    found: dict[UUID, list[AnswerLine]] = {action_id: [] for action_id in action_ids}
    rows = session.execute(
        select(PromiseAnswer, Person.name)
        .outerjoin(Person, joins(PromiseAnswer, "said_by", Person))
        .where(PromiseAnswer.action_id.in_(action_ids))
        .order_by(PromiseAnswer.action_id, PromiseAnswer.number)
    )
    for row, name in rows:
        found[row.action_id].append(
            AnswerLine(
                row.action_id, row.number, row.said, row.words, row.said_at, name or "", row.id
            )
        )
    return {action_id: tuple(lines) for action_id, lines in found.items()}


def action_to_answer(action_id: UUID) -> Action:
    """Return an action, kept from everybody else's change until this one is committed."""
    found = session.scalars(
        select(Action)
        .where(Action.id == action_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def newest_answer(action_id: UUID) -> int:
    """Return the number of the newest thing said of a promise, 0 where nothing was."""
    newest = session.scalar(
        select(func.max(PromiseAnswer.number)).where(PromiseAnswer.action_id == action_id)
    )
    return newest or 0
