"""What a statement holds, noted by the compiler itself while it writes the SQL.

The notes are kept with the compiled statement, so a statement that is compiled once and run often
is read once. Nothing here knows the open scope: ``gate`` holds the notes against it, each time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from sqlalchemy import TableClause
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnElement,
    False_,
    Null,
)
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import (
    AliasedReturnsRows,
    FromClause,
    FromGrouping,
    Join,
    SelectBase,
    TableSample,
    Values,
)

from portal.database.about import About
from portal.database.base import (
    APPEND_ONLY,
    ERASABLE,
    Base,
    DistrictRow,
    PlaceableRow,
    about_of,
)

AUTHORITY = "authority_id"
DISTRICT = "district_id"
FREE_LITERALS = frozenset({"*", "1", "'%'"})
"""What ``count()``, ``exists()`` and ``contains()`` write by themselves."""
FUNCTIONS = frozenset(
    {
        *("abs", "avg", "char_length", "coalesce", "count", "greatest", "least", "length", "lower"),
        *("max", "min", "nullif", "replace", "round", "sum", "trim", "upper"),
        *("dense_rank", "lag", "lead", "rank", "row_number"),
    }
)
"""Functions of their arguments alone. Others may read files, settings or other tables."""
INSIDE = {operators.eq: True, operators.in_op: False}
OUTSIDE = {operators.ne: True, operators.not_in_op: False}
"""Operators that hold a column to values, or out of them, and whether each can be turned round."""
PAIR = 2
Value = TypeVar("Value")
OPERATOR = re.compile(r"[-+*/%<>=!|&@#~^?]+")


@dataclass(frozen=True, slots=True)
class Held(Generic[Value]):
    """What a column is held to: one of ``within`` has it inside, one of ``outside`` keeps it out.

    The values are bound values, or later the names that they carry in the finished statement.
    """

    within: tuple[Value, ...] = ()
    outside: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Pinned(Generic[Value]):
    """A tenant table in a statement, and what its scope columns are held to.

    ``districts`` is None where the table has no district.
    """

    table: str
    about: About
    authorities: tuple[Value, ...]
    districts: tuple[Value, ...] | None
    items: Held[Value]
    young_people: Held[Value]


@dataclass(slots=True)
class Write:
    """The table that a statement writes to, and the columns it gives values to."""

    table: str
    about: About
    columns: frozenset[str]
    has_district: bool


@dataclass(slots=True)
class Notes:
    """Everything the gate needs to know of one compiled statement."""

    selects: int = 0
    bodies: int = 0
    pinned: list[Pinned[BindParameter[Any]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    write: Write | None = None

    @property
    def complete(self) -> bool:
        """Whether every SELECT that was written was also read."""
        return self.selects == self.bodies and (self.bodies > 0 or self.write is not None)


class NotesPins:
    """Mixed into the dialect's compiler. Where a hook did not run, the notes are not complete."""

    __dict__: dict[str, Any]

    @property
    def notes(self) -> Notes:
        """The notes on the statement that is being, or was, compiled."""
        notes: Notes = self.__dict__.setdefault("portal_notes", Notes())
        return notes

    @property
    def named(self) -> tuple[Pinned[str], ...]:
        """What is pinned, by name: read once, when the statement has been compiled."""
        found: tuple[Pinned[str], ...] | None = self.__dict__.get("portal_named")
        if found is None:
            found = tuple(
                Pinned(
                    pinned.table,
                    pinned.about,
                    self._names(pinned.authorities),
                    None if pinned.districts is None else self._names(pinned.districts),
                    self._held(pinned.items),
                    self._held(pinned.young_people),
                )
                for pinned in self.notes.pinned
            )
            self.__dict__["portal_named"] = found
        return found

    def _held(self, held: Held[BindParameter[Any]]) -> Held[str]:
        return Held(self._names(held.within), self._names(held.outside))

    def _names(self, pins: Iterable[BindParameter[Any]]) -> tuple[str, ...]:
        compiler: Any = self
        return tuple(compiler.bind_names[pin] for pin in pins if pin in compiler.bind_names)

    def visit_select(self, select_stmt: Any, *args: Any, **kw: Any) -> str:
        """Count a SELECT as it is begun."""
        self.notes.selects += 1
        return self._written("visit_select", select_stmt, *args, **kw)

    def _compose_select_body(
        self,
        text: str,
        select: Any,
        compile_state: Any,
        inner_columns: Any,
        froms: Sequence[FromClause],
        *args: Any,
    ) -> str:
        notes = self.notes
        notes.bodies += 1
        where = list(_conjuncts(select._where_criteria))  # noqa: SLF001 - no public way to read it
        for source in froms:
            notes.pinned.extend(_pinned(source, where, notes.faults))
        return self._written(
            "_compose_select_body", text, select, compile_state, inner_columns, froms, *args
        )

    def visit_insert(self, insert_stmt: Any, *args: Any, **kw: Any) -> str:
        """Note where rows are added; rows made by a query are refused, their values are unseen."""
        if insert_stmt.select is not None:
            self.notes.faults.append("rows to insert come from a query")
        return self._write("visit_insert", insert_stmt, *args, **kw)

    def visit_update(self, update_stmt: Any, *args: Any, **kw: Any) -> str:
        """Note what is changed and what pins it."""
        return self._write("visit_update", update_stmt, *args, **kw)

    def visit_delete(self, delete_stmt: Any, *args: Any, **kw: Any) -> str:
        """Note what is deleted and what pins it."""
        return self._write("visit_delete", delete_stmt, *args, **kw)

    def _write(self, visit: str, statement: Any, *args: Any, **kw: Any) -> str:
        compiler: Any = self
        faults = self.notes.faults
        nested = bool(compiler.stack) or kw.get("visiting_cte") is not None
        written = self._written(visit, statement, *args, **kw)
        if nested:
            faults.append("a write stands inside another statement")
            return written
        state = compiler.dml_compile_state
        # A DELETE names its key columns to find the row: it gives no column a value.
        keys = () if visit == "visit_delete" else compiler.column_keys
        self.notes.write = _write_of(state, keys, faults)
        if visit != "visit_insert":
            if _changes_history(state.dml_table, self.notes.write):
                faults.append("the rows of this table are never changed")
            where = list(_conjuncts(state.statement._where_criteria))  # noqa: SLF001 - no public way to read it
            for source in (state.dml_table, *state._extra_froms):  # noqa: SLF001 - as above
                self.notes.pinned.extend(_pinned(source, where, faults))
        return written

    def visit_on_conflict_do_update(self, on_conflict: Any, **kw: Any) -> str:
        """Refuse: it changes a row that nothing pins."""
        self.notes.faults.append("an insert turns into an update")
        return self._written("visit_on_conflict_do_update", on_conflict, **kw)

    def visit_textclause(self, textclause: Any, *args: Any, **kw: Any) -> str:
        """Refuse free text wherever it stands."""
        self.notes.faults.append("the statement holds free text")
        return self._written("visit_textclause", textclause, *args, **kw)

    def visit_column(self, column: Any, *args: Any, **kw: Any) -> str:
        """Refuse a literal column, but for those that SQLAlchemy writes by itself."""
        if column.is_literal and column.name not in FREE_LITERALS:
            self.notes.faults.append("the statement holds free text")
        return self._written("visit_column", column, *args, **kw)

    def visit_function(self, func: Any, *args: Any, **kw: Any) -> str:
        """Refuse a database function that is not on the list."""
        if func.name.lower() not in FUNCTIONS or getattr(func, "packagenames", None):
            self.notes.faults.append(f"the function {func.name} is not on the gate's list")
        return self._written("visit_function", func, *args, **kw)

    def visit_custom_op_binary(self, element: Any, operator: Any, **kw: Any) -> str:
        """Refuse an operator that is more than a sign."""
        self._sign(operator)
        return self._written("visit_custom_op_binary", element, operator, **kw)

    def visit_custom_op_unary_operator(self, element: Any, operator: Any, **kw: Any) -> str:
        """Refuse an operator that is more than a sign."""
        self._sign(operator)
        return self._written("visit_custom_op_unary_operator", element, operator, **kw)

    def visit_custom_op_unary_modifier(self, element: Any, operator: Any, **kw: Any) -> str:
        """Refuse an operator that is more than a sign."""
        self._sign(operator)
        return self._written("visit_custom_op_unary_modifier", element, operator, **kw)

    def _sign(self, operator: Any) -> None:
        # Two of these signs begin a comment, which would hide what follows it.
        sign = operator.opstring.strip()
        if not OPERATOR.fullmatch(sign) or "--" in sign or "/*" in sign:
            self.notes.faults.append("an operator holds free text")

    def get_select_hint_text(self, *args: Any) -> str:
        """Refuse a hint; it is free text."""
        return self._hint("get_select_hint_text", *args)

    def get_from_hint_text(self, *args: Any) -> str:
        """Refuse a hint; it is free text."""
        return self._hint("get_from_hint_text", *args)

    def get_statement_hint_text(self, *args: Any) -> str:
        """Refuse a hint; it is free text."""
        return self._hint("get_statement_hint_text", *args)

    def _hint(self, name: str, *args: Any) -> str:
        text = self._written(name, *args)
        if text:
            self.notes.faults.append("a hint is free text")
        return text

    def _written(self, name: str, *args: Any, **kw: Any) -> str:
        """Let the dialect's own compiler write it."""
        text: str = getattr(super(), name)(*args, **kw)
        return text


def _write_of(state: Any, column_keys: Iterable[Any] | None, faults: list[str]) -> Write | None:
    table = _tenant_table(state.dml_table)
    if table is None:
        faults.append("only tenant tables are written")
        return None
    given = state._dict_parameters or {}  # noqa: SLF001 - no public way to read it
    columns = {getattr(key, "key", key) for key in given} | set(column_keys or ())
    return Write(table, _about(table), frozenset(columns), table in district_tables())


def _changes_history(table: Any, write: Write | None) -> bool:
    """Tell whether an append-only row would be changed, but for columns that may be emptied.

    That they are emptied, and not given another value, is the database's own trigger to see to.
    """
    info = getattr(table, "info", {})
    if not info.get(APPEND_ONLY):
        return False
    changed = write.columns if write is not None else frozenset()
    return not changed or not changed <= info.get(ERASABLE, frozenset())


def _conjuncts(criteria: Iterable[Any]) -> Iterator[ColumnElement[Any]]:
    """Yield what must all be true: AND lists are opened, anything else is left whole."""
    for criterion in criteria:
        plain = _bare(criterion)
        if isinstance(plain, BooleanClauseList) and plain.operator is operators.and_:
            yield from _conjuncts(plain.clauses)
        else:
            yield plain


def _pinned(
    source: FromClause, criteria: list[ColumnElement[Any]], faults: list[str]
) -> Iterator[Pinned[BindParameter[Any]]]:
    """Yield each tenant table below ``source`` with the values its scope columns are held to."""
    while isinstance(source, FromGrouping):
        source = source.element
    if isinstance(source, Join):
        if source.full:
            faults.append("a FULL JOIN lets unmatched rows through")
        on = [*criteria, *(_conjuncts([source.onclause]) if source.onclause is not None else ())]
        yield from _pinned(source.left, criteria if source.isouter else on, faults)
        yield from _pinned(source.right, on, faults)
        return
    if any(isinstance(criterion, False_) for criterion in criteria):
        return  # no row of it comes through
    table = _tenant_table(source)
    if table is not None:
        about = _about(table)
        yield Pinned(
            table,
            about,
            _held(AUTHORITY, source, criteria).within,
            _held(DISTRICT, source, criteria).within if table in district_tables() else None,
            _held(about.item, source, criteria),
            _held(about.young_person, source, criteria),
        )
    elif not _is_read_elsewhere(source):
        faults.append(f"the gate does not know the source {getattr(source, 'name', source)}")


def _about(table: str) -> About:
    return about_of(Base.metadata.tables[table])


def _held(
    column: str | None, source: FromClause, criteria: list[ColumnElement[Any]]
) -> Held[BindParameter[Any]]:
    """Return what the criteria hold ``source.column`` to; nothing where there is no column."""
    if column is None:
        return Held()
    within = (_pin(INSIDE, column, source, criterion) for criterion in criteria)
    outside = (_outside(column, source, criterion) for criterion in criteria)
    return Held(
        tuple(pin for pin in within if pin is not None),
        tuple(pin for pin in outside if pin is not None),
    )


def _outside(column: str, source: FromClause, criterion: Any) -> BindParameter[Any] | None:
    """Return the bound value that ``source.column`` is kept out of, or out of where it is set."""
    if (
        isinstance(criterion, BooleanClauseList)
        and criterion.operator is operators.or_
        and len(criterion.clauses) == PAIR
    ):
        unset, criterion = (_bare(clause) for clause in criterion.clauses)
        if not _is_unset(column, source, unset):
            return None
    return _pin(OUTSIDE, column, source, criterion)


def _bare(criterion: Any) -> Any:
    return criterion.element if criterion.__visit_name__ == "grouping" else criterion


def _is_unset(column: str, source: FromClause, criterion: Any) -> bool:
    return (
        isinstance(criterion, BinaryExpression)
        and criterion.operator is operators.is_
        and isinstance(criterion.right, Null)
        and _is_column(column, source, criterion.left)
    )


def _pin(
    accepted: Mapping[Any, bool], column: str, source: FromClause, criterion: Any
) -> BindParameter[Any] | None:
    """Return the bound value where ``criterion`` compares ``source.column`` with it.

    ``accepted`` are the operators that count, and whether each reads the same turned round.
    """
    if not isinstance(criterion, BinaryExpression) or criterion.operator not in accepted:
        return None
    if column == AUTHORITY and criterion.operator is operators.in_op:
        return None
    pairs = [(criterion.left, criterion.right)]
    if accepted[criterion.operator]:
        pairs.append((criterion.right, criterion.left))
    for side, value in pairs:
        if isinstance(value, BindParameter) and _is_column(column, source, side):
            return value
    return None


def _is_column(column: str, source: FromClause, side: Any) -> bool:
    return getattr(side, "name", None) == column and _is(source, getattr(side, "table", None))


def _is(source: Any, table: Any) -> bool:
    plain = getattr(source, "_deannotate", None)
    return table is not None and (table is source or (plain is not None and table is plain()))


def _tenant_table(source: FromClause) -> str | None:
    element: Any = source
    while isinstance(element, AliasedReturnsRows) and not isinstance(element, TableSample):
        element = element.element
    if not isinstance(element, TableClause):
        return None
    known = Base.metadata.tables.get(element.name)
    return element.name if known is not None and AUTHORITY in known.c else None


def _is_read_elsewhere(source: FromClause) -> bool:
    """Whether this source is a query of its own, read in its own right, or only values."""
    element: Any = source
    while isinstance(element, AliasedReturnsRows) and not isinstance(element, TableSample):
        element = element.element
    return isinstance(element, SelectBase | Values | FunctionElement)


def district_tables() -> frozenset[str]:
    """Return the tables whose rows have a district, or may have one."""
    return frozenset(
        str(mapper.local_table.name)  # type: ignore[attr-defined]  # a table, for all of ours
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, DistrictRow | PlaceableRow)
    )
