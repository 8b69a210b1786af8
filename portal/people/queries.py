"""Named reads about people; every list has an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, or_, select

from portal.database import joins, session
from portal.people.models import Person, RoleGrant
from portal.people.policy import ROLE_PERMISSIONS, Actor, Grant, Permission, Role
from portal.tenancy.models import District


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """Somebody's role; ``place`` is the district's name, None for the whole county."""

    role: Role
    name: str
    job_title: str
    email: str
    district_id: str | None
    place: str | None


def person_by_email(email: str) -> Person | None:
    """Return the person with this address, whatever its capitals."""
    return session.scalars(
        select(Person).where(Person.email == email.strip().lower())
    ).one_or_none()


def actor(person_id: UUID, today: date) -> Actor | None:
    """Return who this is today, or None where they have left or hold no role."""
    rows = session.execute(_ACTOR, {"person_id": person_id, "today": today}).all()
    if not rows:
        return None
    return Actor(
        person_id=person_id,
        name=rows[0].name,
        email=rows[0].email,
        grants=tuple(Grant(Role(row.role), row.district_id) for row in rows),
    )


def people_who_may(permission: Permission, district_id: str, today: date) -> Sequence[Person]:
    """Return the people whose role in this district allows it, by name."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    return people_with_role(*roles, district_id=district_id, today=today)


def people_with_role(*roles: Role, district_id: str, today: date) -> Sequence[Person]:
    """Return the people who hold one of these roles in a district or county-wide, by name."""
    return session.scalars(
        select(Person)
        .join(RoleGrant, joins(RoleGrant, "person_id", Person))
        .where(
            RoleGrant.role.in_(roles),
            or_(RoleGrant.district_id.is_(None), RoleGrant.district_id == district_id),
            _in_force(Person, today),
            _in_force(RoleGrant, today),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    ).all()


def everybody_with_a_role(today: date) -> list[RoleHeld]:
    """Return everybody who may sign in, once for each role and district, by role and name."""
    rows = session.execute(
        select(
            Person.name,
            Person.job_title,
            Person.email,
            RoleGrant.role,
            RoleGrant.district_id,
            District.name.label("place"),
        )
        .join(RoleGrant, joins(RoleGrant, "person_id", Person))
        .outerjoin(District, joins(RoleGrant, "district_id", District))
        .where(_in_force(Person, today), _in_force(RoleGrant, today))
        .order_by(RoleGrant.role, Person.name, Person.email, District.name)
    )
    return [
        RoleHeld(
            role=Role(row.role),
            name=row.name,
            job_title=row.job_title,
            email=row.email,
            district_id=row.district_id,
            place=row.place,
        )
        for row in rows
    ]


def people_by_id(ids: set[UUID]) -> dict[UUID, Person]:
    """Return these people by id, in one query."""
    found = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
    return {person.id: person for person in found}


def _in_force(
    table: type[Person | RoleGrant], today: date | BindParameter[date]
) -> ColumnElement[bool]:
    return (table.starts_on <= today) & or_(table.ends_on.is_(None), table.ends_on >= today)


_TODAY = bindparam("today", type_=Date)
_ACTOR = (
    select(Person.name, Person.email, RoleGrant.role, RoleGrant.district_id)
    .join(RoleGrant, joins(RoleGrant, "person_id", Person))
    .where(
        Person.id == bindparam("person_id"),
        _in_force(Person, _TODAY),
        _in_force(RoleGrant, _TODAY),
    )
    .order_by(RoleGrant.role, RoleGrant.district_id)
)
"""Asked in every request, so it is put together once."""
