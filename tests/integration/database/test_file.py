"""SQLite's own wall: one file holds one authority, and a connection does nothing but rows."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy
from flask import Flask
from sqlalchemy import Engine

from portal import migrations
from portal.app import create_app
from portal.database import WallError, check_walls, db, file, open_scope, session
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from portal.tenancy.models import Authority
from tests.integration.conftest import AUTHORITY, SECRET
from tests.integration.database.ground import ELSEWHERE, Ids, plain_engine, rows_of, scope_of
from tests.integration.database.ground import as_authority as making
from tests.support.links import a_link
from tests.support.planting import planting

pytestmark = pytest.mark.control("C5")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that is set up and holds nobody yet, to copy."""
    folder = tmp_path_factory.mktemp("empty")
    migrations.set_up(settings_of(folder / "empty.sqlite"))
    return folder / "empty.sqlite"


def settings_of(path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{path}", secret_key=SECRET, instance_dir=path.parent, https=False
    )


@pytest.fixture
def ours(empty: Path, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(settings_of(Path(shutil.copy(empty, tmp_path / "ours.sqlite"))))
    with app.app_context():
        with planting(scope_of(writes=True)):
            tenancy.enter_districts(registry=app.extensions[EXTENSION])
            session.add(a_link("x", uuid4(), at=datetime(2026, 11, 23, tzinfo=UTC), event="kept"))
        yield app
        db.engine.dispose()


@pytest.fixture
def theirs(empty: Path, tmp_path: Path) -> Path:
    """Another authority's file."""
    settings = settings_of(Path(shutil.copy(empty, tmp_path / "theirs.sqlite")))
    engine = plain_engine(settings.database_url)
    with sqlalchemy.orm.Session(engine) as plain, making(ELSEWHERE):
        for row in rows_of(ELSEWHERE, Ids(), "Elsewhere")[0]:
            plain.add(row)
        plain.commit()
    engine.dispose()
    return tmp_path / "theirs.sqlite"


def names() -> list[str]:
    with open_scope(scope_of()):
        return list(session.scalars(sqlalchemy.select(Authority.name)))


def test_swapped_files_are_refused_at_start_and_at_first_use(
    ours: Flask, theirs: Path, tmp_path: Path
) -> None:
    assert len(names()) == 1
    db.engine.dispose()
    shutil.move(theirs, tmp_path / "ours.sqlite")
    with pytest.raises(WallError, match="another authority"):
        names()
    again = create_app(ours.config["PORTAL_SETTINGS"])
    with again.app_context(), pytest.raises(WallError, match="another authority"):
        check_walls()


def test_a_file_that_holds_two_authorities_is_refused(ours: Flask) -> None:
    db.engine.dispose()
    engine = plain_engine(ours.config["PORTAL_SETTINGS"].database_url)
    with engine.begin() as plain:
        plain.exec_driver_sql("INSERT INTO authority VALUES (?, 'Elsewhere')", (ELSEWHERE,))
    engine.dispose()
    with pytest.raises(WallError, match="One file holds one"):
        check_walls()


def test_a_file_system_that_does_not_keep_a_setting_is_refused() -> None:
    # A database in memory keeps no journal beside it, as some network drives keep none.
    engine = sqlalchemy.create_engine("sqlite:///:memory:")
    file.install(engine, AUTHORITY)
    with pytest.raises(WallError, match="journal_mode"):
        engine.connect()
    engine.dispose()


FORBIDDEN = {
    "another file": "ATTACH '{other}' AS other",
    "a copy of the file": "VACUUM INTO '{other}'",
    "a setting": "PRAGMA foreign_keys = OFF",
    "another setting": "PRAGMA writable_schema = ON",
    "a setting asked as a table": "SELECT * FROM pragma_table_info('person')",
    "a table": "CREATE TABLE mine (x)",
    "a table that goes away": "CREATE TEMP TABLE mine (x)",
    "a view": "CREATE VIEW mine AS SELECT 1",
    "a trigger": "CREATE TRIGGER mine AFTER INSERT ON person BEGIN SELECT 1; END",
    "a table changed": "ALTER TABLE person ADD COLUMN x",
    "a table dropped": "DROP TABLE barrier",
    "an index dropped": "DROP INDEX ix_audit_event_authority_id_happened_at_seq",
    "a guard dropped": "DROP TRIGGER audit_event_no_update",
    "the trail changed": "UPDATE audit_event SET event = 'x'",
    "the trail shortened": "DELETE FROM audit_event",
    "the trail overwritten": "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event",
    "the schema by hand": "UPDATE sqlite_master SET sql = ''",
    "the migration's number": "UPDATE alembic_version SET version_num = '0'",
    "statistics": "ANALYZE",
}


@pytest.fixture
def engine(ours: Flask) -> Engine:
    assert ours.extensions
    return db.engine


REFUSED = r"not authorized|authorization denied|prohibited|may not be modified|never changed"


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_connection_may_not(engine: Engine, tmp_path: Path, statement: str) -> None:
    proxy = engine.raw_connection()
    driver: Any = proxy.driver_connection
    with pytest.raises(sqlite3.Error, match=REFUSED):
        driver.execute(statement.format(other=tmp_path / "other.sqlite")).fetchall()
    assert driver.execute("SELECT event FROM audit_event WHERE event = 'kept'").fetchall()
    proxy.close()
    assert not (tmp_path / "other.sqlite").exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET event = 'x'",
        "DELETE FROM audit_event",
        "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event",
    ],
)
def test_the_trail_is_kept_by_the_file_itself(engine: Engine, statement: str) -> None:
    """With the connection's own guard away, the file's triggers stand alone."""
    proxy = engine.raw_connection()
    driver: Any = proxy.driver_connection
    driver.set_authorizer(None)
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        driver.execute(statement)
    proxy.close()


def test_each_new_connection_is_set_up_alike(ours: Flask) -> None:
    for _ in range(3):
        proxy = db.engine.raw_connection()
        driver: Any = proxy.driver_connection
        found = {name: driver.execute(f"PRAGMA {name}").fetchone()[0] for name in file.SETTINGS}
        assert found == file.SETTINGS
        proxy.close()
        db.engine.dispose()
