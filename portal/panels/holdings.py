"""What this room knows of a person: the seats they hold, and their items on agendas to come.

The page about a person, their leaving and the file of leavers ask here; see
`portal.people.holdings`. No young person is named: who manages people sees no case.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal import audit
from portal.cases.rules.allocation import passing
from portal.database import flush, joins, session
from portal.kernel.errors import ConfigurationError, RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import plain_date
from portal.panels import queries
from portal.panels.models import Item, Meeting, MeetingDeputy, Panel, SeatHolder
from portal.panels.operations.telling import tell_meeting
from portal.panels.rules.membership import why_not_in, why_not_own
from portal.people import holdings
from portal.people import queries as people
from portal.people.holdings import Owned, PanelPlace, SeatHeld
from portal.tenancy.door import registry, variation_of
from portal.variations.values import OrganisationKind, Seat
from portal.web.clock import LONDON

ITEMS = "items"
OWN = (
    "social_worker_id",
    "manager_id",
    "personal_adviser_id",
    "adviser_manager_id",
    "stand_in_id",
)
"""Every part somebody may have in an item (R24, R25, R71)."""


class PanelHoldings(holdings.Source):
    """Seats, deputies and items."""

    def panels(self) -> tuple[PanelPlace, ...]:
        """Return every panel, by district and kind."""
        names = {ref.slug: ref.name for ref in registry().districts()}
        rows = session.scalars(select(Panel).order_by(Panel.district_id, Panel.kind)).all()
        return tuple(
            PanelPlace(
                row.id,
                row.district_id,
                f"the {PanelKind(row.kind).label} in {names.get(row.district_id, row.district_id)}",
            )
            for row in rows
        )

    def seats(self, person_id: UUID, today: date) -> tuple[SeatHeld, ...]:
        """Return the seats somebody holds or will hold, by panel, with their terms in words."""
        rows = session.execute(
            select(SeatHolder, Panel.kind)
            .join(Panel, joins(SeatHolder, "panel_id", Panel))
            .where(SeatHolder.person_id == person_id, _not_over(today))
            .order_by(SeatHolder.district_id, Panel.kind, SeatHolder.seat_key)
        ).all()
        names = {ref.slug: ref.name for ref in registry().districts()}
        found = []
        for term, kind_key in rows:
            kind = PanelKind(kind_key)
            seat = _seat(term.district_id, kind, term.seat_key, today)
            label = term.seat_key if seat is None else seat.label
            words = [f"{label}{', as deputy' if term.deputy else ''}", kind.label]
            words.append(names.get(term.district_id, term.district_id))
            if term.starts_on > today:
                words.append(f"from {plain_date(term.starts_on)}")
            if term.ends_on is not None:
                words.append(f"until {plain_date(term.ends_on)}")
            found.append(SeatHeld(term.district_id, ", ".join(words)))
        return tuple(found)

    def sitting_in(self, districts: frozenset[str], today: date) -> frozenset[UUID]:
        """Return who holds a seat in these districts or will."""
        return frozenset(
            session.scalars(
                select(SeatHolder.person_id).where(
                    SeatHolder.district_id.in_(sorted(districts)), _not_over(today)
                )
            )
        )

    def why_not_from(self, person_id: UUID, kind: OrganisationKind, today: date) -> str:
        """Say which seat, deputyship or item of theirs people from elsewhere may not have."""
        for district_id, panel_kind, seat_key in _seats_to_come(person_id, today):
            seat = _seat(district_id, panel_kind, seat_key, today)
            barred = None if seat is None else why_not_in(seat, kind)
            if barred is not None:
                return f"{barred} End their time in that seat first"
        barred = why_not_own(kind)
        if barred is not None and session.scalar(_is_named(person_id, today)):
            return f"{barred} They are named for an item to come: name somebody else there first"
        return ""

    def stand_ins(self, person_id: UUID, today: date) -> tuple[UUID, ...]:
        """Return today's deputies in the seats somebody holds or held, by seat."""
        held = session.execute(
            select(SeatHolder.panel_id, SeatHolder.seat_key)
            .where(SeatHolder.person_id == person_id, SeatHolder.deputy.is_(False))
            .order_by(SeatHolder.panel_id, SeatHolder.seat_key)
        ).all()
        seats = {(row.panel_id, row.seat_key) for row in held}
        deputies = session.scalars(
            select(SeatHolder)
            .where(
                SeatHolder.panel_id.in_(sorted({panel for panel, _ in seats})),
                SeatHolder.deputy.is_(True),
                SeatHolder.starts_on <= today,
                _not_over(today),
            )
            .order_by(SeatHolder.seat_key, SeatHolder.starts_on, SeatHolder.id)
        )
        found = (row.person_id for row in deputies if (row.panel_id, row.seat_key) in seats)
        return tuple(dict.fromkeys(found))

    def owned(self, person_id: UUID, today: date) -> tuple[Owned, ...]:
        """Return how many items that are not over are theirs, in whatever part."""
        count, first = session.execute(
            select(func.count(Item.id), func.min(Meeting.held_on))
            .join(Meeting, joins(Item, "meeting_id", Meeting))
            .where(*_not_heard(person_id, today))
        ).one()
        noun = "item" if count == 1 else "items"
        words = f"{count} {noun} on agendas to come or not filed yet"
        if first is not None:
            words += f", the first on {plain_date(first)}"
        return (Owned(ITEMS, count, words),)

    def hand_over(
        self, *, kind: str, person_id: UUID, to: UUID, actor_id: UUID | None, now: datetime
    ) -> int:
        """Give their items that are not over to somebody else, in the part that was theirs.

        RuleError (field `to`) for somebody from outside children's services.
        """
        if kind != ITEMS:
            return 0
        barred = why_not_own(people.kinds_of({to}).get(to))
        if barred is not None:
            raise RuleError(barred, "to")
        items = session.scalars(
            select(Item)
            .join(Meeting, joins(Item, "meeting_id", Meeting))
            .where(*_not_heard(person_id, now.astimezone(LONDON).date()))
            .order_by(Item.id)
        ).all()
        for item in items:
            theirs = [column for column in OWN if getattr(item, column) == person_id]
            for column in theirs:
                setattr(item, column, to)
            audit.record(
                event="panels:item:handed_over",
                subject=("item", item.id),
                district_id=item.district_id,
                actor_id=actor_id,
                now=now,
                facts={each.removesuffix("_id"): passing(person_id, to) for each in theirs},
            )
        flush()
        for meeting_id in sorted({item.meeting_id for item in items}):
            tell_meeting(actor=None, now=now, meeting_id=meeting_id)
        return len(items)

    def leave(
        self, *, person_id: UUID, last_day: date, actor_id: UUID | None, now: datetime
    ) -> int:
        """End the seats that would go on beyond somebody's last day."""
        terms = session.scalars(
            select(SeatHolder)
            .where(
                SeatHolder.person_id == person_id,
                or_(SeatHolder.ends_on.is_(None), SeatHolder.ends_on > last_day),
            )
            .order_by(SeatHolder.id)
        ).all()
        for term in terms:
            term.ends_on = last_day
            audit.record(
                event="panels:seat:ended",
                subject=("seat_holder", term.id),
                district_id=term.district_id,
                actor_id=actor_id,
                now=now,
                facts={"seat": term.seat_key, "until": last_day.isoformat(), "leaves": True},
            )
        flush()
        self.changed(person_id=person_id, now=now)
        return len(terms)

    def changed(self, *, person_id: UUID, now: datetime) -> None:
        """Take back or renew what they were told of meetings to come."""
        for meeting_id in queries.meetings_of(person_id, now.astimezone(LONDON).date()):
            tell_meeting(actor=None, now=now, meeting_id=meeting_id)


def _not_over(today: date) -> ColumnElement[bool]:
    return or_(SeatHolder.ends_on.is_(None), SeatHolder.ends_on >= today)


def _seats_to_come(person_id: UUID, today: date) -> list[tuple[str, PanelKind, str]]:
    """Return the seats somebody sits in or will, for a term or sent to one meeting, by panel."""
    terms = (
        select(SeatHolder.district_id, Panel.kind, SeatHolder.seat_key)
        .join(Panel, joins(SeatHolder, "panel_id", Panel))
        .where(SeatHolder.person_id == person_id, _not_over(today))
        .order_by(SeatHolder.district_id, Panel.kind, SeatHolder.seat_key)
    )
    sent = (
        select(MeetingDeputy.district_id, Panel.kind, MeetingDeputy.seat_key)
        .join(Meeting, joins(MeetingDeputy, "meeting_id", Meeting))
        .join(Panel, joins(Meeting, "panel_id", Panel))
        .where(
            MeetingDeputy.person_id == person_id,
            MeetingDeputy.ended_at.is_(None),
            *_is_to_come(today),
        )
        .order_by(MeetingDeputy.district_id, Panel.kind, MeetingDeputy.seat_key)
    )
    return [
        (row.district_id, PanelKind(row.kind), row.seat_key)
        for asked in (terms, sent)
        for row in session.execute(asked)
    ]


def _is_named(person_id: UUID, today: date) -> Select[int]:
    """Return how many items to come somebody is one of the own people of, or stands in at."""
    return (
        select(func.count(Item.id))
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .where(
            or_(*(getattr(Item, column) == person_id for column in OWN)),
            Item.slot_id.is_not(None),
            *_is_to_come(today),
        )
    )


def _is_to_come(today: date) -> tuple[ColumnElement[bool], ...]:
    return Meeting.held_on >= today, Meeting.state.in_(["planned", "published"])


def _not_heard(person_id: UUID, today: date) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for somebody's items that are to be heard, or not filed yet."""
    return (
        or_(*(getattr(Item, column) == person_id for column in OWN)),
        Item.slot_id.is_not(None),
        or_(Meeting.held_on >= today, Item.closed_at.is_(None)),
        Meeting.state != "cancelled",
    )


def _seat(district_id: str, kind: PanelKind, seat_key: str, today: date) -> Seat | None:
    """Return a seat; None where the district's files do not say or do not load."""
    try:
        seats = variation_of(district_id).seats(as_of=today, kind=kind).value
    except ConfigurationError:
        return None
    return next((seat for seat in seats if seat.key == seat_key), None)
