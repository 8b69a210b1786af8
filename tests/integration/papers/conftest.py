"""The district of the panels, with two items on its agenda and people who bring papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from portal.database import session
from portal.papers import operations
from portal.papers.models import Paper
from portal.papers.operations import Brought, Result, Typed
from portal.papers.rules.kinds import PaperKind
from portal.people.models import Organisation, Person
from portal.people.policy import Actor, Role
from portal.variations.values import OrganisationKind
from tests.integration.conftest import ScopeOpener
from tests.integration.panels.conftest import (
    NOW,
    TODAY,
    District,
    SignInAs,
    actor_of,
    as_person,
    district,
    register,
)
from tests.support.invented_papers import Sent
from tests.support.kept import kept

__all__ = ["SignInAs", "as_person", "district"]

FORM = {
    "title": "Summary",
    "written_on-day": "20",
    "written_on-month": "11",
    "written_on-year": "2026",
    "ready": "yes",
}


@dataclass
class Bureau:
    """An item with its people, ready for papers."""

    district: District
    item_id: UUID
    other_item_id: UUID
    housing: Actor
    resources: Actor
    working: ScopeOpener

    @property
    def worker(self) -> Actor:
        """The item's own social worker."""
        return self.district.worker

    @property
    def support(self) -> Actor:
        """Case support."""
        return self.district.support

    def typed(
        self,
        words: dict[str, str] | None = None,
        *,
        actor: Actor | None = None,
        kind: PaperKind = PaperKind.CASE_SUMMARY,
        ready: bool = True,
        **more: Any,
    ) -> UUID:
        """Save a typed paper in a scope of its own; return its id."""
        given = {"about": "Likes football"} if words is None else words
        typed = Typed(more.pop("title", ""), more.pop("written_on", TODAY), given, ready)
        arguments: dict[str, Any] = {"item_id": self.item_id, "now": NOW} | more
        with self.working():
            return operations.save_typed(
                actor=actor or self.worker, kind=kind, typed=typed, **arguments
            ).id

    def take_in(
        self,
        sent: Sent,
        *,
        actor: Actor | None = None,
        kind: PaperKind = PaperKind.CASE_SUMMARY,
        **more: Any,
    ) -> Result:
        """Take a file in, in a scope of its own."""
        brought = Brought(sent.stream, sent.name, "", more.pop("written_on", date(2026, 11, 20)))
        arguments: dict[str, Any] = {"item_id": self.item_id, "now": NOW} | more
        with self.working():
            found = operations.take_in_file(
                actor=actor or self.worker, kind=kind, brought=brought, **arguments
            )
            session.flush()
            return found

    def paper(self, paper_id: UUID) -> Paper:
        """Return a paper as it stands."""
        from portal.papers import queries  # noqa: PLC0415 - inside an open scope alone

        return queries.paper(paper_id)


def member_from(name: str, kind: OrganisationKind, role: Role = Role.MEMBER) -> UUID:
    """Register a member who comes from an organisation of a kind."""
    person_id = register(name, role)
    organisation = Organisation(name=f"{name} House", kind=kind.value)
    session.add(organisation)
    session.flush()
    session.get_one(Person, ("E10000017", person_id)).organisation_id = organisation.id
    session.flush()
    return person_id


@pytest.fixture
@kept
def bureau(district: District, working: ScopeOpener) -> Bureau:
    """Two items on an agenda, a housing officer and a member from the Access to Resources Team."""
    first, second = district.nominate(0), district.nominate(1)
    with working():
        housing = member_from("Hollis Housing", OrganisationKind.HOUSING_AUTHORITY)
        resources = member_from("Ari Resources", OrganisationKind.ACCESS_TO_RESOURCES)
    with working(writes=False):
        return Bureau(
            district,
            first.item_id,
            second.item_id,
            actor_of(housing),
            actor_of(resources),
            working,
        )
