"""What was proposed and decided about erasing and restricting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item, Meeting
from portal.people.models import RoleGrant
from portal.people.policy import Role
from portal.people.queries import in_force
from portal.protection.models import Ruling

RESTRICTED = select(Ruling.young_person_id).where(
    Ruling.kind == "restrict", Ruling.state == "in_force"
)
"""Every request asks whether there is any."""


def ruling(ruling_id: UUID) -> Ruling:
    """Return one ruling. Raises NotFoundError."""
    found = session.scalars(select(Ruling).where(Ruling.id == ruling_id)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def rulings_about(young_person_id: UUID) -> Sequence[Ruling]:
    """Return what was proposed and decided about a young person, the newest first."""
    return session.scalars(
        select(Ruling)
        .where(Ruling.young_person_id == young_person_id)
        .order_by(Ruling.proposed_at.desc(), Ruling.id)
    ).all()


def proposed() -> Sequence[Ruling]:
    """Return what waits for a second person, the oldest first."""
    return session.scalars(
        select(Ruling).where(Ruling.state == "proposed").order_by(Ruling.proposed_at, Ruling.id)
    ).all()


def restricted_people() -> frozenset[UUID]:
    """Return the young people whose data is hidden from the panels' work."""
    return frozenset(session.scalars(RESTRICTED.order_by(Ruling.young_person_id)))


def items_of(young_people: frozenset[UUID]) -> dict[UUID, UUID | None]:
    """Return every item of some young people, each with the slot it stands in."""
    rows = session.execute(
        select(Item.id, Item.slot_id)
        .where(Item.young_person_id.in_(young_people))
        .order_by(Item.id)
    )
    return {row.id: row.slot_id for row in rows}


def governs(person_id: UUID, today: date) -> bool:
    """Tell whether somebody holds the information governance role for the county today.

    For a part of it they manage no data protection: what is restricted is hidden from them too.
    """
    return bool(
        session.scalar(
            select(func.count())
            .select_from(RoleGrant)
            .where(
                RoleGrant.person_id == person_id,
                RoleGrant.role == Role.INFORMATION_GOVERNANCE,
                RoleGrant.area_id.is_(None),
                RoleGrant.district_id.is_(None),
                RoleGrant.panel_id.is_(None),
                in_force(RoleGrant, today),
            )
        )
    )


def coming_items(young_person_id: UUID, today: date) -> int:
    """Count the items of a young person on meetings that are still to come."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Item)
            .join(Meeting, joins(Item, "meeting_id", Meeting))
            .where(
                Item.young_person_id == young_person_id,
                Item.slot_id.is_not(None),
                Meeting.held_on >= today,
                Meeting.state != "cancelled",
            )
        )
        or 0
    )
