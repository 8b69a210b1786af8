"""Burnley's panel with one item nobody has been asked about, its people, and two papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from portal.agreements import operations
from portal.agreements.models import AgreementEvent
from portal.agreements.queries import as_shared, events_of, standing
from portal.agreements.rules import Answer, Cell, InForce, Kind, SharedPaper, WayAnswered, WayAsked
from portal.agreements.rules.asking import AnswerDraft
from portal.database import session
from portal.papers import queries as papers
from portal.papers.models import Paper, PaperSection, PaperVersion
from portal.papers.rules.kinds import How, PaperKind, PaperState
from portal.people.models import Organisation, Person
from portal.people.policy import Actor, Role
from portal.testing.pages import PageClient
from portal.variations.values import OrganisationKind
from tests.integration.conftest import PASSWORD, ScopeOpener
from tests.integration.panels.conftest import (
    NOW,
    TODAY,
    District,
    actor_of,
    district,
    register,
)
from tests.support.kept import kept
from tests.support.organisations import organisation

__all__ = ["district"]
WORDS = "Quillfeather said so under the lantern"
"""Words of a young person that stand nowhere else."""
WHY = "Marrowgate is why the manager decided"


@dataclass
class Agreements:
    """One item, who works with it, and what it is asked about."""

    district: District
    item_id: UUID
    young_person_id: UUID
    worker: Actor
    manager: Actor
    housing: Actor
    papers: dict[str, UUID] = field(default_factory=dict)
    organisations: dict[str, UUID] = field(default_factory=dict)

    @property
    def working(self) -> ScopeOpener:
        """A scope in which things are written."""
        return self.district.working

    def draft(self, kind: Kind = Kind.BE_DISCUSSED, **more: Any) -> AnswerDraft:
        """Return an answer that can be recorded: a yes of today."""
        values: dict[str, Any] = {
            "kind": kind,
            "answer": Answer.YES,
            "answered_on": TODAY,
            "asked_by": self.worker.person_id,
            "way_asked": WayAsked.TOGETHER,
            "way_answered": WayAnswered.SAID,
        }
        if kind is Kind.SHARE_PAPERS:
            values |= {
                "papers": frozenset(self.papers.values()),
                "organisations": frozenset(self.organisations.values()),
                "agreed": frozenset(
                    Cell(p, o) for p in self.papers.values() for o in self.organisations.values()
                ),
            }
        return AnswerDraft(**(values | more))

    def seen(self) -> int:
        """The number of the newest answer."""
        with self.working(writes=False):
            return max((row.given.seq for row in events_of(self.young_person_id)), default=0)

    def answer(
        self, kind: Kind = Kind.BE_DISCUSSED, *, now: datetime = NOW, **more: Any
    ) -> AgreementEvent:
        """Record an answer in a scope of its own."""
        seen = self.seen()
        with self.working():
            return operations.record_answer(
                actor=self.worker,
                now=now,
                item_id=self.item_id,
                draft=self.draft(kind, **more),
                seen=seen,
            )

    def stop(
        self, kind: Kind = Kind.BE_DISCUSSED, *, now: datetime = NOW, actor: Actor | None = None
    ) -> None:
        """Record a stop in a scope of its own."""
        with self.working():
            operations.stop(
                actor=actor or self.worker, now=now, item_id=self.item_id, kind=kind, said=WORDS
            )

    def stands(self, kind: Kind = Kind.BE_DISCUSSED, *, now: datetime = NOW) -> InForce:
        """Say how an agreement stands."""
        with self.working(writes=False):
            return standing(self.item_id).asks(kind, now)

    def paper(self, which: str, to: str, *, now: datetime = NOW) -> InForce:
        """Say whether an organisation may have a paper as it is now."""
        with self.working(writes=False):
            return standing(self.item_id).asks(
                Kind.SHARE_PAPERS,
                now,
                paper=shared(self.papers[which]),
                organisation_id=self.organisations[to],
                organisation_kind=OrganisationKind(
                    session.get_one(Organisation, ("E10000017", self.organisations[to])).kind
                ),
            )


def shared(paper_id: UUID) -> SharedPaper:
    """Return a paper's newest version as it is asked about."""
    version = papers.newest_versions([paper_id])[paper_id]
    return as_shared(version, papers.sections_of([version.id])[version.id])


def add_paper(
    item_id: UUID,
    young_person_id: UUID,
    by: UUID,
    title: str,
    parts: dict[str, str],
    *,
    kind: PaperKind = PaperKind.CASE_SUMMARY,
    on: datetime = NOW,
) -> UUID:
    """Add a paper typed by sections."""
    paper = Paper(
        district_id="burnley",
        item_id=item_id,
        young_person_id=young_person_id,
        kind=kind.value,
        title=title,
        written_on=on.date(),
        state=PaperState.READY.value,
        added_by=by,
        added_at=on,
    )
    session.add(paper)
    session.flush()
    add_version(paper, by, 1, parts, on=on)
    return paper.id


def add_version(
    paper: Paper, by: UUID, number: int, parts: dict[str, str], *, on: datetime = NOW
) -> None:
    """Add a version to a paper."""
    version = PaperVersion(
        district_id="burnley",
        paper_id=paper.id,
        item_id=paper.item_id,
        young_person_id=paper.young_person_id,
        number=number,
        made_at=on,
        made_by=by,
        written_on=on.date(),
        how=How.TYPED.value,
        digest=f"{number:064}",
        size=1,
    )
    session.add(version)
    session.flush()
    for position, (key, heading) in enumerate(parts.items(), start=1):
        session.add(
            PaperSection(
                district_id="burnley",
                paper_version_id=version.id,
                item_id=paper.item_id,
                young_person_id=paper.young_person_id,
                key=key,
                heading=heading,
                words=f"About {heading.lower()}.",
                position=position,
            )
        )
    session.flush()


@pytest.fixture
@kept
def asked(district: District) -> Agreements:
    """The item."""
    item_id = district.nominate(agrees=False).item_id
    with district.working():
        county = organisation("Invented County Council", OrganisationKind.CHILDRENS_SERVICES)
        housing = organisation("Burnley Example Council", OrganisationKind.HOUSING_AUTHORITY)
        housing_person = register("Hollis Example", Role.MEMBER)
        for person_id, belongs_to in (
            (district.worker.person_id, county),
            (district.manager_id, county),
            (housing_person, housing),
        ):
            session.get_one(Person, ("E10000017", person_id)).organisation_id = belongs_to.id
        ids = {
            "summary": add_paper(
                item_id,
                district.young_people[0],
                district.worker.person_id,
                "Case summary of today",
                {"health": "Health", "home": "Where they live"},
            ),
            "record": add_paper(
                item_id,
                district.young_people[0],
                district.worker.person_id,
                "Planning record",
                {"plan": "The plan"},
                kind=PaperKind.CARE_PLANNING_RECORD,
            ),
        }
        organisations = {"county": county.id, "housing": housing.id}
    with district.working(writes=False):
        manager, housing_actor = actor_of(district.manager_id), actor_of(housing_person)
        worker = actor_of(district.worker.person_id)
    return Agreements(
        district,
        item_id,
        district.young_people[0],
        worker,
        manager,
        housing_actor,
        ids,
        organisations,
    )


SignInAs = Callable[[Actor], PageClient]


@pytest.fixture
def as_person(client: PageClient) -> SignInAs:
    """Sign in as one of the people."""

    def enter(actor: Actor) -> PageClient:
        client.post("/sign-out")
        answer = client.post("/sign-in", data={"email": actor.email, "password": PASSWORD})
        assert answer.status_code == 303
        return client

    return enter
