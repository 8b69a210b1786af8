"""Who reads which answers: by whom each answer is for, and how its reader belongs to the item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from portal.panels.policy import OwnTie
from portal.people.policy import Role
from portal.variations.values import OrganisationKind, PackSection, Seat
from portal.voice.rules.answers import Audience

_FROM_OUTSIDE = frozenset({OrganisationKind.HOUSING_AUTHORITY, OrganisationKind.PROVIDER})
_WORKERS = frozenset({OwnTie.SOCIAL_WORKER, OwnTie.STAND_IN})
_RUN_IT = frozenset({Role.CASE_SUPPORT, Role.CHAIR, Role.DISTRICT_LEAD})
_NEVER = frozenset({Role.YOUNG_PERSON_REPRESENTATIVE})


@dataclass(frozen=True, slots=True)
class Reader:
    """How somebody belongs to an item that is there for them.

    ``organisation`` is the kind they come from; ``iro`` whether they are its reviewing officer.
    """

    ties: Collection[OwnTie] = ()
    roles: Collection[Role] = ()
    seats: Collection[Seat] = ()
    organisation: OrganisationKind | None = None
    chairs: bool = False
    writes_record: bool = False

    @property
    def from_outside(self) -> bool:
        """Whether they offer homes: for housing, or a provider. What they hold besides is no help.

        The organisation somebody comes from counts before the seat they sit in.
        """
        return self.organisation in _FROM_OUTSIDE or any(
            seat.organisation_kind in _FROM_OUTSIDE for seat in self.seats
        )


def may_read(reader: Reader) -> frozenset[Audience]:
    """Return for whom an answer must be that somebody may read it; empty: none at all.

    A seat reads views where its panel's configuration gives it that part of the papers.
    """
    found: set[Audience] = set()
    if not reader.ties and set(reader.roles) & _NEVER:
        return frozenset()
    seated = [seat for seat in reader.seats if PackSection.VIEWS in seat.sections]
    runs = bool(set(reader.roles) & _RUN_IT) or reader.chairs or reader.writes_record
    iro = Role.IRO_REPRESENTATIVE in reader.roles
    if reader.ties or seated or runs or iro:
        found.add(Audience.EVERYONE)
        if not reader.from_outside:
            found.add(Audience.PANEL)
    if (set(reader.ties) & _WORKERS or iro) and not reader.from_outside:
        found.add(Audience.WORKERS)
    if reader.organisation is OrganisationKind.ADVOCACY and seated:
        found.add(Audience.ADVOCATE)
    return frozenset(found)
