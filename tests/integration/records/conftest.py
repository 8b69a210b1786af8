"""A panel whose day it is, in Burnley, and its people signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.support.invented_panel import PASSWORD, InventedPanel, published_panel
from tests.support.kept import kept
from tests.support.told import file_first
from tests.support.young import opened_by_code

Enter = Callable[[str], PageClient]


@pytest.fixture
@kept
def panel(working: ScopeOpener) -> InventedPanel:
    """A panel of three items that meets today, its agenda out."""
    with working():
        return published_panel()


@pytest.fixture
def enter(app: Flask, panel: InventedPanel) -> Enter:
    """Return a new browser in which somebody of the panel is signed in."""

    def by_name(who: str) -> PageClient:
        client = app.test_client()
        assert isinstance(client, PageClient)
        answer = client.post("/sign-in", data={"email": panel.email(who), "password": PASSWORD})
        assert answer.status_code == 303
        return client

    return by_name


@pytest.fixture
def chair(enter: Enter) -> PageClient:
    """The chair's browser."""
    return enter("chair")


@pytest.fixture
def support(enter: Enter) -> PageClient:
    """The case support officer's browser."""
    return enter("support")


@pytest.fixture
@kept
def told(panel: InventedPanel, working: ScopeOpener, clock: MovableClock) -> InventedPanel:
    """The panel with its first item's record filed."""
    with working():
        file_first(panel, clock.instant)
    return panel


@pytest.fixture
def young(app: Flask, panel: InventedPanel) -> PageClient:
    """The first item's young person, in by a code."""
    client = app.test_client()
    assert isinstance(client, PageClient)
    return opened_by_code(client, panel.young_people[0], panel.items[0])
