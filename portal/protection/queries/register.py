"""Who sits in which seat today: what the register of sharing counts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, or_, select

from portal.database import joins, session
from portal.panels.models import Panel, SeatHolder


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
