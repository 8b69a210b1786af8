"""The gate alone holds a visitor and a recused reader to their reach, whoever wrote the pins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, literal, or_, select, true, update

from portal.database import (
    Base,
    ScopeBreachError,
    session,
)
from tests.integration.conftest import AUTHORITY
from tests.integration.database.two_items import Two, opener_of

pytestmark = pytest.mark.control("C7")

items = Base.metadata.tables["item"]
events = Base.metadata.tables["audit_event"]
closed = Base.metadata.tables["agenda_version"]
PINS = (items.c.authority_id == AUTHORITY, items.c.district_id == "burnley")


def bare(*more: Any) -> Any:
    return select(items.c.item_type).where(*PINS, *more)


GATE: dict[str, tuple[Callable[[Two], Any], bool, bool]] = {
    "no pin": (lambda _: bare(), False, False),
    "both pins": (
        lambda t: bare(items.c.id == t.items[0], items.c.young_person_id.in_([t.young_people[0]])),
        True,
        True,
    ),
    "the item alone": (lambda t: bare(items.c.id == t.items[0]), False, False),
    "the young person alone": (
        lambda t: bare(items.c.young_person_id == t.young_people[0]),
        False,
        False,
    ),
    "another's item": (
        lambda t: bare(items.c.id == t.items[1], items.c.young_person_id == t.young_people[1]),
        False,
        False,
    ),
    "one item too many": (
        lambda t: bare(items.c.id.in_(t.items), items.c.young_person_id == t.young_people[0]),
        False,
        False,
    ),
    "kept out of what is hidden": (
        lambda t: bare(
            items.c.id != t.items[1], items.c.young_person_id.not_in([t.young_people[1]])
        ),
        False,
        True,
    ),
    "kept out of more than is hidden": (
        lambda t: bare(
            items.c.id.not_in([*t.items, uuid4()]), items.c.young_person_id.not_in(t.young_people)
        ),
        False,
        True,
    ),
    "kept out of something else": (
        lambda t: bare(
            items.c.id.not_in([t.items[0]]), items.c.young_person_id.not_in([t.young_people[0]])
        ),
        False,
        False,
    ),
    "kept out under OR": (
        lambda t: bare(
            or_(items.c.id != t.items[1], true()), items.c.young_person_id != t.young_people[1]
        ),
        False,
        False,
    ),
    "kept out, or unset": (
        lambda t: bare(
            or_(items.c.id.is_(None), items.c.id != t.items[1]),
            or_(
                items.c.young_person_id.is_(None),
                items.c.young_person_id.not_in([t.young_people[1]]),
            ),
        ),
        False,
        True,
    ),
    "kept out, or another column unset": (
        lambda t: bare(
            or_(items.c.slot_id.is_(None), items.c.id != t.items[1]),
            items.c.young_person_id != t.young_people[1],
        ),
        False,
        False,
    ),
    "a closed table": (
        lambda _: select(closed.c.id).where(
            closed.c.authority_id == AUTHORITY, closed.c.district_id == "burnley"
        ),
        False,
        True,
    ),
    "the trail": (
        lambda _: select(events.c.seq).where(events.c.authority_id == AUTHORITY),
        False,
        False,
    ),
    "an alias of it": (
        lambda t: select((a := items.alias()).c.item_type).where(
            a.c.authority_id == AUTHORITY, a.c.district_id == "burnley", a.c.id == t.items[0]
        ),
        False,
        False,
    ),
    "a change with no pin": (
        lambda _: update(items).where(*PINS).values(item_type="x"),
        False,
        False,
    ),
    "a change that renames its item": (
        lambda t: (
            update(items)
            .where(*PINS, items.c.id == t.items[0], items.c.young_person_id == t.young_people[0])
            .values(young_person_id=t.young_people[1])
        ),
        False,
        False,
    ),
    "a change within reach": (
        lambda t: (
            update(items)
            .where(*PINS, items.c.id == t.items[0], items.c.young_person_id == t.young_people[0])
            .values(item_type="x")
        ),
        True,
        True,
    ),
    "a row for another's item": (
        lambda t: insert(Base.metadata.tables["item_record"]).values(
            authority_id=AUTHORITY,
            id=uuid4(),
            district_id="burnley",
            item_id=t.items[1],
            took_part="came",
        ),
        False,
        False,
    ),
    "a row whose item cannot be read": (
        lambda t: insert(Base.metadata.tables["item_record"]).values(
            authority_id=AUTHORITY,
            id=uuid4(),
            district_id="burnley",
            item_id=select(literal(t.items[0])).scalar_subquery(),
            took_part="came",
        ),
        False,
        False,
    ),
}


@pytest.mark.usefixtures("no_adder", "no_wall")
@pytest.mark.parametrize("visit", [True, False], ids=["a visitor to 0", "recused from 1"])
@pytest.mark.parametrize(("make", "visited", "recused"), GATE.values(), ids=GATE.keys())
def test_the_gate_alone(
    app: Flask,
    two: Two,
    make: Callable[[Two], Any],
    *,
    visited: bool,
    recused: bool,
    visit: bool,
) -> None:
    seeing = opener_of(app)
    limits: Any = {"only": two.reach(0)} if visit else {"without": two.reach(1)}
    with seeing(**limits, writes=True):
        if visited if visit else recused:
            session.connection().execute(make(two))
        else:
            with pytest.raises(ScopeBreachError):
                session.connection().execute(make(two))
        session.rollback()
