"""Who comes to one meeting or one item besides its seats, and who stays out of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, select
from sqlalchemy.orm import aliased

from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import (
    Item,
    ItemCost,
    Meeting,
    MeetingDeputy,
    Recusal,
    SeatHolder,
    Slot,
    Visit,
)
from portal.panels.queries import ties
from portal.panels.queries.items import is_in
from portal.panels.rules import windows
from portal.people import queries as people
from portal.people.models import Person
from portal.people.policy import Actor, Grant, Role
from portal.people.queries import RoleHeld
from portal.people.standing import Standing
from portal.tenancy.models import District
from portal.variations.values import OrganisationKind
from portal.web.clock import LONDON


@dataclass(frozen=True, slots=True)
class DeputyRow:
    """Somebody sent to one meeting in a holder's place."""

    id: UUID
    seat_key: str
    holder_id: UUID
    holder: str
    person_id: UUID
    name: str


# Put together once: that takes longer than asking, and every page of an item asks all three.
_holder, _deputy, _guest, _host, _out, _declarer = (
    aliased(Person, name=name)
    for name in ("holder", "deputy", "guest", "host", "out", "declared_by")
)
_DEPUTIES = (
    select(
        MeetingDeputy.id,
        MeetingDeputy.seat_key,
        MeetingDeputy.holder_id,
        _holder.name.label("holder"),
        MeetingDeputy.person_id,
        _deputy.name.label("deputy"),
    )
    .join_from(MeetingDeputy, _holder, joins(MeetingDeputy, "holder_id", _holder))
    .join(_deputy, joins(MeetingDeputy, "person_id", _deputy))
    .where(MeetingDeputy.meeting_id == bindparam("meeting_id"), MeetingDeputy.ended_at.is_(None))
    .order_by(MeetingDeputy.seat_key, _holder.name, MeetingDeputy.id)
)
_VISITS = (
    select(
        Visit,
        _guest.name.label("name"),
        _guest.job_title,
        _host.name.label("host"),
        _host.email.label("host_email"),
        Item.closed_at,
        Item.slot_id,
        Meeting.state,
        Meeting.held_on,
    )
    .join_from(Visit, Item, joins(Visit, "item_id", Item))
    .join(Meeting, joins(Item, "meeting_id", Meeting))
    .join(_guest, joins(Visit, "person_id", _guest))
    .join(_host, joins(Visit, "invited_by", _host))
    .where(Meeting.id == bindparam("meeting_id"))
    .order_by(_guest.name, Visit.opens_at, Visit.id)
)
_RECUSALS = (
    select(
        Recusal.id,
        Item.id.label("item_id"),
        Recusal.person_id,
        _out.name,
        Recusal.reason,
        _declarer.name.label("by"),
        Recusal.declared_at,
    )
    .select_from(Item)
    .join(Recusal, is_in(Recusal, Item))
    .join(_out, joins(Recusal, "person_id", _out))
    .join(_declarer, joins(Recusal, "declared_by", _declarer))
    .where(Item.meeting_id == bindparam("meeting_id"), Recusal.ended_at.is_(None))
    .order_by(Item.id, _out.name, Recusal.declared_at, Recusal.id)
)


def deputies_for(meeting_id: UUID) -> tuple[DeputyRow, ...]:
    """Return who was sent to a meeting in whose place, by seat and holder; ended ones left out."""
    rows = session.execute(_DEPUTIES, {"meeting_id": meeting_id})
    return tuple(DeputyRow(*row) for row in rows)


def deputies_at(meeting_ids: Collection[UUID]) -> dict[UUID, tuple[tuple[str, UUID], ...]]:
    """Return who was sent to some meetings, and for which seat, in one query; ended ones not."""
    rows = session.execute(
        select(MeetingDeputy.meeting_id, MeetingDeputy.seat_key, MeetingDeputy.person_id)
        .where(MeetingDeputy.meeting_id.in_(meeting_ids), MeetingDeputy.ended_at.is_(None))
        .order_by(MeetingDeputy.meeting_id, MeetingDeputy.seat_key, MeetingDeputy.id)
    )
    found: dict[UUID, list[tuple[str, UUID]]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append((row.seat_key, row.person_id))
    return {meeting_id: tuple(sent) for meeting_id, sent in found.items()}


def deputy(deputy_id: UUID) -> MeetingDeputy:
    """Return one deputyship for a meeting, or raise NotFoundError."""
    found = session.scalars(
        select(MeetingDeputy).where(MeetingDeputy.id == deputy_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such deputy.")
    return found


@dataclass(frozen=True, slots=True)
class VisitRow:
    """Somebody asked to one item. ``window`` says when they may read it."""

    id: UUID
    item_id: UUID
    person_id: UUID
    name: str
    job_title: str
    reason: str
    tells_name: bool
    invited_by: str
    invited_by_email: str
    window: windows.Window

    def is_open(self, now: datetime) -> bool:
        """Tell whether they may read the item now."""
        return windows.visit_is_open(self.window, now, now.astimezone(LONDON).date())


def visits_at(meeting_id: UUID, item_id: UUID | None = None) -> tuple[VisitRow, ...]:
    """Return everybody ever asked to a meeting's items, or to one of them, by name."""
    asked = _VISITS if item_id is None else _VISITS.where(Item.id == item_id)
    return tuple(
        VisitRow(
            id=visit.id,
            item_id=visit.item_id,
            person_id=visit.person_id,
            name=name,
            job_title=job_title,
            reason=visit.reason,
            tells_name=visit.tells_name,
            invited_by=host_name,
            invited_by_email=host_email,
            window=windows.Window(
                opens_at=visit.opens_at,
                closes_at=visit.closes_at,
                ended_at=visit.ended_at,
                item_closed_at=closed_at,
                on_agenda=slot_id is not None,
                meeting_state=state,
                held_on=held_on,
            ),
        )
        for visit, name, job_title, host_name, host_email, closed_at, slot_id, state, held_on in (
            session.execute(asked, {"meeting_id": meeting_id})
        )
    )


def visit(visit_id: UUID) -> tuple[Visit, Item]:
    """Return one visit with its item, or raise NotFoundError."""
    found = session.execute(
        select(Visit, Item).join(Item, joins(Visit, "item_id", Item)).where(Visit.id == visit_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such visit.")
    return found[0], found[1]


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """An interest declared in an item. ``reason`` is for those who run the panel."""

    id: UUID
    item_id: UUID
    person_id: UUID
    name: str
    reason: str
    declared_by: str
    declared_at: datetime


def recusals_at(meeting_id: UUID, item_id: UUID | None = None) -> tuple[RecusalRow, ...]:
    """Return who is out of a meeting's items, or of one of them, by item and name.

    Declared in this item, or in the same young person's at another meeting.
    """
    asked = _RECUSALS if item_id is None else _RECUSALS.where(Item.id == item_id)
    return tuple(RecusalRow(*row) for row in session.execute(asked, {"meeting_id": meeting_id}))


def out_of_every_item_of(young_person_id: UUID) -> frozenset[UUID]:
    """Return who declared an interest in an item of a young person, and so sees nothing of them."""
    found = session.scalars(
        select(Recusal.person_id)
        .where(Recusal.young_person_id == young_person_id, Recusal.ended_at.is_(None))
        .order_by(Recusal.person_id)
    )
    return frozenset(found)


def recusal(recusal_id: UUID) -> Recusal:
    """Return one interest that stands, whatever district it was declared in, or NotFoundError."""
    found = session.scalars(
        select(Recusal).where(Recusal.id == recusal_id, Recusal.ended_at.is_(None))
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such interest.")
    return found


def slots_by_id(slot_ids: Sequence[UUID] | frozenset[UUID], meeting_id: UUID) -> tuple[Slot, ...]:
    """Return those of these slots that belong to a meeting, in order of time."""
    if not slot_ids:
        return ()
    found = session.scalars(
        select(Slot)
        .where(Slot.id.in_(slot_ids), Slot.meeting_id == meeting_id)
        .order_by(Slot.starts_at)
    )
    return tuple(found)


def cost_of(item_id: UUID) -> tuple[ItemCost, str] | None:
    """Return what was written down of an item's cost and by whom; None where nothing was."""
    found = session.execute(
        select(ItemCost, Person.name)
        .join(Person, joins(ItemCost, "recorded_by", Person))
        .where(ItemCost.item_id == item_id)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


@dataclass(frozen=True, slots=True)
class Where:
    """A meeting with its panel and district."""

    district_id: str
    panel_id: UUID
    meeting_id: UUID


def everyone_at(
    *, district_id: str, panel_id: UUID, meeting_id: UUID, now: datetime
) -> tuple[Actor, ...]:
    """Return everybody who holds anything at a meeting, as they stand now, by name.

    The same as `portal.people.standing.actor` gives for each, in four statements for all of them.
    """
    where = Where(district_id, panel_id, meeting_id)
    return everyone_at_each([where], now)[meeting_id]


def everyone_at_each(meetings: Collection[Where], now: datetime) -> dict[UUID, tuple[Actor, ...]]:
    """Return the same for some meetings, by meeting, in as many statements as for one."""
    today = now.astimezone(LONDON).date()
    roles = people.roles_in_each({each.district_id for each in meetings}, today)
    tied = ties.standings_at({each.meeting_id: each.panel_id for each in meetings}, now)
    wanted = {person for held in roles.values() for person in held}
    wanted |= {person for held in tied.values() for person in held}
    known = people.there_today(wanted, today)
    kinds = people.kinds_of(known)
    return {
        each.meeting_id: _actors(
            known.values(), kinds, roles[each.district_id], tied[each.meeting_id]
        )
        for each in meetings
    }


def _actors(
    known: Iterable[Person],
    kinds: Mapping[UUID, OrganisationKind],
    roles: Mapping[UUID, tuple[Grant, ...]],
    tied: Mapping[UUID, Standing],
) -> tuple[Actor, ...]:
    found = []
    for person in known:
        if person.id not in roles and person.id not in tied:
            continue
        actor = Actor(
            person.id,
            person.name,
            person.email,
            roles.get(person.id, ()),
            organisation_kind=kinds.get(person.id),
        )
        standing = tied.get(person.id)
        if standing is not None:
            actor = replace(
                actor,
                grants=tuple(dict.fromkeys((*actor.grants, *standing.grants))),
                visits=standing.visits,
                recused=standing.recused,
                seats=standing.seats,
                stands_in=standing.stands_in,
                kept_slots=standing.kept_slots,
            )
        found.append(actor)
    return tuple(found)


def let_in_by_panels(today: date) -> list[RoleHeld]:
    """Return whom panels let in, role or not, by name: in a seat, sent, asked, an item's own.

    Once for each district. For practice mode, which prints who can sign in.
    """
    worker, asked = Role.MEMBER, None
    told = (
        (worker, SeatHolder, SeatHolder.person_id, SeatHolder.district_id),
        (worker, MeetingDeputy, MeetingDeputy.person_id, MeetingDeputy.district_id),
        (worker, Item, Item.personal_adviser_id, Item.district_id),
        (asked, Visit, Visit.person_id, Visit.district_id),
    )
    found = [
        RoleHeld(
            role=role,
            name=row.name,
            job_title=row.job_title,
            email=row.email,
            district_id=row.district_id,
            place=row.place,
        )
        for role, table, person_id, district_id in told
        for row in session.execute(
            select(
                Person.name,
                Person.job_title,
                Person.email,
                Person.ends_on,
                district_id.label("district_id"),
                District.name.label("place"),
            )
            .join_from(
                table,
                Person,
                and_(table.authority_id == Person.authority_id, person_id == Person.id),
            )
            .join(District, joins(table, "district_id", District))
            .distinct()
            .order_by(Person.name, Person.email, District.name)
        )
        if row.ends_on is None or row.ends_on >= today
    ]
    return sorted(found, key=lambda held: (held.role is None, held.name, held.email))
