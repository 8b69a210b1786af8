"""Rows of two authorities and of two districts, and each guard alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import event

from portal.cases.models import YoungPerson
from portal.database import (
    TEST_CONNECTION,
    Scope,
    ScopedSession,
    adder,
    db,
    gate,
    session,
)
from portal.keyring import Keyring
from portal.tenancy.models import Area, Authority, District
from tests.integration.conftest import ScopeOpener
from tests.integration.database.ground import Ground, laid
from tests.integration.database.two_items import Two, lay_two
from tests.support.planting import planting
from tests.support.postgres import fresh_database

ELSEWHERE = "E99999999"


def young_person(district_id: str | None, reference: str) -> YoungPerson:
    return YoungPerson(
        district_id=district_id, reference=reference, born_on=date(2010, 5, 1), child_code=reference
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Ask PostgreSQL alone about policies: SQLite has none."""
    items[:] = [item for item in items if not {"sqlite", "policies"} <= _parameters(item)]


def _parameters(item: pytest.Item) -> set[object]:
    callspec = getattr(item, "callspec", None)
    return (
        {value for value in callspec.params.values() if isinstance(value, str)}
        if callspec
        else set()
    )


@pytest.fixture
def rows(app: Flask, working: ScopeOpener) -> None:
    """LH-1 in Burnley, LH-2 in Preston, LH-3 nowhere yet; LH-9 in another authority's Burnley."""
    with working():
        session.add_all(
            [
                young_person("burnley", "LH-1"),
                young_person("preston", "LH-2"),
                young_person(None, "LH-3"),
            ]
        )
    elsewhere = Scope(ELSEWHERE, None, None, "preparing another authority", writes=True)
    with app.app_context(), planting(elsewhere):
        for row in (
            Authority(name="Elsewhere"),
            Area(id="east", name="East"),
            District(id="burnley", name="Burnley", area_id="east"),
            young_person("burnley", "LH-9"),
        ):
            session.add(row)
            session.flush()


@pytest.fixture
def no_adder() -> Iterator[None]:
    """Take the adder away: the gate stands alone."""
    event.remove(ScopedSession, "do_orm_execute", adder.add_criteria)
    event.remove(ScopedSession, "before_flush", adder.refuse_foreign_rows)
    yield
    event.listen(ScopedSession, "do_orm_execute", adder.add_criteria)
    event.listen(ScopedSession, "before_flush", adder.refuse_foreign_rows)


@pytest.fixture
def no_gate(app: Flask) -> Iterator[None]:
    """Take the gate away: the adder stands alone."""
    with app.app_context():
        engine = db.engine
    event.remove(engine, "before_cursor_execute", gate.verify)
    yield
    event.listen(engine, "before_cursor_execute", gate.verify)


@pytest.fixture
def no_wall(app: Flask) -> None:
    """Pass PostgreSQL's policies by, as its owner: what stands before them stands alone."""
    connection = app.extensions[TEST_CONNECTION]
    if connection.dialect.name == "postgresql":
        connection.connection.dbapi_connection.execute("RESET ROLE")  # until the test's rollback


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def ground(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ground]:
    """Two authorities' rows on one kind of database, for the tests of one module."""
    folder: Path = tmp_path_factory.mktemp("ground")
    with ExitStack() as stack:
        url = None
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        yield from laid(request.param, url, folder)


@pytest.fixture(scope="module")
def walled(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Ground, Path]]:
    """Both authorities' rows on PostgreSQL, and the folder that holds the keys."""
    folder: Path = tmp_path_factory.mktemp("walled")
    with fresh_database(postgres_server) as url:
        for ground in laid("postgresql", url, folder):
            yield ground, folder


@pytest.fixture
def keyring(walled: tuple[Ground, Path]) -> Keyring:
    return Keyring(walled[1] / "keys.json")


@pytest.fixture
def two(working: ScopeOpener) -> Two:
    """Two items of one meeting, and a slot with none."""
    return lay_two(working)
