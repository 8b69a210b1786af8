"""A chain in a database of the test's own, and a way to change it as the database's owner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from portal import audit, keyring
from portal.app import create_app
from portal.audit.chain.verification import Verdict, verify
from portal.database import Scope, db, open_scope, unit_of_work
from portal.settings import Settings
from tests.integration.conftest import AUTHORITY, SECRET
from tests.support import migrated
from tests.support.postgres import fresh_database

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
READING = Scope(AUTHORITY, None, None, "checking the trail")
WRITING = Scope(AUTHORITY, None, None, "writing", writes=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test's own, in a real file on SQLite."""
    with ExitStack() as stack:
        if request.param == "postgresql":
            yield stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        else:
            yield f"sqlite:///{tmp_path / 'portal.sqlite'}"


@pytest.fixture
def own_app(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application on its own database, outside any test transaction.

    It waits long for SQLite's lock: forks and gaps are looked for here, and a test machine's disk
    may be slow. How long an instance waits is tested with the database.
    """
    monkeypatch.setattr("portal.database.BUSY_SECONDS", 60)
    settings = Settings(database_url=url, secret_key=SECRET, instance_dir=tmp_path)
    migrated.set_up(settings)
    app = create_app(settings)
    yield app
    with app.app_context():
        db.engine.dispose()


def write(app: Flask, count: int, *, each: int = 1) -> None:
    """Add so many entries, ``each`` to a transaction; every second one has facts."""
    with app.app_context():
        for start in range(0, count, each):
            with unit_of_work(WRITING):
                for number in range(start, min(start + each, count)):
                    audit.record(
                        event="panels:item:moved",
                        subject=("item", uuid4()),
                        actor_id=uuid4(),
                        now=NOW,
                        district_id="burnley",
                        facts={"number": number, "seats": ["chair"]} if number % 2 else None,
                    )


Check = Callable[..., Verdict]


@pytest.fixture
def check(own_app: Flask) -> Check:
    """Verify the chain of the test's own database."""

    def run(**given: Any) -> Verdict:
        with own_app.app_context(), open_scope(READING):
            return verify(own_app.extensions[keyring.EXTENSION], **given)

    return run
