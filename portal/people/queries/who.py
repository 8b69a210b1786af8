"""Who somebody is today, with the roles given to them by name: asked in every request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Date, Row, Select, bindparam, or_, select

from portal.database import joins, session
from portal.people.models import Organisation, Person, RoleGrant
from portal.people.policy import Grant, Role
from portal.tenancy.door import registry
from portal.variations.values import OrganisationKind


def in_force(
    table: type[Person | RoleGrant], today: date | BindParameter[date]
) -> ColumnElement[bool]:
    """Return the condition for what counts now: people who are here, roles that were not ended."""
    stopped = Person.suspended_at if table is Person else RoleGrant.ended_at
    return (
        (table.starts_on <= today)
        & or_(table.ends_on.is_(None), table.ends_on >= today)
        & stopped.is_(None)
    )


_TODAY = bindparam("today", type_=Date)
IS_HERE, ROLE_HELD = (
    in_force(Person, _TODAY),
    joins(RoleGrant, "person_id", Person) & in_force(RoleGrant, _TODAY),
)
"""Who counts today, and the roles they hold then; with the parameter ``today``."""
ORGANISATION_KIND = (
    select(Organisation.kind)
    .where(joins(Person, "organisation_id", Organisation))
    .correlate(Person)
    .scalar_subquery()
)
"""The kind of organisation that a person comes from, beside what else is asked of them."""
BY_ROLE = (RoleGrant.role, RoleGrant.area_id, RoleGrant.district_id, RoleGrant.panel_id)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who is there today, with the roles given to them by name.

    ``hints`` answer what was asked beside it: whether there is anything of a kind at all.
    """

    name: str
    email: str
    grants: tuple[Grant, ...]
    hints: tuple[bool, ...] = ()
    organisation_kind: OrganisationKind | None = None


Hints = tuple[Select[Any], ...]
"""Statements of which only whether they find anything is asked, beside another one."""


def identity(person_id: UUID, today: date, hints: Hints = ()) -> Identity | None:
    """Return who this is today; None where they have not come yet, are suspended or have left."""
    rows = session.execute(_identity(hints), {"person_id": person_id, "today": today}).all()
    return identity_in(rows, hints)


def identity_in(rows: Sequence[Row[*tuple[Any, ...]]], hints: Hints) -> Identity | None:
    """Return who stands in rows of ``who_columns``, a row for each role; None for nobody."""
    if not rows or rows[0].who is None:
        return None
    grants = (grant for row in rows if row.role is not None for grant in grants_in(row))
    found = tuple(bool(getattr(rows[0], f"hint_{number}")) for number in range(len(hints)))
    return Identity(
        rows[0].who,
        rows[0].who_email,
        tuple(dict.fromkeys(grants)),
        found,
        None if rows[0].who_kind is None else OrganisationKind(rows[0].who_kind),
    )


def who_columns(hints: Hints) -> tuple[ColumnElement[Any], ...]:
    """Return the columns that say who somebody is, with what is asked beside it."""
    asked = (hint.exists().label(f"hint_{number}") for number, hint in enumerate(hints))
    return (
        Person.name.label("who"),
        Person.email.label("who_email"),
        ORGANISATION_KIND.label("who_kind"),
        RoleGrant.role.label("role"),
        RoleGrant.area_id.label("area_id"),
        RoleGrant.district_id.label("district_id"),
        RoleGrant.panel_id.label("panel_id"),
        *asked,
    )


@cache
def _identity(hints: Hints) -> Select[Any]:
    """Return the statement of who somebody is, put together once."""
    return (
        select(*who_columns(hints))
        .select_from(Person)
        .outerjoin(RoleGrant, ROLE_HELD)
        .where(Person.id == bindparam("person_id"), IS_HERE)
        .order_by(*BY_ROLE)
    )


def grants_in(row: Row[*tuple[Any, ...]]) -> list[Grant]:
    """Return what a role comes to: one held in an area counts in each of its districts."""
    role = Role(row.role)
    if row.area_id is None:
        return [Grant(role, row.district_id, row.panel_id)]
    return [Grant(role, ref.slug) for ref in registry().districts() if ref.area == row.area_id]
