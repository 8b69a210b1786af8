"""Whatever is done to somebody's roles, in any order: who may what when, against a small model.

The model knows nothing of the portal: it keeps plain lists and asks them again for each answer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.database import undo
from portal.kernel.errors import ForbiddenError
from portal.people import operations, standing
from portal.people.policy import Actor, Permission, Role
from portal.variations.values import OrganisationKind
from tests.integration.people.conftest import NOW, START, TODAY, Staff
from tests.support.histories import follow

EAST = frozenset({"burnley", "hyndburn", "pendle", "rossendale", "ribble-valley"})
PLACES = {
    "county": None,
    "area:east": EAST,
    "district:burnley": frozenset({"burnley"}),
    "district:preston": frozenset({"preston"}),
}
PUBLISH, SEE = "panels:agenda:publish", "panels:agenda:see"
NOMINATE, RECORD, PACK = "panels:item:nominate", "records:record:see", "packs:pack:see"
COST, GIVE, TRAIL = "cases:cost:see", "people:role:grant", "audit:trail:see"
MAY: dict[Role, set[str]] = {
    Role.ACCESS_TO_RESOURCES: {SEE, PACK, COST},
    Role.BOARD_MEMBER: set(),
    Role.CASE_SUPPORT: {PUBLISH, SEE, NOMINATE, RECORD, PACK, COST},
    Role.CHAIR: {SEE, RECORD, PACK, COST},
    Role.DISTRICT_LEAD: {SEE, RECORD, PACK, COST, GIVE},
    Role.INFORMATION_GOVERNANCE: {TRAIL},
    Role.IRO_REPRESENTATIVE: {SEE, RECORD, PACK},
    Role.MEMBER: {SEE, PACK},
    Role.PEOPLE_ADMINISTRATOR: {GIVE},
    Role.PERSONAL_ADVISER: {SEE, PACK},
    Role.SOCIAL_WORKER: {SEE, PACK, NOMINATE},
    Role.TEAM_MANAGER: {SEE, PACK, NOMINATE},
    Role.YOUNG_PERSON_REPRESENTATIVE: {SEE},
}
"""What each role may of what is asked here, said once more and by hand."""
ASKED = tuple(map(Permission, (PUBLISH, SEE, NOMINATE, RECORD, PACK, COST, GIVE, TRAIL)))
FROM = (
    OrganisationKind.CHILDRENS_SERVICES,
    OrganisationKind.ADVOCACY,
    OrganisationKind.BOARD,
    OrganisationKind.OTHER,
)
"""Between them their people may hold every role."""
DISTRICTS = ("burnley", "pendle", "preston", None)


@dataclass
class Held:
    """A role in the model."""

    role: Role
    districts: frozenset[str] | None
    first: date
    last: date | None
    stopped: bool = False


@dataclass
class Model:
    """What somebody holds, in the plainest way there is."""

    held: list[Held] = field(default_factory=list)
    suspended: bool = False
    giver_suspended: bool = False
    last: date | None = None

    def may(self, permission: str, district: str | None, day: date) -> bool:
        if self.suspended or (self.last is not None and day > self.last) or day < START:
            return False
        for each in self.held:
            here = each.districts is None or (district is not None and district in each.districts)
            then = each.first <= day and (each.last is None or day <= each.last)
            if here and then and not each.stopped and permission in MAY[each.role]:
                return True
        return False


days = st.integers(min_value=0, max_value=12)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.just("give"),
            st.sampled_from(sorted(MAY)),
            st.sampled_from(sorted(PLACES)),
            days,
            st.none() | days,
        ),
        st.tuples(st.just("end"), st.integers(0, 9), st.none() | days),
        st.tuples(st.just("suspend")),
        st.tuples(st.just("restore")),
        st.tuples(st.just("leave"), days),
        st.tuples(st.just("stay")),
        st.tuples(st.just("suspend_giver")),
        st.tuples(st.just("restore_giver")),
        st.tuples(st.just("wait"), st.integers(1, 4)),
    ),
    max_size=12,
)


class History:
    """The same steps done in the portal and in the model."""

    def __init__(self, staff: Staff, person_id: UUID) -> None:
        self.staff = staff
        self.person_id = person_id
        self.model = Model()
        self.grants: list[UUID] = []
        self.now: datetime = NOW

    @property
    def today(self) -> date:
        return self.now.date()

    def give(self, role: Role, place: str, first: int, length: int | None) -> None:
        starts_on = self.today + timedelta(days=first)
        ends_on = None if length is None else starts_on + timedelta(days=length)
        self.grants.append(
            operations.give_role(
                # The role that watches all others is given at the machine.
                actor=None if role is Role.INFORMATION_GOVERNANCE else self._giver(),
                now=self.now,
                person_id=self.person_id,
                role=role,
                place_key=place,
                starts_on=starts_on,
                ends_on=ends_on,
            )
        )
        self.model.held.append(Held(role, PLACES[place], starts_on, ends_on))

    def end(self, which: int, ahead: int | None) -> None:
        if not self.grants:
            return
        place = which % len(self.grants)
        last_day = None if ahead is None else self.today + timedelta(days=ahead)
        operations.end_role(
            actor=self._giver(),
            now=self.now,
            grant_id=self.grants[place],
            last_day=last_day,
        )
        if last_day is None:
            self.model.held[place].stopped = True
        else:
            self.model.held[place].last = last_day

    def suspend(self) -> None:
        operations.suspend(
            actor=self._giver(),
            now=self.now,
            person_id=self.person_id,
            reason="x",
        )
        self.model.suspended = True

    def restore(self) -> None:
        operations.restore(actor=self._giver(), now=self.now, person_id=self.person_id)
        self.model.suspended = False

    def leave(self, ahead: int) -> None:
        last_day = self.today + timedelta(days=ahead)
        operations.leave(
            actor=self._giver(),
            now=self.now,
            person_id=self.person_id,
            last_day=last_day,
        )
        self.model.last = last_day
        for each in self.model.held:
            if each.first > last_day:
                each.stopped = True
            elif each.last is None or each.last > last_day:
                each.last = last_day

    def stay(self) -> None:
        operations.stay(actor=self._giver(), now=self.now, person_id=self.person_id)
        self.model.last = None

    def suspend_giver(self) -> None:
        pat = self.staff.ids["pat"]
        operations.suspend(actor=None, now=self.now, person_id=pat, reason="x")
        self.model.giver_suspended = True

    def restore_giver(self) -> None:
        operations.restore(actor=None, now=self.now, person_id=self.staff.ids["pat"])
        self.model.giver_suspended = False

    def _giver(self) -> Actor:
        """Who gives and ends roles, as they stand now: suspended, they do neither."""
        found = standing.actor(self.staff.ids["pat"], self.now)
        assert (found is None) is self.model.giver_suspended
        if found is None:
            raise ForbiddenError("Suspended")
        return found

    def wait(self, number: int) -> None:
        self.now += timedelta(days=number)

    def compare(self) -> None:
        """Ask both who may what, today and a fortnight ahead, in each kind of place."""
        for ahead in (0, 1, 5, 14):
            moment = self.now + timedelta(days=ahead)
            actor = standing.actor(self.person_id, moment)
            for permission in ASKED:
                for district in DISTRICTS:
                    portal = actor is not None and actor.may(permission, district)
                    model = self.model.may(permission.value, district, moment.date())
                    assert portal is model, (permission, district, moment.date())


@pytest.mark.control("C12")
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=steps, kind=st.sampled_from(FROM))
def test_any_history_of_roles_agrees_with_a_small_model(
    staff: Staff, history: list[tuple[object, ...]], kind: OrganisationKind
) -> None:
    with staff.working():
        try:
            done = History(staff, staff.add("Quinn Fictional", kind=kind))
            follow(done, history)
        finally:
            undo()
            staff.ids.pop("quinn", None)


def test_every_role_can_be_given_in_a_history(staff: Staff) -> None:
    """A role that is always refused would leave the portal and the model alike for ever."""
    given: set[Role] = set()
    for kind in FROM:
        with staff.working():
            try:
                done = History(staff, staff.add("Quinn Fictional", kind=kind))
                follow(done, [("give", role, "county", 0, None) for role in sorted(MAY)])
                given |= {each.role for each in done.model.held}
            finally:
                undo()
                staff.ids.pop("quinn", None)
    assert given == set(Role) == set(MAY)


def test_the_model_can_say_yes_and_no() -> None:
    model = Model([Held(Role.MEMBER, EAST, TODAY, TODAY)])
    assert model.may("panels:agenda:see", "pendle", TODAY)
    assert not model.may("panels:agenda:see", "preston", TODAY)
    assert not model.may("panels:agenda:see", "pendle", TODAY + timedelta(days=1))
    assert not model.may("panels:agenda:see", None, TODAY)
