"""The item dimension of the adder: what a visitor came for, and what a reader declared.

A visitor sees the rows of their own items and young people and nothing of a closed table. What a
reader declared an interest in is taken out of every table that names it. An outer join keeps its
left side, so a slot whose item is hidden is a slot without an item.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, false, or_
from sqlalchemy.orm import Mapper, with_loader_criteria
from sqlalchemy.sql.base import ExecutableOption

from portal.database.about import About
from portal.database.base import AuthorityRow, Base, about_of
from portal.database.scope import NO_ITEMS, Reach, Scope, ScopeBreachError


def criteria(only: Reach | None, without: Reach) -> list[ExecutableOption]:
    """Return one option for each mapped class of which the scope sees less than all."""
    if only is None and without == NO_ITEMS:
        return []
    found = ((mapper, _condition(mapper, only, without)) for mapper in _mappers())
    return [
        with_loader_criteria(mapper.class_, condition, include_aliases=True)
        for mapper, condition in found
        if condition is not None
    ]


def _mappers() -> list[Mapper[Any]]:
    return sorted(Base.registry.mappers, key=lambda mapper: mapper.class_.__name__)


def _condition(
    mapper: Mapper[Any], only: Reach | None, without: Reach
) -> ColumnElement[bool] | None:
    """Return what the scope sees of a class, None where it sees all that its districts have."""
    table = mapper.local_table
    assert isinstance(table, Table)
    about = about_of(table)
    conditions = []
    if only is not None:
        named = list(_named(about, only))
        # Said plainly, so that the gate knows it for what it is: no row comes through.
        if not about.read or not all(ids for _, ids in named):
            return false()
        conditions = [table.c[column].in_(sorted(ids)) for column, ids in named]
    for column, ids in _named(about, without):
        if ids:
            outside = table.c[column].not_in(sorted(ids))
            unset = table.c[column].is_(None)
            conditions.append(or_(unset, outside) if table.c[column].nullable else outside)
    return and_(*conditions) if conditions else None


def _named(about: About, reach: Reach) -> Iterator[tuple[str, frozenset[UUID]]]:
    """Yield each naming column with the ids of its kind."""
    for column, ids in ((about.item, reach.items), (about.young_person, reach.young_people)):
        if column is not None:
            yield column, ids


def refuse(rows: Iterable[object], scope: Scope, *, new: bool) -> None:
    """Refuse to flush a row beyond the scope's reach. Raises ScopeBreachError."""
    if scope.only is None and scope.without == NO_ITEMS:
        return
    for row in rows:
        if isinstance(row, AuthorityRow) and not _is_within(row, scope, new=new):
            raise ScopeBreachError("A row beyond the reach of the scope may not be written.")


def _is_within(row: AuthorityRow, scope: Scope, *, new: bool) -> bool:
    about = row.about
    if new and about.added and not about.read:
        return True
    if scope.only is not None:
        if not (about.added if new else about.changed):
            return False
        if any(getattr(row, column) not in ids for column, ids in _named(about, scope.only)):
            return False
    return all(getattr(row, column) not in ids for column, ids in _named(about, scope.without))
