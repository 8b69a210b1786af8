"""Forty-eight ways of reading another authority's row. Each answers with all that it saw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import (
    String,
    bindparam,
    case,
    column,
    except_,
    exists,
    func,
    literal,
    literal_column,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy import table as bare_table
from sqlalchemy.orm import (
    Bundle,
    aliased,
    load_only,
    make_transient,
    make_transient_to_detached,
    undefer,
)

from portal.audit.models import Event
from portal.cases.models import Case, YoungPerson
from portal.panels.models import Item, Meeting, Panel, Slot
from portal.people.models import Person
from portal.tenancy.models import District
from tests.integration.conftest import AUTHORITY
from tests.integration.database.ground import CANARY, ELSEWHERE, Place

Probe = Callable[[Place], Any]
YP = YoungPerson
young: Any = YoungPerson.__table__
cases: Any = Case.__table__
THEIRS = f"{CANARY}-1"
twin = aliased(YP)


def _all(place: Place, query: Any) -> Any:
    return place.session.execute(query).all()


def forged(place: Place) -> YoungPerson:
    """Return an object that says it was loaded from the other authority's row."""
    row = YP(authority_id=ELSEWHERE, id=place.other.young_person)
    make_transient(row)
    make_transient_to_detached(row)
    return row


def attached(place: Place) -> YoungPerson:
    row = forged(place)
    place.session.add(row)
    return row


def _refreshed(place: Place) -> Any:
    row = attached(place)
    place.session.refresh(row)
    return row.reference


def _recursive(place: Place) -> Any:
    start = select(YP.reference.label("r"), literal(0).label("n")).cte("walk", recursive=True)
    onward = select(YP.reference, start.c.n + 1).join_from(start, YP, start.c.n < 1)
    return _all(place, select(start.union_all(onward).c.r))


def _lent_connection(place: Place) -> Any:
    with place.engine.connect() as connection:
        return connection.execute(select(young.c.reference)).all()


def _driver_sql_on_the_engine(place: Place) -> Any:
    with place.engine.connect() as connection:
        return connection.exec_driver_sql("SELECT reference FROM young_person").all()


def _raw_cursor(place: Place) -> Any:
    driver = place.session.connection().connection.dbapi_connection
    return driver.execute("SELECT reference FROM young_person").fetchall()


def _raw_connection(place: Place) -> Any:
    proxy = place.engine.raw_connection()
    try:
        return proxy.cursor().execute("SELECT reference FROM young_person").fetchall()
    finally:
        proxy.close()


def _count(place: Place, query: Any) -> str:
    """Say the canary where more is counted than the two rows that are here."""
    return CANARY if place.session.execute(query).scalar_one() > 2 else ""


def _told(place: Place, query: Any) -> str:
    """Say the canary where the answer gives away that a row is there."""
    return CANARY if place.session.execute(query).first() is not None else ""


READS: dict[str, Probe] = {
    "whole rows": lambda p: p.session.scalars(select(YP)).all(),
    "a bundle of columns": lambda p: _all(p, select(Bundle("b", YP.reference))),
    "a count": lambda p: _count(p, select(func.count()).select_from(YP)),
    "a filter by what is theirs": lambda p: _all(
        p, select(YP.preferred_name).where(YP.reference == THEIRS)
    ),
    "a filter by their authority": lambda p: _all(
        p, select(YP.reference).where(YP.authority_id == ELSEWHERE)
    ),
    "their authority in a value given late": lambda p: p.session.execute(
        select(YP.reference).where(YP.authority_id == bindparam("a")), {"a": ELSEWHERE}
    ).all(),
    "a row by its key": lambda p: p.session.get(YP, (ELSEWHERE, p.other.young_person)),
    "rows, asked the old way": lambda p: p.session.query(YP).filter_by(preferred_name=CANARY).all(),
    "an exists, asked the old way": lambda p: (
        CANARY
        if p.session.query(p.session.query(YP).filter_by(reference=THEIRS).exists()).scalar()
        else ""
    ),
    "an exists": lambda p: (
        CANARY if p.session.scalar(select(exists().where(YP.reference == THEIRS))) else ""
    ),
    "an exists in a condition": lambda p: _told(
        p, select(District.name).where(exists().where(YP.reference == THEIRS))
    ),
    "a subquery in a condition": lambda p: _told(
        p, select(District.name).where(literal(THEIRS).in_(select(YP.reference)))
    ),
    "an alias": lambda p: _all(p, select(twin.reference)),
    "an alias of a query": lambda p: _all(p, select(aliased(YP, select(YP).subquery()).reference)),
    "a subquery": lambda p: _all(p, select(select(YP.reference).subquery().c.reference)),
    "a common table expression": lambda p: _all(p, select(select(YP.reference).cte().c.reference)),
    "a recursive expression": _recursive,
    "a union": lambda p: _all(p, select(YP.reference).union(select(Person.name))),
    "a union with a bare half": lambda p: _all(
        p, union_all(select(YP.reference), select(young.c.reference))
    ),
    "what one query has and another has not": lambda p: _all(
        p, except_(select(YP.reference), select(literal("nobody")))
    ),
    "the greatest value": lambda p: _all(p, select(func.max(YP.reference))),
    "groups": lambda p: _all(
        p, select(YP.preferred_name).group_by(YP.preferred_name).having(func.count() > 0)
    ),
    "a window": lambda p: _all(p, select(func.max(YP.reference).over())),
    "a scalar subquery": lambda p: _all(
        p, select(select(func.max(YP.reference)).scalar_subquery())
    ),
    "a subquery inside a case": lambda p: _all(
        p, select(case((true(), select(func.max(YP.reference)).scalar_subquery()), else_="x"))
    ),
    "a correlated subquery": lambda p: _all(
        p,
        select(
            select(func.max(YP.reference))
            .where(YP.district_id == District.id)
            .correlate(District)
            .scalar_subquery()
        ).select_from(District),
    ),
    "a join by id alone": lambda p: _all(
        p, select(Case.kind).join(YP, YP.id == Case.young_person_id)
    ),
    "a join of four tables": lambda p: _all(
        p,
        select(Panel.kind, Meeting.place, Slot.kind, Item.item_type)
        .join(Meeting, Meeting.panel_id == Panel.id)
        .join(Slot, Slot.meeting_id == Meeting.id)
        .join(Item, Item.slot_id == Slot.id),
    ),
    "an outer join": lambda p: _all(
        p, select(YP.reference).outerjoin_from(District, YP, YP.district_id == District.id)
    ),
    "a full join": lambda p: _all(
        p, select(YP.reference, District.name).join_from(District, YP, true(), full=True)
    ),
    "a stream": lambda p: list(
        p.session.execute(select(YP.reference).execution_options(yield_per=1))
    ),
    "an audit event": lambda p: _all(p, select(Event.event, Event.facts)),
    "somebody's address": lambda p: p.session.scalars(
        select(Person).options(load_only(Person.name), undefer(Person.email))
    ).all(),
    "a refresh of a forged row": _refreshed,
    "a forgotten value of a forged row": lambda p: attached(p).reference,
    "a merge of a forged row": lambda p: p.session.merge(forged(p)).reference,
    "a bare table": lambda p: _all(p, young.select()),
    "a bare table by another description": lambda p: _all(
        p, select(bare_table("young_person", column("reference", String)))
    ),
    "bare tables joined": lambda p: _all(
        p, select(cases.c.kind).join_from(cases, young, cases.c.young_person_id == young.c.id)
    ),
    "text": lambda p: _all(p, text("SELECT reference FROM young_person")),
    "text as mapped rows": lambda p: p.session.scalars(
        select(YP).from_statement(text("SELECT * FROM young_person"))
    ).all(),
    "text that undoes a condition": lambda p: _all(
        p, select(YP.reference).where(YP.authority_id == AUTHORITY, text("1=1 OR 1=1"))
    ),
    "a literal that is a query": lambda p: _all(
        p, select(literal_column("(SELECT max(reference) FROM young_person)"))
    ),
    "driver SQL": lambda p: (
        p.session.connection().exec_driver_sql("SELECT reference FROM young_person").all()
    ),
    "driver SQL on the engine": _driver_sql_on_the_engine,
    "a connection of the engine's": _lent_connection,
    "a raw cursor": _raw_cursor,
    "a raw connection": _raw_connection,
}
