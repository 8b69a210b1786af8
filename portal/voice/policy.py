"""Who reads what a young person said, who may show it in the room, and who writes down for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.panels.operations import ItemAt, is_open, require_open
from portal.panels.policy import (
    ItemFacts,
    MeetingFacts,
    OwnTie,
    seats_at,
    speaks_for_young_people,
)
from portal.people import decisions
from portal.people.policy import Actor, Permission, Role
from portal.preparation import policy as preparation
from portal.variations.values import OrganisationKind, PackSection, Seat
from portal.voice.rules.answers import Audience

_WORKERS = frozenset({OwnTie.SOCIAL_WORKER, OwnTie.PERSONAL_ADVISER, OwnTie.STAND_IN})
"""A personal adviser is a young person's worker from 18 on."""
_RUN_IT = frozenset({Role.CASE_SUPPORT, Role.CHAIR})
IRO_SEAT = "iro_representative"


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody belongs to an item that is there for them.

    ``organisation`` is the kind they come from.
    """

    ties: Collection[OwnTie] = ()
    roles: Collection[Role] = ()
    seats: Collection[Seat] = ()
    organisation: OrganisationKind | None = None
    chairs: bool = False
    writes_record: bool = False
    speaks_for_young_people: bool = False

    @property
    def from_outside(self) -> bool:
        """Whether they offer homes: for housing, or a provider. What they hold besides is no help.

        The organisation somebody comes from counts before the seat they sit in.
        """
        organisations = [seat.organisation_kind for seat in self.seats]
        if self.organisation is not None:
            organisations.append(self.organisation)
        return any(each.offers_homes for each in organisations)


def may_read(reader: Reader) -> frozenset[Audience]:
    """Return for whom an answer must be that somebody may read it; empty: none at all.

    A seat reads views where its panel's configuration gives it that part of the papers.
    """
    found: set[Audience] = set()
    if not reader.ties and reader.speaks_for_young_people:
        return frozenset()
    seated = [seat for seat in reader.seats if PackSection.VIEWS in seat.sections]
    runs = bool(set(reader.roles) & _RUN_IT) or reader.chairs or reader.writes_record
    iro = Role.IRO_REPRESENTATIVE in reader.roles or any(
        seat.key == IRO_SEAT for seat in reader.seats
    )
    if reader.ties or seated or runs or iro:
        found.add(Audience.EVERYONE)
        if not reader.from_outside:
            found.add(Audience.PANEL)
    if (set(reader.ties) & _WORKERS or iro) and not reader.from_outside:
        found.add(Audience.WORKERS)
    if reader.organisation is OrganisationKind.ADVOCACY and seated:
        found.add(Audience.ADVOCATE)
    return frozenset(found)


NOT_FOR_YOU = "What they say is for the people they chose. Nothing of it is for your part."


def reads(
    actor: Actor, found: ItemAt, now: datetime, *, holding: bool = False
) -> frozenset[Audience]:
    """Return for whom an answer must be that this person reads it.

    Of an item that is not open to them any more, none. Once its record is filed, views are for
    its own people and who writes that record: a seat read them for the panel, which is over.
    ``holding`` keeps what says so as it is until the transaction ends.
    """
    if found.item.slot_id is None or not is_open(actor, found, now, holding=holding):
        return frozenset()
    own = found.about.own.ties_of(actor)
    if found.item.closed_at is not None and not (own or may_show(actor, found)):
        return frozenset()
    return may_read(as_reader(actor, found.facts, found.about))


def as_reader(actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> Reader:
    """Return how somebody belongs to an item that is there for them."""
    at = (meeting.district_id, meeting.panel_id, meeting.meeting_id)
    return Reader(
        ties=item.own.ties_of(actor),
        roles={grant.role for grant in actor.grants if grant.counts(*at)},
        seats=seats_at(actor, meeting),
        organisation=actor.organisation_kind,
        chairs=item.chair_id == actor.person_id,
        writes_record=actor.may(Permission.RECORD_WRITE, *at),
        speaks_for_young_people=speaks_for_young_people(actor, meeting),
    )


def require_reading(actor: Actor, found: ItemAt, now: datetime) -> frozenset[Audience]:
    """Let pass who reads anything of an item's views, and say what.

    NotFoundError for whom the item is not there any more; ForbiddenError for other readers.
    """
    require_open(actor, found, now)
    held = reads(actor, found, now)
    if not held:
        raise ForbiddenError(NOT_FOR_YOU)
    decisions.allowed("reading what a young person said for people like them")
    return held


def may_show(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody shows the views in the room: who writes the item's record."""
    return found.may(actor, Permission.RECORD_WRITE) or found.chairs(actor)


def may_write_down(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody writes down for a young person: the item's own people, who builds."""
    return preparation.tells_of_young_person(actor, found.facts, found.about)


def require_writing_down(actor: Actor, found: ItemAt) -> None:
    """Let pass who writes down for a young person. NotFoundError for others: no such page."""
    if not may_write_down(actor, found):
        raise NotFoundError("There is no such page.")
    decisions.allowed("writing down what a young person said")
