"""A district with people, young people and a planned meeting, all plainly invented."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.cases.models import YoungPerson
from portal.database import session
from portal.kernel.kinds import PanelKind
from portal.outbox.channels import Ways
from portal.outbox.worker import Worker
from portal.panels import operations, queries
from portal.panels.operations import Nominated
from portal.people import operations as people
from portal.people import standing
from portal.people.passwords import hash_password
from portal.people.policy import Actor, Role
from portal.testing.pages import PageClient
from tests.integration.conftest import PASSWORD, MovableClock, ScopeOpener
from tests.integration.panels.office import Office, Post
from tests.support.agreed import agreed
from tests.support.kept import kept
from tests.support.organisations import organisation

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
PANEL_DAY = date(2026, 12, 17)
"""A Thursday; its agenda is due on Thursday 10 December."""
LATE = datetime(2026, 12, 11, 9, 0, tzinfo=UTC)
START = date(2026, 1, 1)
KIND = PanelKind.LEAVING_CARE
CANARY = "Zanzibarina"
"""A first name that stands nowhere else: a reader without the right must never meet it."""
FINE = "Review of the plan"


@dataclass
class District:
    """Burnley on Monday 23 November 2026, with a panel on Thursday 17 December."""

    support: Actor
    chair: Actor
    lead: Actor
    member: Actor
    worker: Actor
    other_worker: Actor
    manager_id: UUID
    working: ScopeOpener
    meeting_id: UUID = field(default_factory=lambda: UUID(int=0))
    young_people: list[UUID] = field(default_factory=list)

    def nominate(self, number: int = 0, *, agrees: bool = True, **more: Any) -> Nominated:
        """Put one of the young people on the agenda, in a scope of its own; they agree to it."""
        arguments: dict[str, Any] = {
            "actor": self.support,
            "now": NOW,
            "meeting_id": self.meeting_id,
            "young_person_id": self.young_people[number],
            "item_type": FINE,
            "social_worker_id": self.worker.person_id,
        }
        with self.working():
            made = operations.nominate(**(arguments | more))
            if agrees:
                agreed(made.item_id)
            return made

    def plan(self, held_on: date, **more: Any) -> UUID:
        """Plan another panel, in a scope of its own, and return its id."""
        arguments: dict[str, Any] = {
            "actor": self.support,
            "now": NOW,
            "district_id": "burnley",
            "kind": KIND,
            "held_on": held_on,
            "part": "am",
            "place": "Room 2, Example House",
        }
        with self.working():
            return operations.plan_meeting(**(arguments | more)).meeting_id

    def all_agree(self) -> None:
        """Let everybody on the agenda agree to be discussed."""
        with self.working():
            for item in queries.items_of(self.meeting_id):
                agreed(item.id)

    def publish(self, *, now: datetime = NOW, **more: Any) -> operations.Published:
        """Publish the agenda in a scope of its own."""
        with self.working():
            return operations.publish_agenda(
                actor=self.support,
                now=now,
                meeting_id=self.meeting_id,
                **more,
            )

    def slots(self) -> list[UUID]:
        """The ids of the meeting's slots in order of time."""
        with self.working(writes=False):
            return [slot.id for slot in queries.timetable(self.meeting_id)]

    def order(self) -> list[str]:
        """Who is on the agenda, as "9.30 LH-1", in order of time."""
        with self.working(writes=False):
            return [
                f"{item.start.hour}.{item.start.minute:02} {item.reference}"
                for item in queries.items_of(self.meeting_id)
            ]


@cache
def _hashed() -> str:
    """The hash of everybody's password, made once: it is slow on purpose."""
    return hash_password(PASSWORD)


def register(
    name: str, role: Role, district: str | None = "burnley", *, manager_id: UUID | None = None
) -> UUID:
    """Register somebody of children's services with one role, in every district where None."""
    person = people.register(
        name=name,
        organisation=organisation(),
        email=f"{name.split(maxsplit=1)[0].lower()}@practice.example",
        password=None,
        starts_on=START,
        manager_id=manager_id,
    )
    person.password_hash = _hashed()
    people.grant_role(person=person, role=role, district_id=district, starts_on=START)
    return person.id


def actor_of(person_id: UUID) -> Actor:
    """Return who this is today."""
    found = standing.actor(person_id, NOW)
    assert found is not None
    return found


@pytest.fixture
@kept
def district(working: ScopeOpener) -> District:
    """The district, ready for its agenda to be built."""
    with working():
        operations.open_panels()
        manager = register("Manny Invented", Role.MEMBER)
        ids = {
            "support": register("Casey Example", Role.CASE_SUPPORT),
            "chair": register("Charlie Example", Role.CHAIR),
            "lead": register("Lee Sample", Role.DISTRICT_LEAD),
            "member": register("Morgan Madeup", Role.MEMBER),
            "worker": register("Sam Testcase", Role.SOCIAL_WORKER, manager_id=manager),
            "other_worker": register("Toni Placeholder", Role.SOCIAL_WORKER),
        }
        register("Robin Elsewhere", Role.CASE_SUPPORT, "preston")
    with working(writes=False):
        actors = {key: actor_of(person_id) for key, person_id in ids.items()}
    made = District(manager_id=manager, working=working, **actors)  # type: ignore[arg-type]  # all actors
    made.meeting_id = made.plan(PANEL_DAY)
    with working():
        made.young_people = [add_young_person(number) for number in range(1, 5)]
    return made


def add_young_person(number: int, **more: Any) -> UUID:
    """Add a young person of 16; the name holds the canary."""
    values = {
        "district_id": "burnley",
        "reference": f"LH-{number}",
        "preferred_name": f"{CANARY} Pretend{number}",
        "born_on": date(2010, 3, 1),
    } | more
    person = YoungPerson(**values)
    session.add(person)
    session.flush()
    return person.id


SignInAs = Callable[[Actor], PageClient]


@pytest.fixture
def as_person(client: PageClient) -> SignInAs:
    """Sign in as one of the district's people."""

    def enter(actor: Actor) -> PageClient:
        answer = client.post("/sign-in", data={"email": actor.email, "password": PASSWORD})
        assert answer.status_code == 303
        return client

    return enter


@pytest.fixture
def office(app: Flask, district: District, clock: MovableClock) -> Office:
    """The district with a worker whose messages the test sees."""
    clock.instant = NOW
    post = Post()
    return Office(district, post, Worker(app, out=Ways(email=post, sms=None)), clock)
