"""What the home page asks of all of a reader's districts at once: a fixed number of reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from sqlalchemy import and_, func, select

from portal.coverage.queries import Unheard, unheard_by_district
from portal.database import joins, session
from portal.kernel.kinds import PanelKind
from portal.panels import hearing
from portal.panels import queries as panels
from portal.panels.hearing import Asked, Hearing
from portal.panels.models import Item, Meeting, Panel, Recusal, SeatHolder
from portal.panels.queries import MeetingRow
from portal.panels.queries.items import is_in
from portal.panels.rules.frozen import FrozenAgenda
from portal.panels.rules.membership import Holder
from portal.people.models import Person
from portal.preparation.queries import Preparation, meetings_prepared
from portal.records import queries as records
from portal.records.queries import ActionLine, ItemLine
from portal.web.clock import LONDON


@dataclass(frozen=True, slots=True)
class PanelFact:
    """A panel with the day it last met and the next day it meets."""

    panel_id: UUID
    district_id: str
    kind: PanelKind
    last: date | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the scope holds that may become a task."""

    panels: tuple[PanelFact, ...]
    holders: Mapping[UUID, tuple[Holder, ...]]
    meetings: tuple[MeetingRow, ...]
    free: Mapping[UUID, int]
    nominated: Mapping[UUID, tuple[date, ...]]
    """The days on which the names of a planned meeting came in."""
    to_file: tuple[ItemLine, ...]
    agendas: Mapping[UUID, FrozenAgenda]
    actions: tuple[ActionLine, ...]
    own_items: tuple[ItemLine, ...]
    preparing: tuple[Preparation, ...]
    """What must be ready for the items of coming meetings, by meeting."""
    unheard: Mapping[str, Unheard]
    """Whom the panel of each district must hear and has not (R4)."""
    out: Mapping[UUID, tuple[UUID, ...]]
    """The items on each agenda that is out."""
    interests: Mapping[UUID, frozenset[UUID]]
    """Who declared an interest in those of them that anybody stays out of."""
    hearings: Mapping[UUID, Hearing]
    """Whether those may be heard, and the reader's own (A11)."""


def facts(person_id: UUID, now: datetime, *, cohort: bool) -> Facts:
    """Read everything once, for all districts of the open scope; the cohort only where asked."""
    today = now.astimezone(LONDON).date()
    meetings = panels.next_meetings(today=today)
    planned = [row.id for row in meetings if row.state == "planned"]
    to_file = tuple(records.awaiting_filing(today))
    own = tuple(records.lines_of_people(person_id, today))
    out, interests = _items_on([row.id for row in meetings if row.state == "published"])
    chaired = {key for key, items in out.items() if not interests.keys().isdisjoint(items)}
    asked = dict.fromkeys([*(line.item_id for line in own), *chain.from_iterable(out.values())], "")
    return Facts(
        panels=_panels(today),
        holders=_holders(),
        meetings=meetings,
        free=panels.free_places(planned),
        nominated=_nominated(planned),
        to_file=to_file,
        agendas=records.agendas(chaired | {line.meeting_id for line in to_file}),
        actions=tuple(records.open_actions()),
        preparing=tuple(meetings_prepared([row.id for row in meetings if row.items], now)),
        own_items=own,
        unheard=unheard_by_district(today) if cohort else {},
        out=out,
        interests=interests,
        hearings=hearing.of(Asked(items=asked, now=now)),
    )


def _panels(today: date) -> tuple[PanelFact, ...]:
    """Return every panel of the scope; cancelled meetings never count."""
    met = (
        select(Meeting.panel_id, func.max(Meeting.held_on).label("day"))
        .where(Meeting.held_on <= today, Meeting.state.in_(records.HAPPENING))
        .group_by(Meeting.panel_id)
        .subquery()
    )
    coming = (
        select(Meeting.panel_id, func.min(Meeting.held_on).label("day"))
        .where(Meeting.held_on > today, Meeting.state != "cancelled")
        .group_by(Meeting.panel_id)
        .subquery()
    )
    rows = session.execute(
        select(Panel.id, Panel.district_id, Panel.kind, met.c.day, coming.c.day)
        .outerjoin(met, met.c.panel_id == Panel.id)
        .outerjoin(coming, coming.c.panel_id == Panel.id)
        .order_by(Panel.district_id, Panel.kind.desc())
    )
    return tuple(PanelFact(row[0], row[1], PanelKind(row[2]), row[3], row[4]) for row in rows)


def _holders() -> dict[UUID, tuple[Holder, ...]]:
    rows = session.execute(
        select(SeatHolder, Person.name)
        .join(Person, joins(SeatHolder, "person_id", Person))
        .order_by(SeatHolder.panel_id, SeatHolder.seat_key, SeatHolder.starts_on, Person.name)
    )
    found: dict[UUID, list[Holder]] = {}
    for row, name in rows:
        held = Holder(row.seat_key, row.person_id, name, row.deputy, row.starts_on, row.ends_on)
        found.setdefault(row.panel_id, []).append(held)
    return {panel_id: tuple(holders) for panel_id, holders in found.items()}


def _items_on(
    meeting_ids: list[UUID],
) -> tuple[dict[UUID, tuple[UUID, ...]], dict[UUID, frozenset[UUID]]]:
    """Return the items of each meeting, and who stays out of those of them that anybody does."""
    rows = session.execute(
        select(Item.meeting_id, Item.id, Recusal.person_id)
        .outerjoin(Recusal, and_(is_in(Recusal, Item), Recusal.ended_at.is_(None)))
        .where(Item.meeting_id.in_(meeting_ids), Item.slot_id.is_not(None))
        .order_by(Item.meeting_id, Item.id)
    )
    items: dict[UUID, dict[UUID, None]] = {}
    out: dict[UUID, set[UUID]] = {}
    for row in rows:
        items.setdefault(row.meeting_id, {})[row.id] = None
        if row.person_id is not None:
            out.setdefault(row.id, set()).add(row.person_id)
    return (
        {meeting_id: tuple(found) for meeting_id, found in items.items()},
        {item_id: frozenset(people) for item_id, people in out.items()},
    )


def _nominated(meeting_ids: list[UUID]) -> dict[UUID, tuple[date, ...]]:
    rows = session.execute(
        select(Item.meeting_id, Item.nominated_on)
        .where(Item.meeting_id.in_(meeting_ids), Item.slot_id.is_not(None))
        .order_by(Item.meeting_id, Item.nominated_on)
    )
    found: dict[UUID, list[date]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, []).append(row.nominated_on)
    return {meeting_id: tuple(days) for meeting_id, days in found.items()}
