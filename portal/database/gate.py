"""The pin gate: the last look at each statement before it reaches the database.

Every tenant table in a statement must be pinned: a top-level ``authority_id = :value`` whose value
is the open scope's own authority. Text, driver SQL and free literals are refused. The gate reads
what the compiler really wrote, so it does not depend on who built the statement; where its hook did
not run, the statement is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnClause,
    ColumnElement,
    TextClause,
)
from sqlalchemy.sql.selectable import Alias, FromClause, Join, TableClause

from portal.database.base import Base
from portal.database.scope import Scope, ScopeBreachError, current_scope

PIN = "authority_id"
SAVEPOINTS = frozenset({"savepoint", "release_savepoint", "rollback_to_savepoint"})
"""They touch no row."""
FREE_LITERALS = frozenset({"*", "1"})
"""What ``count()`` and ``exists()`` write by themselves."""


def install(engine: Engine) -> None:
    """Compile with the hook and check each statement at the cursor."""
    compiler: type[SQLCompiler] = engine.dialect.statement_compiler
    engine.dialect.statement_compiler = type("PinNotingCompiler", (_NotesPins, compiler), {})
    event.listen(engine, "before_cursor_execute", _verify)


class _NotesPins:
    """Notes, for each SELECT body as it is written, every tenant table and what pins it."""

    def _compose_select_body(  # noqa: PLR0917 - the signature is SQLAlchemy's
        self,
        text: str,
        select: Any,
        compile_state: Any,
        inner_columns: Any,
        froms: Sequence[FromClause],
        byfrom: Any,
        toplevel: bool,  # noqa: FBT001 - the signature is SQLAlchemy's
        kwargs: dict[str, Any],
    ) -> str:
        notes: list[tuple[str, list[BindParameter[Any]]]] = self.__dict__.setdefault("pins", [])
        faults: list[str] = self.__dict__.setdefault("faults", [])
        where = list(_conjuncts(select._where_criteria))  # noqa: SLF001 - no public way to read it
        for source in froms:
            for table, pins in _pinned(source, where, faults):
                notes.append((table, pins))
        faults.extend(_free_text(select))
        body: str = super()._compose_select_body(  # type: ignore[misc]  # the base is mixed in
            text, select, compile_state, inner_columns, froms, byfrom, toplevel, kwargs
        )
        return body


def _conjuncts(criteria: Iterable[Any]) -> Iterator[ColumnElement[Any]]:
    """Yield what must all be true: AND lists are opened, anything else is left whole."""
    for criterion in criteria:
        plain = getattr(criterion, "element", None) if _is_grouping(criterion) else criterion
        if isinstance(plain, BooleanClauseList) and plain.operator is operators.and_:
            yield from _conjuncts(plain.clauses)
        elif plain is not None:
            yield plain


def _is_grouping(criterion: Any) -> bool:
    return bool(criterion.__visit_name__ == "grouping")


def _pinned(
    source: FromClause, criteria: list[ColumnElement[Any]], faults: list[str]
) -> Iterator[tuple[str, list[BindParameter[Any]]]]:
    """Yield each tenant table below ``source`` with the values its authority is held equal to."""
    if isinstance(source, Join):
        if source.full:
            faults.append("a FULL JOIN lets unmatched rows through")
        on = list(_conjuncts([source.onclause])) if source.onclause is not None else []
        yield from _pinned(source.left, criteria if source.isouter else [*criteria, *on], faults)
        yield from _pinned(source.right, [*criteria, *on], faults)
        return
    table = _tenant_table(source)
    if table is not None:
        yield table, [pin for pin in (_pin(c, source) for c in criteria) if pin is not None]


def _tenant_table(source: FromClause) -> str | None:
    element: Any = source
    while isinstance(element, Alias):
        element = element.element
    if not isinstance(element, TableClause):
        return None
    known = Base.metadata.tables.get(element.name)
    return element.name if known is not None and PIN in known.c else None


def _pin(criterion: ColumnElement[Any], source: FromClause) -> BindParameter[Any] | None:
    """Return the bound value where ``criterion`` is ``source.authority_id = :value``."""
    if not isinstance(criterion, BinaryExpression) or criterion.operator is not operators.eq:
        return None
    for column, value in ((criterion.left, criterion.right), (criterion.right, criterion.left)):
        if (
            isinstance(value, BindParameter)
            and getattr(column, "name", None) == PIN
            and getattr(column, "table", None) in {source, *_annotated(source)}
        ):
            return value
    return None


def _annotated(source: FromClause) -> list[FromClause]:
    plain = getattr(source, "_deannotate", None)
    return [plain()] if plain is not None else []


def _free_text(statement: Any) -> Iterator[str]:
    for element in visitors.iterate(statement):
        literal = isinstance(element, ColumnClause) and element.is_literal
        free = literal and getattr(element, "name", "") not in FREE_LITERALS
        if isinstance(element, TextClause) or free:
            yield "the statement holds free text"


def _verify(  # noqa: PLR0917 - the signature is SQLAlchemy's
    connection: Connection,
    cursor: object,
    statement: str,
    parameters: object,
    context: Any,
    executemany: bool,  # noqa: FBT001 - the signature is SQLAlchemy's
) -> None:
    del connection, cursor, parameters, executemany
    compiled = context.compiled
    if compiled is not None and compiled.statement.__visit_name__ in SAVEPOINTS:
        return
    scope = current_scope()
    if compiled is None or not isinstance(compiled, _NotesPins):
        raise ScopeBreachError("Text and driver SQL do not pass the gate.")
    values: list[Mapping[str, Any]] = list(context.compiled_parameters)
    if context.isinsert or context.isupdate or context.isdelete:
        _verify_write(compiled, context, values, scope)
    elif "pins" not in compiled.__dict__:
        raise ScopeBreachError(f"The gate could not read this statement: {statement[:80]}")
    _verify_pins(compiled, values, scope)


def _verify_pins(compiled: Any, values: list[Mapping[str, Any]], scope: Scope) -> None:
    faults: list[str] = compiled.__dict__.get("faults", [])
    if faults:
        raise ScopeBreachError(f"Refused: {faults[0]}.")
    for table, pins in compiled.__dict__.get("pins", []):
        if not _holds(compiled, pins, values, scope):
            raise ScopeBreachError(f"The table {table} is not pinned to the open scope.")


def _holds(
    compiled: Any,
    pins: list[BindParameter[Any]],
    values: list[Mapping[str, Any]],
    scope: Scope,
) -> bool:
    """Tell whether one of the pins carries the scope's authority in every set of values."""
    names = [compiled.bind_names[pin] for pin in pins if pin in compiled.bind_names]
    return any(all(row.get(name) == scope.authority_id for row in values) for name in names)


def _verify_write(
    compiled: Any, context: Any, values: list[Mapping[str, Any]], scope: Scope
) -> None:
    if not scope.writes:
        raise ScopeBreachError(f"Nothing may be written while {scope.purpose}.")
    table = _tenant_table(context.compiled.statement.table)
    if table is None:
        raise ScopeBreachError("Only tenant tables are written here.")
    if any(row[PIN] != scope.authority_id for row in values if PIN in row):
        raise ScopeBreachError("A row of another authority may not be written.")
    if context.isinsert:
        if any(PIN not in row for row in values):
            raise ScopeBreachError("A new row must say which authority it belongs to.")
        return
    state = compiled.compile_state
    written = state.statement if hasattr(state, "statement") else compiled.statement
    criteria = list(_conjuncts(written._where_criteria))  # noqa: SLF001 - no public way to read it
    pins = [p for p in (_pin(c, written.table) for c in criteria) if p is not None]
    if not _holds(compiled, pins, values, scope):
        raise ScopeBreachError(f"The table {table} is not pinned to the open scope.")
