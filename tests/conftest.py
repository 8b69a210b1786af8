"""What every test may ask for: a real PostgreSQL, a real browser, a served app."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support import axe as axe_core
from tests.support import chromium
from tests.support.budget import Budget
from tests.support.compiled_routes import compile_routes_once
from tests.support.compiled_templates import compile_once
from tests.support.postgres import PostgresError, fresh_database, normalised, wheel_server
from tests.support.prepared import keep_over_rollbacks
from tests.support.quick_passwords import quick_passwords, real_passwords
from tests.support.quick_savepoints import real_savepoints, say_savepoints_to_the_driver
from tests.support.server import serving

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["quick_passwords", "real_passwords", "real_savepoints"]

TESTS = Path(__file__).parent
PAGE_HEIGHT = 900

# The build must give the same answer twice; HYPOTHESIS_PROFILE=explore looks for new cases.
settings.register_profile("build", deadline=None, derandomize=True, database=None, max_examples=50)
settings.register_profile("explore", deadline=None, database=None, max_examples=2000)


class NewPage(Protocol):
    """Opens a browser page of a given width, with scripts on or off."""

    def __call__(self, width: int = 1200, *, scripts: bool = True) -> Page: ...


SELDOM = (50_000, 20, 20)
"""How much must be made before what may be thrown away is looked for: a run makes little of it."""


def pytest_xdist_auto_num_workers() -> int:
    """Return half as many workers again as there are cores.

    A quarter of the time one waits for the browser or for PostgreSQL.
    """
    return max(2, (os.cpu_count() or 1) * 3 // 2)


def pytest_configure(config: pytest.Config) -> None:
    gc.set_threshold(*SELDOM)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "build"))
    keep_over_rollbacks()
    compile_once()
    compile_routes_once()
    say_savepoints_to_the_driver()
    config.pluginmanager.register(Budget(TESTS / "unit"), "time-budget")


def pytest_collection_finish() -> None:
    """Look no more at what lives as long as the run when looking for what may be thrown away."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server: the one TEST_DATABASE_URL names, else the wheel's. Never skipped."""
    if named := os.environ.get("TEST_DATABASE_URL"):
        try:
            yield normalised(named)
        except ValueError as error:
            pytest.fail(str(error), pytrace=False)
        return
    with ExitStack() as stack:
        try:
            url = stack.enter_context(wheel_server())
        except PostgresError as error:
            pytest.fail(
                f"PostgreSQL did not start; set TEST_DATABASE_URL to use your own:\n{error}",
                pytrace=False,
            )
        yield url


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database that is this test run's own."""
    with fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium that draws text. Never skipped."""
    chromium.use_node_from_wheel()
    with sync_playwright() as playwright:
        try:
            started = chromium.launch(playwright, chromium.find())
        except chromium.BrowserError as error:
            pytest.fail(str(error), pytrace=False)
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[NewPage]:
    """Opens pages, each with its own cookies, and closes them after the test."""
    contexts: list[BrowserContext] = []

    def open_page(width: int = 1200, *, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": PAGE_HEIGHT},
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def axe() -> Callable[[Page], list[axe_core.Violation]]:
    """Lists what the accessibility checker finds on a page: `assert not axe(page)`."""
    return axe_core.violations


@pytest.fixture
def live_server() -> Iterator[Callable[[WSGIApplication], str]]:
    """Serves an app until the test ends and returns its address: `live_server(app)`."""
    with ExitStack() as stack:

        def serve(app: WSGIApplication) -> str:
            return stack.enter_context(serving(app))

        yield serve
