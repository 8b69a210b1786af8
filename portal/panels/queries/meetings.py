"""Meetings, and the agendas that went out for them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from portal.database import joins, read_once, session
from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.panels.models import AgendaVersion, Item, Meeting, Panel, Slot
from portal.panels.queries.membership import panel
from portal.panels.rules.frozen import FrozenAgenda, from_json
from portal.people.models import Person

ADDRESS_PARTS = 3
_MEETINGS = "panels:meetings"
_MEETING = (
    select(Meeting, Panel.kind)
    .join(Panel, joins(Meeting, "panel_id", Panel))
    .where(Meeting.id == bindparam("meeting_id"))
)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting with the kind of its panel. `items` and `places` count what is on its agenda.

    `versions` is the number of the newest version of the agenda, 0 before the first.
    """

    id: UUID
    district_id: str
    panel_id: UUID
    kind: PanelKind
    held_on: date
    part: str
    place: str
    state: str
    unusual_day_reason: str | None
    items: int = 0
    places: int = 0
    versions: int = 0


def meeting(meeting_id: UUID) -> tuple[Meeting, PanelKind]:
    """Return a meeting and the kind of its panel, or raise NotFoundError.

    One that a page has read already is not asked for again.
    """
    known: dict[UUID, tuple[Meeting, PanelKind]] = read_once().setdefault(_MEETINGS, {})
    if meeting_id not in known:
        found = session.execute(_MEETING, {"meeting_id": meeting_id}).one_or_none()
        if found is None:
            raise NotFoundError("There is no such meeting.")
        known[meeting_id] = found[0], PanelKind(found[1])
    return known[meeting_id]


def meeting_on(panel_id: UUID, day: date) -> Meeting | None:
    """Return a panel's meeting on a day, cancelled or not."""
    return session.scalars(
        select(Meeting).where(Meeting.panel_id == panel_id, Meeting.held_on == day)
    ).one_or_none()


def find_meeting(address: str) -> UUID:
    """Return a meeting's id from its id, or from "district/kind/date". NotFoundError otherwise."""
    try:
        return meeting(UUID(address))[0].id
    except ValueError:
        pass
    parts = address.split("/")
    if len(parts) == ADDRESS_PARTS:
        district_id, kind, day = parts
        try:
            found = meeting_on(panel(district_id, PanelKind(kind)).id, date.fromisoformat(day))
        except ValueError:
            found = None
        if found is not None:
            return found.id
    raise NotFoundError(
        f"There is no meeting “{address}”. Give its id, or district/kind/date: "
        "burnley/leaving_care/2026-12-03."
    )


def neighbours(panel_id: UUID, day: date) -> tuple[date | None, date | None]:
    """Return the days of the panel's meetings before and after a day; cancelled ones left out."""
    counted = (Meeting.panel_id == panel_id, Meeting.state != "cancelled")
    before = select(func.max(Meeting.held_on)).where(*counted, Meeting.held_on < day)
    after = select(func.min(Meeting.held_on)).where(*counted, Meeting.held_on > day)
    return session.scalar(before), session.scalar(after)


def next_meetings(
    *,
    today: date,
    district_id: str | None = None,
    kind: PanelKind | None = None,
    limit: int | None = None,
) -> tuple[MeetingRow, ...]:
    """Return the meetings still to come that are not cancelled, today's included, soonest first."""
    chosen = [Meeting.held_on >= today, Meeting.state != "cancelled"]
    if district_id is not None:
        chosen.append(Meeting.district_id == district_id)
    if kind is not None:
        chosen.append(Panel.kind == kind.value)
    return _meetings(chosen, newest_first=False, limit=limit)


def past_meetings(*, today: date, district_id: str, limit: int = 24) -> tuple[MeetingRow, ...]:
    """Return a district's past and cancelled meetings, the newest first."""
    gone = or_(Meeting.held_on < today, Meeting.state == "cancelled")
    return _meetings([Meeting.district_id == district_id, gone], newest_first=True, limit=limit)


def meeting_row(meeting_id: UUID) -> MeetingRow:
    """Return one meeting with its counts, or raise NotFoundError."""
    found = _meetings([Meeting.id == meeting_id], newest_first=False, limit=1)
    if not found:
        raise NotFoundError("There is no such meeting.")
    return found[0]


def _meetings(
    chosen: list[ColumnElement[bool]], *, newest_first: bool, limit: int | None
) -> tuple[MeetingRow, ...]:
    items = (
        select(Item.meeting_id, func.count().label("number"))
        .where(Item.slot_id.is_not(None))
        .group_by(Item.meeting_id)
        .subquery()
    )
    places = (
        select(Slot.meeting_id, func.count().label("number"))
        .where(Slot.kind != "break")
        .group_by(Slot.meeting_id)
        .subquery()
    )
    versions = (
        select(AgendaVersion.meeting_id, func.max(AgendaVersion.number).label("number"))
        .where(AgendaVersion.withdrawn_at.is_(None))
        .group_by(AgendaVersion.meeting_id)
        .subquery()
    )
    order = Meeting.held_on.desc() if newest_first else Meeting.held_on.asc()
    rows = session.execute(
        select(Meeting, Panel.kind, items.c.number, places.c.number, versions.c.number)
        .join(Panel, joins(Meeting, "panel_id", Panel))
        .outerjoin(items, items.c.meeting_id == Meeting.id)
        .outerjoin(places, places.c.meeting_id == Meeting.id)
        .outerjoin(versions, versions.c.meeting_id == Meeting.id)
        .where(*chosen)
        .order_by(order, Meeting.district_id, Panel.kind.desc())
        .limit(limit)
    ).all()
    read_once().setdefault(_MEETINGS, {}).update(
        (row.id, (row, PanelKind(kind))) for row, kind, *_ in rows
    )
    return tuple(_meeting_row(*row) for row in rows)


def _meeting_row(
    row: Meeting, kind: str, items: int | None, places: int | None, versions: int | None
) -> MeetingRow:
    return MeetingRow(
        id=row.id,
        district_id=row.district_id,
        panel_id=row.panel_id,
        kind=PanelKind(kind),
        held_on=row.held_on,
        part=row.part,
        place=row.place,
        state=row.state,
        unusual_day_reason=row.unusual_day_reason,
        items=items or 0,
        places=places or 0,
        versions=versions or 0,
    )


def meetings_by_id(meeting_ids: Collection[UUID]) -> dict[UUID, tuple[Meeting, PanelKind]]:
    """Return some meetings with the kinds of their panels, soonest first, in one query.

    Those that a page has listed already are not asked for again.
    """
    known: dict[UUID, tuple[Meeting, PanelKind]] = read_once().setdefault(_MEETINGS, {})
    missing = [meeting_id for meeting_id in meeting_ids if meeting_id not in known]
    if missing:
        rows = session.execute(
            select(Meeting, Panel.kind)
            .join(Panel, joins(Meeting, "panel_id", Panel))
            .where(Meeting.id.in_(missing))
            .order_by(Meeting.held_on, Meeting.id)
        )
        known |= {meeting.id: (meeting, PanelKind(kind)) for meeting, kind in rows}
    found = [known[meeting_id] for meeting_id in set(meeting_ids) if meeting_id in known]
    found.sort(key=lambda each: (each[0].held_on, each[0].id))
    return {meeting.id: (meeting, kind) for meeting, kind in found}


def newest_agendas(meeting_ids: Collection[UUID]) -> dict[UUID, FrozenAgenda]:
    """Return the newest agenda that went out for each of some meetings, in one query."""
    newest = (
        select(
            AgendaVersion.authority_id,
            AgendaVersion.meeting_id,
            func.max(AgendaVersion.number).label("number"),
        )
        .where(AgendaVersion.meeting_id.in_(meeting_ids))
        .group_by(AgendaVersion.authority_id, AgendaVersion.meeting_id)
        .subquery()
    )
    rows = session.execute(
        select(AgendaVersion.meeting_id, AgendaVersion.frozen)
        .join(
            newest,
            (newest.c.authority_id == AgendaVersion.authority_id)
            & (newest.c.meeting_id == AgendaVersion.meeting_id)
            & (newest.c.number == AgendaVersion.number),
        )
        .order_by(AgendaVersion.meeting_id)
    )
    return {row.meeting_id: from_json(row.frozen) for row in rows}


_publisher, _accepter = aliased(Person), aliased(Person)
_PUBLISHED = (
    select(
        AgendaVersion,
        Meeting,
        Panel.kind,
        _publisher.name.label("published_by"),
        _accepter.name.label("accepted_by"),
    )
    .select_from(Meeting)
    .join(Panel, joins(Meeting, "panel_id", Panel))
    .outerjoin(
        AgendaVersion,
        and_(joins(AgendaVersion, "meeting_id", Meeting), AgendaVersion.withdrawn_at.is_(None)),
    )
    .outerjoin(_publisher, joins(AgendaVersion, "published_by", _publisher))
    .outerjoin(_accepter, joins(AgendaVersion, "late_accepted_by", _accepter))
    .where(Meeting.id == bindparam("meeting_id"))
    .order_by(AgendaVersion.number.desc())
    .limit(2)
)


@dataclass(frozen=True, slots=True)
class Published:
    """A version of an agenda, the kind of its panel, and who put it out."""

    version: AgendaVersion
    kind: PanelKind
    published_by: str
    late_accepted_by: str


def published(meeting_id: UUID) -> tuple[Meeting, tuple[Published, ...]]:
    """Return a meeting as it stands now with its newest agenda, then the one before it.

    In one query, where there is no such meeting too. Raises NotFoundError.
    """
    rows = session.execute(_PUBLISHED, {"meeting_id": meeting_id}).all()
    if not rows:
        raise NotFoundError("There is no such meeting.")
    return rows[0].Meeting, tuple(
        Published(version, PanelKind(kind), by, accepted_by or "")
        for version, _, kind, by, accepted_by in rows
        if version is not None
    )


_NEWEST_VERSIONS = (
    select(AgendaVersion)
    .where(
        AgendaVersion.meeting_id == bindparam("meeting_id"), AgendaVersion.withdrawn_at.is_(None)
    )
    .order_by(AgendaVersion.number.desc())
    .limit(2)
)


def newest_versions(meeting_id: UUID) -> Sequence[AgendaVersion]:
    """Return the newest version of a meeting's agenda that is out, then the one before it."""
    return session.scalars(_NEWEST_VERSIONS, {"meeting_id": meeting_id}).all()


def latest_version(meeting_id: UUID) -> AgendaVersion | None:
    """Return the newest version of a meeting's agenda that is out, or None where none is."""
    return next(iter(newest_versions(meeting_id)), None)


def last_number(meeting_id: UUID) -> int:
    """Return the number of the newest version there ever was, taken back or not; 0 before it."""
    asked = select(func.max(AgendaVersion.number)).where(AgendaVersion.meeting_id == meeting_id)
    return session.scalar(asked) or 0


def every_version(meeting_id: UUID) -> Sequence[AgendaVersion]:
    """Return every version of a meeting's agenda, those taken back too, oldest first."""
    return session.scalars(
        select(AgendaVersion)
        .where(AgendaVersion.meeting_id == meeting_id)
        .order_by(AgendaVersion.number)
    ).all()


def versions_out(meeting_id: UUID) -> Sequence[AgendaVersion]:
    """Return every version of a meeting's agenda that was not taken back, oldest first."""
    return session.scalars(
        select(AgendaVersion)
        .where(AgendaVersion.meeting_id == meeting_id, AgendaVersion.withdrawn_at.is_(None))
        .order_by(AgendaVersion.number)
    ).all()


def taken_back(meeting_id: UUID) -> AgendaVersion | None:
    """Return the newest version, where that was taken back; None while one is out."""
    newest = session.scalars(
        select(AgendaVersion)
        .where(AgendaVersion.meeting_id == meeting_id)
        .order_by(AgendaVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return newest if newest is not None and newest.withdrawn_at is not None else None


def meetings_to_come(panel_id: UUID, today: date) -> tuple[UUID, ...]:
    """Return a panel's meetings to come whose agenda is out, soonest first."""
    return tuple(
        session.scalars(
            select(Meeting.id)
            .where(
                Meeting.panel_id == panel_id,
                Meeting.held_on >= today,
                Meeting.state == "published",
            )
            .order_by(Meeting.held_on, Meeting.id)
        )
    )


def free_places(meeting_ids: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many slots are free in each meeting, those kept for urgent cases left out."""
    taken = case((Item.id.is_(None), 1))
    rows = session.execute(
        select(Slot.meeting_id, func.count(taken).label("number"))
        .select_from(Slot)
        .outerjoin(Item, joins(Item, "slot_id", Slot))
        .where(Slot.meeting_id.in_(meeting_ids), Slot.kind == "slot")
        .group_by(Slot.meeting_id)
        .order_by(Slot.meeting_id)
    )
    return {row.meeting_id: row.number for row in rows}
