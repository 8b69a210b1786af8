"""Slots, items and young people who may be put on an agenda."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from portal.cases.models import Case, YoungPerson
from portal.cases.rules.allocation import Worked
from portal.database import joins, read_once, session
from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.panels.models import Item, Meeting, Recusal, Slot
from portal.panels.policy import ItemFacts, OwnPeople
from portal.panels.queries.allocation import of_theirs
from portal.people.models import Person

_OUT = "panels:out-of-items"


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item with its slot and its people. `preferred_name` must pass the policy before a page.

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
    personal_adviser_id: UUID | None
    personal_adviser: str
    adviser_manager_id: UUID | None
    stand_in_id: UUID | None
    stand_in: str
    nominated_on: date
    closed_at: datetime | None

    @property
    def own(self) -> OwnPeople:
        """The item's own people."""
        return own_people(self, self.id)

    @property
    def facts(self) -> ItemFacts:
        """The item as the policy asks about it."""
        return ItemFacts(item_id=self.id, young_person_id=self.young_person_id, own=self.own)


@dataclass(frozen=True, slots=True)
class SlotRow:
    """A slot of a meeting and the item in it, if there is one."""

    id: UUID
    start: time
    minutes: int
    kind: str
    item: ItemRow | None


class Staffed(Worked, Protocol):
    """Anything that carries an item's own people as its columns do."""

    @property
    def social_worker_id(self) -> UUID:
        """Its social worker: somebody always answers for an item."""

    @property
    def stand_in_id(self) -> UUID | None:
        """Who comes in the social worker's place."""

    @property
    def closed_at(self) -> datetime | None:
        """When its record was filed."""


def own_people(item: Staffed, item_id: UUID) -> OwnPeople:
    """Return an item's own people as they stand: nobody stands in once the record is filed."""
    return OwnPeople(
        item_id=item_id,
        social_worker_id=item.social_worker_id,
        manager_id=item.manager_id,
        personal_adviser_id=item.personal_adviser_id,
        adviser_manager_id=item.adviser_manager_id,
        stand_in_id=item.stand_in_id if item.closed_at is None else None,
    )


_worker, _manager, _adviser, _stand_in = (
    aliased(Person, name=name) for name in ("worker", "manager", "adviser", "stand_in")
)
"""The people of an item, each a table of its own in the statement."""
_ITEM_COLUMNS: tuple[Any, ...] = (
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
    _worker.name.label("social_worker"),
    Item.manager_id,
    _manager.name.label("manager"),
    Item.personal_adviser_id,
    _adviser.name.label("personal_adviser"),
    Item.adviser_manager_id,
    Item.stand_in_id,
    _stand_in.name.label("stand_in"),
    Item.nominated_on,
    Item.closed_at,
)
"""What an ItemRow is made of. Plain columns: an object per row costs more to build."""


def _with_people(chosen: Select[Any]) -> Select[Any]:
    return (
        chosen.outerjoin(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .outerjoin(_worker, joins(Item, "social_worker_id", _worker))
        .outerjoin(_manager, joins(Item, "manager_id", _manager))
        .outerjoin(_adviser, joins(Item, "personal_adviser_id", _adviser))
        .outerjoin(_stand_in, joins(Item, "stand_in_id", _stand_in))
    )


# Put together once: that takes longer than asking, and most pages ask.
_TIMETABLE = (
    _with_people(
        select(*_ITEM_COLUMNS).select_from(Slot).outerjoin(Item, joins(Item, "slot_id", Slot))
    )
    .where(Slot.meeting_id == bindparam("meeting_id"))
    .order_by(Slot.starts_at)
)
_ITEMS = _with_people(
    select(*_ITEM_COLUMNS).select_from(Item).join(Slot, joins(Item, "slot_id", Slot))
).order_by(Slot.starts_at, Item.id)
_ITEMS_OF = _ITEMS.where(Item.meeting_id == bindparam("meeting_id"))
_ITEM = _ITEMS.where(Item.id == bindparam("item_id"))


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
        personal_adviser_id=row.personal_adviser_id,
        personal_adviser=row.personal_adviser or "",
        adviser_manager_id=row.adviser_manager_id,
        stand_in_id=row.stand_in_id,
        stand_in=row.stand_in or "",
        nominated_on=row.nominated_on,
        closed_at=row.closed_at,
    )


def timetable(meeting_id: UUID) -> tuple[SlotRow, ...]:
    """Return every slot of a meeting with its item, in order of time, in one query."""
    rows = session.execute(_TIMETABLE, {"meeting_id": meeting_id})
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
    return _rows(session.execute(_ITEMS_OF, {"meeting_id": meeting_id}))


def items_of_meetings(meeting_ids: Collection[UUID]) -> tuple[ItemRow, ...]:
    """Return the items of some meetings in order of time, withdrawn ones left out, in one query."""
    return _rows(session.execute(_ITEMS.where(Item.meeting_id.in_(meeting_ids))))


def out_of_items(item_ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Return who declared an interest in whose items are these, by item, in one query.

    A page asks for each item once; one that nobody stays out of is left out.
    """
    known: dict[UUID, set[UUID]] = read_once().setdefault(_OUT, {})
    missing = [item_id for item_id in item_ids if item_id not in known]
    if missing:
        known |= {item_id: set() for item_id in missing}
        rows = session.execute(
            select(Item.id, Recusal.person_id)
            .join(Recusal, is_in(Recusal, Item))
            .where(Item.id.in_(missing), Recusal.ended_at.is_(None))
            .order_by(Item.id, Recusal.person_id)
        )
        for row in rows:
            known[row.id].add(row.person_id)
    return {item_id: frozenset(known[item_id]) for item_id in item_ids if known[item_id]}


def item_row(item_id: UUID) -> ItemRow:
    """Return one item that is on an agenda, or raise NotFoundError."""
    found = _rows(session.execute(_ITEM, {"item_id": item_id}))
    if not found:
        raise NotFoundError("There is no such item.")
    return found[0]


def _rows(found: Iterable[Row[Any]]) -> tuple[ItemRow, ...]:
    return tuple(_item_row(row) for row in found)


def item(item_id: UUID) -> Item:
    """Return one item, withdrawn or not, or raise NotFoundError."""
    found = session.scalars(select(Item).where(Item.id == item_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such item.")
    return found


def items_by_id(item_ids: Collection[UUID]) -> dict[UUID, Item]:
    """Return some items, withdrawn or not, in one query."""
    found = session.scalars(select(Item).where(Item.id.in_(item_ids)).order_by(Item.id))
    return {each.id: each for each in found}


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


def young_person(
    young_person_id: UUID, district_id: str, *, own_of: UUID | None = None
) -> YoungPerson:
    """Return a young person of a district, or raise NotFoundError.

    With ``own_of``, where that person works with them or answers for them.
    """
    found = young_person_of(young_person_id, district_id, own_of=own_of)
    if found is None:
        raise NotFoundError("There is no such young person.")
    return found


def young_person_of(
    young_person_id: UUID, district_id: str, *, own_of: UUID | None = None
) -> YoungPerson | None:
    """Return a young person where they are of a district."""
    theirs = () if own_of is None else (of_theirs(own_of),)
    return session.scalars(
        select(YoungPerson).where(
            YoungPerson.id == young_person_id, YoungPerson.district_id == district_id, *theirs
        )
    ).one_or_none()


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
    to those whom one person works with or answers for.
    """
    listed = select(Item.young_person_id).where(
        Item.meeting_id == meeting_id, Item.slot_id.is_not(None)
    )
    chosen = [YoungPerson.district_id == district_id, YoungPerson.id.not_in(listed)]
    if born_by is not None:
        chosen.append(YoungPerson.born_on <= born_by)
    if own_of is not None:
        chosen.append(of_theirs(own_of))
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


@dataclass(frozen=True, slots=True)
class LiveItem:
    """What an agenda reads anew for each reader: names, who stands in, who is out."""

    meeting_id: UUID
    name: str
    facts: ItemFacts
    stand_in: str
    out: frozenset[UUID]
    """Who declared an interest in this young person's item, here or at another meeting."""
    out_names: tuple[str, ...] = ()
    """The same by name, for those in the room who see the item."""


def is_in(recusal: type[Recusal], item: type[Item]) -> ColumnElement[bool]:
    """Return the join condition from an interest to the items of whom it is in."""
    return and_(
        recusal.authority_id == item.authority_id,
        recusal.young_person_id == item.young_person_id,
    )


_out = aliased(Person, name="out")
_LIVE = (
    select(
        Item.id,
        Item.meeting_id,
        Item.young_person_id,
        YoungPerson.preferred_name,
        Item.social_worker_id,
        Item.manager_id,
        Item.personal_adviser_id,
        Item.adviser_manager_id,
        Item.stand_in_id,
        Item.closed_at,
        _stand_in.name.label("stand_in"),
        Recusal.person_id.label("out_id"),
        _out.name.label("out_name"),
    )
    .select_from(Item)
    .outerjoin(YoungPerson, joins(Item, "young_person_id", YoungPerson))
    .outerjoin(_stand_in, joins(Item, "stand_in_id", _stand_in))
    .outerjoin(Recusal, and_(is_in(Recusal, Item), Recusal.ended_at.is_(None)))
    .outerjoin(_out, joins(Recusal, "person_id", _out))
    .order_by(Item.id)
)
_LIVE_AT = _LIVE.where(Item.meeting_id == bindparam("meeting_id"))


def live_items(meeting_id: UUID) -> dict[UUID, LiveItem]:
    """Return a meeting's items as they are now, withdrawn ones too, in one query."""
    return _live(session.execute(_LIVE_AT, {"meeting_id": meeting_id}))


def live_by_id(item_ids: Collection[UUID]) -> dict[UUID, LiveItem]:
    """Return some items as they are now, withdrawn ones too, in one query."""
    return _live(session.execute(_LIVE.where(Item.id.in_(item_ids))))


def _live(rows: Iterable[Row[Any]]) -> dict[UUID, LiveItem]:
    found: dict[UUID, LiveItem] = {}
    for item_id, group in groupby(rows, key=lambda row: row.id):
        same = list(group)
        first = same[0]
        found[item_id] = LiveItem(
            meeting_id=first.meeting_id,
            name=first.preferred_name or "",
            facts=ItemFacts(
                item_id=item_id,
                young_person_id=first.young_person_id,
                own=own_people(first, item_id),
            ),
            stand_in=(first.stand_in or "") if first.stand_in_id else "",
            out=frozenset(row.out_id for row in same if row.out_id is not None),
            out_names=tuple(sorted({row.out_name for row in same if row.out_name})),
        )
    return found
