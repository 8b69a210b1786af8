"""Who will be there for one item: each seat with who sits in it, and who is asked to it alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from portal.panels import queries as panels
from portal.panels.operations import meeting_facts
from portal.panels.policy import OwnPeople
from portal.panels.queries import DeputyRow
from portal.panels.rules import membership
from portal.panels.rules.membership import Holder
from portal.participation.queries import Booked
from portal.people import queries as people
from portal.variations.values import OrganisationKind, Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Comer:
    """A seat as it will be filled for one item, or somebody asked to it alone.

    ``people`` are ids and names, none where nobody is named yet. ``seat`` is None for whoever is
    asked to the item; ``kind`` is where they come from.
    """

    seat: Seat | None
    kind: OrganisationKind
    people: tuple[tuple[UUID, str], ...]

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """What a request names: each person, or the seat where nobody is known, with words."""
        label = self.seat.label if self.seat else self.kind.label
        if not self.people and self.seat is not None:
            return ((f"seat:{self.seat.key}", label),)
        return tuple((f"person:{key}", f"{name}, {label}") for key, name in self.people)


def people_coming(at: Booked, now: datetime) -> tuple[Comer, ...]:
    """Return who will be there, in the order of the seats; those out of the item are left out.

    A seat that comes only when it is needed is left out while nobody holds it.
    """
    meeting, kind = panels.meeting(at.meeting.id)
    live = panels.live_items(meeting.id)[at.item.id]
    holders = panels.holders(meeting.panel_id)
    deputies = panels.deputies_for(meeting.id)
    seats = meeting_facts(meeting, kind).seats.values()
    bound = {seat.key: _own(seat, live.facts.own) for seat in seats if seat.case_bound}
    known = people.people_by_id({key for keys in bound.values() for key in keys})
    found = []
    for seat in seats:
        if seat.case_bound:
            names = {key: known[key].name for key in bound[seat.key] if key in known}
        else:
            names = _standing(seat, holders, deputies, at)
        shown = tuple((key, name) for key, name in names.items() if key not in live.out)
        if shown or (seat.core and not seat.case_bound and not names):
            found.append(Comer(seat=seat, kind=seat.organisation_kind, people=shown))
    return (*found, *_asked(at, now))


def _own(seat: Seat, own: OwnPeople) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(key for seat_key, key in own.in_seats() if seat_key == seat.key))


def _standing(
    seat: Seat, holders: Sequence[Holder], deputies: Sequence[DeputyRow], at: Booked
) -> dict[UUID, str]:
    """Return who sits in a standing seat that day: its holders, or whom they sent."""
    sent = {each.holder_id: each for each in deputies if each.seat_key == seat.key}
    found: dict[UUID, str] = {}
    for held in membership.in_seat(holders, seat.key, at.meeting.held_on):
        if held.deputy:
            continue
        instead = sent.get(held.person_id)
        key, name = (instead.person_id, instead.name) if instead else (held.person_id, held.name)
        found[key] = name
    return found


def _asked(at: Booked, now: datetime) -> list[Comer]:
    visits = [each for each in panels.visits_at(at.meeting.id, at.item.id) if each.is_open(now)]
    known = people.people_by_id({each.person_id for each in visits})
    return [
        Comer(
            seat=None,
            kind=_kind_of(known[each.person_id].organisation_id),
            people=((each.person_id, each.name),),
        )
        for each in visits
        if each.person_id in known
    ]


def _kind_of(organisation_id: UUID | None) -> OrganisationKind:
    if organisation_id is None:
        return OrganisationKind.OTHER
    return OrganisationKind(people.organisation(organisation_id).kind)
