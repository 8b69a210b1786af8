"""The home page says whom nobody has listened to yet, to those who can (R52)."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from portal.panels import operations as panels
from portal.panels.queries import items_by_id
from portal.preparation.operations import inviting
from portal.preparation.rules.inviting import Outcome, Way
from portal.voice import operations as voice
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.home.test_home import (
    NEXT_PANEL,
    NOW,
    Enter,
    acting,
    enter,
    says_something,
    words,
)
from tests.support.invented_panel import InventedPanel, published_panel

__all__ = ["enter"]
LATER = datetime(2026, 11, 30, 9, tzinfo=UTC)
"""The day by which young people are invited to the panel of 10 December."""


@pytest.fixture
def coming(working: ScopeOpener) -> InventedPanel:
    """A panel to come with three young people."""
    with working():
        return published_panel(held_on=NEXT_PANEL)


@pytest.mark.requirement("R52")
def test_what_was_shared_waits_for_somebody_to_open_it(
    coming: InventedPanel, working: ScopeOpener, enter: Enter
) -> None:
    worker, support = enter(coming, "worker"), enter(coming, "support")
    assert "wants to say" not in words(worker) + words(support)
    with working():
        says_something(coming, 1)
    own = words(worker)
    assert "Read what Blake Testcase wants to say" in own
    assert "They shared it with the panel, and you have not read it since." in own
    assert "Due on Thursday 10 December 2026" in own
    assert f"/items/{coming.items[1]}/views" in worker.get("/").text
    theirs = words(support)
    assert "Open what one young person wants to say on Thursday 10 December 2026" in theirs
    assert "Theirs is the 9:50am item." in theirs
    assert "Testcase" not in theirs
    assert f"/items/{coming.items[1]}/views" in support.get("/").text
    with working():
        says_something(coming, 0)
        says_something(coming, 2)
    theirs = words(support)
    assert "Open what three young people want to say on Thursday 10 December 2026" in theirs
    assert "The first is at 9:30am." in theirs
    # A worker who reads them has no more to do; that opens nothing for the panel.
    for item_id in coming.items:
        assert worker.get(f"/d/{coming.district}/items/{item_id}/views").status_code == 200
    assert "to say" not in words(worker)
    assert "to say" in words(support)
    with working():
        for item_id in coming.items:
            voice.opened(actor=acting(coming, "support"), now=NOW, item_id=item_id)
    assert "to say" not in words(worker) + words(support)


@pytest.mark.requirement("R52")
def test_whom_nobody_asked_stands_alone_once_time_is_short(
    coming: InventedPanel, working: ScopeOpener, enter: Enter, clock: MovableClock
) -> None:
    early = words(enter(coming, "worker"))
    assert "what they want to say" not in early
    assert "Invitation, " in early or "more" in early
    clock.instant = LATER
    worker, support = enter(coming, "worker"), enter(coming, "support")
    own = words(worker)
    assert "Ask Avery Testcase what they want to say" in own
    assert "There are no views yet, and no word of what was tried." in own
    assert re.search(r"Not here yet: [^.]*Views", own) is None
    theirs = words(support)
    assert "Ask what three young people on Thursday 10 December 2026 want to say" in theirs
    assert re.search(r"young people: [^.]*Views", theirs) is None
    with working():
        says_something(coming, 0)
        tried(coming, 1)
    own = words(worker)
    assert "Ask Avery Testcase" not in own
    assert "Ask Blake Testcase" not in own
    assert "Ask Casey Testcase what they want to say" in own
    assert "Ask what one young person on Thursday 10 December 2026 wants to say" in words(support)


def tried(panel: InventedPanel, place: int) -> None:
    """Write down that somebody asked, and they chose to give none. Call in a writing scope."""
    inviting.record_views_sought(
        actor=acting(panel, "worker"),
        now=LATER,
        item_id=panel.items[place],
        number=0,
        tried_on=LATER.date(),
        way=Way.PHONE,
        outcome=Outcome.NONE_GIVEN,
        note="They would rather talk about it there.",
    )


@pytest.mark.control("C9")
def test_who_has_an_interest_or_only_sits_there_reads_nothing_of_it(
    coming: InventedPanel, working: ScopeOpener, enter: Enter, clock: MovableClock
) -> None:
    with working():
        says_something(coming, 1)
        for place in range(3):
            panels.declare_interest(
                actor=acting(coming, "support"),
                now=NOW,
                item_id=coming.items[place],
                reason="A neighbour.",
            )
    clock.instant = LATER
    for who in ("support", "member"):
        assert "to say" not in words(enter(coming, who)), who


def test_a_record_that_is_filed_asks_for_nothing_more(
    coming: InventedPanel, working: ScopeOpener, enter: Enter, clock: MovableClock
) -> None:
    with working():
        says_something(coming, 1)
        close(coming)
    clock.instant = LATER
    for who in ("worker", "support"):
        assert "to say" not in words(enter(coming, who)), who


def close(panel: InventedPanel) -> None:
    """Close every item, as filing does. Call in a writing scope."""
    for item in items_by_id(panel.items).values():
        item.closed_at = NOW
