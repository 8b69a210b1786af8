"""The access tests' own database: one world, entered once for a run and never changed by a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from portal.database import TEST_CONNECTION, db
from tests.integration.access.world import World, build
from tests.integration.conftest import MovableClock, served
from tests.support.postgres import fresh_database
from tests.support.representative import rules_with_a_representative


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def world_of_the_run(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    clock_of_the_run: MovableClock,
    machine_of_the_run: MovableClock,
) -> Iterator[World]:
    """The world on one database, everybody signed in."""
    folder: Path = tmp_path_factory.mktemp("access")
    with ExitStack() as stack:
        url = f"sqlite:///{folder / 'portal.sqlite'}"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        rules = rules_with_a_representative(folder)
        app = stack.enter_context(
            served(url, folder, clock_of_the_run, machine=machine_of_the_run, config=rules)
        )
        # A fault is the page a reader would see, and pages are checked by other tests.
        app.config["PROPAGATE_EXCEPTIONS"] = False
        app.test_client_class = FlaskClient
        yield build(app)


@pytest.fixture(scope="session")
def who(request: pytest.FixtureRequest) -> str:
    """Who asks. Of the whole run, so that all tests of what one actor is given stand together."""
    asking: str = request.param[1]
    return asking


@pytest.fixture
def world(world_of_the_run: World, clock: MovableClock, machine: MovableClock) -> Iterator[World]:
    """The world, at nine on the panel day; whatever the test does to it is rolled back."""
    del clock, machine
    app = world_of_the_run.app
    with app.app_context():
        engine = db.engine
    connection = engine.connect()
    transaction = connection.begin()
    app.extensions[TEST_CONNECTION] = connection
    yield world_of_the_run
    del app.extensions[TEST_CONNECTION]
    transaction.rollback()
    connection.close()
