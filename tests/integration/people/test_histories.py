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
from portal.people import operations, standing
from portal.people.policy import Permission, Role
from tests.integration.people.conftest import NOW, START, TODAY, Staff
from tests.support.histories import follow

EAST = frozenset({"burnley", "hyndburn", "pendle", "rossendale", "ribble-valley"})
PLACES = {
    "county": None,
    "area:east": EAST,
    "district:burnley": frozenset({"burnley"}),
    "district:preston": frozenset({"preston"}),
}
MAY = {
    Role.CASE_SUPPORT: {
        "panels:agenda:publish",
        "panels:agenda:see",
        "panels:item:nominate",
        "records:record:see",
    },
    Role.CHAIR: {"records:record:see", "panels:agenda:see"},
    Role.MEMBER: {"panels:agenda:see"},
    Role.SOCIAL_WORKER: {"panels:agenda:see", "panels:item:nominate"},
}
ASKED = (
    Permission.AGENDA_PUBLISH,
    Permission.RECORD_SEE,
    Permission.AGENDA_SEE,
    Permission.ITEM_NOMINATE,
)
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
                actor=self.staff.actor("pat", self.now),
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
            actor=self.staff.actor("pat", self.now),
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
            actor=self.staff.actor("pat", self.now),
            now=self.now,
            person_id=self.person_id,
            reason="x",
        )
        self.model.suspended = True

    def restore(self) -> None:
        operations.restore(
            actor=self.staff.actor("pat", self.now), now=self.now, person_id=self.person_id
        )
        self.model.suspended = False

    def leave(self, ahead: int) -> None:
        last_day = self.today + timedelta(days=ahead)
        operations.leave(
            actor=self.staff.actor("pat", self.now),
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
        operations.stay(
            actor=self.staff.actor("pat", self.now), now=self.now, person_id=self.person_id
        )
        self.model.last = None

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
@given(history=steps)
def test_any_history_of_roles_agrees_with_a_small_model(
    staff: Staff, history: list[tuple[object, ...]]
) -> None:
    with staff.working():
        try:
            done = History(staff, staff.add("Quinn Fictional"))
            follow(done, history)
        finally:
            undo()
            staff.ids.pop("quinn", None)


def test_the_model_can_say_yes_and_no() -> None:
    model = Model([Held(Role.MEMBER, EAST, TODAY, TODAY)])
    assert model.may("panels:agenda:see", "pendle", TODAY)
    assert not model.may("panels:agenda:see", "preston", TODAY)
    assert not model.may("panels:agenda:see", "pendle", TODAY + timedelta(days=1))
    assert not model.may("panels:agenda:see", None, TODAY)
