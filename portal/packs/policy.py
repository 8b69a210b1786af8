"""Who reads which item's papers, and as whom (A16, A18, A19).

What a reader sees of an item at all is decided where panels are; here it is said what that means
for its papers. A role that stands for a seat reads what the seat reads.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.packs.rules.giving import Comes, Reader
from portal.panels.policy import (
    OPENS,
    ItemFacts,
    MeetingFacts,
    Sees,
    seats_at,
    sight,
    speaks_for_young_people,
)
from portal.panels.rules.membership import why_not_in
from portal.people.policy import Actor, Permission, Role
from portal.variations.values import OrganisationKind, PackSection, Seat

SEAT_OF_ROLE = {
    Role.ACCESS_TO_RESOURCES: "access_to_resources",
    Role.IRO_REPRESENTATIVE: "iro_representative",
}
"""The seat whose work a role is, held or not. A district lead has none: they run no item, and read
papers only where they sit."""


@dataclass(frozen=True, slots=True)
class From:
    """Where somebody comes from: the organisation a young person can name when they agree."""

    organisation_id: UUID | None = None
    organisation_kind: OrganisationKind | None = None


def works_with(actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> bool:
    """Tell whether they bring an item's papers and keep them: its own people, and case support.

    Nobody does who speaks for young people in general there (A18).
    """
    works = bool(item.own.ties_of(actor)) or runs_papers(actor, meeting)
    return works and not speaks_for_young_people(actor, meeting)


def runs_papers(actor: Actor, meeting: MeetingFacts) -> bool:
    """Tell whether they keep a meeting's papers in order: case support."""
    return actor.may(
        Permission.AGENDA_PUBLISH, meeting.district_id, meeting.panel_id, meeting.meeting_id
    )


def reader_of(
    actor: Actor, meeting: MeetingFacts, item: ItemFacts, comes_from: From, *, chair_seat: str = ""
) -> Reader:
    """Say as whom somebody reads an item's papers. ``chair_seat`` is the key of the chair's."""
    sees = sight(actor, meeting, item).sees
    if sees is Sees.VISITOR:
        return visitor(comes_from)
    if sees not in OPENS:
        return Reader(comes=Comes.OUT)
    comes = Comes.WORKS if works_with(actor, meeting, item) else Comes.SITS
    seats = reads_in(actor, meeting, item, chair_seat=chair_seat)
    return Reader(
        comes=comes,
        organisation_id=comes_from.organisation_id,
        organisation_kind=comes_from.organisation_kind,
        sections=_sections(() if speaks_for_young_people(actor, meeting) else seats),
    )


def visitor(comes_from: From) -> Reader:
    """Return whoever is asked to one item."""
    return Reader(
        comes=Comes.VISITS,
        organisation_id=comes_from.organisation_id,
        organisation_kind=comes_from.organisation_kind,
    )


def in_seat(seat: Seat, comes_from: From) -> Reader:
    """Return anybody from an organisation who sits in a seat: for a preview."""
    return Reader(
        comes=Comes.SITS,
        organisation_id=comes_from.organisation_id,
        organisation_kind=comes_from.organisation_kind,
        sections=seat.sections,
    )


def reads_in(
    actor: Actor, meeting: MeetingFacts, item: ItemFacts, *, chair_seat: str
) -> tuple[Seat, ...]:
    """Return the seats in which somebody reads an item: their own, and what a role stands for.

    Each once, by key. ``chair_seat`` is the key of the chair's.
    """
    roles = {
        grant.role
        for grant in actor.grants
        if grant.counts(meeting.district_id, meeting.panel_id, meeting.meeting_id)
    }
    keys = {SEAT_OF_ROLE[role] for role in roles if role in SEAT_OF_ROLE}
    if Role.CHAIR in roles or item.chair_id == actor.person_id:
        keys.add(chair_seat)
    stood_for = (
        seat
        for key in keys
        if (seat := meeting.seats.get(key)) is not None
        and why_not_in(seat, actor.organisation_kind) is None
    )
    found = {seat.key: seat for seat in (*seats_at(actor, meeting), *stood_for)}
    return tuple(found[key] for key in sorted(found))


def _sections(seats: tuple[Seat, ...]) -> frozenset[PackSection]:
    return frozenset().union(*(seat.sections for seat in seats))
