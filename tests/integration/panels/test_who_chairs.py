"""Who chairs where somebody of the chain is suspended or left, is away, or sent somebody."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask

from portal.panels import queries
from portal.panels.rules import frozen
from portal.people import operations as people
from tests.integration.panels.conftest import NOW, PANEL_DAY, District
from tests.integration.panels.people_of_panels import CHAIR_SEAT, browser_of, seat, somebody


@pytest.fixture
def chain(district: District) -> dict[str, UUID]:
    """Charlie chairs; Dora and then Eve are deputies of the chair's seat."""
    with district.working():
        seat(district, district.chair.person_id, CHAIR_SEAT)
        found = {name: somebody(f"{name} Deputy") for name in ("Dora", "Eve")}
        for person_id in found.values():
            seat(district, person_id, CHAIR_SEAT, deputy=True)
    return found | {"Charlie": district.chair.person_id}


def suspend(district: District, person_id: UUID) -> None:
    with district.working():
        people.suspend(actor=None, now=NOW, person_id=person_id, reason="An inquiry")


def published(district: District) -> frozen.FrozenAgenda:
    with district.working(writes=False):
        version = queries.latest_version(district.meeting_id)
        assert version is not None
        return frozen.from_json(version.frozen)


@pytest.mark.requirement("R20", "R21", "R22")
def test_a_suspended_holder_is_not_published_as_chair_and_their_seat_is_empty(
    app: Flask, district: District, chain: dict[str, UUID]
) -> None:
    support = browser_of(app, "Casey Example")
    to_fill = support.get("/").text
    suspend(district, chain["Charlie"])
    district.nominate(0)
    district.publish()
    agenda = published(district)
    says = "Dora Deputy chairs as deputy for Leaving Care Service Senior Manager, because whoever"
    assert agenda.chair_sentence.startswith(says)
    assert agenda.chair_id == chain["Dora"]
    assert [link.name for link in agenda.chain] == ["Dora Deputy", "Eve Deputy"]
    page = support.get("/d/burnley/panels").text
    assert says in page
    assert "Charlie Example, from 23 November 2026, away" in page
    assert "Fill eight seats of the Leaving Care" in to_fill
    assert "Fill nine seats of the Leaving Care" in support.get("/").text


@pytest.mark.requirement("R20", "R22")
@pytest.mark.parametrize(("days", "chairs"), [(-1, "Dora Deputy"), (0, "Charlie Example")])
def test_whoever_leaves_before_the_day_is_passed_over_and_on_the_day_is_not(
    district: District, chain: dict[str, UUID], days: int, chairs: str
) -> None:
    last = PANEL_DAY + timedelta(days=days)
    with district.working():
        people.leave(actor=None, now=NOW, person_id=chain["Charlie"], last_day=last)
    district.nominate(0)
    district.publish()
    assert published(district).chair == chairs
