"""No scope, no query; a scope sees its own districts, and writes only where it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import (
    Select,
    UniqueConstraint,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import aliased

from portal.cases.models import Case, YoungPerson
from portal.database import (
    Base,
    IntegrityError,
    NoScopeError,
    Scope,
    ScopeBreachError,
    joins,
    open_scope,
    session,
)
from portal.panels.models import Panel
from portal.tenancy.models import District
from tests.integration.conftest import AUTHORITY, ScopeOpener

ELSEWHERE = "E99999999"
Idiom = Callable[[], Any]


def young_person(district_id: str | None, reference: str) -> YoungPerson:
    return YoungPerson(
        district_id=district_id, reference=reference, born_on=date(2010, 5, 1), child_code=reference
    )


@pytest.fixture
def two_districts(working: ScopeOpener) -> None:
    with working():
        session.add_all(
            [
                young_person("burnley", "LH-1"),
                young_person("preston", "LH-2"),
                young_person(None, "LH-3"),
            ]
        )


def references(query: Select[str]) -> list[str]:
    return sorted(session.scalars(query))


def test_without_a_scope_nothing_is_read(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoScopeError):
        session.execute(select(District))


def test_without_a_scope_nothing_is_made(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoScopeError):
        District(id="nowhere")


@pytest.mark.parametrize(
    ("districts", "seen"),
    [
        (None, ["LH-1", "LH-2", "LH-3"]),
        (frozenset({"burnley"}), ["LH-1"]),
        (frozenset({"burnley", "preston"}), ["LH-1", "LH-2"]),
        (frozenset(), []),
    ],
    ids=["county", "one district", "two districts", "no district"],
)
def test_a_scope_sees_its_districts(
    two_districts: None, working: ScopeOpener, districts: frozenset[str] | None, seen: list[str]
) -> None:
    with working(districts=districts, writes=False):
        assert references(select(YoungPerson.reference).order_by(YoungPerson.reference)) == seen


@pytest.mark.control("C3")
def test_another_authority_sees_none_of_it(two_districts: None, app: Flask) -> None:
    with app.app_context(), open_scope(Scope(ELSEWHERE, None, None, "looking elsewhere")):
        assert session.scalars(select(YoungPerson).order_by(YoungPerson.id)).all() == []


ORDINARY = {
    "a count": lambda: select(func.count()).select_from(YoungPerson),
    "a join": lambda: (
        select(YoungPerson.reference)
        .join(District, (District.authority_id == YoungPerson.authority_id))
        .order_by(YoungPerson.reference)
    ),
    "an outer join": lambda: (
        select(YoungPerson.reference, Case.kind)
        .outerjoin(Case, joins(Case, "young_person_id", YoungPerson))
        .order_by(YoungPerson.reference)
    ),
    "an exists": lambda: (
        select(YoungPerson.reference)
        .where(
            select(Case.id)
            .where(
                Case.young_person_id == YoungPerson.id,
                Case.authority_id == YoungPerson.authority_id,
            )
            .exists()
        )
        .order_by(YoungPerson.reference)
    ),
    "an alias": lambda: select(aliased(YoungPerson).reference),
    "a subquery": lambda: select(
        select(YoungPerson.reference).order_by(YoungPerson.reference).subquery().c.reference
    ),
    "a common table expression": lambda: select(
        select(YoungPerson.reference).cte("young").c.reference
    ),
    "a union": lambda: select(YoungPerson.reference).union(select(Case.kind)),
}


@pytest.mark.parametrize("idiom", ORDINARY.values(), ids=ORDINARY.keys())
def test_ordinary_work_passes(two_districts: None, working: ScopeOpener, idiom: Idiom) -> None:
    with working(writes=False):
        session.execute(idiom()).all()


table = YoungPerson.__table__
UNSCOPED = {
    "text": lambda: text("SELECT * FROM young_person"),
    "a table with no pin": lambda: select(table.c.reference),
    "a table pinned to another authority": lambda: select(table.c.reference).where(
        table.c.authority_id == ELSEWHERE
    ),
    "a pin inside OR": lambda: select(table.c.reference).where(
        or_(table.c.authority_id == AUTHORITY, table.c.reference != "")
    ),
    "free text in a condition": lambda: select(YoungPerson.reference).where(text("1=1 OR 1=1")),
    "a literal column": lambda: select(YoungPerson.reference, literal_column("1 OR 1")),
    "an unpinned table inside a subquery": lambda: select(YoungPerson.reference).where(
        YoungPerson.reference.in_(select(table.alias("other").c.reference))
    ),
    "a full join": lambda: select(YoungPerson.reference, Case.kind).join(
        Case, joins(Case, "young_person_id", YoungPerson), full=True
    ),
}


@pytest.mark.parametrize("statement", UNSCOPED.values(), ids=UNSCOPED.keys())
def test_the_gate_refuses(two_districts: None, working: ScopeOpener, statement: Idiom) -> None:
    with working(writes=False), pytest.raises(ScopeBreachError):
        session.execute(statement())


def test_a_core_statement_pinned_by_hand_passes(two_districts: None, working: ScopeOpener) -> None:
    query = select(table.c.reference).where(table.c.authority_id == AUTHORITY)
    with working(writes=False):
        assert len(session.execute(query).all()) == 3


def done(write: Callable[[], object]) -> None:
    write()
    session.flush()


WRITES = {
    "a new row": lambda: session.add(young_person("burnley", "LH-9")),
    "a bulk insert": lambda: session.execute(
        insert(YoungPerson),
        [{"authority_id": AUTHORITY, "id": uuid4(), "reference": "x", "born_on": date(2010, 1, 1)}],
    ),
    "a bulk update": lambda: session.execute(update(YoungPerson).values(reference="y")),
    "a bulk delete": lambda: session.execute(delete(YoungPerson)),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_reading_scope_writes_nothing(
    two_districts: None, working: ScopeOpener, write: Idiom
) -> None:
    with working(writes=False), pytest.raises(ScopeBreachError):
        done(write)


FOREIGN = {
    "a row of another authority": lambda: session.add(
        YoungPerson(authority_id=ELSEWHERE, reference="LH-9", born_on=date(2010, 1, 1))
    ),
    "a row of another district": lambda: session.add(young_person("preston", "LH-9")),
    "a row with no district": lambda: session.add(young_person(None, "LH-9")),
    "a bulk insert for another authority": lambda: session.execute(
        insert(YoungPerson),
        [{"authority_id": ELSEWHERE, "id": uuid4(), "reference": "x", "born_on": date(2010, 1, 1)}],
    ),
    "a row re-pointed at another authority": lambda: session.execute(
        update(YoungPerson).values(authority_id=ELSEWHERE)
    ),
    "a table no tenant owns": lambda: session.execute(text("DELETE FROM alembic_version")),
}


@pytest.mark.parametrize("write", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_writing_scope_writes_only_its_own(
    two_districts: None, working: ScopeOpener, write: Idiom
) -> None:
    with working(districts=frozenset({"burnley"})):
        with pytest.raises(ScopeBreachError):
            done(write)
        session.rollback()


def test_a_bulk_update_stays_inside_the_scope(two_districts: None, working: ScopeOpener) -> None:
    with working(districts=frozenset({"burnley"})):
        session.execute(update(YoungPerson).values(preferred_name="Seen"))
    with working(writes=False):
        seen = select(YoungPerson.reference).where(YoungPerson.preferred_name == "Seen")
        assert references(seen.order_by(YoungPerson.reference)) == ["LH-1"]


def test_scopes_do_not_nest(app: Flask, working: ScopeOpener) -> None:
    with (
        working(),
        pytest.raises(ScopeBreachError),
        open_scope(Scope(AUTHORITY, None, None, "a second scope")),
    ):
        pass


@pytest.mark.control("C2")
def test_a_row_may_not_point_at_a_district_that_is_not_there(working: ScopeOpener) -> None:
    panel = {"district_id": "nowhere", "kind": "leaving_care", "starts_on": date(2026, 1, 1)}
    with working():
        session.add(Panel(**panel))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


@pytest.mark.control("C2")
def test_every_key_of_every_tenant_table_starts_with_the_authority() -> None:
    """What points at a tenant's row names its tenant, so that no row can point at another's."""
    tenants = {table.name for table in Base.metadata.sorted_tables if "authority_id" in table.c}
    assert len(tenants) > 80
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table.name in tenants and table.name in tenants:
                first = next(iter(key.elements))
                named = (key.column_keys[0], first.column.name)
                assert named == ("authority_id", "authority_id"), f"{table.name}: {key.column_keys}"
        if table.name in tenants:
            unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
            own = [each for each in table.indexes if each.unique]
            keys = [each.columns for each in (table.primary_key, *unique)]
            for columns in (*keys, *(each.columns for each in own)):
                assert columns[0].name == "authority_id", f"{table.name}: {columns.keys()}"
