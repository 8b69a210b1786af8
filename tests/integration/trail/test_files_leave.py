"""A file leaves only while its reader holds what they held when they asked for it (C12)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Response
from sqlalchemy import update

from portal.database import session
from portal.people.models import Person, RoleGrant
from portal.web.csv_export import csv_response
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.trail.conftest import Enter, Trail
from tests.support.invented_panel import NAMES, InventedPanel

FILE = "/d/burnley/coverage.csv"
LAST_MINUTE = datetime(2026, 11, 23, 23, 59, tzinfo=UTC)
AFTER_MIDNIGHT = datetime(2026, 11, 24, 0, 1, tzinfo=UTC)


def _role_ends(panel: InventedPanel) -> None:
    theirs = RoleGrant.person_id == panel.people["support"]
    session.execute(update(RoleGrant).where(theirs).values(ends_on=date(2026, 11, 23)))


def _leave(panel: InventedPanel) -> None:
    them = Person.id == panel.people["support"]
    session.execute(update(Person).where(them).values(ends_on=date(2026, 11, 23)))


@pytest.fixture
def made_past_midnight(monkeypatch: pytest.MonkeyPatch, clock: MovableClock) -> None:
    """Let it be asked for in the last minute of a day, and whole on the next."""
    clock.instant = LAST_MINUTE

    def slowly(*given: Any, **more: Any) -> Response:
        clock.instant = AFTER_MIDNIGHT
        return csv_response(*given, **more)

    monkeypatch.setattr("portal.coverage.routes.staff.csv_response", slowly)


@pytest.mark.control("C12")
@pytest.mark.usefixtures("made_past_midnight")
@pytest.mark.parametrize("ended", [_role_ends, _leave])
def test_a_file_that_is_whole_after_its_reader_left_stays_here(
    enter: Enter,
    panel: InventedPanel,
    working: ScopeOpener,
    trail: Trail,
    ended: Callable[[InventedPanel], None],
) -> None:
    support = enter("support")
    with working():
        ended(panel)
    trail.new()
    answer = support.get(FILE)
    assert (answer.status_code, answer.location) == (303, FILE)
    assert not any(name in answer.text for name in NAMES)
    assert trail.new("read", "listed") == []
    again = support.get(FILE)
    assert again.status_code in {303, 403, 404}
    assert again.location != FILE


@pytest.mark.usefixtures("made_past_midnight")
def test_whoever_still_holds_the_same_is_given_it(
    enter: Enter, panel: InventedPanel, trail: Trail
) -> None:
    support = enter("support")
    trail.new()
    assert support.get(FILE).status_code == 200
    assert {entry.young_person_id for entry in trail.new("listed")} == set(panel.young_people)
