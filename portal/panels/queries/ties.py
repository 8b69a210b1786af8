"""What ties people to panels, meetings and items, and what keeps them from one: the source of it.

One statement for one person, in every request, or for everybody tied to some meetings: the same
rows are read the same way, so that whoever is listed as able to open something is who can.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Date,
    Select,
    Uuid,
    bindparam,
    case,
    cast,
    literal,
    null,
    or_,
    select,
    union_all,
)

from portal.database import Instant, Reach, joins, session
from portal.kernel.errors import ConfigurationError
from portal.kernel.kinds import PanelKind
from portal.panels import hearing
from portal.panels.hearing import Asked
from portal.panels.models import Item, Meeting, MeetingDeputy, Panel, Recusal, SeatHolder, Visit
from portal.panels.queries.items import is_in
from portal.panels.rules import windows
from portal.people import policy
from portal.people.policy import Grant, Role, Seated
from portal.people.standing import Standing
from portal.tenancy.door import variation_of
from portal.variations.values import OrganisationKind
from portal.web.clock import LONDON

STAND_IN = 3
"""Where among an item's other people whoever comes in the social worker's place stands."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One row of the statement below; which fields mean something depends on ``kind``."""

    kind: str
    person_id: UUID
    others: tuple[UUID | None, ...]
    district_id: str
    panel_id: UUID
    panel_kind: str
    meeting_id: UUID
    item_id: UUID
    young_person_id: UUID
    slot_id: UUID | None
    seat_key: str
    holder_id: UUID | None
    deputy: bool
    starts_on: date
    ends_on: date | None
    held_on: date
    state: str
    window: windows.Window | None


def standing_of(person_id: UUID, now: datetime) -> Standing:
    """Return what panels add to somebody: seats, deputyships, own items, visits, interests."""
    today = now.astimezone(LONDON).date()
    values = {"person_id": person_id, "today": today, "since": today - windows.OWN_ITEMS_FOR}
    return _standing(person_id, _ties(session.execute(_OF_PERSON, values), now), now)


def standings_at(panels: Mapping[UUID, UUID], now: datetime) -> dict[UUID, dict[UUID, Standing]]:
    """Return what everybody tied to some meetings holds there, as `standing_of` would.

    `panels` are the meetings' panels, by meeting; the answer is by meeting and person.
    """
    today = now.astimezone(LONDON).date()
    values = {
        "meetings": sorted(panels),
        "panels": sorted(set(panels.values())),
        "today": today,
        "since": today - windows.OWN_ITEMS_FOR,
    }
    ties = _ties(session.execute(_OF_MEETINGS, values), now)
    return {
        meeting_id: _tied_to(meeting_id, panels[meeting_id], ties, now) for meeting_id in panels
    }


def _tied_to(
    meeting_id: UUID, panel_id: UUID, ties: Iterable[Tie], now: datetime
) -> dict[UUID, Standing]:
    here = [
        tie
        for tie in ties
        if (tie.panel_id == panel_id if tie.kind == "seat" else tie.meeting_id == meeting_id)
    ]
    people = {person for tie in here for person in (tie.person_id, *tie.others) if person}
    return {person_id: _standing(person_id, here, now) for person_id in sorted(people)}


def _standing(person_id: UUID, ties: Sequence[Tie], now: datetime) -> Standing:
    today = now.astimezone(LONDON).date()
    own = [tie for tie in ties if person_id in {tie.person_id, *tie.others}]
    out = [tie for tie in own if tie.kind == "recusal"]
    recused = Reach(
        items=frozenset(tie.item_id for tie in out),
        young_people=frozenset(tie.young_person_id for tie in out),
    )
    there = [
        tie
        for tie in own
        if tie.kind not in {"own", "visit"} or tie.young_person_id not in recused.young_people
    ]
    seats = tuple(_seated(tie) for tie in there if tie.kind in {"seat", "deputy"})
    return Standing(
        grants=tuple(dict.fromkeys(_grants(there, today))),
        visits=tuple(
            policy.Visit(tie.item_id, tie.young_person_id, tie.meeting_id, tie.district_id)
            for tie in there
            if tie.window is not None and windows.visit_is_open(tie.window, now, today)
        ),
        recused=recused,
        seats=seats,
        stands_in=frozenset(
            tie.item_id for tie in there if tie.kind == "own" and tie.others[STAND_IN] == person_id
        ),
        kept_slots=frozenset(tie.slot_id for tie in out if tie.slot_id is not None),
        was_here=any(
            tie.kind == "visit" and windows.told_it_is_over(tie.held_on, today) for tie in own
        ),
    )


def _grants(ties: Iterable[Tie], today: date) -> Iterable[Grant]:
    """A seat lets its panel be read; a deputyship or an own item lets one meeting be read."""
    for tie in ties:
        if tie.kind == "seat":
            yield Grant(_role_of(tie), tie.district_id, tie.panel_id)
        elif tie.kind == "deputy":
            yield Grant(_role_of(tie), tie.district_id, tie.panel_id, tie.meeting_id)
        elif tie.kind == "own" and windows.own_item_is_open(tie.held_on, today):
            yield Grant(Role.MEMBER, tie.district_id, tie.panel_id, tie.meeting_id)


def _role_of(tie: Tie) -> Role:
    """Return what a seat is as a role: in one for young people nobody reads a paper (A18).

    Of a seat that the district's files do not say, or where they do not load, no page knows more
    than that somebody sits there: `speaks_for_young_people` asks the seats of the agenda again.
    """
    try:
        seats = variation_of(tie.district_id).seats(
            as_of=tie.held_on, kind=PanelKind(tie.panel_kind)
        )
    except ConfigurationError:
        return Role.MEMBER
    speaks = any(
        seat.key == tie.seat_key and seat.organisation_kind is OrganisationKind.YOUNG_PERSON
        for seat in seats.value
    )
    return Role.YOUNG_PERSON_REPRESENTATIVE if speaks else Role.MEMBER


def _seated(tie: Tie) -> Seated:
    one = tie.kind == "deputy"
    return Seated(
        panel_id=tie.panel_id,
        seat_key=tie.seat_key,
        deputy=tie.deputy,
        starts_on=tie.starts_on,
        ends_on=tie.ends_on,
        meeting_id=tie.meeting_id if one else None,
        holder_id=tie.holder_id,
    )


def _ties(rows: Iterable[Any], now: datetime) -> list[Tie]:
    today = now.astimezone(LONDON).date()
    ties = [_tie(row) for row in rows]
    listed = _items_of({tie.meeting_id for tie in ties if tie.kind == "deputy"})
    stopped = _stopped(ties, listed, now)
    there = [_as_it_stands(tie, today, stopped) for tie in ties]
    open_ = [
        tie
        for tie in there
        if tie.kind != "deputy" or _is_open(tie, listed.get(tie.meeting_id, {}), stopped, today)
    ]
    return sorted(open_, key=lambda tie: (tie.kind, tie.held_on, tie.seat_key, str(tie.item_id)))


def _stopped(
    ties: Iterable[Tie], listed: Mapping[UUID, Mapping[UUID, bool]], now: datetime
) -> frozenset[UUID]:
    """Return the items that were stopped before they were heard, where that ends what a tie opens.

    Asked of panels that are over, for as long as their records are waited for.
    """
    today = now.astimezone(LONDON).date()
    asked: set[UUID] = set()
    for tie in ties:
        if not tie.held_on < today <= windows.last_day(tie.held_on):
            continue
        if tie.kind == "deputy":
            items = listed.get(tie.meeting_id, {})
            asked.update(item_id for item_id, filed in items.items() if not filed)
        elif tie.kind == "visit" or tie.others[STAND_IN] is not None:
            asked.add(tie.item_id)
    said = hearing.of(Asked(items=dict.fromkeys(sorted(asked), ""), now=now))
    return frozenset(item_id for item_id, found in said.items() if found.gone)


def _as_it_stands(tie: Tie, today: date, stopped: Collection[UUID]) -> Tie:
    """Return a tie as it stands where its item was stopped, or its record is waited for no more."""
    over = tie.item_id in stopped
    if tie.window is not None:
        return replace(tie, window=replace(tie.window, stopped=over))
    waited = windows.is_waited_for(held_on=tie.held_on, today=today, filed=False, stopped=over)
    if tie.kind == "own" and not waited:
        return replace(tie, others=(*tie.others[:STAND_IN], None))
    return tie


def _is_open(tie: Tie, items: Mapping[UUID, bool], stopped: Collection[UUID], today: date) -> bool:
    unfiled = [item_id for item_id, filed in items.items() if not filed]
    return windows.deputy_is_open(
        state=tie.state,
        held_on=tie.held_on,
        today=today,
        items=len(items),
        unfiled=len(unfiled),
        stopped=len([item_id for item_id in unfiled if item_id in stopped]),
    )


def _items_of(meeting_ids: set[UUID]) -> dict[UUID, dict[UUID, bool]]:
    """Return the items that stand on each agenda, and of each whether its record is filed."""
    if not meeting_ids:
        return {}
    rows = session.execute(
        select(Item.meeting_id, Item.id, Item.closed_at)
        .where(Item.meeting_id.in_(meeting_ids), Item.slot_id.is_not(None))
        .order_by(Item.meeting_id, Item.id)
    )
    found: dict[UUID, dict[UUID, bool]] = {}
    for row in rows:
        found.setdefault(row.meeting_id, {})[row.id] = row.closed_at is not None
    return found


def _tie(row: Any) -> Tie:
    visit = row.kind == "visit"
    return Tie(
        kind=row.kind,
        person_id=row.person_id,
        others=(row.manager_id, row.adviser_id, row.adviser_manager_id, row.stand_in_id),
        district_id=row.district_id,
        panel_id=row.panel_id,
        panel_kind=row.panel_kind,
        meeting_id=row.meeting_id,
        item_id=row.item_id,
        young_person_id=row.young_person_id,
        slot_id=row.slot_id,
        seat_key=row.seat_key,
        holder_id=row.holder_id,
        deputy=row.deputy,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        held_on=row.held_on,
        state=row.state,
        window=windows.Window(
            opens_at=row.opens_at,
            closes_at=row.closes_at,
            ended_at=row.ended_at,
            item_closed_at=row.closed_at,
            on_agenda=row.slot_id is not None,
            meeting_state=row.state,
            held_on=row.held_on,
        )
        if visit
        else None,
    )


_UNKNOWN: dict[str, Any] = {
    "person_id": cast(null(), Uuid()),
    "manager_id": cast(null(), Uuid()),
    "adviser_id": cast(null(), Uuid()),
    "adviser_manager_id": cast(null(), Uuid()),
    "stand_in_id": cast(null(), Uuid()),
    "district_id": literal(""),
    "panel_id": cast(null(), Uuid()),
    "panel_kind": literal(""),
    "meeting_id": cast(null(), Uuid()),
    "item_id": cast(null(), Uuid()),
    "young_person_id": cast(null(), Uuid()),
    "slot_id": cast(null(), Uuid()),
    "seat_key": literal(""),
    "holder_id": cast(null(), Uuid()),
    "deputy": literal(value=False),
    "starts_on": bindparam("today", type_=Date),
    "ends_on": cast(null(), Date()),
    "held_on": bindparam("today", type_=Date),
    "state": literal(""),
    "opens_at": cast(null(), Instant()),
    "closes_at": cast(null(), Instant()),
    "ended_at": cast(null(), Instant()),
    "closed_at": cast(null(), Instant()),
}
_TODAY = bindparam("today", type_=Date)


def _part(kind: str, **known: Any) -> Select[Any]:
    columns = _UNKNOWN | known
    return select(
        literal(kind).label("kind"), *(column.label(name) for name, column in columns.items())
    )


_AT_A_MEETING = {
    "district_id": Meeting.district_id,
    "panel_id": Meeting.panel_id,
    "meeting_id": Meeting.id,
    "held_on": Meeting.held_on,
    "state": Meeting.state,
}
_ABOUT_AN_ITEM = {
    **_AT_A_MEETING,
    "item_id": Item.id,
    "young_person_id": Item.young_person_id,
    "slot_id": Item.slot_id,
    "closed_at": Item.closed_at,
}
_VISITS = (
    _part(
        "visit",
        **_ABOUT_AN_ITEM,
        person_id=Visit.person_id,
        opens_at=Visit.opens_at,
        closes_at=Visit.closes_at,
        ended_at=Visit.ended_at,
    )
    .join_from(Visit, Item, joins(Visit, "item_id", Item))
    .join(Meeting, joins(Item, "meeting_id", Meeting))
)
_RECUSALS = (
    _part("recusal", **_ABOUT_AN_ITEM, person_id=Recusal.person_id)
    # An interest is in a young person: it keeps all their items, also those of other meetings.
    .join_from(Recusal, Item, is_in(Recusal, Item))
    .join(Meeting, joins(Item, "meeting_id", Meeting))
    .where(Recusal.ended_at.is_(None))
)
_OWN_ITEMS = (
    _part(
        "own",
        **_ABOUT_AN_ITEM,
        person_id=Item.social_worker_id,
        manager_id=Item.manager_id,
        adviser_id=Item.personal_adviser_id,
        adviser_manager_id=Item.adviser_manager_id,
        # Whoever stands in does so until the record is filed (R71), or waited for no more.
        stand_in_id=case((Item.closed_at.is_(None), Item.stand_in_id)),
    )
    .join_from(Item, Meeting, joins(Item, "meeting_id", Meeting))
    .where(
        Item.slot_id.is_not(None),
        Meeting.state != "cancelled",
        Meeting.held_on >= bindparam("since", type_=Date),
    )
)
_SEATS = (
    _part(
        "seat",
        person_id=SeatHolder.person_id,
        district_id=SeatHolder.district_id,
        panel_id=SeatHolder.panel_id,
        panel_kind=Panel.kind,
        seat_key=SeatHolder.seat_key,
        deputy=SeatHolder.deputy,
        starts_on=SeatHolder.starts_on,
        ends_on=SeatHolder.ends_on,
    )
    .join_from(SeatHolder, Panel, joins(SeatHolder, "panel_id", Panel))
    .where(
        SeatHolder.starts_on <= _TODAY,
        or_(SeatHolder.ends_on.is_(None), SeatHolder.ends_on >= _TODAY),
    )
)
_DEPUTIES = (
    _part(
        "deputy",
        **_AT_A_MEETING,
        panel_kind=Panel.kind,
        person_id=MeetingDeputy.person_id,
        seat_key=MeetingDeputy.seat_key,
        holder_id=MeetingDeputy.holder_id,
        deputy=literal(value=True),
        starts_on=Meeting.held_on,
        ends_on=Meeting.held_on,
    )
    .join_from(MeetingDeputy, Meeting, joins(MeetingDeputy, "meeting_id", Meeting))
    .join(Panel, joins(Meeting, "panel_id", Panel))
    .where(MeetingDeputy.ended_at.is_(None), Meeting.state != "cancelled")
)


def _of_person() -> Any:
    who = bindparam("person_id", type_=Uuid)
    mine = or_(
        Item.social_worker_id == who,
        Item.manager_id == who,
        Item.personal_adviser_id == who,
        Item.adviser_manager_id == who,
        Item.stand_in_id == who,
    )
    return union_all(
        _VISITS.where(Visit.person_id == who),
        _RECUSALS.where(Recusal.person_id == who),
        _OWN_ITEMS.where(mine),
        _SEATS.where(SeatHolder.person_id == who),
        _DEPUTIES.where(MeetingDeputy.person_id == who),
    )


def _of_meetings() -> Any:
    here = Meeting.id.in_(bindparam("meetings", type_=Uuid, expanding=True))
    panels = bindparam("panels", type_=Uuid, expanding=True)
    return union_all(
        _VISITS.where(here),
        _RECUSALS.where(here),
        _OWN_ITEMS.where(here),
        _SEATS.where(SeatHolder.panel_id.in_(panels)),
        _DEPUTIES.where(here),
    )


_OF_PERSON, _OF_MEETINGS = _of_person(), _of_meetings()
"""Put together once: the first is asked in every request."""
