"""What only the database's owner can do, done inside a test's own transaction and undone with it.

The portal's connection may neither change the trail nor put a trigger away; a test that asks what a
page says where something never happened has to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Connection

from portal.audit.models import Event
from portal.database import TEST_CONNECTION, file, history
from portal.database.base import ERASABLE
from portal.database.raising import ROLE, append_only

TRAIL: Any = Event.__table__
NAMING = ("young_person_id", "subject_id")
"""The columns of the trail that name whom or what an entry is about."""


@contextmanager
def undone(app: Flask) -> Iterator[None]:
    """Undo what the block changes, inside a test whose transaction is rolled back."""
    connection: Connection = app.extensions[TEST_CONNECTION]
    nested = connection.begin_nested()
    try:
        yield
    finally:
        nested.rollback()


def forgotten_by_the_trail(app: Flask, ids: Collection[UUID]) -> None:
    """Take every entry that names one of these out of the trail, as if it had never been made.

    Its other entries keep their numbers. The chain no longer holds in this test's transaction.
    """
    driver: Any = app.extensions[TEST_CONNECTION].connection.dbapi_connection
    with _as_owner(driver):
        for column in NAMING:
            for each in ids:
                if isinstance(driver, sqlite3.Connection):
                    driver.execute(f"DELETE FROM {TRAIL.name} WHERE {column} = ?", (each.hex,))  # noqa: S608 - two names of our own
                else:
                    driver.execute(f"DELETE FROM {TRAIL.name} WHERE {column} = %s", (each,))  # noqa: S608 - the same


@contextmanager
def _as_owner(driver: Any) -> Iterator[None]:
    """Put the trail's triggers and the portal's own limits aside for the block."""
    if not isinstance(driver, sqlite3.Connection):
        driver.execute(f"RESET ROLE; ALTER TABLE {TRAIL.name} DISABLE TRIGGER USER")
        yield
        driver.execute(f"ALTER TABLE {TRAIL.name} ENABLE TRIGGER USER; SET ROLE {ROLE}")
        return
    kept = {table.name: table.info.get(ERASABLE, frozenset()) for table in append_only()}
    driver.set_authorizer(None)
    names = driver.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (TRAIL.name,)
    ).fetchall()
    for (name,) in names:
        driver.execute(f'DROP TRIGGER "{name}"')
    yield
    for statement in history.on_sqlite(TRAIL):
        driver.execute(statement)
    driver.set_authorizer(lambda *asked: file._answer(kept, *asked))  # noqa: SLF001 - the very limits the connection came with
