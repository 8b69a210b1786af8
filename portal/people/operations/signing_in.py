"""Signing in."""

from __future__ import annotations

from datetime import datetime

from portal import audit
from portal.people import queries, standing
from portal.people.passwords import password_matches
from portal.people.policy import Actor


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
