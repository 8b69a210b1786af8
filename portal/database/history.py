"""Triggers that keep what is only ever added to, whoever writes and however.

On SQLite ``INSERT OR REPLACE`` walks past a trigger on deleting, so replacing is refused as well;
on PostgreSQL so is emptying the whole table. An owner can take a trigger away: the chain of the
trail finds what was done then.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Table

from portal.database.base import APPEND_ONLY, ERASABLE, ONLY_GROWS, Base
from portal.database.notes import AUTHORITY

WORDS = "the rows of this table are only added to and never changed"
FUNCTION = f"""
CREATE OR REPLACE FUNCTION portal_wall.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'insufficient_privilege';
END $$
"""


def kept_tables() -> list[Table]:
    """Return the tables whose rows stay: none is deleted, and what was written is not changed."""
    return [
        table
        for table in Base.metadata.sorted_tables
        if table.info.get(APPEND_ONLY) or table.info.get(ONLY_GROWS)
    ]


def on_sqlite(table: Table) -> Iterator[str]:
    """Yield the triggers of a table, for SQLite."""
    there = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
    for name, moment, when in (
        ("delete", "DELETE", "1"),
        ("replace", "INSERT", f"EXISTS (SELECT 1 FROM {table.name} WHERE {there})"),  # noqa: S608 - mapped names
        ("update", "UPDATE", _changed(table, "IS NOT")),
    ):
        yield (
            f"CREATE TRIGGER {table.name}_no_{name} BEFORE {moment} ON {table.name} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )


def on_postgresql(table: Table) -> Iterator[str]:
    """Yield the triggers of a table, for PostgreSQL."""
    for name, moment, each in (
        ("delete", "DELETE", "ROW"),
        ("truncate", "TRUNCATE", "STATEMENT"),
        ("update", "UPDATE", f"ROW WHEN ({_changed(table, 'IS DISTINCT FROM')})"),
    ):
        yield (
            f"CREATE OR REPLACE TRIGGER {table.name}_no_{name} BEFORE {moment} "
            f"ON public.{table.name} FOR EACH {each} EXECUTE FUNCTION portal_wall.refuse_change()"
        )


def _changed(table: Table, differs: str) -> str:
    """Return the condition that an update does more than the table allows."""
    grows = table.info.get(ONLY_GROWS)
    if grows:
        return f"NEW.{grows} <= OLD.{grows} OR NEW.{AUTHORITY} {differs} OLD.{AUTHORITY}"
    emptied = table.info.get(ERASABLE, frozenset())
    return " OR ".join(
        f"NEW.{column.name} IS NOT NULL"
        if column.name in emptied
        else f"NEW.{column.name} {differs} OLD.{column.name}"
        for column in table.c
    )
