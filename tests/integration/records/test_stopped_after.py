"""What was heard stays with its readers; what was stopped before is there for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.agreements.rules import Answer
from portal.people.policy import Role
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.records.conftest import Enter
from tests.support.invented_panel import InventedPanel, person
from tests.support.packs import said
from tests.support.told import decide_first


@pytest.mark.requirement("R14", "A11")
@pytest.mark.control("C13")
@pytest.mark.parametrize("decided", [True, False])
def test_a_stop_after_the_decision_hides_no_record_and_one_before_it_does(
    panel: InventedPanel,
    working: ScopeOpener,
    clock: MovableClock,
    enter: Enter,
    *,
    decided: bool,
) -> None:
    with working():
        person(panel, "reviewer", Role.IRO_REPRESENTATIVE)
        if decided:
            decide_first(panel, clock.instant)
        said(panel.items[0], Answer.STOPPED, at=clock.instant + timedelta(minutes=1))
    clock.instant += timedelta(hours=1)
    reader = enter("reviewer")
    status = 200 if decided else 404
    assert reader.get(f"/d/burnley/items/{panel.items[0]}/record/read").status_code == status
    assert reader.get(f"/d/burnley/items/{panel.items[1]}/record/read").status_code == 200
    clock.instant += timedelta(days=1)
    listed = reader.get("/d/burnley/records").text
    address = f"/items/{panel.items[0]}/record/read"
    assert (address in listed) is decided
    assert f"/items/{panel.items[1]}/record/read" in listed
    assert enter("support").get(f"/d/burnley{address}").status_code == 200
