"""Savepoints said to the driver itself, for tests, which set and undo some for every request.

The portal sets one in a few operations. A test's transaction is never committed, so each of its
scopes stands behind one, and SQLAlchemy puts the statement together anew each time. Where the
driver refuses, SQLAlchemy asks again and says so as it always does. A test that asks for
`real_savepoints` has SQLAlchemy's own, which pass the gate.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection
from sqlalchemy.engine.default import DefaultDialect

SAID = {
    "do_savepoint": "SAVEPOINT",
    "do_rollback_to_savepoint": "ROLLBACK TO SAVEPOINT",
    "do_release_savepoint": "RELEASE SAVEPOINT",
}
DRIVERS_REFUSE = (sqlite3.Error, psycopg.Error)
REAL: dict[str, Callable[..., None]] = {name: getattr(DefaultDialect, name) for name in SAID}


def _quick(does: str) -> Callable[[DefaultDialect, Connection, str], None]:
    words, real = SAID[does], REAL[does]

    def do(self: DefaultDialect, connection: Connection, name: str) -> None:
        driver: Any = connection.connection.dbapi_connection
        try:
            driver.execute(f"{words} {name}")
        except DRIVERS_REFUSE:
            real(self, connection, name)

    return do


def say_savepoints_to_the_driver() -> None:
    """Have every connection from now on set and undo savepoints so."""
    for does in SAID:
        setattr(DefaultDialect, does, _quick(does))


@pytest.fixture
def real_savepoints(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLAlchemy's own, which pass the gate, for a test about that."""
    for does, real in REAL.items():
        monkeypatch.setattr(DefaultDialect, does, real)
