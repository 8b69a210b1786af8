"""SQLite's side of the second wall: one file, one authority, and nothing but rows behind it.

Each new connection is set up so that it loses nothing, looks whose file it is, and then may read
and write rows and do nothing else: it opens no other file, changes no setting and no table.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

from portal.database.raising import append_only_tables
from portal.database.scope import WallError, _current

SETTINGS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
"""What each connection sets, and reads back: a file system may refuse without a word (R1)."""
FORBIDDEN = frozenset(
    {
        *(sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, sqlite3.SQLITE_PRAGMA),
        *(sqlite3.SQLITE_CREATE_INDEX, sqlite3.SQLITE_CREATE_TABLE, sqlite3.SQLITE_CREATE_TRIGGER),
        *(sqlite3.SQLITE_CREATE_VIEW, sqlite3.SQLITE_CREATE_VTABLE, sqlite3.SQLITE_DROP_VTABLE),
        *(sqlite3.SQLITE_CREATE_TEMP_INDEX, sqlite3.SQLITE_CREATE_TEMP_TABLE),
        *(sqlite3.SQLITE_CREATE_TEMP_TRIGGER, sqlite3.SQLITE_CREATE_TEMP_VIEW),
        *(sqlite3.SQLITE_DROP_INDEX, sqlite3.SQLITE_DROP_TABLE, sqlite3.SQLITE_DROP_TRIGGER),
        *(sqlite3.SQLITE_DROP_VIEW, sqlite3.SQLITE_DROP_TEMP_INDEX, sqlite3.SQLITE_DROP_TEMP_TABLE),
        *(sqlite3.SQLITE_DROP_TEMP_TRIGGER, sqlite3.SQLITE_DROP_TEMP_VIEW),
        *(sqlite3.SQLITE_ALTER_TABLE, sqlite3.SQLITE_REINDEX, sqlite3.SQLITE_ANALYZE),
    }
)
CHANGES = frozenset({sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})
WRITES = CHANGES | {sqlite3.SQLITE_INSERT}


def install(engine: Engine, authority_id: str) -> None:
    """Have every connection of this engine work behind the wall."""
    added_to = append_only_tables()

    @event.listens_for(engine, "connect")
    def _on_connect(connection: sqlite3.Connection, record: object) -> None:
        del record
        connection.isolation_level = None
        for name, value in SETTINGS.items():
            connection.execute(f"PRAGMA {name} = {value}")
            (found,) = connection.execute(f"PRAGMA {name}").fetchone()
            if found != value:
                raise WallError(
                    f"SQLite does not keep {name} at {value} here, so rows could be lost. Keep the "
                    "file on a local disk."
                )
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        _refuse_another_authority(connection, authority_id)
        connection.set_authorizer(lambda *asked: _answer(added_to, *asked))

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        # A writer that starts as a reader fails under load; so it says at once that it will write.
        scope = _current.get()
        begin = "BEGIN" if scope is not None and not scope.writes else "BEGIN IMMEDIATE"
        driver: Any = connection.connection.dbapi_connection
        driver.execute(begin)


def _refuse_another_authority(connection: sqlite3.Connection, authority_id: str) -> None:
    """Raise WallError where the file is another authority's, or holds more than one."""
    known = connection.execute("SELECT name FROM sqlite_master WHERE name = 'authority'")
    if known.fetchone() is None:  # a file that is not set up yet is nobody's
        return
    held = {row[0] for row in connection.execute("SELECT authority_id FROM authority")}
    if held - {authority_id}:
        raise WallError(
            f"This database file belongs to another authority than {authority_id}, which the "
            "configuration names. One file holds one authority."
        )


def _answer(
    added_to: frozenset[str], action: int, first: str | None, second: str | None, *rest: str | None
) -> int:
    """Tell SQLite whether a statement may do this, when it reads the statement."""
    del rest
    asks_only = action == sqlite3.SQLITE_PRAGMA and first in SETTINGS and second is None
    if action in FORBIDDEN and not asks_only:
        return sqlite3.SQLITE_DENY
    if action in CHANGES and first in added_to:
        return sqlite3.SQLITE_DENY
    if action in WRITES and first is not None and not _is_ours(first):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _is_ours(table: str) -> bool:
    return not table.startswith("sqlite_") and table != "alembic_version"
