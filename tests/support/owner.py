"""What only the database's owner can do, done inside a test's own transaction and undone with it.

The portal's connection may neither change the trail nor put a trigger away; a test that asks what a
page says where something never happened has to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Connection

from portal.agreements.models import AgreementEvent, AgreementWords, CapacityRecord
from portal.audit.models import Event
from portal.database import TEST_CONNECTION, file, history
from portal.database.base import ERASABLE
from portal.database.raising import ROLE, append_only
from tests.support.kept import begin_anew

TRAIL: Any = Event.__table__
ANSWERS: Any = AgreementEvent.__table__
CAPACITY: Any = CapacityRecord.__table__
WORDS: Any = AgreementWords.__table__
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
    _forget(app, [TRAIL], NAMING, ids)


def answers_forgotten(app: Flask, young_people: Collection[UUID]) -> None:
    """Take what these young people agreed to out of the book of it, as if nobody had asked.

    An answer is never changed and never taken out by the portal itself.
    """
    _forget(app, [WORDS, CAPACITY], NAMING[:1], young_people)
    _forget(app, [ANSWERS], NAMING[:1], young_people)


def _forget(
    app: Flask, tables: Sequence[Any], columns: Collection[str], ids: Collection[UUID]
) -> None:
    """Delete rows; only the last table is one that the portal never deletes from."""
    driver: Any = app.extensions[TEST_CONNECTION].connection.dbapi_connection
    begin_anew(app)
    with _as_owner(driver, tables[-1]):
        for table, column, each in product(tables, columns, ids):
            if isinstance(driver, sqlite3.Connection):
                driver.execute(f"DELETE FROM {table.name} WHERE {column} = ?", (each.hex,))  # noqa: S608 - two names of our own
            else:
                driver.execute(f"DELETE FROM {table.name} WHERE {column} = %s", (each,))  # noqa: S608 - the same


@contextmanager
def _as_owner(driver: Any, table: Any) -> Iterator[None]:
    """Put a table's triggers and the portal's own limits aside for the block."""
    if not isinstance(driver, sqlite3.Connection):
        driver.execute(f"RESET ROLE; ALTER TABLE {table.name} DISABLE TRIGGER USER")
        yield
        driver.execute(f"ALTER TABLE {table.name} ENABLE TRIGGER USER; SET ROLE {ROLE}")
        return
    kept = {each.name: each.info.get(ERASABLE, frozenset()) for each in append_only()}
    driver.set_authorizer(None)
    names = driver.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table.name,)
    ).fetchall()
    for (name,) in names:
        driver.execute(f'DROP TRIGGER "{name}"')
    yield
    for statement in history.on_sqlite(table):
        driver.execute(statement)
    driver.set_authorizer(lambda *asked: file._answer(kept, *asked))  # noqa: SLF001 - the very limits the connection came with
