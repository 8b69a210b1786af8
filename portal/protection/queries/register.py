"""Who sits where, holds what role and is asked to what: what the register of sharing counts."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import func, or_, select

from portal.database import joins, session
from portal.panels.models import Item, Panel, SeatHolder, Visit
from portal.people.models import Organisation, Person, RoleGrant
from portal.web.clock import LONDON


def holders_today(today: date) -> dict[tuple[str, str, str], int]:
    """Count who holds a seat or deputises in it, by district, kind of panel and seat."""
    rows = session.execute(
        select(
            Panel.district_id,
            Panel.kind,
            SeatHolder.seat_key,
            func.count(SeatHolder.person_id.distinct()).label("people"),
        )
        .select_from(SeatHolder)
        .join(Panel, joins(SeatHolder, "panel_id", Panel))
        .where(
            SeatHolder.starts_on <= today,
            or_(SeatHolder.ends_on.is_(None), SeatHolder.ends_on >= today),
        )
        .group_by(Panel.district_id, Panel.kind, SeatHolder.seat_key)
        .order_by(Panel.district_id, Panel.kind, SeatHolder.seat_key)
    )
    return {(row.district_id, row.kind, row.seat_key): row.people for row in rows}


def roles_today(today: date) -> dict[tuple[str | None, str], int]:
    """Count who holds a role, by the kind of organisation they come from and the role."""
    rows = session.execute(
        select(
            Organisation.kind,
            RoleGrant.role,
            func.count(RoleGrant.person_id.distinct()).label("people"),
        )
        .select_from(RoleGrant)
        .join(Person, joins(RoleGrant, "person_id", Person))
        .outerjoin(Organisation, joins(Person, "organisation_id", Organisation))
        .where(
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
            RoleGrant.ended_at.is_(None),
            or_(Person.ends_on.is_(None), Person.ends_on >= today),
        )
        .group_by(Organisation.kind, RoleGrant.role)
        .order_by(Organisation.kind, RoleGrant.role)
    )
    return {(row.kind, row.role): row.people for row in rows}


def asked_today(today: date) -> dict[str | None, int]:
    """Count who is asked to one item for one matter, by the kind of organisation."""
    begins, ends = (datetime.combine(today, at, LONDON) for at in (time.min, time.max))
    rows = session.execute(
        select(Organisation.kind, func.count(Visit.person_id.distinct()).label("people"))
        .select_from(Visit)
        .join(Item, joins(Visit, "item_id", Item))
        .join(Person, joins(Visit, "person_id", Person))
        .outerjoin(Organisation, joins(Person, "organisation_id", Organisation))
        .where(
            Visit.opens_at <= ends,
            or_(Visit.closes_at.is_(None), Visit.closes_at >= begins),
            Visit.ended_at.is_(None),
            or_(Item.closed_at.is_(None), Item.closed_at >= begins),
        )
        .group_by(Organisation.kind)
        .order_by(Organisation.kind)
    )
    return {row.kind: row.people for row in rows}
