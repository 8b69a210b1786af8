"""Entering people and roles with no questions asked: for setting up, practice and tests.

Everything a person does on a page goes through the operations beside this file, which ask who they
are. These two do not.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from portal.database import session
from portal.people import rules
from portal.people.models import Organisation, Person, RoleGrant, WayIn
from portal.people.passwords import hash_password
from portal.people.policy import Role


def register(
    *,
    name: str,
    email: str,
    password: str | None,
    starts_on: date,
    job_title: str = "",
    organisation: Organisation | None = None,
    manager_id: UUID | None = None,
    audience: WayIn = WayIn.STAFF,
) -> Person:
    """Add a person who may sign in from ``starts_on``."""
    person = Person(
        name=name,
        email=email.strip().lower(),
        job_title=job_title,
        organisation_id=organisation.id if organisation else None,
        manager_id=manager_id,
        password_hash=hash_password(password) if password else None,
        audience=audience,
        starts_on=starts_on,
    )
    session.add(person)
    session.flush()
    return person


def grant_role(
    *,
    person: Person,
    role: Role,
    district_id: str | None,
    starts_on: date,
    ends_on: date | None = None,
    area_id: str | None = None,
    panel_id: UUID | None = None,
) -> RoleGrant:
    """Give a role in one district, area or panel; in the whole county where none is set."""
    row = RoleGrant(
        person_id=person.id,
        role=role,
        area_id=area_id,
        district_id=district_id,
        panel_id=panel_id,
        starts_on=starts_on,
        ends_on=ends_on,
        review_on=rules.review_day(starts_on, ends_on),
    )
    session.add(row)
    session.flush()
    return row
