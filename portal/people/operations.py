"""What can be done about people: register them, give a role, sign in."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.database import session
from portal.people import queries, standing
from portal.people.models import Organisation, Person, RoleGrant
from portal.people.passwords import hash_password, password_matches
from portal.people.policy import Actor, Role


def sign_in(*, email: str, password: str, now: datetime) -> Actor | None:
    """Return who signed in, or None; an unknown address and a wrong password look the same."""
    person = queries.person_by_email(email)
    matches = password_matches(person.password_hash if person else None, password)
    actor = standing.actor(person.id, now) if person and matches else None
    if actor is not None:
        audit.record(
            event="people:person:signed_in",
            subject=("person", actor.person_id),
            actor_id=actor.person_id,
            now=now,
        )
    return actor


def register(
    *,
    name: str,
    email: str,
    password: str | None,
    starts_on: date,
    job_title: str = "",
    organisation: Organisation | None = None,
    manager_id: UUID | None = None,
) -> Person:
    """Add a person who may sign in from ``starts_on``."""
    person = Person(
        name=name,
        email=email.strip().lower(),
        job_title=job_title,
        organisation_id=organisation.id if organisation else None,
        manager_id=manager_id,
        password_hash=hash_password(password) if password else None,
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
) -> None:
    """Give a role in one district, or in the whole county where ``district_id`` is None."""
    session.add(
        RoleGrant(
            person_id=person.id,
            role=role,
            district_id=district_id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )
    session.flush()
