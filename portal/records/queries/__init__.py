"""Named reads about panel days and their records; every list has an order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, Label, RowMapping, and_, func, or_, select
from sqlalchemy.orm import aliased

from portal.audit import queries as trail
from portal.cases.models import YoungPerson
from portal.database import joins, session
from portal.kernel.errors import NotFoundError, RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import hearing
from portal.panels.hearing import Asked
from portal.panels.models import AgendaVersion, Item, Meeting, Panel, Slot
from portal.panels.policy import OwnPeople
from portal.panels.queries.items import own_people
from portal.panels.rules.frozen import FrozenAgenda, from_json
from portal.panels.turnout import Turnout
from portal.people.models import Person
from portal.records import rules
from portal.records.models import Action, Addition, Attendance, Barrier, ItemRecord
from portal.records.rules import AttendanceState, DayRules, ItemState, item_state

FILED = "records:record:filed"
LONG_AFTER = datetime(9000, 1, 1, tzinfo=UTC)
"""A moment after every panel: what could be heard is then settled."""
HAPPENING = ("published", "held")
"""States of a meeting whose agenda is out and which was not cancelled."""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item of a meeting with what there is of its record; names are for entitled readers.

    The reference is empty where the young person has since moved to a district outside the scope.
    """

    item_id: UUID
    meeting_id: UUID
    panel_id: UUID
    district_id: str
    kind: PanelKind
    meeting_state: str
    held_on: date
    starts_at: time
    minutes: int
    item_type: str
    young_person_id: UUID
    reference: str
    name: str | None
    social_worker_id: UUID
    social_worker: str
    manager_id: UUID | None
    manager: str | None
    personal_adviser_id: UUID | None
    personal_adviser: str | None
    adviser_manager_id: UUID | None
    stand_in_id: UUID | None
    stand_in: str | None
    closed_at: datetime | None
    record_id: UUID | None
    version: int
    took_part: str | None
    decision_key: str
    decision_label: str
    filed_at: datetime | None
    receipt: str | None
    chair_id: UUID | None = None
    """Who chairs it in the usual chair's place, where that was asked for."""

    @property
    def state(self) -> ItemState:
        """How far the item's record has come."""
        return item_state(
            took_part=self.took_part is not None,
            decided=bool(self.decision_key),
            filed=self.filed_at is not None,
        )

    @property
    def own(self) -> OwnPeople:
        """The item's own people."""
        return own_people(self, self.item_id)


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action with its owner's name and the item it came from."""

    action_id: UUID
    item_id: UUID
    meeting_id: UUID
    panel_id: UUID
    district_id: str
    kind: PanelKind
    young_person_id: UUID
    wording: str
    owner_id: UUID
    owner: str
    due_on: date
    done_on: date | None
    held_on: date
    reference: str
    name: str | None
    own: OwnPeople
    chair_id: UUID | None = None
    plain_words: str = ""
    young_said: str = ""

    @property
    def disputed(self) -> bool:
        """Whether the young person says that it has not happened, and nobody has answered."""
        return self.young_said == "not_happened" and self.done_on is None


def meeting(meeting_id: UUID) -> Meeting:
    """Return a meeting of this scope. Raises NotFoundError."""
    found = session.scalars(select(Meeting).where(Meeting.id == meeting_id)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def panel_kind(panel_id: UUID) -> PanelKind:
    """Return the kind of a panel. Raises NotFoundError."""
    found = session.scalars(select(Panel.kind).where(Panel.id == panel_id)).one_or_none()
    if found is None:
        raise NotFoundError
    return PanelKind(found)


def agendas(meeting_ids: Collection[UUID]) -> dict[UUID, FrozenAgenda]:
    """Return the newest agenda that went out for each meeting, as it was frozen, in one query."""
    rows = session.execute(
        select(AgendaVersion.meeting_id, AgendaVersion.frozen)
        .where(AgendaVersion.meeting_id.in_(meeting_ids), AgendaVersion.withdrawn_at.is_(None))
        .order_by(AgendaVersion.meeting_id, AgendaVersion.number)
    )
    newest = {row.meeting_id: row.frozen for row in rows}
    return {meeting_id: from_json(kept) for meeting_id, kept in newest.items()}


def day_rules(meeting_id: UUID) -> DayRules:
    """Return the rules a meeting was published with. RuleError where no agenda went out.

    Raises NotFoundError for a meeting that is not in this scope.
    """
    agenda = agendas([meeting_id]).get(meeting_id)
    if agenda is None:
        meeting(meeting_id)
        raise RuleError("The agenda is not published yet. Publish it first.")
    return rules.day_rules(agenda)


def attendance(meeting_id: UUID) -> Sequence[Attendance]:
    """Return a meeting's attendance rows by seat and person."""
    return session.scalars(
        select(Attendance)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.seat_key, Attendance.person_id, Attendance.id)
    ).all()


def turnout(meeting_id: UUID) -> Turnout:
    """Return who came to a meeting and who did not, as far as it is recorded."""
    found: dict[str, set[tuple[str, UUID]]] = {}
    for row in attendance(meeting_id):
        if row.person_id is not None:
            found.setdefault(row.state, set()).add((row.seat_key, row.person_id))
    return Turnout(
        came=frozenset(found.get(AttendanceState.PRESENT, ())),
        deputised=frozenset(found.get(AttendanceState.DEPUTY, ())),
        away=frozenset(
            found.get(AttendanceState.APOLOGIES, set()) | found.get(AttendanceState.ABSENT, set())
        ),
    )


def item_line(item_id: UUID) -> ItemLine:
    """Return one item. Raises NotFoundError where it is not there or was withdrawn."""
    found = _lines(Item.id == item_id)
    if not found:
        raise NotFoundError
    return found[0]


def day_lines(meeting_id: UUID) -> list[ItemLine]:
    """Return a meeting's items by slot; withdrawn ones have none and are left out."""
    return _lines(Item.meeting_id == meeting_id)


def awaiting_filing(today: date) -> list[ItemLine]:
    """Return the items heard by today whose record is not filed, oldest first (R75)."""
    return _lines(_awaiting(today))


def lines_to_do(person_id: UUID, today: date) -> tuple[list[ItemLine], list[ItemLine]]:
    """Return what `awaiting_filing` does, and somebody's own items from a day on, in one query.

    Their own are those they speak for, manage, advise or stand in for (R24, R25, R71).
    """
    awaiting, own = _awaiting(today), _own(person_id, today)
    rows = _rows(or_(awaiting, own), awaiting.label("awaiting"), own.label("own"))
    return (
        [_line(row) for row in rows if row["awaiting"]],
        [_line(row) for row in rows if row["own"]],
    )


def _awaiting(today: date) -> ColumnElement[bool]:
    return and_(
        Meeting.state.in_(HAPPENING), Meeting.held_on <= today, ItemRecord.filed_at.is_(None)
    )


def _own(person_id: UUID, today: date) -> ColumnElement[bool]:
    return and_(
        or_(
            Item.social_worker_id == person_id,
            Item.manager_id == person_id,
            Item.personal_adviser_id == person_id,
            Item.adviser_manager_id == person_id,
            and_(Item.stand_in_id == person_id, Item.closed_at.is_(None)),
        ),
        Meeting.held_on >= today,
        Meeting.state != "cancelled",
    )


_worker, _manager, _adviser, _stand_in = (aliased(Person) for _ in range(4))
_LINE = (
    Item.id.label("item_id"),
    Item.meeting_id,
    Meeting.panel_id,
    Item.district_id,
    Panel.kind,
    Meeting.state.label("meeting_state"),
    Meeting.held_on,
    Slot.starts_at,
    Slot.minutes,
    Item.item_type,
    Item.young_person_id,
    func.coalesce(YoungPerson.reference, "").label("reference"),
    YoungPerson.preferred_name.label("name"),
    Item.social_worker_id,
    func.coalesce(ItemRecord.social_worker, _worker.name).label("social_worker"),
    Item.manager_id,
    func.coalesce(ItemRecord.manager, _manager.name).label("manager"),
    Item.personal_adviser_id,
    _adviser.name.label("personal_adviser"),
    Item.adviser_manager_id,
    Item.stand_in_id,
    _stand_in.name.label("stand_in"),
    Item.closed_at,
    ItemRecord.id.label("record_id"),
    ItemRecord.version,
    ItemRecord.took_part,
    ItemRecord.decision_key,
    ItemRecord.decision_label,
    ItemRecord.filed_at,
    ItemRecord.receipt,
)
"""What an ItemLine is made of. Plain columns: an object per row costs more to build."""


def _lines(*criteria: ColumnElement[bool]) -> list[ItemLine]:
    return [_line(row) for row in _rows(and_(*criteria))]


def _rows(criterion: ColumnElement[bool], *marks: Label[bool]) -> Sequence[RowMapping]:
    rows = session.execute(
        select(*_LINE, *marks)
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(Panel, joins(Meeting, "panel_id", Panel))
        .join(Slot, joins(Item, "slot_id", Slot))
        .outerjoin(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .join(_worker, joins(Item, "social_worker_id", _worker))
        .outerjoin(_manager, joins(Item, "manager_id", _manager))
        .outerjoin(_adviser, joins(Item, "personal_adviser_id", _adviser))
        .outerjoin(_stand_in, joins(Item, "stand_in_id", _stand_in))
        .outerjoin(
            ItemRecord,
            and_(ItemRecord.authority_id == Item.authority_id, ItemRecord.item_id == Item.id),
        )
        .where(criterion)
        .order_by(Meeting.held_on, Item.district_id, Slot.starts_at, Item.id)
    )
    return rows.mappings().all()


def _line(row: RowMapping) -> ItemLine:
    known = {field.name: row[field.name] for field in fields(ItemLine) if field.name in row}
    return ItemLine(
        **{
            **known,
            "kind": PanelKind(row["kind"]),
            "version": row["version"] or 0,
            "decision_key": row["decision_key"] or "",
            "decision_label": row["decision_label"] or "",
        }
    )


def record_of(item_id: UUID) -> ItemRecord | None:
    """Return the record of an item, None where nothing is saved yet."""
    return session.scalars(select(ItemRecord).where(ItemRecord.item_id == item_id)).one_or_none()


def seal_of_filing(item_id: UUID) -> str | None:
    """Return the trail's head as it stood once a record was filed, for its printed copy (C44)."""
    found = trail.seal_of(FILED, item_id)
    return None if found is None else f"{found[0]}:{found[1]}"


def barriers(record_id: UUID) -> Sequence[Barrier]:
    """Return a record's barriers in their order."""
    return session.scalars(
        select(Barrier)
        .where(Barrier.item_record_id == record_id)
        .order_by(Barrier.position, Barrier.id)
    ).all()


def actions(record_id: UUID) -> Sequence[Action]:
    """Return a record's actions in their order."""
    return session.scalars(
        select(Action)
        .where(Action.item_record_id == record_id)
        .order_by(Action.position, Action.id)
    ).all()


def actions_to_take_away(record_id: UUID) -> Sequence[Action]:
    """Return a record's actions in their order, kept from others' change until it is committed."""
    return session.scalars(
        select(Action)
        .where(Action.item_record_id == record_id)
        .order_by(Action.position, Action.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def additions(record_id: UUID) -> Sequence[Addition]:
    """Return what was added to a filed record, oldest first."""
    return session.scalars(
        select(Addition)
        .where(Addition.item_record_id == record_id)
        .order_by(Addition.added_at, Addition.id)
    ).all()


def action_line(action_id: UUID) -> ActionLine:
    """Return one action with what it came from. Raises NotFoundError."""
    found = _action_lines(Action.id == action_id)
    if not found:
        raise NotFoundError
    return found[0]


def open_actions(*, due_by: date | None = None) -> list[ActionLine]:
    """Return the actions not done yet, the longest due first (R9)."""
    criteria: list[ColumnElement[bool]] = [Action.done_on.is_(None)]
    if due_by is not None:
        criteria.append(Action.due_on <= due_by)
    return _action_lines(*criteria)


def _action_lines(*criteria: ColumnElement[bool]) -> list[ActionLine]:
    rows = session.execute(
        select(
            Action,
            Item,
            Meeting.panel_id,
            Meeting.held_on,
            Panel.kind,
            Person.name.label("owner"),
            func.coalesce(YoungPerson.reference, "").label("reference"),
            YoungPerson.preferred_name.label("name"),
        )
        .select_from(Action)
        .join(ItemRecord, joins(Action, "item_record_id", ItemRecord))
        .join(Item, joins(ItemRecord, "item_id", Item))
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(Panel, joins(Meeting, "panel_id", Panel))
        .outerjoin(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .join(Person, joins(Action, "owner_id", Person))
        .where(*criteria)
        .order_by(Action.due_on, Action.district_id, Action.position, Action.id)
    )
    return [
        ActionLine(
            action_id=action.id,
            item_id=item.id,
            meeting_id=item.meeting_id,
            panel_id=panel_id,
            district_id=action.district_id,
            kind=PanelKind(kind),
            young_person_id=item.young_person_id,
            wording=action.wording,
            owner_id=action.owner_id,
            owner=owner,
            due_on=action.due_on,
            done_on=action.done_on,
            held_on=held_on,
            reference=reference,
            name=name,
            own=own_people(item, item.id),
            plain_words=action.plain_words or "",
            young_said=action.young_said,
        )
        for action, item, panel_id, held_on, kind, owner, reference, name in rows
    ]


def heard_of(item_ids: Collection[UUID]) -> list[UUID]:
    """Return which of some items were heard: a decision is written down. In their order by id."""
    asked = (
        select(ItemRecord.item_id)
        .where(ItemRecord.item_id.in_(item_ids), ItemRecord.decision_key != "")
        .order_by(ItemRecord.item_id)
    )
    return list(session.scalars(asked))


def last_heard(young_person_ids: Collection[UUID] | None = None) -> dict[UUID, date]:
    """Return the newest panel day on which each young person was heard (R4); none, no entry.

    Heard means: the meeting is over, or the item's decision is recorded. A withdrawn item, a
    cancelled meeting and an item that was stopped before its slot never count.
    """
    asked = (
        select(Item.young_person_id, Item.id, Meeting.held_on, ItemRecord.decision_key)
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .outerjoin(
            ItemRecord,
            and_(ItemRecord.authority_id == Item.authority_id, ItemRecord.item_id == Item.id),
        )
        .where(
            Item.withdrawn_reason.is_(None),
            Meeting.state.in_(HAPPENING),
            or_(Meeting.state == "held", ItemRecord.decision_key != ""),
        )
        .order_by(Meeting.held_on, Item.id)
    )
    if young_person_ids is not None:
        asked = asked.where(Item.young_person_id.in_(young_person_ids))
    rows = session.execute(asked).all()
    # Of a whole county: what was decided is known here, and need not be asked.
    undecided = {row.id: "" for row in rows if not row.decision_key}
    said = hearing.of(Asked(items=undecided, now=LONG_AFTER))
    return {
        row.young_person_id: row.held_on
        for row in rows
        if row.decision_key or not said[row.id].gone
    }
