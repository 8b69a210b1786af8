"""The pin gate: the last look at each statement before it reaches the database.

Every tenant table in a statement must be pinned: a top-level ``authority_id = :value`` whose value
is the open scope's own authority and, where the scope is limited to districts, the table's
``district_id`` held to districts of the scope. Text, driver SQL and free literals are refused. The
gate reads what the compiler really wrote (``notes``), so it does not depend on who built the
statement; where a hook did not run, the statement is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.sql.compiler import SQLCompiler

from portal.database.notes import AUTHORITY, DISTRICT, Named, NotesPins, Write
from portal.database.scope import Scope, ScopeBreachError, current_scope

SAVEPOINTS = frozenset({"savepoint", "release_savepoint", "rollback_to_savepoint"})
"""They touch no row."""
_flushing: ContextVar[bool] = ContextVar("flushing", default=False)


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


def verify(  # noqa: PLR0917 - the signature is SQLAlchemy's
    connection: Connection,
    cursor: object,
    statement: str,
    parameters: object,
    context: Any,
    executemany: bool,  # noqa: FBT001 - the signature is SQLAlchemy's
) -> None:
    """Refuse what the open scope does not allow. Raises NoScopeError, ScopeBreachError."""
    del connection, cursor, parameters, executemany
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
        raise ScopeBreachError(f"The gate could not read this statement: {statement[:80]}")
    _verify_pins(compiled, context, scope)
    if notes.write is not None:
        _verify_write(notes.write, context, scope)


def _verify_pins(compiled: NotesPins, context: Any, scope: Scope) -> None:
    by_key = compiled.notes.write is not None and _flushing.get()
    for pinned in compiled.named:
        if not _holds(pinned.authorities, context, frozenset({scope.authority_id})):
            raise ScopeBreachError(f"The table {pinned.table} is not pinned to the open scope.")
        if not by_key and not _in_districts(pinned, context, scope):
            raise ScopeBreachError(f"The table {pinned.table} is not pinned to its districts.")


def _in_districts(pinned: Named, context: Any, scope: Scope) -> bool:
    return (
        scope.districts is None
        or pinned.districts is None
        or _holds(pinned.districts, context, scope.districts)
    )


def _holds(pins: tuple[str, ...], context: Any, allowed: frozenset[str]) -> bool:
    """Tell whether one of the pins carries only allowed values, in every set of values."""
    return any(
        all(_allowed(name, row, context, allowed) for row in context.compiled_parameters)
        for name in pins
    )


def _allowed(name: str, row: Mapping[str, Any], context: Any, allowed: frozenset[str]) -> bool:
    spread = context._expanded_parameters.get(name)  # noqa: SLF001 - where IN's values are kept
    if spread is None:
        return row.get(name) in allowed
    return all(row[part] in allowed for part in spread)


def _verify_write(write: Write, context: Any, scope: Scope) -> None:
    if not scope.writes:
        raise ScopeBreachError(f"Nothing may be written while {scope.purpose}.")
    rows: list[Mapping[str, Any]] = context.compiled_parameters
    if context.isinsert:
        if any(row.get(AUTHORITY) != scope.authority_id for row in rows):
            raise ScopeBreachError("A new row must belong to the authority of the open scope.")
    elif AUTHORITY in write.columns:
        raise ScopeBreachError("A row does not change its authority.")
    if scope.districts is None or not write.has_district:
        return
    places = context.isinsert or DISTRICT in write.columns
    if places and any(row.get(DISTRICT) not in scope.districts for row in rows):
        raise ScopeBreachError("A row of a district outside the scope may not be written.")
