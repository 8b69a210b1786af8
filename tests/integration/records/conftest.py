"""A panel whose day it is, in Burnley, and its people signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from portal.testing.pages import PageClient
from tests.integration.conftest import ScopeOpener
from tests.support.invented_panel import PASSWORD, InventedPanel, published_panel

Enter = Callable[[str], PageClient]


@pytest.fixture
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
