"""Who holds a role no more, or has left: since the day before the portal's tests."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import update

from portal.database import session
from portal.people.models import Person, RoleGrant

YESTERDAY = date(2026, 11, 22)


def roles_ended(*person_ids: UUID) -> None:
    """Let these people's roles have ended. Inside a writing scope."""
    theirs = RoleGrant.person_id.in_(person_ids)
    session.execute(update(RoleGrant).where(theirs).values(ends_on=YESTERDAY))


def left(*person_ids: UUID) -> None:
    """Let these people have left. Inside a writing scope."""
    session.execute(update(Person).where(Person.id.in_(person_ids)).values(ends_on=YESTERDAY))
