"""The adder with no gate behind it: mapped statements see and change only the scope's own rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, exists, func, select, update
from sqlalchemy.orm import Session, aliased, undefer

from portal.cases.models import YoungPerson
from portal.database import Scope, ScopeBreachError, open_scope, session
from portal.tenancy.models import District
from tests.integration.conftest import ScopeOpener
from tests.integration.database.conftest import ELSEWHERE

pytestmark = [pytest.mark.usefixtures("rows", "no_gate", "no_wall"), pytest.mark.control("C3")]
BURNLEY = frozenset({"burnley"})
twin = aliased(YoungPerson)
inner = select(YoungPerson.reference)

READS: dict[str, Callable[[], Any]] = {
    "rows": lambda: select(YoungPerson.reference),
    "whole rows": lambda: select(YoungPerson).options(undefer(YoungPerson.reference)),
    "an alias": lambda: select(twin.reference),
    "an alias of a query": lambda: select(
        aliased(YoungPerson, select(YoungPerson).subquery()).reference
    ),
    "a row and its twin": lambda: select(twin.reference).join(
        YoungPerson, YoungPerson.id == twin.id
    ),
    "a subquery": lambda: select(inner.subquery().c.reference),
    "a common table expression": lambda: select(inner.cte().c.reference),
    "a union": lambda: inner.union_all(select(twin.reference)),
    "an outer join": lambda: select(YoungPerson.reference).outerjoin_from(
        District, YoungPerson, YoungPerson.district_id == District.id
    ),
    "a scalar subquery": lambda: select(select(func.max(YoungPerson.reference)).scalar_subquery()),
    "a lateral query": lambda: select(
        select(func.max(YoungPerson.reference).label("most")).subquery().c.most
    ),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_a_mapped_query_sees_its_own_rows_alone(
    working: ScopeOpener, read: Callable[[], Any]
) -> None:
    with working(districts=BURNLEY, writes=False):
        found = [
            row.reference if isinstance(row, YoungPerson) else row
            for row in session.scalars(read())
        ]
        assert {f for f in found if f is not None} == {"LH-1"}


def test_a_statement_that_is_kept_shows_each_scope_its_own_rows(
    app: Flask, working: ScopeOpener
) -> None:
    kept = select(YoungPerson.reference).where(YoungPerson.district_id.is_not(None))
    seen = []
    preston = frozenset({"preston"})
    for places in (BURNLEY, preston, BURNLEY, BURNLEY | preston, frozenset[str](), None):
        with working(districts=places, writes=False):
            seen.append(set(session.scalars(kept)))
    with app.app_context(), open_scope(Scope(ELSEWHERE, BURNLEY, None, "reading")):
        assert set(session.scalars(kept)) == {"LH-9"}
    assert seen == [{"LH-1"}, {"LH-2"}, {"LH-1"}, {"LH-1", "LH-2"}, set(), {"LH-1", "LH-2"}]


def test_a_district_is_not_found_by_who_is_in_another_place(working: ScopeOpener) -> None:
    query = select(District.id).where(exists().where(YoungPerson.district_id == District.id))
    with working(districts=BURNLEY, writes=False):
        assert session.scalars(query.order_by(District.id)).all() == ["burnley"]


def test_an_update_and_a_delete_reach_their_own_rows_alone(working: ScopeOpener) -> None:
    with working(districts=BURNLEY):
        changed: Any = session.execute(update(YoungPerson).values(preferred_name="Seen"))
        assert changed.rowcount == 1
        gone: Any = session.execute(delete(YoungPerson))
        assert gone.rowcount == 1


def test_a_row_is_not_got_by_the_key_of_another_place(working: ScopeOpener) -> None:
    with working(writes=False):
        keys = session.execute(
            select(YoungPerson.authority_id, YoungPerson.id).order_by(YoungPerson.reference)
        ).all()
    with working(districts=BURNLEY, writes=False):
        found = [session.get(YoungPerson, tuple(key)) for key in keys]
        assert [row and row.reference for row in found] == ["LH-1", None, None]
        assert found[0] is not None
        session.refresh(found[0])
        session.expire(found[0])
        assert found[0].reference == "LH-1"


def test_one_query_in_two_scopes_gives_two_answers(app: Flask, working: ScopeOpener) -> None:
    query = select(YoungPerson.reference).order_by(YoungPerson.reference)
    for districts, seen in (
        ({"burnley"}, ["LH-1"]),
        ({"preston"}, ["LH-2"]),
        ({"burnley", "preston"}, ["LH-1", "LH-2"]),
        (set(), []),
    ):
        with working(districts=frozenset(districts), writes=False):
            assert session.scalars(query).all() == seen
    with app.app_context(), open_scope(Scope(ELSEWHERE, None, None, "looking elsewhere")):
        assert session.scalars(query).all() == ["LH-9"]


def test_a_row_that_was_not_loaded_here_cannot_be_brought_in(working: ScopeOpener) -> None:
    with working(writes=False):
        other = session.scalars(select(YoungPerson).where(YoungPerson.reference == "LH-2")).one()
        session.expunge(other)
    with working(districts=BURNLEY):
        with pytest.raises(ScopeBreachError):
            session.add(other)
        with pytest.raises(ScopeBreachError):
            session.merge(other, load=False)
        session.rollback()


def test_a_session_kept_past_its_scope_answers_nothing(working: ScopeOpener) -> None:
    with working(writes=False):
        kept: Session = session()
        kept.scalars(select(YoungPerson)).all()
    with working(districts=BURNLEY, writes=False), pytest.raises(ScopeBreachError):
        kept.scalars(select(YoungPerson.reference)).all()
