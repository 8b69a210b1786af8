"""What rooms above know of a person: seats, and work that must be handed on when they go.

This room knows people and roles. Panels, items, young people and actions live above it; each such
room adds a source here, and the person's page, the leaving page and the file of leavers then all
speak of them without knowing the rooms. Nothing here carries a young person's name or reference:
who manages people sees no case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from flask import Flask, current_app

from portal.people.models import RoleGrant
from portal.people.places import Place, place_with
from portal.tenancy.door import registry
from portal.variations.values import OrganisationKind

EXTENSION = "portal.holdings"


@dataclass(frozen=True, slots=True)
class PanelPlace:
    """A panel that a role may be given on: "the Leaving Care – Lasting Homes Panel in Burnley"."""

    panel_id: UUID
    district_id: str
    name: str


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """A seat somebody holds or will hold, in words."""

    district_id: str
    words: str


@dataclass(frozen=True, slots=True)
class Owned:
    """Work of one kind that somebody still has, in words: "3 open actions"."""

    kind: str
    count: int
    words: str


class Source:
    """What one room knows. It overrides what it has something to say about."""

    def panels(self) -> tuple[PanelPlace, ...]:
        """Return the panels a role may be given on, by district and name."""
        return ()

    def seats(self, person_id: UUID, today: date) -> tuple[SeatHeld, ...]:
        """Return the seats somebody holds today or will hold."""
        del person_id, today
        return ()

    def sitting_in(self, districts: frozenset[str], today: date) -> frozenset[UUID]:
        """Return who holds a seat in these districts today or will hold one."""
        del districts, today
        return frozenset()

    def why_not_from(self, person_id: UUID, kind: OrganisationKind, today: date) -> str:
        """Say what they have that people from this kind of organisation may not; else nothing."""
        del person_id, kind, today
        return ""

    def stand_ins(self, person_id: UUID, today: date) -> tuple[UUID, ...]:
        """Return the deputies of the seats somebody holds, in order."""
        del person_id, today
        return ()

    def owned(self, person_id: UUID, today: date) -> tuple[Owned, ...]:
        """Return the work somebody has, one line for each kind."""
        del person_id, today
        return ()

    def hand_over(
        self, *, kind: str, person_id: UUID, to: UUID, actor_id: UUID | None, now: datetime
    ) -> int:
        """Give all work of a kind to somebody else; return how much there was."""
        del kind, person_id, to, actor_id, now
        return 0

    def leave(
        self, *, person_id: UUID, last_day: date, actor_id: UUID | None, now: datetime
    ) -> int:
        """End the seats somebody holds beyond their last day; return how many."""
        del person_id, last_day, actor_id, now
        return 0

    def changed(self, *, person_id: UUID, now: datetime) -> None:
        """Follow a change of what somebody may come to: suspended, let back, a role ended."""
        del person_id, now

    def way_in(self, person_id: UUID) -> str:
        """Return how far somebody has come with signing in, and what is next, in sentences."""
        del person_id
        return ""

    def came_in(self, person_id: UUID) -> bool:
        """Tell whether somebody has a way in already, so that a link goes to them alone."""
        del person_id
        return False


def add_source(app: Flask, source: Source) -> None:
    """Let a room say what it knows of people."""
    app.extensions.setdefault(EXTENSION, []).append(source)


def _sources() -> Iterator[Source]:
    yield from current_app.extensions.get(EXTENSION, [])


def panels() -> tuple[PanelPlace, ...]:
    """Return every panel a role may be given on."""
    return tuple(each for source in _sources() for each in source.panels())


def seats(person_id: UUID, today: date) -> tuple[SeatHeld, ...]:
    """Return the seats somebody holds today or will hold."""
    return tuple(each for source in _sources() for each in source.seats(person_id, today))


def sitting_in(districts: Collection[str], today: date) -> frozenset[UUID]:
    """Return who holds a seat in these districts today or will hold one."""
    wanted = frozenset(districts)
    return frozenset().union(*(source.sitting_in(wanted, today) for source in _sources()))


def why_not_from(person_id: UUID, kind: OrganisationKind, today: date) -> str:
    """Say why somebody cannot come from this kind of organisation while they have what they have.

    The first reason there is; nothing where they can.
    """
    found = (source.why_not_from(person_id, kind, today) for source in _sources())
    return next(filter(None, found), "")


def stand_ins(person_id: UUID, today: date) -> tuple[UUID, ...]:
    """Return the deputies of the seats somebody holds."""
    return tuple(each for source in _sources() for each in source.stand_ins(person_id, today))


def owned(person_id: UUID, today: date) -> tuple[Owned, ...]:
    """Return the work somebody has, one line for each kind that there is."""
    found = (each for source in _sources() for each in source.owned(person_id, today))
    return tuple(each for each in found if each.count)


def hand_over(*, kind: str, person_id: UUID, to: UUID, actor_id: UUID | None, now: datetime) -> int:
    """Give all work of a kind to somebody else; return how much there was."""
    return sum(
        source.hand_over(kind=kind, person_id=person_id, to=to, actor_id=actor_id, now=now)
        for source in _sources()
    )


def leave(*, person_id: UUID, last_day: date, actor_id: UUID | None, now: datetime) -> int:
    """End the seats somebody holds beyond their last day; return how many."""
    return sum(
        source.leave(person_id=person_id, last_day=last_day, actor_id=actor_id, now=now)
        for source in _sources()
    )


def changed(*, person_id: UUID, now: datetime) -> None:
    """Let rooms above follow a change of what somebody may come to, in the same transaction."""
    for source in _sources():
        source.changed(person_id=person_id, now=now)


def way_in(person_id: UUID) -> str:
    """Return how far somebody has come with signing in, and what is next, in sentences."""
    return " ".join(filter(None, (source.way_in(person_id) for source in _sources())))


def came_in(person_id: UUID) -> bool:
    """Tell whether somebody has a way in already, so that a link goes to them alone."""
    return any(source.came_in(person_id) for source in _sources())


def places(today: date | None = None) -> tuple[Place, ...]:
    """Return where a role may count: the county, areas, districts and panels, in that order.

    With a day, the districts that are there on it; without, all, so that what ended keeps its name.
    """
    known = registry().districts(today)
    names = {ref.slug: ref.name for ref in known}
    areas = (
        Place(
            area_id=area.slug,
            name=area.name,
            districts=frozenset(
                ref.slug for ref in registry().districts() if ref.area == area.slug
            ),
        )
        for area in registry().areas
    )
    districts = (Place(district_id=ref.slug, name=ref.name) for ref in known)
    local = (
        Place(district_id=each.district_id, panel_id=each.panel_id, name=each.name)
        for each in panels()
        if each.district_id in names
    )
    return (Place(), *areas, *districts, *local)


def place_of(row: RoleGrant, known: Iterable[Place]) -> Place:
    """Return where a role counts; a place that is no longer configured is called by its key."""
    wanted = Place(area_id=row.area_id, district_id=row.district_id, panel_id=row.panel_id)
    if wanted.district_id is None and wanted.area_id is None:
        return Place()
    named = wanted.district_id or wanted.area_id or ""
    return place_with(wanted.key, known) or replace(wanted, name=named)
