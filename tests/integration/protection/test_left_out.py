"""What is withheld from a copy is said in it, and no more of it is told than that (C39)."""

from __future__ import annotations

import json
from html import unescape

import pytest
from sqlalchemy import select

from portal import audit
from portal.database import session
from portal.protection.queries.holdings import everything_about
from portal.records.models import PromiseAnswer
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW, WORDS
from tests.integration.protection.test_copied_files import handed_over
from tests.integration.protection.test_pages import Officers, officers, panel
from tests.support.invented_panel import InventedPanel

__all__ = ["officers", "panel"]

HERE = "Something was left out here. You can ask about it."
ELSE = "Something else was left out of this copy. You can ask about it."
REASON = "It would harm them"
WITHHELD = {"verdict": "withhold", "reason": REASON}


@pytest.mark.control("C39")
def test_a_kind_that_is_withheld_whole_is_said_to_be_left_out_and_not_named(
    officers: Officers, panel: InventedPanel, working: ScopeOpener
) -> None:
    young = panel.young_people[0]
    with working(writes=False):
        of_barriers = [
            each.row_id for each in everything_about(young).records if each.kind == "barrier"
        ]
    files = handed_over(officers, young, working, dict.fromkeys(of_barriers, WITHHELD))
    page, told = unescape(files["index.html"].decode()), json.loads(files["everything.json"])
    assert ELSE in page
    assert told["left_out"] is True
    everything = b" ".join([*files.values(), *(name.encode() for name in files)]).decode()
    for kept in (WORDS["barrier"], REASON, "What stood in the way", '"barrier"', "-barrier.csv"):
        assert kept not in everything
    numbers = [int(name[:2]) for name in files if name.endswith(".csv")]
    assert numbers == list(range(1, len(numbers) + 1)), "no gap that tells of it"


@pytest.mark.control("C39")
def test_one_record_of_several_that_is_withheld_is_said_where_the_others_stand(
    officers: Officers, panel: InventedPanel, working: ScopeOpener
) -> None:
    young, staff = panel.young_people[0], panel.people["support"]
    with working():
        first = session.scalars(select(PromiseAnswer)).one()
        more = PromiseAnswer(
            district_id=first.district_id,
            item_id=first.item_id,
            action_id=first.action_id,
            number=first.number + 1,
            said=first.said,
            words="zq-Kept",
            said_by=staff,
            said_at=NOW,
        )
        session.add(more)
        session.flush()
        added = more.id
    files = handed_over(officers, young, working, {added: WITHHELD})
    page = unescape(files["index.html"].decode())
    assert page.count(HERE) == 1
    assert ELSE not in page
    assert "zq-Kept" not in page
    assert WORDS["promise_answer"] in page


def test_nothing_is_said_to_be_left_out_where_nothing_is(
    officers: Officers, panel: InventedPanel, working: ScopeOpener
) -> None:
    page = unescape(
        handed_over(officers, panel.young_people[0], working, {})["index.html"].decode()
    )
    assert HERE not in page
    assert ELSE not in page


@pytest.mark.control("C39")
def test_the_trail_does_not_tell_of_what_is_left_out(
    officers: Officers, panel: InventedPanel, working: ScopeOpener
) -> None:
    young = panel.young_people[0]
    with working():
        held = everything_about(young).records
        barrier = next(each.row_id for each in held if each.kind == "barrier")
        audit.record(
            event="zq:item:noted",
            subject=("young_person", young),
            actor_id=panel.people["support"],
            now=NOW,
            facts={"barrier": str(barrier)},
        )
    with working(writes=False):
        events = [each for each in everything_about(young).records if each.kind == "audit_event"]
    assert "zq:item:noted" in str(events)
    files = handed_over(officers, young, working, {barrier: WITHHELD})
    everything = b" ".join(files.values()).decode()
    for kept in ("zq:item:noted", str(barrier), "withhold", REASON):
        assert kept not in everything
