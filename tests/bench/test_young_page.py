"""`make bench` prints what young people's pages weigh; they are held to 200 kB and to no others."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.bench.young_page import MOST_BYTES, measure


@pytest.mark.slow  # pages over a slow line, on purpose
def test_young_peoples_pages_are_light_and_ask_nobody_else(browser: Browser) -> None:
    for page in measure(browser):
        assert page.weight < MOST_BYTES, page
        assert page.elsewhere == 0, page
