"""People whom panels let in or keep out, for the tests of who may see what. All invented."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import UUID

from flask import Flask

from portal.kernel.kinds import PanelKind
from portal.panels import operations
from portal.people import operations as people
from portal.people.policy import Actor, Role
from portal.testing.pages import PageClient
from tests.integration.conftest import PASSWORD
from tests.integration.panels.conftest import KIND, NOW, START, District, _hashed
from tests.support.organisations import organisation

HOUSING, FOSTERING, CHAIR_SEAT = (
    "housing_authority",
    "fostering_manager",
    "leaving_care_senior_manager",
)
NEXT_CHAIR_SEAT = "leaving_care_team_manager"


def somebody(name: str, role: Role | None = None, **more: Any) -> UUID:
    """Register somebody of children's services who can sign in, with no role unless one is given.

    Of another organisation, or of none, where ``organisation`` says so.
    """
    given: dict[str, Any] = {"organisation": organisation()} | more
    person = people.register(
        name=name, email=email_of(name), password=None, starts_on=START, **given
    )
    person.password_hash = _hashed()
    if role is not None:
        people.grant_role(person=person, role=role, district_id="burnley", starts_on=START)
    return person.id


def email_of(name: str) -> str:
    """The address somebody of these tests signs in with."""
    return f"{name.split(maxsplit=1)[0].lower()}@practice.example"


def seat(
    district: District,
    person_id: UUID,
    seat_key: str,
    *,
    kind: PanelKind = KIND,
    ends_on: date | None = None,
    deputy: bool = False,
    by: Actor | None = None,
) -> UUID:
    """Put somebody in a seat from today on, as case support. Call inside a writing scope."""
    return operations.hold_seat(
        actor=by or district.support,
        now=NOW,
        district_id="burnley",
        kind=kind,
        seat_key=seat_key,
        person_id=person_id,
        starts_on=NOW.date(),
        ends_on=ends_on,
        deputy=deputy,
    )


def without_token(text: str) -> str:
    """A page without its form's token, which is another each time."""
    return re.sub(r'(name="csrf_token" value=")[^"]*', r"\1", text)


def browser_of(app: Flask, name: str) -> PageClient:
    """A new browser in which somebody is signed in."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    enter(client, name)
    return client


def enter(client: PageClient, name: str) -> None:
    """Sign in."""
    answer = client.post("/sign-in", data={"email": email_of(name), "password": PASSWORD})
    assert answer.status_code == 303, f"{name} cannot sign in"
