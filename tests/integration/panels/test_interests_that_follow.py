"""An interest is in a young person: it goes with them where they move to another district."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal.cases.operations import place_young_people
from portal.kernel.errors import ConflictError
from portal.panels import operations, queries
from portal.panels.pages.item import ItemPage, item_page
from portal.panels.policy import NOT_SHOWN
from portal.people import operations as people
from portal.people.policy import Actor, Role
from portal.people.queries import person
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import FINE, KIND, NOW, START, District, actor_of, register
from tests.integration.panels.people_of_panels import (
    CHAIR_SEAT,
    NEXT_CHAIR_SEAT,
    browser_of,
    seat,
    somebody,
)
from tests.support.agreed import agreed

THERE = frozenset({"preston"})
FIRST_THERE = NEXT_CHAIR_SEAT
"""Preston has chosen its team manager to chair."""
LATER = NOW + timedelta(days=1)
REASON = "Their aunt is my neighbour, Quillibrand by name."


@dataclass
class Moved:
    """One who chairs in two districts, out of an item in the first; whom it is about has moved."""

    district: District
    chair: UUID
    support: Actor
    before: UUID
    item_id: UUID
    meeting_id: UUID

    def page(self, *, districts: frozenset[str] | None = THERE) -> ItemPage:
        with self.district.working(writes=False, districts=districts):
            return item_page(actor=self.support, item_id=self.item_id, now=LATER)

    def is_out(self) -> bool:
        """Whether the portal keeps the item from them, whatever its pages say."""
        with self.district.working(writes=False):
            return self.item_id in actor_of(self.chair).recused.items

    def back_home(self) -> tuple[str, ...]:
        """Who is out of the item where it was declared."""
        with self.district.working(writes=False, districts=frozenset({"burnley"})):
            rows = queries.recusals_at(self.district.meeting_id, self.before)
            return tuple(row.name for row in rows)


@pytest.fixture
def moved(district: District, clock: MovableClock) -> Moved:
    with district.working():
        chair = register("Bo Example", Role.CHAIR)
        people.grant_role(
            person=person(chair), role=Role.CHAIR, district_id="preston", starts_on=START
        )
        support = register("Pat Example", Role.CASE_SUPPORT, "preston")
        county = register("Cora Example", Role.CASE_SUPPORT, None)
        worker = register("Will Example", Role.SOCIAL_WORKER, "preston")
        next_in_chain = somebody("Nat Example")
        seat(district, chair, CHAIR_SEAT)
    before = district.nominate(0).item_id
    with district.working():
        operations.declare_interest(actor=actor_of(chair), now=NOW, item_id=before, reason=REASON)
    with district.working():
        place_young_people(
            actor=actor_of(county),
            now=NOW,
            today=NOW.date(),
            young_person_ids=[district.young_people[0]],
            district_id="preston",
        )
    by_support: dict[str, Any] = {"actor": _actor(district, support), "now": LATER}
    with district.working(districts=THERE):
        in_seat: dict[str, Any] = {
            "district_id": "preston",
            "kind": KIND,
            "starts_on": NOW.date(),
            **by_support,
        }
        operations.hold_seat(**in_seat, seat_key=FIRST_THERE, person_id=chair)
        operations.hold_seat(**in_seat, seat_key=CHAIR_SEAT, person_id=next_in_chain)
        meeting_id = operations.plan_meeting(
            **by_support, district_id="preston", kind=KIND, held_on=date(2026, 12, 15), part="am"
        ).meeting_id
        item_id = operations.nominate(
            **by_support,
            meeting_id=meeting_id,
            young_person_id=district.young_people[0],
            item_type=FINE,
            social_worker_id=worker,
        ).item_id
        agreed(item_id)
    with district.working(districts=THERE):
        operations.publish_agenda(**by_support, meeting_id=meeting_id)
    clock.instant = LATER
    return Moved(district, chair, _actor(district, support), before, item_id, meeting_id)


def _actor(district: District, person_id: UUID) -> Actor:
    with district.working(writes=False):
        return actor_of(person_id)


@pytest.mark.control("C7")
@pytest.mark.requirement("R20", "R21")
def test_where_they_move_to_everybody_knows_who_is_out(app: Flask, moved: Moved) -> None:
    page = moved.page()
    assert moved.is_out()
    assert [line.name for line in page.out] == ["Bo Example"]
    assert "Bo Example" not in {line.name for line in (*page.named, *page.by_reference)}
    assert (
        page.chair_sentence == "Nat Example chairs this item (Leaving Care Service Senior Manager)."
    )
    assert page == moved.page(districts=None), "the same to whoever works for the whole county"
    agenda = f"/d/preston/meetings/{moved.meeting_id}/agenda"
    said = browser_of(app, "Pat Example").get(agenda).text
    assert said.count("Out of this item: Bo Example.") == 1
    assert said.count(page.chair_sentence) == 1
    theirs = browser_of(app, "Bo Example")
    assert theirs.get(f"/d/preston/items/{moved.item_id}").status_code == 404
    assert NOT_SHOWN in theirs.get(agenda).text
    assert moved.back_home() == ("Bo Example",), "and nothing is lost where it was declared"


@pytest.mark.control("C7")
def test_whoever_runs_the_panel_they_moved_to_may_lift_it(app: Flask, moved: Moved) -> None:
    line = moved.page().out[0]
    assert line.reason == REASON
    client = browser_of(app, "Pat Example")
    answer = client.post(f"/d/preston/interests/{line.id}/lift")
    assert answer.location == f"/d/preston/items/{moved.item_id}"
    assert not moved.is_out()
    assert moved.page().out == ()
    assert moved.back_home() == ()
    assert browser_of(app, "Bo Example").get(answer.location).status_code == 200


@pytest.mark.control("C3", "C13")
def test_nobody_lifts_an_interest_in_somebody_who_was_never_heard_with_them(
    app: Flask, district: District
) -> None:
    item_id = district.nominate(0).item_id
    with district.working():
        operations.declare_interest(actor=district.chair, now=NOW, item_id=item_id, reason=REASON)
    with district.working(writes=False):
        row = queries.recusals_at(district.meeting_id, item_id)[0]
    answer = browser_of(app, "Robin Elsewhere").post(f"/d/preston/interests/{row.id}/lift")
    assert answer.status_code == 404
    with district.working(writes=False):
        assert queries.recusals_at(district.meeting_id, item_id) == (row,)


@pytest.mark.requirement("R56")
def test_who_moved_and_was_nominated_the_same_day_is_nominated_from_tomorrow(
    district: District,
) -> None:
    district.nominate(0)
    with district.working():
        county = register("Cora Example", Role.CASE_SUPPORT, None)
        worker = register("Will Example", Role.SOCIAL_WORKER, "preston")
        place_young_people(
            actor=actor_of(county),
            now=NOW,
            today=NOW.date(),
            young_person_ids=[district.young_people[0]],
            district_id="preston",
        )
    there: dict[str, Any] = {"actor": _actor(district, county), "now": NOW}
    with district.working():
        meeting_id = operations.plan_meeting(
            **there, district_id="preston", kind=KIND, held_on=date(2026, 12, 15), part="am"
        ).meeting_id
    asked: dict[str, Any] = {
        "meeting_id": meeting_id,
        "young_person_id": district.young_people[0],
        "item_type": FINE,
        "social_worker_id": worker,
    }
    with (
        district.working(districts=THERE),
        pytest.raises(ConflictError, match="Nominate them here from tomorrow"),
    ):
        operations.nominate(**there, **asked)
    with district.working(districts=THERE):
        operations.nominate(**(there | {"now": LATER}), **asked)
