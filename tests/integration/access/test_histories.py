"""Random histories of roles, given and ended in every kind of place, against a small model.

The model knows three things only: which roles open which page, which places hold Burnley, and which
days a role covers. What the portal answers over HTTP must be what the model says, after each step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask.sessions import SecureCookieSessionInterface
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from portal.database import session
from portal.people import operations as people
from portal.people import standing
from portal.people.models import RoleGrant
from portal.people.policy import Permission, Role
from tests.integration.access.asking import Asking
from tests.integration.access.people_there import PASSWORD, START, email_of
from tests.integration.access.world import HERE, NOW, OWN, World
from tests.support.organisations import organisation

TODAY = NOW.date()
WHO = "history"
RUN = {"case_support", "chair", "district_lead"}
PLAN = {"case_support", "district_lead"}
ALL = RUN | {"member", "social_worker"}
PAGES: dict[str, tuple[set[str], Permission]] = {
    "meetings": (ALL, Permission.PANEL_SEE),
    "records": (RUN, Permission.RECORD_SEE),
    "meetings/plan": (PLAN, Permission.MEETING_PLAN),
    "coverage": (RUN, Permission.COHORT_SEE),
}
"""A district's pages, which roles open each, and the permission that stands for it."""
PLACES = {
    "county": {"burnley", "preston"},
    "east": {"burnley"},
    "burnley": {"burnley"},
    "preston": {"preston"},
    "panel": {"burnley"},
}
"""Where a role can be given, and which of two districts it then covers."""


@dataclass(slots=True)
class Given:
    """A role somebody was given, as the model keeps it."""

    role: str
    place: str
    first: date
    last: date | None


@dataclass(slots=True)
class Model:
    """What somebody holds, and what must come of it."""

    held: list[Given] = field(default_factory=list)

    def in_force(self) -> list[Given]:
        """The roles that count today."""
        return [
            each
            for each in self.held
            if each.first <= TODAY and (each.last is None or each.last >= TODAY)
        ]

    def answer(self, district: str, page: str) -> int:
        """The status a district's page must have."""
        here = [each for each in self.in_force() if district in PLACES[each.place]]
        if not self.in_force():
            return 303
        if not here:
            return 404
        return 200 if any(each.role in PAGES[page][0] for each in here) else 403

    def may_import(self) -> int:
        """The status of the county's own page, which needs a role in the whole county."""
        if not self.in_force():
            return 303
        county = [each for each in self.in_force() if each.place == "county"]
        return 200 if any(each.role == "case_support" for each in county) else 403


days = st.integers(-2, 2).map(lambda offset: TODAY + timedelta(days=offset))
giving = st.tuples(
    st.sampled_from(sorted(ALL)), st.sampled_from(sorted(PLACES)), days, st.none() | days
)
ending = st.tuples(st.integers(0, 4), days)
histories = st.lists(giving | ending, min_size=1, max_size=6)


@pytest.fixture
def somebody(world: World) -> UUID:
    """Somebody new, signed in, whose every role has ended."""
    with world.working():
        person = people.register(
            name="History Example",
            email=email_of(WHO),
            password=PASSWORD,
            starts_on=START,
            organisation=organisation(),
        )
        people.grant_role(person=person, role=Role.MEMBER, district_id=None, starts_on=START)
        person_id = person.id
    client = world.app.test_client()
    client.post("/sign-in", data={"email": email_of(WHO), "password": PASSWORD})
    kept = client.get_cookie(world.app.config["SESSION_COOKIE_NAME"])
    assert kept is not None
    world.cookies[WHO] = f"{kept.key}={kept.value}"
    with world.working():
        session.execute(delete(RoleGrant).where(RoleGrant.person_id == person_id))
    return person_id


def give(world: World, person_id: UUID, given: Given) -> None:
    """Give the role in the portal."""
    with world.working():
        session.add(
            RoleGrant(
                person_id=person_id,
                role=given.role,
                area_id="east" if given.place == "east" else None,
                district_id={"panel": "burnley"}.get(given.place, given.place)
                if given.place in {"burnley", "preston", "panel"}
                else None,
                panel_id=world.subjects[OWN].panel_id if given.place == "panel" else None,
                starts_on=given.first,
                ends_on=given.last,
            )
        )
        session.flush()


def end(world: World, person_id: UUID, number: int, given: Given) -> None:
    """Move the last day of a role in the portal."""
    with world.working():
        grants = session.scalars(
            select(RoleGrant)
            .where(
                RoleGrant.person_id == person_id,
                RoleGrant.role == given.role,
                RoleGrant.starts_on == given.first,
            )
            .order_by(RoleGrant.id)
        ).all()
        for grant in grants:
            grant.ends_on = given.last
    assert grants, number


def check(world: World, asking: Asking, person_id: UUID, model: Model) -> None:
    """Hold what the portal answers, and what it says of the actor, to the model."""
    for district in ("burnley", "preston"):
        for page in PAGES:
            answer = asking.ask(WHO, f"/d/{district}/{page}")
            assert answer.status == model.answer(district, page), (district, page, model.held)
    assert asking.ask(WHO, "/return").status == model.may_import(), model.held
    with world.working(writes=False):
        actor = standing.actor(person_id, NOW)
    assert (actor is None) == (not model.in_force())
    for district in ("burnley", "preston"):
        for page, (_, permission) in PAGES.items():
            may = actor is not None and actor.may_within(permission, district)
            assert may == (model.answer(district, page) == 200)


@pytest.mark.control("C9", "C12")
def test_after_any_history_of_roles_the_portal_answers_as_the_model_says(
    world: World, somebody: UUID
) -> None:
    asking = Asking(world)

    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(histories)
    def hold(history: list[tuple[str, str, date, date | None] | tuple[int, date]]) -> None:
        model = Model()
        with asking.undone():
            for step in history:
                if len(step) == 4:
                    given = Given(*step)
                    if any(
                        (each.role, each.first) == (given.role, given.first) for each in model.held
                    ):
                        continue  # two that cannot be told apart could not be ended apart
                    model.held.append(given)
                    give(world, somebody, given)
                elif step[0] < len(model.held):
                    model.held[step[0]].last = step[1]
                    end(world, somebody, step[0], model.held[step[0]])
                check(world, asking, somebody, model)

    hold()


@pytest.mark.control("C12")
def test_a_role_that_is_ended_between_two_requests_is_gone_at_the_second(
    world: World, somebody: UUID
) -> None:
    """A hundred times: the page is there, the role ends, the page is not there."""
    asking, places = Asking(world), sorted(PLACES)
    yesterday = TODAY - timedelta(days=1)
    refused = 0
    for number in range(100):
        with asking.undone():
            place = places[number % len(places)]
            district = "preston" if place == "preston" else "burnley"
            give(world, somebody, Given("chair", place, TODAY, None))
            assert asking.ask_for_good(WHO, f"/d/{district}/records").status == 200
            end(world, somebody, number, Given("chair", place, TODAY, yesterday))
            answer = asking.ask_for_good(WHO, f"/d/{district}/records")
            refused += answer.status == 303
    assert refused == 100


@pytest.mark.control("C12")
def test_nothing_in_a_cookie_says_what_somebody_may_do(world: World) -> None:
    """Two people's cookies hold who they are and where they came in: no role, place or name."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(world.app)
    assert serializer is not None
    for who in ("county", "provider"):
        _, _, value = (world.cookies[who] or "").partition("=")
        kept = serializer.loads(value)
        assert set(kept) <= {"_user_id", "_fresh", "_id", "csrf_token", "_permanent", "way_in"}
        said = str(kept).lower()
        for word in (*Role, "burnley", HERE.lower(), "example"):
            assert word not in said
