"""The adder: puts the scope's authority and districts on every mapped statement.

It is the convenience; the gate is the proof. Each is tested alone, because together they hide
each other's faults.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, event, false
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria

from portal.database.base import AuthorityRow, DistrictRow, PlaceableRow
from portal.database.scope import ScopeBreachError, current_scope


def install(session_factory: type[Session]) -> None:
    """Listen to every statement and every flush of this kind of session."""
    event.listen(session_factory, "do_orm_execute", _add_criteria)
    event.listen(session_factory, "before_flush", _refuse_foreign_rows)


def _add_criteria(state: ORMExecuteState) -> None:
    scope = current_scope()
    if state.is_insert:
        return
    authority_id = scope.authority_id
    options = [
        with_loader_criteria(
            AuthorityRow, lambda cls: cls.authority_id == authority_id, include_aliases=True
        )
    ]
    if scope.districts is not None:
        districts = sorted(scope.districts)
        within: Callable[[Any], ColumnElement[bool]] = (
            (lambda cls: cls.district_id.in_(districts)) if districts else _nothing
        )
        options += [
            with_loader_criteria(kind, within, include_aliases=True)
            for kind in (DistrictRow, PlaceableRow)
        ]
    state.statement = state.statement.options(*options)


def _nothing(cls: type[DistrictRow | PlaceableRow]) -> ColumnElement[bool]:
    del cls
    return false()


def _refuse_foreign_rows(session: Session, context: UOWTransaction, instances: object) -> None:
    """Refuse a flush in a reading scope, and any row that is not the scope's own."""
    del context, instances
    scope = current_scope()
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
