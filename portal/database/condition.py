"""What the database says of itself: its settings, its clock, and what the portal's role may do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine

_PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "secure_delete")
_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit")


@dataclass(frozen=True, slots=True)
class Condition:
    """A database's settings by name, and its own time; the last three are PostgreSQL's."""

    kind: str
    settings: dict[str, str] = field(default_factory=dict)
    now: datetime | None = None
    superuser: bool = False
    bypasses_rows: bool = False
    owns_tables: bool = False


def condition_of(engine: Engine) -> Condition:
    """Ask the database about itself; no row of anybody's is read. Raises the driver's errors."""
    pooled = engine.raw_connection()
    try:
        driver: Any = pooled.dbapi_connection
        cursor = driver.cursor()
        try:
            return _of_sqlite(cursor) if engine.dialect.name == "sqlite" else _of_postgresql(cursor)
        finally:
            cursor.close()
    finally:
        pooled.close()


def _of_sqlite(cursor: Any) -> Condition:
    settings = {}
    for name in _PRAGMAS:
        cursor.execute(f"PRAGMA {name}")
        settings[name] = str(cursor.fetchone()[0])
    return Condition("sqlite", settings)


def _of_postgresql(cursor: Any) -> Condition:
    settings = {}
    for name in _SETTINGS:
        cursor.execute("SELECT current_setting(%s)", (name,))
        settings[name] = str(cursor.fetchone()[0])
    cursor.execute(
        "SELECT clock_timestamp(), r.rolsuper, r.rolbypassrls, EXISTS ("
        " SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = current_schema() AND c.relkind = 'r'"
        " AND pg_has_role(c.relowner, 'USAGE')"
        ") FROM pg_roles r WHERE r.rolname = current_user"
    )
    now, superuser, bypasses, owns = cursor.fetchone()
    return Condition(
        "postgresql",
        settings,
        now.astimezone(UTC),
        superuser=superuser,
        bypasses_rows=bypasses,
        owns_tables=owns,
    )
