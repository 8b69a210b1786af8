"""The pin gate: the last look at each statement before it reaches the database.

Every tenant table in a statement must be pinned: a top-level ``authority_id = :value`` whose value
is the open scope's own authority; where the scope is limited to districts, the table's
``district_id`` held to districts of the scope; where it is limited to items and young people, or
kept from some, each column that names one held to what is left. Text, driver SQL and free literals
are refused. The gate reads what the compiler really wrote (``notes``), so it does not depend on who
built the statement; where a hook did not run, the statement is refused. A refusal is a fault of the
portal's own or an attack, so each is logged, with the statement's shape and none of its values.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from uuid import UUID
from weakref import WeakSet

from sqlalchemy import Connection, Engine, event
from sqlalchemy.sql.compiler import SQLCompiler

from portal.database.about import About
from portal.database.base import Base
from portal.database.notes import AUTHORITY, DISTRICT, Held, NotesPins, Pinned, Write
from portal.database.scope import (
    NO_ITEMS,
    NoScopeError,
    Reach,
    Scope,
    ScopeBreachError,
    current_scope,
)

SAVEPOINTS = frozenset({"savepoint", "release_savepoint", "rollback_to_savepoint"})
"""They touch no row."""
LONGEST_SHAPE = 500
_WORDS = frozenset(
    {
        *("all", "and", "any", "as", "asc", "between", "by", "case", "coalesce", "count", "cross"),
        *("delete", "desc", "distinct", "else", "end", "except", "exists", "from", "full", "group"),
        *("having", "in", "inner", "insert", "intersect", "into", "is", "join", "lateral", "left"),
        *("like", "limit", "not", "null", "offset", "on", "or", "order", "outer", "over"),
        *("returning", "select", "set", "union", "update", "using", "values", "when", "where"),
        "with",
    }
)
_MARKS = frozenset("(),.=<>*")
log = logging.getLogger(__name__)
_flushing: ContextVar[bool] = ContextVar("flushing", default=False)
_cursors: ContextVar[WeakSet[Any] | None] = ContextVar("cursors", default=None)


def install(engine: Engine) -> None:
    """Compile with the hooks and check each statement at the cursor."""
    compiler: type[SQLCompiler] = engine.dialect.statement_compiler
    engine.dialect.statement_compiler = type("PinNotingCompiler", (NotesPins, compiler), {})
    event.listen(engine, "before_cursor_execute", verify)


@contextmanager
def rows_of_this_session() -> Iterator[None]:
    """Let the flush inside write rows by their key, with no district in the condition.

    They were loaded or made in this scope; the adder has looked at each.
    """
    token = _flushing.set(True)
    try:
        yield
    finally:
        _flushing.reset(token)


@contextmanager
def rows_of_this_scope() -> Iterator[None]:
    """Close what was asked inside and not read to its end: rows do not outlive their scope."""
    asked: WeakSet[Any] = WeakSet()
    token = _cursors.set(asked)
    try:
        yield
    finally:
        _cursors.reset(token)
        for cursor in list(asked):
            cursor.close()


def verify(  # noqa: PLR0917 - the signature is SQLAlchemy's
    connection: Connection,
    cursor: Any,
    statement: str,
    parameters: object,
    context: Any,
    executemany: bool,  # noqa: FBT001 - the signature is SQLAlchemy's
) -> None:
    """Refuse what the open scope does not allow. Raises NoScopeError, ScopeBreachError."""
    del connection, parameters, executemany
    asked = _cursors.get()
    if asked is not None:
        asked.add(cursor)
    try:
        _verify(context)
    except (NoScopeError, ScopeBreachError) as refusal:
        log.error("Refused: %s The statement: %s", refusal, shape_of(statement))  # noqa: TRY400 - the caller's own frames may hold values
        raise


def shape_of(statement: str) -> str:
    """Return what a statement does, with nothing of what it carries.

    Words of SQL and the names of tables and columns stay; every other run of characters that could
    be a value becomes a question mark.
    """
    known = _WORDS | _names()
    shown = (
        word if word in _MARKS or word.lower() in known else "?"
        for word in re.findall(r"\w+|[(),.=<>*]", statement)
    )
    return " ".join(shown)[:LONGEST_SHAPE]


@cache
def _names() -> frozenset[str]:
    tables = Base.metadata.tables.values()
    return frozenset(name for table in tables for name in (table.name, *table.c.keys()))


def _verify(context: Any) -> None:
    compiled = context.compiled
    if compiled is not None and compiled.statement.__visit_name__ in SAVEPOINTS:
        return
    scope = current_scope()
    if not isinstance(compiled, NotesPins):
        raise ScopeBreachError("Text and driver SQL do not pass the gate.")
    notes = compiled.notes
    if notes.faults:
        raise ScopeBreachError(f"Refused: {notes.faults[0]}.")
    is_write = context.isinsert or context.isupdate or context.isdelete
    if not notes.complete or bool(is_write) != (notes.write is not None):
        raise ScopeBreachError("The gate could not read this statement.")
    _verify_pins(compiled, context, scope)
    if notes.write is not None:
        _verify_write(notes.write, context, scope)


def _verify_pins(compiled: NotesPins, context: Any, scope: Scope) -> None:
    by_key = compiled.notes.write is not None and _flushing.get()
    for pinned in compiled.named:
        if not _holds(pinned.authorities, context, _among(frozenset({scope.authority_id}))):
            raise ScopeBreachError(f"The table {pinned.table} is not pinned to the open scope.")
        if by_key:
            continue
        if not _in_districts(pinned, context, scope):
            raise ScopeBreachError(f"The table {pinned.table} is not pinned to its districts.")
        if not _in_reach(pinned, context, scope):
            raise ScopeBreachError(f"The table {pinned.table} is not pinned to what may be seen.")


def _in_districts(pinned: Pinned[str], context: Any, scope: Scope) -> bool:
    return (
        scope.districts is None
        or pinned.districts is None
        or _holds(pinned.districts, context, _among(scope.districts))
    )


def _in_reach(pinned: Pinned[str], context: Any, scope: Scope) -> bool:
    only, without, about = scope.only, scope.without, pinned.about
    if only is not None and not (
        about.read
        and (about.item is None or _holds(pinned.items.within, context, _among(only.items)))
        and (
            about.young_person is None
            or _holds(pinned.young_people.within, context, _among(only.young_people))
        )
    ):
        return False
    return (about.item is None or _kept_out(pinned.items, context, without.items)) and (
        about.young_person is None or _kept_out(pinned.young_people, context, without.young_people)
    )


def _kept_out(held: Held[str], context: Any, hidden: frozenset[UUID]) -> bool:
    """Tell whether a column is kept out of all that is hidden, or held to what is not."""
    return (
        not hidden
        or _holds(held.outside, context, lambda values: hidden <= set(values))
        or _holds(held.within, context, _apart_from(hidden))
    )


Test = Callable[[list[Any]], bool]


def _among(allowed: frozenset[Any]) -> Test:
    return lambda values: all(value in allowed for value in values)


def _apart_from(hidden: frozenset[UUID]) -> Test:
    # A value of another type may be the same id to the database, so it does not count.
    return lambda values: all(isinstance(v, UUID) and v not in hidden for v in values)


def _holds(pins: tuple[str, ...], context: Any, test: Test) -> bool:
    """Tell whether one of the pins carries values that pass, in every set of values."""
    return any(
        all(test(_values(name, row, context)) for row in context.compiled_parameters)
        for name in pins
    )


def _values(name: str, row: Mapping[str, Any], context: Any) -> list[Any]:
    spread = context._expanded_parameters.get(name)  # noqa: SLF001 - where IN's values are kept
    return [row.get(name)] if spread is None else [row[part] for part in spread]


def _verify_write(write: Write, context: Any, scope: Scope) -> None:
    if not scope.writes:
        raise ScopeBreachError(f"Nothing may be written while {scope.purpose}.")
    rows: list[Mapping[str, Any]] = context.compiled_parameters
    if context.isinsert:
        if any(row.get(AUTHORITY) != scope.authority_id for row in rows):
            raise ScopeBreachError("A new row must belong to the authority of the open scope.")
    elif AUTHORITY in write.columns:
        raise ScopeBreachError("A row does not change its authority.")
    places = write.has_district and (context.isinsert or DISTRICT in write.columns)
    within = scope.districts
    if places and within is not None and any(row.get(DISTRICT) not in within for row in rows):
        raise ScopeBreachError("A row of a district outside the scope may not be written.")
    if scope.only is not None or scope.without != NO_ITEMS:
        _verify_reach(write, context, scope)


def _verify_reach(write: Write, context: Any, scope: Scope) -> None:
    """Refuse a row that names, or comes to name, what is beyond the scope's reach."""
    about = write.about
    if context.isinsert and about.added and not about.read:
        return
    if scope.only is not None and not (about.added if context.isinsert else about.changed):
        raise ScopeBreachError("A visitor does not write this table.")
    for column, within, hidden in _columns(about, scope.only, scope.without):
        if not context.isinsert and column not in write.columns:
            continue
        for row in context.compiled_parameters:
            if not _may_name(row, column, write, within, hidden):
                raise ScopeBreachError("A row beyond the reach of the scope may not be written.")


def _columns(
    about: About, only: Reach | None, without: Reach
) -> Iterator[tuple[str, frozenset[UUID] | None, frozenset[UUID]]]:
    """Yield each naming column with what it may name, None for anything, and what it may not."""
    if about.item is not None:
        yield about.item, only.items if only else None, without.items
    if about.young_person is not None:
        yield about.young_person, only.young_people if only else None, without.young_people


def _may_name(
    row: Mapping[str, Any],
    column: str,
    write: Write,
    within: frozenset[UUID] | None,
    hidden: frozenset[UUID],
) -> bool:
    value = row.get(column)
    if within is not None:
        return value in within and value not in hidden
    if value is None:
        # Named by nothing is well; given in a way that cannot be read is not.
        return column in row or column not in write.columns
    return not hidden or (isinstance(value, UUID) and value not in hidden)
