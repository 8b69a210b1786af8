"""Slots, items and young people who may be put on an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from portal.cases.models import Case, YoungPerson
from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.panels.models import Item, Meeting, Slot
from portal.people.models import Person


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its slot and its people. `preferred_name` must pass `shown_to` before a page.

    `reference` is empty where the young person has since moved to a district outside the scope.
    """

    id: UUID
    meeting_id: UUID
    district_id: str
    version: int
    slot_id: UUID
    start: time
    minutes: int
    slot_kind: str
    case_id: UUID
    young_person_id: UUID
    reference: str
    preferred_name: str
    item_type: str
    social_worker_id: UUID
    social_worker: str
    manager_id: UUID | None
    manager: str
    nominated_on: date


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot of a meeting and the item in it, if there is one."""

    id: UUID
    start: time
    minutes: int
    kind: str
    item: ItemRow | None


def _people() -> tuple[Any, Any]:
    return aliased(Person, name="worker"), aliased(Person, name="manager")


def _item_columns(worker: Any, manager: Any) -> tuple[Any, ...]:
    """Return what an ItemRow is made of. Plain columns: an object per row costs more to build."""
    return (
        Item.id,
        Item.meeting_id,
        Item.district_id,
        Item.version,
        Slot.id.label("slot_id"),
        Slot.starts_at,
        Slot.minutes,
        Slot.kind.label("slot_kind"),
        Item.case_id,
        Item.young_person_id,
        YoungPerson.reference,
        YoungPerson.preferred_name,
        Item.item_type,
        Item.social_worker_id,
        worker.name.label("social_worker"),
        Item.manager_id,
        manager.name.label("manager"),
        Item.nominated_on,
    )


def _with_people(chosen: Select[Any], worker: Any, manager: Any) -> Select[Any]:
    return (
        chosen.outerjoin(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .outerjoin(worker, joins(Item, "social_worker_id", worker))
        .outerjoin(manager, joins(Item, "manager_id", manager))
    )


def _item_row(row: Any) -> ItemRow:
    return ItemRow(
        id=row.id,
        meeting_id=row.meeting_id,
        district_id=row.district_id,
        version=row.version,
        slot_id=row.slot_id,
        start=row.starts_at,
        minutes=row.minutes,
        slot_kind=row.slot_kind,
        case_id=row.case_id,
        young_person_id=row.young_person_id,
        reference=row.reference or "",
        preferred_name=row.preferred_name or "",
        item_type=row.item_type,
        social_worker_id=row.social_worker_id,
        social_worker=row.social_worker or "",
        manager_id=row.manager_id,
        manager=row.manager or "",
        nominated_on=row.nominated_on,
    )


def timetable(meeting_id: UUID) -> tuple[SlotRow, ...]:
    """Return every slot of a meeting with its item, in order of time, in one query."""
    worker, manager = _people()
    rows = session.execute(
        _with_people(
            select(*_item_columns(worker, manager))
            .select_from(Slot)
            .outerjoin(Item, joins(Item, "slot_id", Slot)),
            worker,
            manager,
        )
        .where(Slot.meeting_id == meeting_id)
        .order_by(Slot.starts_at)
    )
    return tuple(
        SlotRow(
            row.slot_id,
            row.starts_at,
            row.minutes,
            row.slot_kind,
            None if row.id is None else _item_row(row),
        )
        for row in rows
    )


def items_of(meeting_id: UUID) -> tuple[ItemRow, ...]:
    """Return a meeting's items in order of time, withdrawn ones left out, in one query."""
    return _items([Item.meeting_id == meeting_id])


def item_row(item_id: UUID) -> ItemRow:
    """Return one item that is on an agenda, or raise NotFoundError."""
    found = _items([Item.id == item_id])
    if not found:
        raise NotFoundError("There is no such item.")
    return found[0]


def _items(chosen: list[ColumnElement[bool]]) -> tuple[ItemRow, ...]:
    worker, manager = _people()
    rows = session.execute(
        _with_people(
            select(*_item_columns(worker, manager))
            .select_from(Item)
            .join(Slot, joins(Item, "slot_id", Slot)),
            worker,
            manager,
        )
        .where(*chosen)
        .order_by(Slot.starts_at, Item.id)
    )
    return tuple(_item_row(row) for row in rows)


def item(item_id: UUID) -> Item:
    """Return one item, withdrawn or not, or raise NotFoundError."""
    found = session.scalars(select(Item).where(Item.id == item_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such item.")
    return found


def item_of(meeting_id: UUID, young_person_id: UUID) -> Item | None:
    """Return somebody's item at a meeting, withdrawn or not."""
    return session.scalars(
        select(Item).where(Item.meeting_id == meeting_id, Item.young_person_id == young_person_id)
    ).one_or_none()


def other_days_listed(young_person_id: UUID, panel_id: UUID, today: date) -> list[date]:
    """Return the days of coming meetings of this panel whose agenda somebody is on, in order."""
    return list(
        session.scalars(
            select(Meeting.held_on)
            .join(Item, joins(Item, "meeting_id", Meeting))
            .where(
                Item.young_person_id == young_person_id,
                Item.slot_id.is_not(None),
                Meeting.panel_id == panel_id,
                Meeting.held_on >= today,
                Meeting.state != "cancelled",
            )
            .order_by(Meeting.held_on)
        )
    )


def open_case(young_person_id: UUID, district_id: str, kind: PanelKind) -> Case | None:
    """Return somebody's open case before a district's panel of a kind, the newest."""
    return session.scalars(
        select(Case)
        .where(
            Case.young_person_id == young_person_id,
            Case.district_id == district_id,
            Case.kind == kind.value,
            Case.closed_on.is_(None),
        )
        .order_by(Case.opened_on.desc())
        .limit(1)
    ).one_or_none()


def young_person(young_person_id: UUID, district_id: str) -> YoungPerson:
    """Return a young person of a district, or raise NotFoundError."""
    found = session.scalars(
        select(YoungPerson).where(
            YoungPerson.id == young_person_id, YoungPerson.district_id == district_id
        )
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such young person.")
    return found


def may_be_nominated(
    *,
    district_id: str,
    meeting_id: UUID,
    born_by: date | None,
    find: str = "",
    own_of: UUID | None = None,
    limit: int = 20,
) -> tuple[Sequence[YoungPerson], int]:
    """Return a district's young people not on this agenda, by reference, and how many in all.

    `born_by` leaves out those too young; `find` is a part of a name or reference; `own_of` keeps
    to one social worker's own.
    """
    listed = select(Item.young_person_id).where(
        Item.meeting_id == meeting_id, Item.slot_id.is_not(None)
    )
    chosen = [YoungPerson.district_id == district_id, YoungPerson.id.not_in(listed)]
    if born_by is not None:
        chosen.append(YoungPerson.born_on <= born_by)
    if own_of is not None:
        chosen.append(YoungPerson.social_worker_id == own_of)
    if find:
        pattern = _part(find)
        chosen.append(
            or_(
                func.lower(YoungPerson.preferred_name).like(pattern, escape="/"),
                func.lower(YoungPerson.reference).like(pattern, escape="/"),
            )
        )
    total = session.scalar(select(func.count()).select_from(YoungPerson).where(*chosen)) or 0
    found = session.scalars(
        select(YoungPerson).where(*chosen).order_by(YoungPerson.reference).limit(limit)
    ).all()
    return found, total


def _part(find: str) -> str:
    """Return a pattern for text that holds this, to be bound whole: the gate refuses pieces."""
    plain = find.lower().replace("/", "//").replace("%", "/%").replace("_", "/_")
    return f"%{plain}%"


_NAMES = (
    select(YoungPerson.id, YoungPerson.preferred_name)
    .where(
        YoungPerson.id.in_(bindparam("ids", expanding=True)),
        YoungPerson.preferred_name.is_not(None),
    )
    .order_by(YoungPerson.id)
)


def names_of(ids: set[UUID]) -> dict[UUID, str]:
    """Return the preferred names of young people in this scope, by id; unnamed ones left out."""
    rows = session.execute(_NAMES, {"ids": ids})
    return {young_person_id: name for young_person_id, name in rows if name}
