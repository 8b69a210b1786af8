"""A visitor sees their own item and nothing else of anybody; a recused reader all but theirs.

Each wall is asked alone and all together: the adder, the gate, and PostgreSQL's own policies.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from portal.agreements.models import AgreementState
from portal.audit.models import Event
from portal.cases.models import CareEpisode, Case, ReturnImport, YoungPerson
from portal.database import (
    NO_ITEMS,
    About,
    Base,
    Reach,
    joins,
    session,
)
from portal.panels.models import AgendaVersion, Item, Meeting, Panel, SeatHolder, Slot
from portal.people.models import Person, RoleGrant
from portal.records.models import Action, Attendance, Barrier, ItemRecord
from portal.tenancy.models import District
from tests.integration.conftest import AUTHORITY
from tests.integration.database.two_items import DAY, NOW, Opener, Two, opener_of
from tests.support.links import a_link
from tests.support.planting import commit_planted

pytestmark = pytest.mark.control("C7")


@pytest.fixture(params=["all", "adder", "policies"])
def seeing(request: pytest.FixtureRequest, app: Flask, two: Two) -> Opener:
    """Open a scope that is limited to items, before one wall alone or all of them."""
    alone = {"all": (), "adder": ("no_gate", "no_wall"), "policies": ("no_gate", "no_adder")}
    for guard in alone[request.param]:
        request.getfixturevalue(guard)
    return opener_of(app)


ABOUT_SOMEBODY = [YoungPerson, CareEpisode, Case, Item, ItemRecord, Barrier, Action]
CLOSED_TABLES = [SeatHolder, Attendance, AgendaVersion, ReturnImport]
OPEN_TABLES = [District, Panel, Meeting, Slot, Person, RoleGrant]


def number_of(model: Any) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_visitor_sees_their_own_item_and_nobody_else(seeing: Opener, two: Two) -> None:
    with seeing(two.reach(0)):
        assert session.scalars(select(Item.item_type)).all() == ["item 0"]
        assert session.scalars(select(YoungPerson.reference)).all() == ["LH-0"]
        assert session.scalars(select(Barrier.wording)).all() == ["barrier 0"]
        assert {model.__name__: number_of(model) for model in ABOUT_SOMEBODY} == {
            model.__name__: 1 for model in ABOUT_SOMEBODY
        }
        assert session.get(Item, (AUTHORITY, two.items[1])) is None


@pytest.mark.parametrize("reach", [Reach(), Reach(frozenset({uuid4()}), frozenset({uuid4()}))])
def test_a_visitor_with_no_item_or_an_unknown_one_sees_nobody(seeing: Opener, reach: Reach) -> None:
    with seeing(reach):
        assert [number_of(model) for model in ABOUT_SOMEBODY] == [0] * len(ABOUT_SOMEBODY)


def test_a_visitor_sees_nothing_of_a_closed_table(seeing: Opener, two: Two) -> None:
    with seeing(two.reach(0, 1)):
        assert [number_of(m) for m in (*CLOSED_TABLES, Event)] == [0] * 5
        assert all(number_of(model) > 0 for model in OPEN_TABLES)
    with seeing():
        assert all(number_of(model) > 0 for model in CLOSED_TABLES)


def test_a_recused_reader_sees_all_but_what_they_declared(seeing: Opener, two: Two) -> None:
    with seeing(without=two.reach(0)):
        assert session.scalars(select(Item.item_type)).all() == ["item 1"]
        assert {model.__name__: number_of(model) for model in ABOUT_SOMEBODY} == {
            model.__name__: 1 for model in ABOUT_SOMEBODY
        }
        assert all(number_of(model) > 0 for model in (*CLOSED_TABLES, *OPEN_TABLES))
        assert set(session.scalars(select(Event.subject_id))) == {
            two.items[1],
            two.young_people[1],
        }
        assert session.get(YoungPerson, (AUTHORITY, two.young_people[0])) is None


def test_the_reach_follows_an_alias(seeing: Opener, two: Two) -> None:
    """One table twice in a statement: each is held, and an outer join keeps its left side."""
    other = aliased(Item)
    twice = (
        select(Item.item_type, other.item_type)
        .outerjoin(other, (other.authority_id == Item.authority_id) & (other.id != Item.id))
        .order_by(Item.item_type)
    )

    def pairs() -> list[tuple[str | None, ...]]:
        return [tuple(row) for row in session.execute(twice)]

    with seeing():
        assert pairs() == [
            ("item 0", "item 1"),
            ("item 1", "item 0"),
        ]
    with seeing(without=two.reach(0)):
        assert pairs() == [("item 1", None)]
    with seeing(two.reach(0)):
        assert pairs() == [("item 0", None)]


def test_a_recusal_takes_from_a_visit(seeing: Opener, two: Two) -> None:
    with seeing(two.reach(0, 1), two.reach(0)):
        assert session.scalars(select(Item.item_type)).all() == ["item 1"]


@pytest.mark.parametrize("visit", [True, False], ids=["a visitor", "a recused reader"])
def test_a_slot_whose_item_is_hidden_is_a_slot_without_one(
    seeing: Opener, two: Two, *, visit: bool
) -> None:
    timetable = (
        select(Slot.starts_at, Item.item_type, YoungPerson.reference)
        .select_from(Slot)
        .outerjoin(Item, (Item.authority_id == Slot.authority_id) & (Item.slot_id == Slot.id))
        .outerjoin(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .order_by(Slot.starts_at)
    )
    with seeing(two.reach(0)) if visit else seeing(without=two.reach(1)):
        assert [tuple(row) for row in session.execute(timetable)] == [
            (time(9), "item 0", "LH-0"),
            (time(10), None, None),
            (time(11), None, None),
        ]


def test_one_statement_that_is_kept_shows_each_reach_its_own(seeing: Opener, two: Two) -> None:
    kept = select(Item.item_type).where(Item.withdrawn_reason.is_(None)).order_by(Item.item_type)
    found = []
    for only, without in (
        (two.reach(0), NO_ITEMS),
        (None, two.reach(0)),
        (two.reach(1), NO_ITEMS),
        (None, NO_ITEMS),
        (two.reach(0, 1), NO_ITEMS),
        (two.reach(), NO_ITEMS),
        (None, two.reach(0, 1)),
    ):
        with seeing(only, without):
            found.append("".join(word[-1] for word in session.scalars(kept)))
    assert found == ["0", "1", "1", "01", "01", "", ""]


CHANGES: dict[str, tuple[Callable[[Two], Any], bool]] = {
    "their own record": (lambda two: _record(two, 0), True),
    "another's record": (lambda two: _record(two, 1), False),
    "a mark in the trail": (lambda two: session.add(_mark(two)), True),
    "a new item": (lambda two: session.add(_new_item(two)), False),
    "a closed table": (
        lambda _: session.add(
            ReturnImport(started_at=NOW, year=2026, as_of=DAY, state="done", report={})
        ),
        False,
    ),
    "a table they only read": (
        lambda two: session.add(Slot(district_id="burnley", meeting_id=two.meeting, **AT_NOON)),
        False,
    ),
    "a table they only keep as it is": (
        lambda two: session.add(AgreementState(young_person_id=two.young_people[0])),
        False,
    ),
}
AT_NOON: dict[str, Any] = {"starts_at": time(12), "minutes": 20}


def _record(two: Two, number: int) -> None:
    barrier = Barrier(
        district_id="burnley",
        item_id=two.items[number],
        item_record_id=uuid4(),
        position=2,
        wording="x",
    )
    known = session.scalars(
        select(ItemRecord).where(ItemRecord.item_id == two.items[number])
    ).one_or_none()
    if known is not None:
        known.discussion = "changed"
        barrier.item_record_id = known.id
    session.add(barrier)


def _mark(two: Two) -> Event:
    return a_link("item", two.items[0], at=NOW)


def _new_item(two: Two) -> Item:
    return Item(
        district_id="burnley",
        meeting_id=two.meeting,
        case_id=uuid4(),
        young_person_id=two.young_people[0],
        item_type="x",
        social_worker_id=two.person,
        nominated_by=two.person,
        nominated_on=DAY,
    )


KEPT_OUT = r"reach|visitor|row-level security"


def flushed(write: Callable[[], object]) -> None:
    write()
    session.flush()


@pytest.mark.parametrize(("change", "allowed"), CHANGES.values(), ids=CHANGES.keys())
def test_a_visitor_writes_only_within_their_reach(
    seeing: Opener, two: Two, change: Callable[[Two], Any], *, allowed: bool
) -> None:
    with seeing(two.reach(0), writes=True):
        if allowed:
            change(two)
            commit_planted()
        else:
            with pytest.raises(Exception, match=KEPT_OUT):
                flushed(lambda: change(two))
            session.rollback()


def test_a_recused_reader_writes_nothing_about_what_they_declared(seeing: Opener, two: Two) -> None:
    with seeing(without=two.reach(0), writes=True):
        with pytest.raises(Exception, match=KEPT_OUT):
            flushed(lambda: _record(two, 0))
        session.rollback()
        _record(two, 1)
        commit_planted()
    with seeing(without=two.reach(0), writes=True):
        changed: Any = session.execute(update(ItemRecord).values(decision_label="all"))
        gone: Any = session.execute(delete(Barrier))
        assert (changed.rowcount, gone.rowcount) == (1, 2)


def test_every_mapped_class_says_whom_it_is_about() -> None:
    unsaid = [
        mapper.class_.__name__
        for mapper in Base.registry.mappers
        if not isinstance(vars(mapper.class_).get("about"), About)
    ]
    assert unsaid == []


def test_a_class_that_says_nothing_is_closed_to_visitors() -> None:
    assert About().visitors.value == "nothing"
    assert (About().read, About().added, About().changed) == (False, False, False)


def test_a_table_that_names_somebody_is_about_them() -> None:
    """A column that points at an item or a young person and is not said to is a way round."""
    unsaid = [
        f"{mapper.class_.__name__}.{key.parent.name}"
        for mapper in Base.registry.mappers
        for constraint in mapper.class_.__table__.foreign_key_constraints
        for key in constraint.elements
        if (key.column.table.name, key.column.name) in {("item", "id"), ("young_person", "id")}
        and key.parent.name not in mapper.class_.about.columns
    ]
    assert unsaid == []
