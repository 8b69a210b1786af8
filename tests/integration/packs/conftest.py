"""Three young people on an agenda that is out, their papers, and readers from four places."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import pytest
from flask import Flask

from portal.packs import operations as packs
from portal.panels import looking
from portal.panels import operations as panels
from portal.papers.rules.kinds import PaperKind
from portal.people import standing
from portal.people.models import Person
from portal.people.policy import Actor, Role
from portal.testing.pages import PageClient
from portal.variations.values import OrganisationKind
from tests.integration.conftest import PASSWORD, ScopeOpener
from tests.integration.panels.conftest import NOW, District, as_person, district
from tests.integration.panels.people_of_panels import (
    FOSTERING,
    HOUSING,
    browser_of,
    email_of,
    seat,
    somebody,
)
from tests.support.kept import kept
from tests.support.organisations import organisation
from tests.support.packs import add_paper, one, said, shared_with
from tests.support.pdf_pages import pdf_with

__all__ = ["as_person", "district"]

HOME, HEALTH, PLAN = "Quillbrook", "Thistlemere", "Oxenhalt"
"""Words in the sections of each summary, each followed by the number of its item."""
SCAN, BED = "Marrowfell", "Sedgewick"
"""Words in the record that is a PDF, and in what the placement says."""
LIMIT = {"sections": ["health"], "kinds": ["housing_authority"]}


@dataclass
class World:
    """What the tests of packs start from. Items are counted from 0, as nominated."""

    district: District
    working: ScopeOpener
    app: Flask
    county: UUID
    housing: UUID
    provider: UUID
    ids: dict[str, UUID]
    items: list[UUID] = field(default_factory=list)
    papers: dict[tuple[int, PaperKind], UUID] = field(default_factory=dict)

    @property
    def meeting_id(self) -> UUID:
        """The meeting."""
        return self.district.meeting_id

    @property
    def pack(self) -> str:
        """The address of everybody's pack."""
        return f"/d/burnley/meetings/{self.meeting_id}/pack"

    def browser(self, who: str) -> PageClient:
        """A new browser in which somebody is signed in; providers come by a door of their own."""
        if who not in {"provider", "visitor"}:
            return browser_of(self.app, NAMES[who])
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        entered = {"email": email_of(NAMES[who]), "password": PASSWORD}
        assert client.post("/providers/sign-in", data=entered).status_code == 303
        return client

    def actor(self, who: str) -> Actor:
        """Who somebody is today. Opens a scope of its own."""
        with self.working(writes=False):
            found = standing.actor(self.ids[who], NOW)
        assert found is not None
        return found

    def actor_in_scope(self, who: str) -> Actor:
        """Who somebody is today, in the open scope."""
        found = standing.actor(self.ids[who], NOW)
        assert found is not None
        return found

    def look(self, at: datetime = NOW) -> None:
        """Let case support look through what waits, and let it join the pack."""
        with self.working():
            support = self.actor_in_scope("support")
            packs.put_in_pack(
                actor=support,
                meeting_id=self.meeting_id,
                now=at,
                looked=looking.of(self.meeting_id, support, late=True).mark,
            )

    def text(self, who: str, address: str = "") -> str:
        """What somebody reads at an address; their pack unless another is given."""
        answer = self.browser(who).get(address or self.pack)
        assert answer.status_code == 200, answer.status_code
        return answer.text


NAMES = {
    "housing": "Harriet Invented",
    "fostering": "Fern Pretend",
    "speaks": "Yara Example",
    "provider": "Prue Madeup",
    "visitor": "Vic Sample",
    "support": "Casey Example",
    "worker": "Sam Testcase",
    "chair": "Charlie Example",
    "member": "Morgan Madeup",
    "lead": "Lee Sample",
}


@pytest.fixture
@kept
def world(district: District, working: ScopeOpener, app: Flask) -> World:
    """The agenda is not out yet; everything is agreed for the county and for housing."""
    with working():
        county = organisation("Invented County Council", OrganisationKind.CHILDRENS_SERVICES)
        housing = organisation("Pretend Borough Homes", OrganisationKind.HOUSING_AUTHORITY)
        provider = organisation("Madeup Lodgings", OrganisationKind.PROVIDER)
        youth = organisation("Example Young Voices", OrganisationKind.YOUNG_PERSON)
        ids = {
            "housing": somebody(NAMES["housing"], organisation=housing),
            "fostering": somebody(NAMES["fostering"], organisation=county),
            "speaks": somebody(
                NAMES["speaks"], Role.YOUNG_PERSON_REPRESENTATIVE, organisation=youth
            ),
            "provider": somebody(NAMES["provider"], organisation=provider),
            "visitor": somebody(NAMES["visitor"], organisation=provider),
            "support": district.support.person_id,
            "worker": district.worker.person_id,
            "chair": district.chair.person_id,
            "member": district.member.person_id,
            "lead": district.lead.person_id,
        }
        for who, key in (
            ("housing", HOUSING),
            ("fostering", FOSTERING),
            ("provider", "supported_accommodation"),
        ):
            seat(district, ids[who], key)
        for who in ("support", "worker", "chair", "lead"):
            one(Person, ids[who]).organisation_id = county.id
        county_id, housing_id, provider_id = county.id, housing.id, provider.id
    made = World(district, working, app, county_id, housing_id, provider_id, ids)
    made.items = [
        district.nominate(number, social_worker_id=ids["worker"]).item_id for number in range(3)
    ]
    with working():
        for number, item_id in enumerate(made.items):
            _papers(made, number, item_id)
            said(item_id)
            shared_with(item_id, [county_id, housing_id], limits=[LIMIT])
    return made


def _papers(world: World, number: int, item_id: UUID) -> None:
    summary = {
        "home": f"{HOME}{number} is where they live.",
        "health": f"{HEALTH}{number} is about health.",
        "plan": f"{PLAN}{number} is the plan.",
    }
    world.papers[number, PaperKind.CASE_SUMMARY] = add_paper(
        item_id, PaperKind.CASE_SUMMARY, summary
    )
    world.papers[number, PaperKind.CARE_PLANNING_RECORD] = add_paper(
        item_id, PaperKind.CARE_PLANNING_RECORD, pdf=pdf_with(f"{SCAN}{number} was said.")
    )
    world.papers[number, PaperKind.PLACEMENT_INFORMATION] = add_paper(
        item_id, PaperKind.PLACEMENT_INFORMATION, {"home": f"{BED}{number} is going well."}
    )


@pytest.fixture
@kept
def out(world: World) -> World:
    """The same with the agenda out."""
    world.district.publish()
    return world


Visit = Callable[..., None]


@pytest.fixture
def visit(out: World) -> Visit:
    """Ask the visitor to one item."""

    def ask(number: int = 0) -> None:
        with out.working():
            panels.invite_visitor(
                actor=out.district.support,
                now=NOW,
                item_id=out.items[number],
                email=email_of(NAMES["visitor"]),
                reason="To say what the house is like",
            )

    return ask
