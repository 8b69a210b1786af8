"""Named reads of how young people take part and of what they ask for; every list has an order."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, or_, select

from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item, Meeting, Slot
from portal.participation.models import MeetingAsk, ParticipationChoice
from portal.participation.rules.asks import AskKind, Outcome, Whom
from portal.participation.rules.choices import Topic, from_text, in_words
from portal.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What holds of one topic, who wrote it down and when.

    ``carried`` where it was said for an earlier panel and goes along with them.
    """

    topic: Topic
    answers: Mapping[str, str | tuple[str, ...]]
    number: int
    asked_for: date
    told_to: str
    told_to_id: UUID | None
    way_told: str
    told_at: datetime
    carried: bool = False

    @property
    def words(self) -> str:
        """What they answered, as staff read it; empty for a question that was left open again."""
        return in_words(self.topic, self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskRow:
    """Something a young person asks for, with the answer if there is one."""

    id: UUID
    item_id: UUID
    young_person_id: UUID
    district_id: str
    version: int
    kind: AskKind
    whom: Whom
    about: str
    """The name of the person it is about, where they chose one."""
    why: str
    told_to: str
    told_to_id: UUID | None
    asked_at: datetime
    answer_by: date
    taken_back: bool
    outcome: Outcome | None
    answer: str
    answered_by: str
    answered_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.outcome is None and not self.taken_back


Choices = dict[Topic, Chosen]


def choices_of(item_ids: Collection[UUID]) -> dict[UUID, Choices]:
    """Return what holds of each topic for some items; what is carried along comes with them."""
    if not item_ids:
        return {}
    carried = [topic.value for topic in Topic if topic.carried]
    rows = session.execute(
        select(Item.id.label("of_item"), ParticipationChoice, Person.name)
        .select_from(Item)
        .outerjoin(
            ParticipationChoice,
            and_(
                ParticipationChoice.authority_id == Item.authority_id,
                or_(
                    ParticipationChoice.item_id == Item.id,
                    and_(
                        ParticipationChoice.young_person_id == Item.young_person_id,
                        ParticipationChoice.topic.in_(carried),
                    ),
                ),
            ),
        )
        .outerjoin(Person, joins(ParticipationChoice, "told_to", Person))
        .where(Item.id.in_(item_ids))
        .order_by(
            Item.id,
            ParticipationChoice.told_at,
            ParticipationChoice.number,
            ParticipationChoice.id,
        )
    )
    found: dict[UUID, Choices] = {}
    own: dict[tuple[UUID, str], int] = {}
    for item_id, row, name in rows:
        theirs = found.setdefault(item_id, {})
        if row is None:
            continue
        if row.item_id == item_id:
            own[item_id, row.topic] = row.number
        number = own.get((item_id, row.topic), 0)
        theirs[Topic(row.topic)] = _chosen(row, name or "", item_id, number)
    return found


def _chosen(row: ParticipationChoice, name: str, item_id: UUID, number: int) -> Chosen:
    elsewhere = row.item_id != item_id
    return Chosen(
        topic=Topic(row.topic),
        answers=from_text(row.answers),
        number=number,
        asked_for=row.asked_for,
        told_to=name,
        told_to_id=row.told_to,
        way_told=row.way_told,
        told_at=row.told_at,
        carried=elsewhere,
    )


def choices(item_id: UUID) -> Choices:
    """Return what holds of each topic for one item."""
    return choices_of([item_id]).get(item_id, {})


def newest_number(item_id: UUID, topic: Topic) -> int:
    """Return the number of the newest answer about one topic of an item; 0 before the first."""
    found = session.scalars(
        select(ParticipationChoice.number)
        .where(ParticipationChoice.item_id == item_id, ParticipationChoice.topic == topic.value)
        .order_by(ParticipationChoice.number.desc())
        .limit(1)
    ).one_or_none()
    return found or 0


def answer_at(item_id: UUID, topic: Topic, number: int, part: str) -> str | tuple[str, ...]:
    """Return what one part of a topic was answered by then; empty where it was not."""
    row = session.scalars(
        select(ParticipationChoice).where(
            ParticipationChoice.item_id == item_id,
            ParticipationChoice.topic == topic.value,
            ParticipationChoice.number == number,
        )
    ).one_or_none()
    return "" if row is None else from_text(row.answers).get(part, "")


def asks_of(item_ids: Collection[UUID]) -> dict[UUID, tuple[AskRow, ...]]:
    """Return what young people asked for, by item, the oldest first."""
    found: dict[UUID, list[AskRow]] = {item_id: [] for item_id in item_ids}
    for row in _asks(MeetingAsk.item_id.in_(item_ids)):
        found[row.item_id].append(row)
    return {item_id: tuple(rows) for item_id, rows in found.items()}


def open_asks() -> tuple[AskRow, ...]:
    """Return what still has to be answered in the open scope, the first due first.

    What they say is wrong is answered after their item as well; the rest goes with it.
    """
    running = select(Item.id).where(Item.closed_at.is_(None), Item.slot_id.is_not(None))
    rows = _asks(
        MeetingAsk.outcome == "",
        MeetingAsk.taken_back_at.is_(None),
        or_(MeetingAsk.kind == AskKind.WRONG.value, MeetingAsk.item_id.in_(running)),
    )
    return tuple(sorted(rows, key=lambda row: (row.answer_by, row.asked_at, str(row.id))))


def said_wrong(young_person_id: UUID) -> tuple[AskRow, ...]:
    """Return what a young person said is wrong, for whatever panel, the oldest first."""
    return tuple(
        _asks(
            MeetingAsk.young_person_id == young_person_id,
            MeetingAsk.kind == AskKind.WRONG.value,
        )
    )


def ask(ask_id: UUID) -> AskRow:
    """Return one request, or raise NotFoundError."""
    rows = _asks(MeetingAsk.id == ask_id)
    if not rows:
        raise NotFoundError("There is no such request.")
    return rows[0]


def item_of_ask(ask_id: UUID) -> ScalarSelect[UUID]:
    """Return the subquery for the item that a request is about."""
    return select(MeetingAsk.item_id).where(MeetingAsk.id == ask_id).scalar_subquery()


def ask_to_change(ask_id: UUID) -> MeetingAsk:
    """Return one request to be changed, or raise NotFoundError."""
    found = session.scalars(select(MeetingAsk).where(MeetingAsk.id == ask_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such request.")
    return found


def _asks(*where: ColumnElement[bool]) -> list[AskRow]:
    names: dict[UUID, str] = {}
    rows = session.scalars(
        select(MeetingAsk).where(*where).order_by(MeetingAsk.asked_at, MeetingAsk.id)
    ).all()
    ids = {
        each
        for row in rows
        for each in (row.person_id, row.told_to, row.answered_by)
        if each is not None
    }
    if ids:
        known = session.execute(
            select(Person.id, Person.name).where(Person.id.in_(ids)).order_by(Person.id)
        )
        names = {row.id: row.name for row in known}
    return [_ask_row(row, names) for row in rows]


def _ask_row(row: MeetingAsk, names: Mapping[UUID, str]) -> AskRow:
    def name(person_id: UUID | None) -> str:
        return names.get(person_id, "") if person_id is not None else ""

    return AskRow(
        id=row.id,
        item_id=row.item_id,
        young_person_id=row.young_person_id,
        district_id=row.district_id,
        version=row.version,
        kind=AskKind(row.kind),
        whom=Whom(row.person_id, row.seat_key, row.whom),
        about=name(row.person_id),
        why=row.why,
        told_to=name(row.told_to),
        told_to_id=row.told_to,
        asked_at=row.asked_at,
        answer_by=row.answer_by,
        taken_back=row.taken_back_at is not None,
        outcome=Outcome(row.outcome) if row.outcome else None,
        answer=row.answer,
        answered_by=name(row.answered_by),
        answered_at=row.answered_at,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An item as it stands on its meeting's day; without a slot it is not on the agenda."""

    item: Item
    meeting: Meeting
    slot: Slot | None


def booked(item_id: UUID) -> Booked:
    """Return an item with its meeting and slot, or raise NotFoundError."""
    found = session.execute(
        select(Item, Meeting, Slot)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .outerjoin(Slot, joins(Item, "slot_id", Slot))
        .where(Item.id == item_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such item.")
    return Booked(item=found[0], meeting=found[1], slot=found[2])


def anything_of(young_person_id: UUID) -> bool:
    """Tell whether they, or somebody for them, ever chose or asked for anything."""
    return any(
        session.scalar(select(exists(model.id).where(model.young_person_id == young_person_id)))
        for model in (ParticipationChoice, MeetingAsk)
    )
