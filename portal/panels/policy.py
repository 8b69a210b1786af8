"""Who is in an item: what each person sees of it, and why (A16, A18, A19; ideas 5 and 11).

One pure function, `sight`, answers for a person and an item. The agenda and its files, the builder,
the panel day, the record, the home page and "Who can see this?" all ask it, so that whoever is
listed is who can open it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.kernel.wording import plain_date
from portal.panels.agenda import initials_and_reference, name_for
from portal.panels.rules.membership import why_not_in
from portal.people.policy import ROLE_PERMISSIONS, Actor, Grant, Permission, Role, not_included
from portal.people.policy import Seated as InSeat
from portal.variations.values import OrganisationKind, PackSection, Seat

NOT_HELD = "Name not held in this district"
NOT_SHOWN = "One item is not shown to you"
"""All that somebody is shown where an item stands that is kept from them.

The same whether they declared an interest or nobody may read of this young person now: the one must
not be told from the other, nor from the agenda of a colleague.
"""
COST_SEAT = "access_to_resources"
"""The seat that brings financial information (R17)."""


class Sees(StrEnum):
    """What a person sees of an item."""

    NAME = "name"
    REFERENCE = "reference"
    """Slot, initials and reference."""
    RECUSED = "recused"
    """A neutral mark where it stands, and nothing else."""
    VISITOR = "visitor"
    """The page of this one item for whoever is asked to it."""
    NOTHING = "nothing"


OPENS = frozenset({Sees.NAME, Sees.REFERENCE})
"""What whoever opens an item's pages sees of it."""


class OwnTie(StrEnum):
    """How somebody belongs to one item, in the words in which it is a reason."""

    SOCIAL_WORKER = "social worker of this young person"
    MANAGER = "the social worker’s manager"
    PERSONAL_ADVISER = "personal adviser of this young person"
    ADVISER_MANAGER = "leaving care team manager of the personal adviser"
    STAND_IN = "comes in the social worker’s place, until the record is filed"


CASE_BOUND_SEATS = {
    OwnTie.SOCIAL_WORKER: "allocated_social_worker",
    OwnTie.MANAGER: "team_manager",
    OwnTie.PERSONAL_ADVISER: "personal_adviser",
    OwnTie.ADVISER_MANAGER: "leaving_care_team_manager",
    OwnTie.STAND_IN: "team_manager",
}
"""The seat that each of an item's own people fills for that item (R24, R25, R71)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPeople:
    """An item's own people. Whoever stands in does so until the record is filed (R71).

    With ``item_id`` it is asked of a reader whether they still do.
    """

    item_id: UUID | None = None
    social_worker_id: UUID | None = None
    manager_id: UUID | None = None
    personal_adviser_id: UUID | None = None
    adviser_manager_id: UUID | None = None
    stand_in_id: UUID | None = None

    def ties(self, person_id: UUID) -> tuple[OwnTie, ...]:
        """Return how somebody belongs to the item; nothing where they do not."""
        each = (
            (OwnTie.SOCIAL_WORKER, self.social_worker_id),
            (OwnTie.MANAGER, self.manager_id),
            (OwnTie.PERSONAL_ADVISER, self.personal_adviser_id),
            (OwnTie.ADVISER_MANAGER, self.adviser_manager_id),
            (OwnTie.STAND_IN, self.stand_in_id),
        )
        return tuple(tie for tie, own_id in each if own_id == person_id)

    def ties_of(self, actor: Actor) -> tuple[OwnTie, ...]:
        """Return how a reader belongs to the item, which opens it to them.

        Nobody from outside children's services does, whatever a row says (A16, A19), and nobody
        stands in where the record is waited for no more.
        """
        if not actor.in_childrens_services:
            return ()
        over = self.item_id is not None and self.item_id not in actor.stands_in
        found = self.ties(actor.person_id)
        return tuple(tie for tie in found if not (over and tie is OwnTie.STAND_IN))

    def in_seats(self) -> Iterator[tuple[str, UUID]]:
        """Give who fills which seat for this item."""
        for tie, own_id in (
            (OwnTie.SOCIAL_WORKER, self.social_worker_id),
            (OwnTie.MANAGER, self.manager_id),
            (OwnTie.PERSONAL_ADVISER, self.personal_adviser_id),
            (OwnTie.STAND_IN, self.stand_in_id),
        ):
            if own_id is not None:
                yield CASE_BOUND_SEATS[tie], own_id

    @property
    def ids(self) -> frozenset[UUID]:
        """Everybody of the item's own."""
        found = (
            self.social_worker_id,
            self.manager_id,
            self.personal_adviser_id,
            self.adviser_manager_id,
            self.stand_in_id,
        )
        return frozenset(each for each in found if each is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFacts:
    """A meeting as the question needs it. ``seats`` are its panel's, by key."""

    district_id: str
    panel_id: UUID
    meeting_id: UUID
    panel_day: date
    seats: Mapping[str, Seat] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """An item as the question needs it; ``chair_id`` chairs it in the usual chair's place."""

    item_id: UUID
    young_person_id: UUID
    own: OwnPeople = OwnPeople()
    chair_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees of an item, every reason they have, and what it opens besides."""

    sees: Sees
    reasons: tuple[str, ...] = ()
    reads_record: bool = False
    sees_cost: bool = False

    @property
    def named(self) -> bool:
        """Whether they are shown the young person's name."""
        return self.sees is Sees.NAME


UNSIGNED = Sight(Sees.REFERENCE)
"""A command run for nobody in particular: initials and references."""


def is_out(actor: Actor, item: ItemFacts) -> bool:
    """Tell whether they declared an interest in the item, or in this young person's other one."""
    return item.item_id in actor.recused.items or item.young_person_id in actor.recused.young_people


def sight(actor: Actor | None, meeting: MeetingFacts, item: ItemFacts) -> Sight:
    """Say what somebody sees of an item of a meeting, and why.

    An interest comes before everything; then a name for those entitled to this item's; then slot,
    initials and reference for those who read the agenda; then a visitor's own page.
    """
    if actor is None:
        return UNSIGNED
    if is_out(actor, item):
        return Sight(Sees.RECUSED)
    own = item.own.ties_of(actor)
    reasons = reasons_to_open(actor, meeting, own=bool(own))
    chairs = item.chair_id == actor.person_id
    if _may(actor, Permission.AGENDA_SEE, meeting):
        reasons += tuple(tie.value for tie in own)
        reasons += ("chairs this item",) if chairs else ()
        # Whoever chairs an item must know whose it is, also where a district lets a seat from
        # elsewhere chair.
        named = bool(own) or chairs or _names_everybody(actor, meeting)
        return Sight(
            Sees.NAME if named else Sees.REFERENCE,
            reasons,
            reads_record=bool(own) or chairs or _may(actor, Permission.RECORD_SEE, meeting),
            sees_cost=_sees_cost(actor, meeting, own),
        )
    if item.item_id in actor.visited.items:
        return Sight(Sees.VISITOR, ("asked to this item",))
    return Sight(Sees.NOTHING)


def _may(actor: Actor, permission: Permission, meeting: MeetingFacts) -> bool:
    return actor.may(permission, meeting.district_id, meeting.panel_id, meeting.meeting_id)


def is_there(actor: Actor, meeting: MeetingFacts, item: ItemFacts, *, listed: bool) -> bool:
    """Tell whether anything of an item is there for whoever reads a meeting's agenda.

    Needs no seats, and so can be asked before they are read. ``listed``: the item has its slot.
    """
    if is_out(actor, item) or not _may(actor, Permission.AGENDA_SEE, meeting):
        return False
    return listed or knows_when_stopped(actor, meeting, item)


def knows_when_stopped(actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> bool:
    """Tell whether an item is still there for somebody once it may not be heard, or was taken off.

    It is for its own people, for who builds the agenda and for who answers for agreements: they
    ask again, or take it off. Nobody else is told more than that something stood there.
    """
    return (
        bool(item.own.ties_of(actor))
        or _may(actor, Permission.AGENDA_BUILD, meeting)
        or _may(actor, Permission.AGREEMENT_SEE, meeting)
    )


def _names_everybody(actor: Actor, meeting: MeetingFacts) -> bool:
    """Tell whether a role, or a seat held on the panel day, entitles them to every name (A16)."""
    if not actor.in_childrens_services:
        return False
    if actor.sees_every_name(meeting.district_id, meeting.panel_id):
        return True
    return any(
        meeting.seats[held.seat_key].sees_names
        for held in _seats(actor, meeting)
        if _covers(held, meeting.panel_day)
    )


def _seats(actor: Actor, meeting: MeetingFacts) -> Iterator[InSeat]:
    """Give the seats in which they sit today at this meeting's panel, where it still has them.

    One that is not open to where they come from gives them nothing, whatever a row says.
    """
    for held in actor.seats:
        here = held.meeting_id in {None, meeting.meeting_id} and held.panel_id == meeting.panel_id
        seat = meeting.seats.get(held.seat_key) if here else None
        if seat is not None and why_not_in(seat, actor.organisation_kind) is None:
            yield held


OF_A_SEAT = frozenset({Role.MEMBER, Role.YOUNG_PERSON_REPRESENTATIVE})
"""What a seat is as a role: the second for whoever speaks for young people in general (A18)."""
PANEL_ROLES = frozenset(
    {
        Role.ACCESS_TO_RESOURCES,
        Role.CASE_SUPPORT,
        Role.CHAIR,
        Role.IRO_REPRESENTATIVE,
        Role.MEMBER,
        Role.YOUNG_PERSON_REPRESENTATIVE,
    }
)
"""Roles in a district whose holders come to its panels; others are told of their own items."""


def comes(actor: Actor, meeting: MeetingFacts) -> bool:
    """Tell whether somebody is expected at a whole meeting: in a seat on its day, or by a role.

    A role for the whole county brings nobody to every panel. A seat that ends before the day does
    not either, though its holder reads the agenda until then.
    """
    held = tuple(_seats(actor, meeting))
    if any(_covers(each, meeting.panel_day) for each in held):
        return True
    return any(
        grant.role in PANEL_ROLES
        and grant.district_id is not None
        and grant.meeting_id is None
        and grant.counts(meeting.district_id, meeting.panel_id, meeting.meeting_id)
        and not (held and _comes_of_a_tie(grant))
        for grant in actor.grants
    )


def seats_at(actor: Actor, meeting: MeetingFacts) -> tuple[Seat, ...]:
    """Return the seats in which somebody sits at a meeting now, as holder, deputy or sent."""
    return tuple(meeting.seats[held.seat_key] for held in _seats(actor, meeting))


def speaks_for_young_people(actor: Actor, meeting: MeetingFacts) -> bool:
    """Tell whether somebody is at a meeting for young people in general: they read no paper (A18).

    By a role, by a seat or because of where they come from, whatever else they hold there.
    """
    return (
        actor.organisation_kind is OrganisationKind.YOUNG_PERSON
        or any(
            grant.role is Role.YOUNG_PERSON_REPRESENTATIVE
            and grant.counts(meeting.district_id, meeting.panel_id, meeting.meeting_id)
            for grant in actor.grants
        )
        or any(
            seat.organisation_kind is OrganisationKind.YOUNG_PERSON
            for seat in seats_at(actor, meeting)
        )
    )


def _covers(held: InSeat, day: date) -> bool:
    return held.starts_on <= day and (held.ends_on is None or day <= held.ends_on)


def _sees_cost(actor: Actor, meeting: MeetingFacts, own: Iterable[OwnTie]) -> bool:
    """Tell whether they may see what a home costs: children's services alone (R17, A19)."""
    if not actor.in_childrens_services:
        return False
    if _may(actor, Permission.COST_SEE, meeting):
        return True
    keys = [held.seat_key for held in _seats(actor, meeting)]
    keys += [CASE_BOUND_SEATS[tie] for tie in own]
    return any(
        PackSection.COST in meeting.seats[key].sections for key in keys if key in meeting.seats
    )


def records_cost(actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> bool:
    """Tell whether they write down what a home costs: the seat that brings it, or the panel's run.

    Whoever writes it must be one who may see it.
    """
    seated = any(held.seat_key == COST_SEAT for held in _seats(actor, meeting))
    writes = seated or _may(actor, Permission.RECORD_WRITE, meeting)
    return writes and sight(actor, meeting, item).sees_cost


def reasons_to_open(actor: Actor, meeting: MeetingFacts, *, own: bool = False) -> tuple[str, ...]:
    """Say why somebody may open a meeting's agenda; nothing where they may not.

    ``own`` where a reason from an item of their own is told beside it already.
    """
    if not _may(actor, Permission.AGENDA_SEE, meeting):
        return ()
    reasons = [_seat_reason(held, meeting) for held in _seats(actor, meeting)]
    roles = [
        grant
        for grant in actor.grants
        if grant.counts(meeting.district_id, meeting.panel_id, meeting.meeting_id)
        and Permission.AGENDA_SEE in ROLE_PERMISSIONS[grant.role]
    ]
    told = [role_reason(grant) for grant in roles if not _comes_of_a_tie(grant)]
    if not told and not reasons and not own:
        sits = any(grant.meeting_id is None for grant in roles)
        told = ["sits on this panel" if sits else "has a young person on this agenda"]
    return tuple(dict.fromkeys((*told, *reasons)))


def _comes_of_a_tie(grant: Grant) -> bool:
    """Tell whether a grant only says what a seat, a deputyship or an own item says as well."""
    return grant.role in OF_A_SEAT and grant.panel_id is not None


def role_reason(grant: Grant) -> str:
    """Say which role somebody holds, and how far it reaches, as a reason why they see something."""
    where = "this panel" if grant.panel_id else "this district"
    return f"{grant.role.label} for {where if grant.district_id else 'the county'}"


def _seat_reason(held: InSeat, meeting: MeetingFacts) -> str:
    label = meeting.seats[held.seat_key].label
    if held.meeting_id is not None:
        return f"deputy for {label} at this meeting, until its records are filed"
    until = f" until {plain_date(held.ends_on)}" if held.ends_on else ""
    return f"{'deputy for' if held.deputy else 'holds the seat of'} {label}{until}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads an agenda, and of which meeting."""

    actor: Actor | None
    meeting: MeetingFacts

    def sight(self, item: ItemFacts) -> Sight:
        """Say what they see of one of its items."""
        return sight(self.actor, self.meeting, item)


def shown(*, sees: bool, name: str, reference: str) -> str:
    """Return what a reader is shown: the name, else initials and reference; never nothing."""
    text = name_for(reader_sees_names=sees, name=name, reference=reference)
    return text or reference or NOT_HELD


def in_a_message(name: str, reference: str) -> str:
    """Return how a young person is called where the reader cannot be checked: errors, notices."""
    return initials_and_reference(name, reference) or "This young person"


class Placed(Protocol):
    """Anything of one panel's meeting: the meeting itself, or a row that carries its ids."""

    @property
    def district_id(self) -> str:
        """The district."""

    @property
    def panel_id(self) -> UUID:
        """The panel."""


def knows(actor: Actor, thing: Placed, meeting_id: UUID | None = None) -> bool:
    """Tell whether a meeting is there for somebody: they read its agenda, once there is one."""
    return actor.may(Permission.AGENDA_SEE, thing.district_id, thing.panel_id, meeting_id)


def require_knowing(actor: Actor, thing: Placed, meeting_id: UUID) -> None:
    """Let pass who may know of a meeting. NotFoundError: it is not there for anybody else."""
    if not knows(actor, thing, meeting_id):
        raise NotFoundError("There is no such meeting.")


def require_at(actor: Actor, permission: Permission, thing: Placed, meeting_id: UUID) -> None:
    """Let pass who has a permission at a meeting.

    NotFoundError for whoever may not know of it, ForbiddenError for whoever may but not do this.
    """
    require_knowing(actor, thing, meeting_id)
    if not actor.may(permission, thing.district_id, thing.panel_id, meeting_id):
        raise ForbiddenError(not_included(permission))


def nominates_only_own(actor: Actor, district_id: str, panel_id: UUID) -> bool:
    """Whether somebody may nominate only those they work with, or whose team they manage."""
    return not actor.may(Permission.YOUNG_PERSON_SEE, district_id, panel_id)
