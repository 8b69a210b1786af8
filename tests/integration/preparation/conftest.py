"""An item with everybody who brings something to it; the district of the agenda tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from portal.cases.models import CareEpisode, CareReview
from portal.database import session
from portal.panels import operations as panels
from portal.people import operations as people
from portal.people.models import Person
from portal.people.policy import Actor
from portal.preparation import operations
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.questions import Answer
from portal.testing.pages import PageClient
from portal.variations.values import OrganisationKind
from tests.integration.conftest import PASSWORD, ScopeOpener
from tests.integration.panels.conftest import (
    KIND,
    NOW,
    START,
    District,
    actor_of,
    as_person,
    district,
)
from tests.integration.panels.people_of_panels import somebody
from tests.support.kept import kept

__all__ = ["as_person", "district"]

HOUSING: dict[str, Answer] = {
    "as_of": "2026-11-20",
    "routes": ("register",),
    "options": "A flat in Planted Housing Street.",
}
PROVIDER: dict[str, Answer] = {"scheme": "Planted Scheme House", "offers": "Six invented flats."}


@dataclass
class Preparing:
    """The district, its item, and who brings what."""

    district: District
    item_id: UUID
    housing: Actor
    fostering: Actor
    iro: Actor
    provider: Actor
    other_provider: Actor
    member: Actor
    adviser: Actor

    @property
    def working(self) -> ScopeOpener:
        return self.district.working

    def write(
        self,
        actor: Actor,
        agency: Agency = Agency.HOUSING,
        answers: Mapping[str, Answer] | None = None,
        **more: Any,
    ) -> int:
        """Save an agency's form in a scope of its own."""
        arguments: dict[str, Any] = {
            "now": NOW,
            "item_id": self.item_id,
            "version": 0,
            "answers": HOUSING if answers is None else answers,
        }
        with self.working():
            return operations.contribute(actor=actor, agency=agency, **(arguments | more))

    def write_as_guest(self, actor: Actor, version: int = 0, **more: Answer) -> int:
        """Save the form of somebody who is asked to the item."""
        with self.working():
            return operations.contribute_as_guest(
                actor=actor,
                now=NOW,
                item_id=self.item_id,
                version=version,
                answers={**PROVIDER, **more},
            )


def in_seat(made: District, name: str, seat_key: str, **more: Any) -> UUID:
    """Register somebody who holds a seat and no role."""
    person_id = without_role(name)
    panels.hold_seat(
        actor=made.support,
        now=NOW,
        district_id="burnley",
        kind=KIND,
        seat_key=seat_key,
        person_id=person_id,
        starts_on=START,
        **more,
    )
    return person_id


def without_role(name: str, organisation_id: UUID | None = None) -> UUID:
    """Register somebody who holds nothing yet, of children's services unless another is given."""
    person_id = somebody(name)
    if organisation_id is not None:
        session.get_one(Person, ("E10000017", person_id)).organisation_id = organisation_id
    return person_id


@pytest.fixture
@kept
def preparing(district: District) -> Preparing:
    """Sam's item on 17 December, with seats filled and two providers asked to it."""
    made = district
    with made.working():
        ids = {
            "housing": in_seat(made, "Hattie Invented", "housing_authority"),
            "fostering": in_seat(made, "Fran Invented", "fostering_manager"),
            "iro": in_seat(made, "Ira Invented", "iro_representative"),
            "member": in_seat(made, "Jo Invented", "youth_justice"),
            "adviser": without_role("Addie Invented"),
        }
        one, two = (
            people.add_organisation(
                actor=None, now=NOW, name=f"Invented Homes {number}", kind=OrganisationKind.PROVIDER
            ).id
            for number in (1, 2)
        )
        ids["provider"] = without_role("Prue Invented", one)
        ids["other_provider"] = without_role("Pat Invented", two)
        who = made.young_people[0]
        session.add(CareEpisode(young_person_id=who, started_on=date(2020, 1, 1), place="U1"))
        session.add(CareReview(young_person_id=who, held_on=date(2026, 10, 1)))
    item_id = made.nominate(personal_adviser_id=ids["adviser"], agrees=False).item_id
    with made.working():
        for key in ("provider", "other_provider"):
            panels.invite_visitor(
                actor=made.support,
                now=NOW,
                item_id=item_id,
                email=session.get_one(Person, ("E10000017", ids[key])).email,
                reason="Say what your scheme offers.",
            )
    with made.working(writes=False):
        actors = {key: actor_of(person_id) for key, person_id in ids.items()}
    return Preparing(made, item_id, **actors)


Enter = Callable[[Actor], PageClient]


@pytest.fixture
def as_provider(client: PageClient) -> Enter:
    """Sign in as somebody of a provider, at the providers' own door."""

    def enter(actor: Actor) -> PageClient:
        sent = {"email": actor.email, "password": PASSWORD}
        assert client.post("/providers/sign-in", data=sent).status_code == 303
        return client

    return enter


def page_of(client: PageClient, path: str) -> str:
    """Fetch a page that is there."""
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.text


def posted(answers: Mapping[str, Answer], version: int = 0) -> dict[str, Any]:
    """Return answers as a browser sends them."""
    sent: dict[str, Any] = {"version": str(version)}
    for key, said in answers.items():
        if key in {"as_of", "available_from"}:
            day = date.fromisoformat(str(said))
            sent |= {f"{key}-day": day.day, f"{key}-month": day.month, f"{key}-year": day.year}
        else:
            sent[key] = list(said) if isinstance(said, tuple) else said
    return sent


__all__ += ["HOUSING", "PASSWORD", "PROVIDER", "Enter", "Preparing", "page_of", "posted"]
