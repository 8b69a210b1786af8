"""A county's people: organisations, somebody who manages people, and invented staff."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from uuid import UUID

import pytest
from flask import Flask

from portal.people import operations, standing
from portal.people.passwords import hash_password
from portal.people.policy import Actor, Role
from portal.testing.pages import PageClient
from portal.variations.values import OrganisationKind
from tests.integration.conftest import PASSWORD, ScopeOpener
from tests.support.kept import kept

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
START = date(2026, 1, 1)


@cache
def _hashed() -> str:
    """The hash of everybody's password, made once: it is slow on purpose."""
    return hash_password(PASSWORD)


@dataclass
class Staff:
    """The people of these tests, by their first name in small letters."""

    working: ScopeOpener
    ids: dict[str, UUID] = field(default_factory=dict)
    organisations: dict[OrganisationKind, UUID] = field(default_factory=dict)

    def add(
        self,
        name: str,
        role: Role | None = None,
        district: str | None = None,
        *,
        kind: OrganisationKind = OrganisationKind.CHILDRENS_SERVICES,
        manager: str | None = None,
        area: str | None = None,
        panel: UUID | None = None,
    ) -> UUID:
        """Register somebody with one role; call it in an open scope."""
        key = name.split(maxsplit=1)[0].lower()
        person = operations.register(
            name=name,
            email=f"{key}@practice.example",
            password=None,
            starts_on=START,
            manager_id=self.ids[manager] if manager else None,
        )
        person.password_hash = _hashed()
        person.organisation_id = self.organisations[kind]
        if role is not None:
            operations.grant_role(
                person=person,
                role=role,
                district_id=district,
                area_id=area,
                panel_id=panel,
                starts_on=START,
            )
        self.ids[key] = person.id
        return person.id

    def actor(self, key: str, now: datetime = NOW) -> Actor:
        """Who this is now; call it in an open scope."""
        found = standing.actor(self.ids[key], now)
        assert found is not None
        return found


@pytest.fixture
@kept
def staff(working: ScopeOpener) -> Staff:
    """Pat manages people, Lee leads Burnley, Casey supports the county, Sam works in Burnley."""
    made = Staff(working)
    with working():
        for kind in OrganisationKind:
            organisation = operations.add_organisation(
                actor=None, now=NOW, name=f"Invented {kind.label}", kind=kind
            )
            made.organisations[kind] = organisation.id
        made.add("Pat Fictional", Role.PEOPLE_ADMINISTRATOR, kind=OrganisationKind.OTHER)
        made.add("Gale Nobody", Role.INFORMATION_GOVERNANCE, kind=OrganisationKind.OTHER)
        made.add("Bay Imagined", Role.BOARD_MEMBER, kind=OrganisationKind.BOARD)
        made.add("Casey Example", Role.CASE_SUPPORT)
        made.add("Lee Sample", Role.DISTRICT_LEAD, "burnley")
        made.add("Toni Placeholder", Role.TEAM_MANAGER, "burnley")
        made.add("Sam Testcase", Role.SOCIAL_WORKER, "burnley", manager="toni")
        made.add("Preston Elsewhere", Role.SOCIAL_WORKER, "preston")
        made.add("Parker Pretend", Role.MEMBER, "burnley", kind=OrganisationKind.PROVIDER)
        made.add("Nico Madeup")
    return made


Enter = Callable[[str], PageClient]


@pytest.fixture
def enter(app: Flask, staff: Staff) -> Enter:
    """Return a new browser in which somebody of the staff is signed in."""

    def by_name(key: str) -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        given = {"email": f"{key}@practice.example", "password": PASSWORD}
        own = "/providers/sign-in" if key == "parker" else "/sign-in"
        assert client.post(own, data=given).status_code == 303
        return client

    return by_name
