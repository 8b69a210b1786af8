"""Named reads about people; every list has an order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Row, bindparam, or_, select

from portal.database import joins, session
from portal.people.models import Person, RoleGrant
from portal.people.policy import ROLE_PERMISSIONS, Grant, Permission, Role
from portal.tenancy.door import registry
from portal.tenancy.models import District


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """Somebody's role; ``place`` is the district's name, None for the whole county.

    ``role`` is None for whoever holds none and is only asked to one item.
    """

    role: Role | None
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


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who is there today, with the roles given to them by name."""

    name: str
    email: str
    grants: tuple[Grant, ...]


def identity(person_id: UUID, today: date) -> Identity | None:
    """Return who this is today, or None where they have not come yet or have left."""
    rows = session.execute(_IDENTITY, {"person_id": person_id, "today": today}).all()
    if not rows:
        return None
    grants = (grant for row in rows if row.role is not None for grant in _grants(row))
    return Identity(rows[0].name, rows[0].email, tuple(dict.fromkeys(grants)))


def _grants(row: Row[*tuple[Any, ...]]) -> list[Grant]:
    """Return what a role comes to: one held in an area counts in each of its districts."""
    role = Role(row.role)
    if row.area_id is None:
        return [Grant(role, row.district_id, row.panel_id)]
    return [Grant(role, ref.slug) for ref in registry().districts() if ref.area == row.area_id]


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


def roles_in(district_id: str, today: date) -> dict[UUID, tuple[Grant, ...]]:
    """Return what everybody holds by name in a district, county-wide and area roles included."""
    rows = session.execute(
        select(
            RoleGrant.person_id,
            RoleGrant.role,
            RoleGrant.area_id,
            RoleGrant.district_id,
            RoleGrant.panel_id,
        )
        .where(_in_force(RoleGrant, today))
        .order_by(
            RoleGrant.person_id,
            RoleGrant.role,
            RoleGrant.area_id,
            RoleGrant.district_id,
            RoleGrant.panel_id,
        )
    )
    found: dict[UUID, tuple[Grant, ...]] = {}
    for row in rows:
        here = [grant for grant in _grants(row) if grant.district_id in {None, district_id}]
        if here:
            found[row.person_id] = (*found.get(row.person_id, ()), *here)
    return found


def everybody_there(today: date) -> Sequence[Person]:
    """Return everybody who may sign in today, by name."""
    return session.scalars(
        select(Person).where(_in_force(Person, today)).order_by(Person.name, Person.id)
    ).all()


def there_today(ids: Collection[UUID], today: date) -> dict[UUID, Person]:
    """Return those of these people who may sign in today, by id."""
    found = session.scalars(
        select(Person)
        .where(Person.id.in_(ids), _in_force(Person, today))
        .order_by(Person.name, Person.id)
    ).all()
    return {person.id: person for person in found}


def people_by_id(ids: set[UUID]) -> dict[UUID, Person]:
    """Return these people by id, in one query."""
    found = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
    return {person.id: person for person in found}


def _in_force(
    table: type[Person | RoleGrant], today: date | BindParameter[date]
) -> ColumnElement[bool]:
    return (table.starts_on <= today) & or_(table.ends_on.is_(None), table.ends_on >= today)


_TODAY = bindparam("today", type_=Date)
_IDENTITY = (
    select(
        Person.name,
        Person.email,
        RoleGrant.role,
        RoleGrant.area_id,
        RoleGrant.district_id,
        RoleGrant.panel_id,
    )
    .outerjoin(RoleGrant, joins(RoleGrant, "person_id", Person) & _in_force(RoleGrant, _TODAY))
    .where(Person.id == bindparam("person_id"), _in_force(Person, _TODAY))
    .order_by(RoleGrant.role, RoleGrant.area_id, RoleGrant.district_id, RoleGrant.panel_id)
)
"""Asked in every request, so it is put together once."""
