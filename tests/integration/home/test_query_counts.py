"""The number of queries the home page asks does not grow with what there is."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import event

from portal.database import db
from portal.panels import operations as panels
from portal.people.policy import Role
from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener, SignIn
from tests.integration.home.test_home import (
    NOW,
    acting,
    asks_for_a_link,
    asks_for_somebody,
    record_all,
    says_something,
    words,
)
from tests.support.invented_panel import published_panel


def counted(client: PageClient) -> tuple[str, int]:
    """Return what stands on the home page, and how many queries it took."""
    asked: list[str] = []

    def note(*told: object) -> None:
        asked.append(str(told[2]))

    with client.application.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    text = words(client)
    event.remove(engine, "before_cursor_execute", note)
    return text, len([each for each in asked if each.startswith("SELECT")])


@pytest.mark.parametrize(("links", "queries"), [(False, 39), (True, 43)])
@pytest.mark.parametrize(("districts", "items"), [(1, 1), (1, 3), (3, 3)])
def test_the_home_page_asks_the_same_number_of_queries_whatever_there_is(
    working: ScopeOpener,
    client: PageClient,
    sign_in: SignIn,
    *,
    districts: int,
    items: int,
    links: bool,
    queries: int,
) -> None:
    """Also where young people ask for something or for a way in, and shared what nobody opened."""
    with working():
        for slug in ("burnley", "preston", "hyndburn")[:districts]:
            panel = published_panel(slug, items=items)
            record_all(panel)
            for place in range(items):
                asks_for_somebody(panel, place)
                says_something(panel, place)
                if links:
                    asks_for_a_link(panel, place)
    sign_in(client, Role.CASE_SUPPORT, None)
    text, asked = counted(client)
    assert len(re.findall(r"Answer \w+ requests? of young people", text)) == districts
    assert text.count("to say on Monday 23 November 2026") == districts
    waiting = items * districts if links else 0
    assert text.count("Give a young person a new link or code") == waiting
    assert text.count("cannot get in. Make sure that it is them.") == waiting
    assert asked == queries


@pytest.mark.requirement("R21")
def test_of_the_chairs_of_meetings_that_the_reader_may_not_chair_nothing_is_asked(
    working: ScopeOpener, client: PageClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.CASE_SUPPORT, None)
    numbers = []
    for slug in ("burnley", "preston", "hyndburn"):
        with working():
            panel = published_panel(slug)
            panels.declare_interest(
                actor=acting(panel, "chair"), now=NOW, item_id=panel.items[0], reason="A neighbour."
            )
        numbers.append(counted(client)[1])
    assert len(set(numbers)) == 1, numbers
