"""Whatever happens to who works with a young person, in any order: who opens the item.

The model knows nothing of the portal: it keeps plain lists, and asks them again for each answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.cases import queries as cases
from portal.cases.rules.allocation import Post, Said
from portal.database import flush, undo
from portal.panels import operations, queries
from portal.panels.models import Item
from portal.panels.policy import sight
from portal.people import operations as people
from portal.people import standing
from portal.people.policy import Role
from portal.people.queries import person
from tests.integration.panels.conftest import NOW, District, register
from tests.integration.panels.conftest import district as district  # noqa: PLC0414 - a fixture
from tests.integration.panels.people_of_panels import HOUSING, seat
from tests.support.histories import follow
from tests.support.organisations import organisation

OWN_MANAGER = {"sam": "tess", "toni": "una", "una": None, "tess": None, "ade": "una", "bo": None}
"""Everybody and their own manager: two workers of two teams, their managers, two with no role."""
WITH_ROLE = {"sam", "toni", "tess", "una"}
WORKERS, MANAGERS, ALL = {"sam", "toni"}, {"tess", "una"}, sorted(OWN_MANAGER)
CHAIN = ("social_worker", "manager", "personal_adviser", "adviser_manager")


@dataclass
class Model:
    """What is said of the young person and of the item, in the plainest way there is."""

    team: dict[str, str | None] = field(
        default_factory=lambda: {**dict.fromkeys(CHAIN), "social_worker": "sam", "manager": "tess"}
    )
    stand_in: str | None = None
    visits: list[str] = field(default_factory=list)
    deputy: str | None = None
    filed: bool = False

    def worker_at_item(self) -> str | None:
        return next((self.team[post] for post in CHAIN if self.team[post]), None)

    def own(self) -> set[str | None]:
        return {*self.team.values(), self.worker_at_item()} - {None}

    def say(self, post: str, who: str | None) -> None:
        """Put somebody in a post; their own manager comes with a new worker."""
        before, team = self.own(), dict(self.team)
        pairs = {"social_worker": "manager", "personal_adviser": "adviser_manager"}
        team[post] = who
        for worker, manager in pairs.items():
            own = OWN_MANAGER[held] if (held := team[worker]) else None
            if manager == post:
                continue
            if team[worker] != self.team[worker]:
                team[manager] = own or self.team[manager]
            else:
                team[manager] = self.team[manager] or own
        if not any(team.values()) or team == self.team:
            return
        self.team = team
        if self.stand_in in before - self.own() or self.stand_in == self.team["social_worker"]:
            self.stand_in = None

    def sees(self, who: str) -> str:
        """What somebody sees of the item; "nothing" for whom the portal does not know."""
        if who in self.own() or (who == self.stand_in and not self.filed):
            return "name"
        if who in WITH_ROLE or (who == self.deputy and not self.filed):
            return "reference"
        return "visitor" if who in self.visits and not self.filed else "nothing"

    def answers_for(self, who: str) -> bool:
        """Whether the young person is one of theirs: only those they may nominate."""
        worker, adviser = self.team["social_worker"], self.team["personal_adviser"]
        return (
            who in self.team.values()
            or (worker is not None and not self.team["manager"] and OWN_MANAGER[worker] == who)
            or (
                adviser is not None
                and not self.team["adviser_manager"]
                and OWN_MANAGER[adviser] == who
            )
        )


names = st.sampled_from(ALL)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("say"), st.sampled_from(CHAIN), st.none() | names),
        st.tuples(st.just("say"), st.just("social_worker"), st.none() | names),
        st.tuples(st.just("stand_in"), st.none() | names),
        st.tuples(st.just("visit"), names),
        st.tuples(st.just("end_visit"), st.integers(0, 3)),
        st.tuples(st.just("deputy"), names),
        st.tuples(st.just("end_deputy")),
        st.tuples(st.just("file")),
    ),
    max_size=9,
)


class History:
    """The same steps done in the portal and in the model."""

    def __init__(self, district: District) -> None:
        self.district, self.model = district, Model()
        self.ids: dict[str, UUID] = {}
        for name in ("tess", "una", "sam", "toni", "ade", "bo"):
            self.ids[name] = self._person(name)
        holder = register("Holly Holder", Role.MEMBER)
        seat(district, holder, HOUSING)
        self.holder = holder
        self.visits: list[UUID] = []
        self.deputies: list[UUID] = []
        self.young_person_id = district.young_people[0]
        self.item_id = operations.nominate(
            actor=district.support,
            now=NOW,
            meeting_id=district.meeting_id,
            young_person_id=self.young_person_id,
            item_type="Review of the plan",
            social_worker_id=self.ids["sam"],
        ).item_id

    def _person(self, name: str) -> UUID:
        manager = self.ids.get(OWN_MANAGER[name] or "")
        full, role = f"{name.title()} Untrue", None
        if name in WITH_ROLE:
            role = Role.SOCIAL_WORKER if name in WORKERS else Role.TEAM_MANAGER
        made = people.register(
            name=full,
            organisation=organisation(),
            email=f"{name}-x@practice.example",
            password=None,
            starts_on=NOW.date(),
        )
        if role is not None:
            people.grant_role(person=made, role=role, district_id="burnley", starts_on=NOW.date())
        made.manager_id = manager
        flush()
        return made.id

    @property
    def item(self) -> Item:
        return queries.item(self.item_id)

    def say(self, post: str, who: str | None) -> None:
        operations.allocate(
            actor=self.district.support,
            now=NOW,
            young_person_id=self.young_person_id,
            said={Post(post): Said.NOBODY if who is None else self.ids[who]},
        )
        self.model.say(post, who)

    def stand_in(self, who: str | None) -> None:
        operations.name_stand_in(
            actor=self.district.support,
            now=NOW,
            item_id=self.item_id,
            person_id=None if who is None else self.ids[who],
        )
        self.model.stand_in = who

    def visit(self, who: str) -> None:
        made = operations.invite_visitor(
            actor=self.district.support,
            now=NOW,
            item_id=self.item_id,
            email=f"{who}-x@practice.example",
            reason="One question",
        )
        self.visits.append(made)
        self.model.visits.append(who)

    def end_visit(self, which: int) -> None:
        if which < len(self.visits):
            operations.end_visit(
                actor=self.district.support, now=NOW, visit_id=self.visits.pop(which)
            )
            self.model.visits.pop(which)

    def deputy(self, who: str) -> None:
        made = operations.name_deputy(
            actor=self.district.support,
            now=NOW,
            meeting_id=self.district.meeting_id,
            seat_key=HOUSING,
            holder_id=self.holder,
            email=f"{who}-x@practice.example",
        )
        self.deputies.append(made)
        self.model.deputy = who

    def end_deputy(self) -> None:
        if self.deputies:
            operations.end_deputy(actor=self.district.support, now=NOW, deputy_id=self.deputies[-1])
            self.model.deputy = None

    def file(self) -> None:
        self.item.closed_at = NOW
        flush()
        self.model.filed = True

    def compare(self) -> None:
        """Ask both what everybody sees of the item, and whose the young person is."""
        found = operations.item_unseen(self.item_id)
        for name, person_id in self.ids.items():
            actor = standing.actor(person_id, NOW)
            sees = "nothing" if actor is None else sight(actor, found.facts, found.about).sees.value
            assert sees == self.model.sees(name), (name, self.model)
            theirs = bool(queries.theirs(person_id, [self.young_person_id]))
            assert theirs is self.model.answers_for(name), (name, self.model)
        worker = person(self.item.social_worker_id).id
        assert worker == self.ids[self.model.worker_at_item() or ""]
        assert cases.young_person(self.young_person_id).manager_id == self.ids.get(
            self.model.team["manager"] or ""
        )


@pytest.mark.control("C9", "C12")
@pytest.mark.requirement("R24", "R25", "R40", "R71", "R72")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=steps)
def test_any_history_of_who_works_with_them_agrees_with_a_small_model(
    district: District,
    history: list[tuple[object, ...]],
) -> None:
    with district.working():
        try:
            done = History(district)
            done.compare()
            follow(done, history)
        finally:
            undo()


def test_the_model_can_say_yes_and_no() -> None:
    model = Model()
    assert (model.sees("sam"), model.sees("ade")) == ("name", "nothing")
    model.say("social_worker", "toni")
    assert (model.sees("sam"), model.sees("toni"), model.sees("una")) == (
        "reference",
        "name",
        "name",
    )
    model.visits.append("ade")
    assert model.sees("ade") == "visitor"
    model.filed = True
    assert (model.sees("ade"), model.sees("toni")) == ("nothing", "name")
    assert (model.answers_for("una"), model.answers_for("tess")) == (True, False)
