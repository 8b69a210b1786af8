"""Who is there in the access tests' world, and how they sign in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from uuid import UUID

from flask import Flask

from portal.database import Scope, open_scope
from portal.entry.rules import Way
from portal.people import operations as people
from portal.people import standing
from portal.people.models import Person, WayIn
from portal.people.policy import Actor, Role
from portal.variations.values import OrganisationKind
from tests.integration.access.actors import STATES, ActorState
from tests.support.organisations import organisation
from tests.support.planting import planting
from tests.support.young import code_for, link_for

START = date(2026, 1, 1)
COMES_FROM = {
    "board": ("Invented Parenting Board", OrganisationKind.BOARD),
    "governance": ("Invented County Offices", OrganisationKind.OTHER),
    "housing": ("Invented Homes", OrganisationKind.HOUSING_AUTHORITY),
    "people_administrator": ("Invented County Offices", OrganisationKind.OTHER),
    "provider": ("Invented Lodgings", OrganisationKind.PROVIDER),
    "seated_representative": ("Invented Advocates", OrganisationKind.ADVOCACY),
    "sent": ("Invented Homes", OrganisationKind.HOUSING_AUTHORITY),
    "visiting_provider": ("Invented Lodgings", OrganisationKind.PROVIDER),
    "visitor": ("Invented College", OrganisationKind.EDUCATION),
    "young_representative": ("Invented Young Voices", OrganisationKind.YOUNG_PERSON),
}
"""Who is of another organisation than children's services."""
PASSWORD = "a password only these tests use"


@contextmanager
def scope(authority: str, *, writes: bool = True) -> Iterator[None]:
    """Open a county-wide scope of an authority."""
    opened = Scope(authority, None, None, "preparing a test", writes=writes)
    with planting(opened) if writes else open_scope(opened):
        yield


def email_of(key: str) -> str:
    """Return the address an actor state signs in with."""
    return f"{key.replace('_', '-')}@practice.example"


def register(
    key: str,
    *roles: tuple[Role, str | None],
    place: str = "",
    audience: WayIn = WayIn.STAFF,
) -> Person:
    """Register somebody with roles from the start."""
    person = people.register(
        name=f"{key.replace('_', ' ').title()} Example",
        organisation=organisation(*COMES_FROM.get(key, ())),
        email=email_of(f"{key}{place}"),
        password=PASSWORD,
        starts_on=START,
        audience=audience,
    )
    for role, district in roles:
        people.grant_role(person=person, role=role, district_id=district, starts_on=START)
    return person


def register_all(authority: str) -> dict[str, UUID]:
    """Register every actor state that signs in, with its roles."""
    with scope(authority):
        found = {
            state.key: register(
                state.key,
                *((held.role, held.district) for held in state.held),
                audience=WayIn.PROVIDER if state.provider else WayIn.STAFF,
            )
            for state in STATES
            if state.key != "anonymous" and state.young is None
        }
        found["worker"].manager_id = found["manager"].id
        return {key: person.id for key, person in found.items()}


def away(authority: str, district: str = "preston") -> dict[str, UUID]:
    """Register the few people whom a panel elsewhere needs."""
    roles = {
        "chair": Role.CHAIR,
        "support": Role.CASE_SUPPORT,
        "worker": Role.SOCIAL_WORKER,
        "other_worker": Role.SOCIAL_WORKER,
        "manager": Role.SOCIAL_WORKER,
    }
    with scope(authority):
        return {
            key: register(key, (role, district), place="-elsewhere").id
            for key, role in roles.items()
        }


def actor_at(person_id: UUID, now: datetime) -> Actor:
    """Return who somebody is at a moment."""
    found = standing.actor(person_id, now)
    assert found is not None
    return found


def cookie_of(app: Flask, state: ActorState, own: UUID) -> str | None:
    """Sign somebody in by the portal's own form; return the Cookie header of their browser.

    ``own`` is the item of the young person who comes by themselves.
    """
    if state.key == "anonymous":
        return ""
    client = app.test_client()
    if state.young is not None:
        by_link = state.young is Way.LINK
        answer = (
            client.post(link_for(client, own))
            if by_link
            else client.post("/y", data={"answer": code_for(client, own)})
        )
    else:
        door = "/providers/sign-in" if state.provider else "/sign-in"
        answer = client.post(door, data={"email": email_of(state.key), "password": PASSWORD})
    kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    return f"{kept.key}={kept.value}" if answer.status_code == 303 and kept else None
