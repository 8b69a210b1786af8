"""What a home costs, in a copy: it is theirs by law, and a person looks at it first (R17, A19)."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from portal.database import session
from portal.panels.models import ItemCost
from portal.protection.queries.holdings import everything_about
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW
from tests.integration.protection.test_copied_files import Officers, handed_over
from tests.integration.protection.test_pages import begin_copy, officers, panel, words
from tests.support.invented_panel import InventedPanel

__all__ = ["officers", "panel"]

AMOUNT = "771113"
QUESTION = (
    "Cost is kept from young people on the portal’s pages. Release it unless an exemption applies."
)


@pytest.fixture
def cost(panel: InventedPanel, working: ScopeOpener) -> UUID:
    """An amount with no note beside it, so that no words are what a person must look at."""
    with working():
        about = {"district_id": panel.district, "item_id": panel.items[0]}
        written = {"recorded_by": panel.people["support"], "recorded_at": NOW}
        session.add(ItemCost(**about, **written, weekly_pence=int(AMOUNT)))
        session.flush()
        return session.scalars(select(ItemCost.id)).one()


@pytest.mark.control("C39")
@pytest.mark.requirement("R17", "A19")
def test_a_cost_waits_for_somebody_to_decide_and_the_question_is_told(
    officers: Officers, panel: InventedPanel, cost: UUID, working: ScopeOpener
) -> None:
    first, _ = officers
    young = panel.young_people[0]
    with working(writes=False):
        assert everything_about(young).record("item_cost", cost).to_read
    copy = begin_copy(first, young)
    assert QUESTION in words(first, f"{copy}/records/item_cost/{cost}")
    assert QUESTION not in words(first, f"{copy}/records/young_person/{young}")


@pytest.mark.control("C39")
@pytest.mark.requirement("R17", "A19")
@pytest.mark.parametrize("verdict", ["release", "withhold"])
def test_a_cost_goes_out_as_was_decided(
    officers: Officers, panel: InventedPanel, cost: UUID, working: ScopeOpener, verdict: str
) -> None:
    decided = {cost: {"verdict": verdict, "reason": "It would harm a negotiation"}}
    files = handed_over(officers, panel.young_people[0], working, decided)
    assert (AMOUNT in files["index.html"].decode()) is (verdict == "release")
    assert (AMOUNT in files["everything.json"].decode()) is (verdict == "release")
