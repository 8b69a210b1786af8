"""Which tables a transaction has written, for whoever looks before it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event

from portal.database.notes import NotesPins

_written: ContextVar[set[str] | None] = ContextVar("written", default=None)


def install(engine: Engine) -> None:
    """Note each statement of this engine that wrote a row."""
    event.listen(engine, "after_cursor_execute", _note)


@contextmanager
def noted() -> Iterator[None]:
    """Note what is written inside, until it is committed or undone."""
    token = _written.set(set())
    try:
        yield
    finally:
        _written.reset(token)


def written() -> frozenset[str]:
    """Return the tables with a row that the open transaction added, changed or deleted."""
    return frozenset(_written.get() or ())


def forget() -> None:
    """Begin anew: what was written is committed or undone."""
    found = _written.get()
    if found is not None:
        found.clear()


def _note(*given: Any) -> None:
    """Note one statement, of what SQLAlchemy tells: the second is its cursor, the fifth its run."""
    cursor, context = given[1], given[4]
    found = _written.get()
    compiled = None if context is None else context.compiled
    if found is None or not isinstance(compiled, NotesPins):
        return
    write = compiled.notes.write
    # A driver tells 0 only where it knows; of rows that come back it knows when they are fetched.
    if write is not None and (context.isinsert or cursor.description or cursor.rowcount != 0):
        found.add(write.table)
