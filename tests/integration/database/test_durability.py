"""What a database keeps: its connections' settings, writers side by side, a killed process."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal import migrations
from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import NoScopeError, Scope, db, open_scope, session
from portal.settings import Settings
from tests.integration.conftest import AUTHORITY, SECRET
from tests.support.planting import planting
from tests.support.postgres import fresh_database

WRITERS, WRITES = 8, 50
KILLS = 2
PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "recursive_triggers": 1,
}
WRITER = """
import sys
from datetime import UTC, date, datetime
from uuid import uuid4
from portal import audit
from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import Scope, session, unit_of_work
from portal.settings import Settings
from pathlib import Path
url, folder, key, first = sys.argv[1:]
app = create_app(Settings(database_url=url, secret_key=key, instance_dir=Path(folder)))
number = int(first)
while True:
    name = f"LH-{number}"
    with app.app_context(), unit_of_work(Scope("E10000017", None, None, "writing", writes=True)):
        session.add(YoungPerson(reference=name, child_code=name, born_on=date(2010, 1, 1)))
        audit.record(event="cases:young_person:placed", subject=("young_person", uuid4()),
                     actor_id=None, now=datetime.now(UTC))
    print(name, flush=True)
    number += 1
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, in a real file on SQLite."""
    with ExitStack() as stack:
        if request.param == "postgresql":
            yield stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        else:
            yield f"sqlite:///{tmp_path / 'portal.sqlite'}"


@pytest.fixture
def own_app(url: str, tmp_path: Path) -> Iterator[Flask]:
    """The application on its own database, outside any test transaction."""
    settings = Settings(database_url=url, secret_key=SECRET, instance_dir=tmp_path)
    migrations.set_up(settings)
    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


def writing() -> Scope:
    return Scope(AUTHORITY, None, None, "writing", writes=True)


def references(app: Flask) -> set[str]:
    with app.app_context(), open_scope(Scope(AUTHORITY, None, None, "looking")):
        return set(session.scalars(select(YoungPerson.reference)))


def add(reference: str) -> None:
    session.add(YoungPerson(reference=reference, child_code=reference, born_on=date(2010, 1, 1)))


@pytest.mark.control("R1", "C5")
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_every_connection_keeps_what_it_is_told_and_opens_no_other_file(own_app: Flask) -> None:
    with own_app.app_context():
        engine = db.engine
    for _ in range(2):
        engine.dispose()
        proxy = engine.raw_connection()
        driver = proxy.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        found = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
        assert found == PRAGMAS
        assert driver.getlimit(sqlite3.SQLITE_LIMIT_ATTACHED) == 0
        with pytest.raises(sqlite3.DatabaseError, match="not authorized"):
            driver.execute("ATTACH ':memory:' AS other")
        driver.set_authorizer(None)  # and without the one, the other still refuses
        with pytest.raises(sqlite3.OperationalError, match="attached"):
            driver.execute("ATTACH ':memory:' AS other")
        proxy.close()


@pytest.mark.control("R1")
def test_writers_side_by_side_lose_nothing_and_meet_no_lock(own_app: Flask) -> None:
    faults: list[Exception] = []

    def work(writer: int) -> None:
        for number in range(WRITES):
            try:
                with own_app.app_context(), planting(writing()):
                    session.scalars(select(YoungPerson.reference).limit(1)).all()
                    add(f"LH-{writer}-{number}")
            except Exception as error:  # noqa: BLE001 - every kind of fault counts
                faults.append(error)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert len(references(own_app)) == WRITERS * WRITES


@pytest.mark.control("C6")
def test_a_thread_has_no_scope_of_its_own(own_app: Flask) -> None:
    met: list[type[BaseException]] = []

    def work() -> None:
        with own_app.app_context():
            try:
                session.scalars(select(YoungPerson)).all()
            except NoScopeError as error:
                met.append(type(error))

    with own_app.app_context(), open_scope(writing()):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert met == [NoScopeError]


@pytest.mark.control("R2")
@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
def test_a_killed_process_loses_nothing_it_said_was_saved(
    own_app: Flask, url: str, tmp_path: Path
) -> None:
    said: set[str] = set()
    for run in range(KILLS):
        arguments = [url, str(tmp_path), SECRET, str(run * 100_000)]
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, *arguments], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for _ in range(20 + run):
                said.add(process.stdout.readline().strip())
            os.kill(process.pid, signal.SIGKILL)
            said.update(line.strip() for line in process.stdout if line.endswith("\n"))
    kept = references(own_app)
    assert len(said) >= KILLS * 20
    assert said <= kept


@pytest.mark.control("R10")
def test_a_new_database_has_the_tables_of_the_models_and_an_upgrade_changes_nothing(
    url: str,
) -> None:
    migrations.upgrade(url)
    migrations.check(url)
    migrations.upgrade(url)
    migrations.check(url)
