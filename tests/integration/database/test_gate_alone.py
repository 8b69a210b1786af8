"""The gate with no adder before it: what is not pinned is refused, whoever built it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import (
    bindparam,
    column,
    delete,
    exists,
    false,
    func,
    insert,
    join,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy import table as bare_table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from portal.cases.models import YoungPerson
from portal.database import Base, ScopeBreachError, db, notes, session
from tests.integration.conftest import AUTHORITY, ScopeOpener
from tests.integration.database.conftest import ELSEWHERE

pytestmark = [pytest.mark.usefixtures("rows", "no_adder", "no_wall"), pytest.mark.control("C3")]
Idiom = Callable[[], Any]
table = Base.metadata.tables["young_person"]
young = table.c
trail = Base.metadata.tables["audit_event"]
MINE = (young.authority_id == AUTHORITY) & (young.district_id == "burnley")
other = table.alias("other")
places = Base.metadata.tables["district"]
HERE = places.c.authority_id == AUTHORITY
DISTRICTS = frozenset({"burnley"})
twin = aliased(YoungPerson)
nobody = {"authority_id": AUTHORITY, "reference": "x", "child_code": "x", "arrived_alone": False}


def new_row(**given: Any) -> dict[str, Any]:
    return {**nobody, "id": uuid4(), "born_on": date(2010, 1, 1), "sex": "", **given}


HARMLESS: dict[str, Idiom] = {
    "pinned by hand": lambda: select(young.reference).where(MINE),
    "pinned to a list of districts": lambda: select(young.reference).where(
        young.authority_id == AUTHORITY, young.district_id.in_(["burnley"])
    ),
    "nothing at all": lambda: select(young.reference).where(
        young.authority_id == AUTHORITY, false()
    ),
    "a pinned alias": lambda: select(twin.reference).where(
        twin.authority_id == AUTHORITY, twin.district_id == "burnley"
    ),
    "a join pinned on both sides": lambda: (
        select(young.reference)
        .join_from(table, places, (places.c.id == young.district_id) & HERE)
        .where(MINE)
    ),
    "a search": lambda: select(young.reference).where(
        MINE, func.lower(young.reference).contains("h-1", autoescape=True)
    ),
    "a pinned subquery": lambda: select(select(young.reference).where(MINE).subquery()),
    "a pinned exists": lambda: select(places.c.id).where(HERE, exists().where(MINE)),
}


def answers(statement: Any) -> str:
    return str(session.connection().execute(statement).all())


@pytest.mark.control("C3")
@pytest.mark.parametrize("idiom", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_is_pinned_passes(working: ScopeOpener, idiom: Idiom) -> None:
    with working(districts=DISTRICTS, writes=False):
        found = answers(idiom())
        assert not any(reference in found for reference in ("LH-2", "LH-3", "LH-9"))


REFUSED: dict[str, Idiom] = {
    "no pin": lambda: select(young.reference),
    "a mapped class with no pin": lambda: select(YoungPerson.reference),
    "no district": lambda: select(young.reference).where(young.authority_id == AUTHORITY),
    "another district": lambda: select(young.reference).where(
        young.authority_id == AUTHORITY, young.district_id == "preston"
    ),
    "one district too many": lambda: select(young.reference).where(
        young.authority_id == AUTHORITY, young.district_id.in_(["burnley", "preston"])
    ),
    "every district but one": lambda: select(young.reference).where(
        young.authority_id == AUTHORITY, young.district_id.not_in(["burnley"])
    ),
    "another authority": lambda: select(young.reference).where(
        young.authority_id == ELSEWHERE, young.district_id == "burnley"
    ),
    "not this authority": lambda: select(young.reference).where(
        young.authority_id != AUTHORITY, young.district_id == "burnley"
    ),
    "a pin turned round": lambda: select(young.reference).where(~MINE),
    "a pin inside OR": lambda: select(young.reference).where(or_(MINE, true())),
    "a pin on the twin only": lambda: select(young.reference, other.c.reference).where(
        MINE, other.c.id == young.id
    ),
    "a pin on a grouped join": lambda: (
        select(other.c.reference)
        .select_from(join(places, join(table, other, true()), true()))
        .where(HERE, MINE)
    ),
    "an outer join pinned in ON": lambda: select(young.reference).select_from(
        table.outerjoin(places, MINE & HERE)
    ),
    "a full join": lambda: (
        select(young.reference).select_from(table.join(places, true(), full=True)).where(MINE, HERE)
    ),
    "a lateral query": lambda: (
        select(places.c.id, late := select(young.reference).lateral())
        .join(late, late.c.reference == places.c.id)
        .where(HERE)
    ),
    "a sampled table": lambda: select((sample := table.tablesample(100)).c.reference).where(
        sample.c.authority_id == AUTHORITY, sample.c.district_id == "burnley"
    ),
    "a scalar subquery among the columns": lambda: select(
        select(func.max(young.reference)).scalar_subquery()
    ),
    "a scalar subquery in ORDER BY": lambda: (
        select(places.c.id)
        .where(HERE)
        .order_by(select(func.max(young.reference)).scalar_subquery())
    ),
    "an unpinned half of a union": lambda: (
        select(young.reference).where(MINE).union_all(select(young.reference))
    ),
    "an unpinned common table expression": lambda: select(select(young.reference).cte()),
    "a table by another case of its name": lambda: select(
        bare_table("YOUNG_PERSON", column("reference")).c.reference
    ),
    "a table that no tenant owns": lambda: select(bare_table("alembic_version", column("x"))),
    "text": lambda: text("SELECT reference FROM young_person"),
    "text as a common table expression": lambda: select(
        text("SELECT reference FROM young_person").columns(column("reference")).cte()
    ),
    "text in a condition": lambda: select(young.reference).where(MINE, text("1=1 OR 1=1")),
    "text in a union's order": lambda: (
        select(young.reference)
        .where(MINE)
        .union(select(places.c.id).where(HERE))
        .order_by(text("(SELECT 1 FROM young_person)"))
    ),
    "text before": lambda: select(young.reference).where(MINE).prefix_with("reference,"),
    "text after": lambda: select(young.reference).where(MINE).suffix_with("OR 1=1"),
    "a hint": lambda: select(young.reference).where(MINE).with_statement_hint("OR 1=1"),
    "a literal column": lambda: select(literal_column("(SELECT 1)")),
    "an operator that is text": lambda: select(young.reference).where(
        MINE, young.reference.op("= 'x') OR (1=1 OR")("x")
    ),
    "an operator that hides the rest": lambda: select(young.reference).where(
        young.reference.op("!= '' --")("x"), MINE
    ),
    "a function that reads elsewhere": lambda: select(func.query_to_xml("SELECT 1")),
}


@pytest.mark.control("C3", "C50")
@pytest.mark.parametrize("idiom", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_not_pinned_is_refused(working: ScopeOpener, idiom: Idiom) -> None:
    with working(districts=DISTRICTS, writes=False), pytest.raises(ScopeBreachError):
        answers(idiom())


FOREIGN_WRITES: dict[str, Idiom] = {
    "a row of another authority": lambda: insert(table).values(
        **new_row(authority_id=ELSEWHERE, district_id="burnley")
    ),
    "a row of another district": lambda: insert(table).values(**new_row(district_id="preston")),
    "a row with no district": lambda: insert(table).values(**new_row(district_id=None)),
    "a row that leaves its district out": lambda: insert(table).values(**new_row()),
    "many rows written out": lambda: insert(table).values(
        [new_row(district_id="burnley"), new_row(authority_id=ELSEWHERE, district_id="burnley")]
    ),
    "a district by another name": lambda: insert(table).values(
        **new_row(district_id=bindparam("place", "preston"))
    ),
    "an authority from a query": lambda: insert(table).values(
        **new_row(
            district_id="burnley",
            authority_id=select(func.max(places.c.authority_id)).where(HERE).scalar_subquery(),
        )
    ),
    "rows from a query": lambda: insert(table).from_select(
        ["authority_id", "reference"],
        select(literal(ELSEWHERE), young.reference).where(
            young.authority_id == bindparam("authority_id", AUTHORITY),
            young.district_id == bindparam("district_id", "burnley"),
        ),
    ),
    "an insert that updates": lambda: (
        (sqlite if db.engine.dialect.name == "sqlite" else postgresql)
        .insert(table)
        .values(**new_row(district_id="burnley"))
        .on_conflict_do_update(index_elements=["authority_id", "id"], set_={"reference": "x"})
    ),
    "an update with no pin": lambda: update(table).values(reference="x"),
    "an update of another district": lambda: (
        update(table)
        .where(young.authority_id == AUTHORITY, young.district_id == "preston")
        .values(reference="x")
    ),
    "an update that moves to another authority": lambda: (
        update(table).where(MINE).values(authority_id=ELSEWHERE)
    ),
    "an update that moves by an expression": lambda: (
        update(table).where(MINE).values(authority_id=young.reference)
    ),
    "an update that moves in order": lambda: (
        update(table).where(MINE).ordered_values((young.authority_id, young.reference))
    ),
    "an update that moves to another district": lambda: (
        update(table).where(MINE).values(district_id="preston")
    ),
    "an update that moves by another name": lambda: (
        update(table).where(MINE).values(district_id=bindparam("place", "preston"))
    ),
    "an update from an unpinned twin": lambda: (
        update(table).where(MINE, other.c.id != young.id).values(reference=other.c.reference)
    ),
    "an update that sets what it reads elsewhere": lambda: (
        update(table)
        .where(MINE)
        .values(reference=select(func.max(other.c.reference)).scalar_subquery())
    ),
    "an update with text": lambda: (
        update(table).where(MINE, text("1=1 OR 1=1")).values(reference="x")
    ),
    "an update that returns what it reads elsewhere": lambda: (
        update(table)
        .where(MINE)
        .values(reference="x")
        .returning(select(func.max(other.c.reference)).scalar_subquery())
    ),
    "a delete with no pin": lambda: delete(table),
    "a delete of another district": lambda: delete(table).where(
        young.authority_id == AUTHORITY, young.district_id.in_(["burnley", "preston"])
    ),
    "a delete with text": lambda: delete(table).where(MINE, text("1=1 OR 1=1")),
    "a table that no tenant owns": lambda: delete(bare_table("alembic_version")),
    "the trail changed": lambda: (
        update(trail).where(trail.c.authority_id == AUTHORITY).values(event="x")
    ),
    "the trail shortened": lambda: delete(trail).where(trail.c.authority_id == AUTHORITY),
}


@pytest.mark.parametrize("idiom", FOREIGN_WRITES.values(), ids=FOREIGN_WRITES.keys())
def test_a_write_outside_the_scope_is_refused(working: ScopeOpener, idiom: Idiom) -> None:
    with working(districts=DISTRICTS):
        with pytest.raises(ScopeBreachError):
            session.connection().execute(idiom())
        session.rollback()


def test_one_foreign_row_among_many_is_refused(working: ScopeOpener) -> None:
    rows = [new_row(district_id="burnley"), new_row(district_id="preston", reference="y")]
    with working(districts=DISTRICTS):
        with pytest.raises(ScopeBreachError):
            session.connection().execute(insert(table), rows)
        session.rollback()


CHANGED_BY_PLACE = (
    update(table)
    .where(young.authority_id == bindparam("a"), young.district_id == bindparam("d"))
    .values(reference="x")
)
PLACES = [{"a": AUTHORITY, "d": "burnley"}, {"a": AUTHORITY, "d": "preston"}]


def test_one_foreign_pin_among_many_is_refused(working: ScopeOpener) -> None:
    with working(districts=DISTRICTS):
        with pytest.raises(ScopeBreachError):
            session.connection().execute(CHANGED_BY_PLACE, PLACES)
        session.rollback()


OWN_WRITES: dict[str, Idiom] = {
    "a row": lambda: insert(table).values(**new_row(district_id="burnley")),
    "a pinned update": lambda: update(table).where(MINE).values(reference="x"),
    "a pinned delete": lambda: delete(table).where(MINE),
}


@pytest.mark.parametrize("idiom", OWN_WRITES.values(), ids=OWN_WRITES.keys())
def test_a_write_inside_the_scope_passes(working: ScopeOpener, idiom: Idiom) -> None:
    with working(districts=DISTRICTS):
        session.connection().execute(idiom())
    everyone = select(young.reference, young.district_id).where(young.authority_id == AUTHORITY)
    everyone = everyone.order_by(young.reference)
    with working(writes=False):
        found = [(row.reference, row.district_id) for row in session.connection().execute(everyone)]
    assert [row for row in found if row[1] != "burnley"] == [("LH-2", "preston"), ("LH-3", None)]
    assert ("LH-1", "burnley") not in found or len(found) > 3


@pytest.mark.parametrize("idiom", OWN_WRITES.values(), ids=OWN_WRITES.keys())
def test_a_reading_scope_writes_nothing(working: ScopeOpener, idiom: Idiom) -> None:
    with working(districts=DISTRICTS, writes=False), pytest.raises(ScopeBreachError):
        session.connection().execute(idiom())


def test_a_write_hidden_inside_a_query_is_refused(working: ScopeOpener) -> None:
    hidden = delete(table).where(MINE).returning(young.reference).cte("hidden")
    with working(districts=DISTRICTS, writes=False), pytest.raises(ScopeBreachError):
        answers(select(hidden.c.reference))


def test_a_statement_prepared_in_one_scope_is_checked_in_the_next(working: ScopeOpener) -> None:
    statement = select(young.reference).where(
        young.authority_id == bindparam("a"), young.district_id == bindparam("d")
    )
    given = {"a": AUTHORITY, "d": "burnley"}
    with working(districts=DISTRICTS, writes=False):
        assert session.connection().execute(statement, given).scalars().all() == ["LH-1"]
    with (
        working(districts=frozenset({"preston"}), writes=False),
        pytest.raises(ScopeBreachError),
    ):
        session.connection().execute(statement, given)


@pytest.mark.control("C3", "C28")
def test_driver_sql_is_refused(working: ScopeOpener) -> None:
    with working(districts=DISTRICTS, writes=False), pytest.raises(ScopeBreachError):
        session.connection().exec_driver_sql("SELECT reference FROM young_person")


HOOKS = ["visit_select", "_compose_select_body", "visit_update"]


@pytest.mark.parametrize("hook", HOOKS)
def test_without_one_of_its_hooks_the_gate_refuses(
    working: ScopeOpener, monkeypatch: pytest.MonkeyPatch, hook: str
) -> None:
    monkeypatch.delattr(notes.NotesPins, hook)
    fresh = str(uuid4())  # a name not used before, so that nothing compiled earlier is used
    inner = select(young.id.label(fresh)).where(MINE)
    statement = update(table).where(MINE, young.id.in_(inner)).values(reference="x")
    with working(districts=DISTRICTS):
        with pytest.raises(ScopeBreachError):
            session.connection().execute(statement)
        session.rollback()


@pytest.mark.control("C3", "C8")
def test_no_statement_passes_the_gate_outside_a_scope(app: Flask) -> None:
    with app.app_context(), pytest.raises(Exception, match="No scope is open"):
        session.connection().execute(select(young.reference).where(MINE))
    with app.app_context():
        session.remove()


def test_a_savepoint_passes(real_savepoints: None, working: ScopeOpener) -> None:
    with working():
        with session.begin_nested():
            session.connection().execute(update(table).where(MINE).values(reference="x"))
        session.begin_nested().rollback()


def test_an_unused_case_is_seen_by_its_own_district(working: ScopeOpener) -> None:
    own = Base.metadata.tables["panel_case"]
    with working(districts=DISTRICTS, writes=False), pytest.raises(ScopeBreachError):
        answers(select(own.c.id).where(own.c.authority_id == AUTHORITY))


SECRETS = ("Zanzibarina", "hunter2", "4711")
SHAPES: dict[str, tuple[Idiom, str]] = {
    "no pin": (
        lambda: select(young.reference),
        "SELECT young_person . reference FROM young_person",
    ),
    "text": (
        lambda: text("SELECT reference FROM young_person WHERE preferred_name = 'Zanzibarina'"),
        "SELECT reference FROM young_person WHERE preferred_name = ?",
    ),
    "text in odd quotes": (
        lambda: text(r"SELECT $a$Zanzibarina$a$, E'hunter2\\'4711', \"hunter2\" -- Zanzibarina"),
        "SELECT",
    ),
    "a literal": (
        lambda: select(literal_column("'hunter2'")).where(young.reference == "Zanzibarina"),
        "SELECT ?",
    ),
    "a number": (lambda: select(literal_column("4711")), "SELECT ?"),
}


@pytest.mark.parametrize(("idiom", "shape"), SHAPES.values(), ids=SHAPES.keys())
def test_a_refusal_is_logged_with_its_shape_and_no_value(
    working: ScopeOpener, caplog: pytest.LogCaptureFixture, idiom: Idiom, shape: str
) -> None:
    with working(districts=DISTRICTS, writes=False), pytest.raises(ScopeBreachError) as refusal:
        answers(idiom())
    assert f"The statement: {shape}" in caplog.text.replace("\n", " ")
    said = caplog.text + str(refusal.value)
    assert not any(secret in said for secret in SECRETS)
