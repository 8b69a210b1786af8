"""The adder: puts the scope's authority, districts and reach on every mapped statement.

It is the convenience; the gate is the proof. Each is tested alone, because together they hide
each other's faults.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, event, false, inspect
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from portal.database import reach
from portal.database.base import AuthorityRow, DistrictRow, PlaceableRow
from portal.database.scope import Reach, Scope, ScopeBreachError, current_scope

MOST_SCOPES = 256
"""How many scopes are remembered: one for each set of districts and each visit or interest."""
MOST_FOR_ONE = 32
"""For how many scopes a statement that a module keeps is remembered: each takes up to 70 kB."""
_Key = tuple[str, frozenset[str] | None, Reach | None, Reach]
_kept: WeakKeyDictionary[Any, dict[_Key, Any]] = WeakKeyDictionary()


def install(session_factory: type[Session]) -> None:
    """Listen to every statement and every flush of this kind of session."""
    event.listen(session_factory, "do_orm_execute", add_criteria)
    event.listen(session_factory, "before_flush", refuse_foreign_rows)
    event.listen(session_factory, "before_attach", _refuse_brought_in)


def _scope_of(session: Session) -> Scope:
    """Return the open scope. Raises ScopeBreachError for a session that began in another."""
    scope = current_scope()
    began_in: object = session.info.setdefault("scope", scope)
    if began_in is not scope:
        raise ScopeBreachError("This session belongs to a scope that has ended.")
    return scope


def add_criteria(state: ORMExecuteState) -> None:
    """Put the open scope's criteria on a mapped statement."""
    scope = _scope_of(state.session)
    if not state.is_insert:
        state.statement = _scoped(state.statement, scope)


def _scoped(statement: Any, scope: Scope) -> Any:
    """Return the statement with a scope's criteria.

    A statement that a module keeps is given them once for each scope, so that SQLAlchemy reads it
    once too; one that was put together for this call is forgotten with it.
    """
    kept = _kept.setdefault(statement, {})
    key = (scope.authority_id, scope.districts, scope.only, scope.without)
    found = kept.get(key)
    if found is None:
        if len(kept) >= MOST_FOR_ONE:
            kept.clear()
        found = statement.options(*_criteria(*key))
        kept[key] = found
    return found


@lru_cache(maxsize=MOST_SCOPES)
def _criteria(
    authority_id: str, districts: frozenset[str] | None, only: Reach | None, without: Reach
) -> tuple[ExecutableOption, ...]:
    """Return the criteria of a scope. They are costly to make and do not change."""
    options = [
        with_loader_criteria(
            AuthorityRow, lambda cls: cls.authority_id == authority_id, include_aliases=True
        )
    ]
    if districts is not None:
        within = _within(sorted(districts))
        options += [
            with_loader_criteria(kind, within, include_aliases=True)
            for kind in (DistrictRow, PlaceableRow)
        ]
    return (*options, *reach.criteria(only, without))


def _within(slugs: list[str]) -> Callable[[Any], ColumnElement[bool]]:
    """Return the criterion for a district. One is compared: a list is written out each time."""
    if not slugs:
        return _nothing
    if len(slugs) == 1:
        only = slugs[0]
        return lambda cls: cls.district_id == only
    return lambda cls: cls.district_id.in_(slugs)


def _refuse_brought_in(session: Session, row: object) -> None:
    """Refuse a row that this scope did not load: its key may be anybody's."""
    del session
    if inspect(row, raiseerr=True).key is not None:
        raise ScopeBreachError("A row of an ended scope is read again, not brought in.")


def _nothing(cls: type[DistrictRow | PlaceableRow]) -> ColumnElement[bool]:
    del cls
    return false()


def refuse_foreign_rows(session: Session, context: UOWTransaction, instances: object) -> None:
    """Refuse a flush in a reading scope, and any row that is not the scope's own."""
    del context, instances
    scope = _scope_of(session)
    changed = [*session.new, *session.dirty, *session.deleted]
    if changed and not scope.writes:
        raise ScopeBreachError(f"Nothing may be written while {scope.purpose}.")
    for row in changed:
        if not isinstance(row, AuthorityRow):
            continue
        if row.authority_id != scope.authority_id:
            raise ScopeBreachError("A row of another authority may not be written.")
        if (
            isinstance(row, DistrictRow | PlaceableRow)
            and scope.districts is not None
            and row.district_id not in scope.districts
        ):
            raise ScopeBreachError("A row of a district outside the scope may not be written.")
    reach.refuse(session.new, scope, new=True)
    reach.refuse([*session.dirty, *session.deleted], scope, new=False)
