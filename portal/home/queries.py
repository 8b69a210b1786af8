"""What the home page asks of all of a reader's districts at once: a fixed number of reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from sqlalchemy import func, select

from portal.coverage.queries import Unheard, unheard_by_district
from portal.database import session
from portal.kernel.kinds import PanelKind
from portal.packs.operations import waiting
from portal.packs.queries import Newest, listed_of_each, newest_of
from portal.packs.rules.waiting import Waiting
from portal.panels import hearing
from portal.panels import queries as panels
from portal.panels.hearing import Asked, Hearing
from portal.panels.models import Meeting, Panel
from portal.panels.queries import MeetingRow
from portal.panels.rules.frozen import FrozenAgenda
from portal.panels.rules.membership import ChairLink, Holder
from portal.papers.queries import RevealAsked, reveals_waiting
from portal.people.policy import Grant, Role
from portal.people.queries import held_today
from portal.preparation.queries import Preparation, meetings_prepared
from portal.records import queries as records
from portal.records.queries import ActionLine, ItemLine
from portal.voice.queries import standings, views_read_by
from portal.voice.rules.standing import Facts as Views
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
    chains: Mapping[UUID, tuple[ChairLink, ...]]
    """Who may chair as it stands on the day, where anybody is out of an item and the reader may."""
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
    views: Mapping[UUID, Views]
    """Where the views stand on the items of coming meetings; none where they have not begun."""
    views_read: Mapping[UUID, datetime]
    """When the reader last read the views on their own items."""
    hearings: Mapping[UUID, Hearing]
    """Whether those may be heard, and the reader's own (A11)."""
    late: Mapping[UUID, Waiting]
    """What waits to join the pack of each meeting whose agenda is out (C16)."""
    reveals: tuple[RevealAsked, ...] = ()
    """What waits to be decided about protected addresses (C18)."""
    posts: tuple[Grant, ...] = ()
    """The roles without which a panel stands still, as they are held today."""


def facts(
    person_id: UUID,
    now: datetime,
    *,
    cohort: bool,
    reveals: bool,
    packs: bool,
    posts: Collection[Role] = (),
) -> Facts:
    """Read everything once, for all districts of the open scope.

    The cohort, what was asked of protected addresses, what came late for packs, and who holds some
    posts only where asked.
    """
    today = now.astimezone(LONDON).date()
    meetings = panels.next_meetings(today=today)
    standing = _panels(today)
    holders = _holders([each.panel_id for each in standing])
    preparing = tuple(meetings_prepared([row.id for row in meetings if row.items], now))
    to_file, own = records.lines_to_do(person_id, today)
    out = {
        each.meeting.id: tuple(one.item.id for one in each.items)
        for each in preparing
        if each.meeting.state == "published"
    }
    heard = list(chain.from_iterable(out.values()))
    interests = panels.out_of_items(heard)
    chaired = {key for key, items in out.items() if not interests.keys().isdisjoint(items)}
    agendas = records.agendas(chaired | {line.meeting_id for line in to_file})
    asked = dict.fromkeys([*(line.item_id for line in own), *heard], "")
    return Facts(
        panels=standing,
        holders=holders,
        meetings=meetings,
        free=panels.free_places([row.id for row in meetings if row.state == "planned"]),
        nominated={
            each.meeting.id: tuple(sorted(one.item.nominated_on for one in each.items))
            for each in preparing
            if each.meeting.state == "planned"
        },
        to_file=tuple(to_file),
        agendas=agendas,
        chains=_chains(person_id, [row for row in meetings if row.id in chaired], agendas),
        actions=tuple(records.open_actions()),
        preparing=preparing,
        own_items=tuple(own),
        unheard=unheard_by_district(today) if cohort else {},
        out=out,
        interests=interests,
        views=standings([one.item.id for each in preparing for one in each.items]),
        views_read=views_read_by(person_id, [line.item_id for line in own]),
        hearings=hearing.of(Asked(items=asked, now=now)),
        late=_late(preparing) if packs else {},
        reveals=reveals_waiting() if reveals else (),
        posts=tuple(grant for _, grant in held_today(*posts, today=today)) if posts else (),
    )


def _chains(
    person_id: UUID, rows: Collection[MeetingRow], agendas: Mapping[UUID, FrozenAgenda]
) -> dict[UUID, tuple[ChairLink, ...]]:
    """Return who may chair some meetings as it stands on the day, where the reader may be of them.

    They may where they are in the chain, or sent to the meeting; of no other meeting it is asked.
    """
    sent = panels.deputies_at([row.id for row in rows]) if rows else {}
    found = {}
    for row in rows:
        if row.id in agendas:
            links, there = agendas[row.id].chain, sent.get(row.id, ())
            if person_id in {link.person_id for link in links} | {each for _, each in there}:
                found[row.id] = panels.chain_there(agendas[row.id], row)
    return found


def _late(preparing: Collection[Preparation]) -> dict[UUID, Waiting]:
    """Return what waits to join the pack of each meeting whose agenda is out; nothing, no entry.

    Agendas are read whole, so only of the meetings where anything waits.
    """
    open_at = {
        one.item.id: each.meeting.id
        for each in preparing
        if each.meeting.state == "published"
        for one in each.items
        if one.item.closed_at is None
    }
    newest = newest_of(open_at) if open_at else ()
    there = [each for each in newest if each.waits]
    listed = listed_of_each({open_at[each.item_id] for each in there}) if there else {}
    found: dict[UUID, list[Newest]] = {}
    for each in there:
        meeting_id = open_at[each.item_id]
        if each.item_id in listed[meeting_id]:
            found.setdefault(meeting_id, []).append(each)
    return {meeting_id: waiting(those) for meeting_id, those in found.items()}


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


def _holders(panel_ids: list[UUID]) -> dict[UUID, tuple[Holder, ...]]:
    """Return who sits, sat or will sit in each panel's seats."""
    found: dict[UUID, list[Holder]] = {}
    for term in panels.terms(panel_ids):
        found.setdefault(term.panel_id, []).append(term.holder)
    return {panel_id: tuple(holders) for panel_id, holders in found.items()}
