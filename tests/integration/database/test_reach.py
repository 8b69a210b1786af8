"""A visitor sees their own item and nothing else of anybody; a recused reader all but theirs.

Each wall is asked alone and all together: the adder, the gate, and PostgreSQL's own policies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, literal, or_, select, true, update

from portal.audit.models import Event
from portal.cases.models import CareEpisode, Case, ReturnImport, YoungPerson
from portal.database import (
    NO_ITEMS,
    About,
    Base,
    Reach,
    Scope,
    ScopeBreachError,
    commit,
    joins,
    open_scope,
    session,
)
from portal.panels.models import AgendaVersion, Item, Meeting, Panel, SeatHolder, Slot
from portal.people.models import Person, RoleGrant
from portal.records.models import Action, Attendance, Barrier, ItemRecord
from portal.tenancy.models import District
from tests.integration.conftest import AUTHORITY, ScopeOpener
from tests.support.links import a_link

DAY = date(2026, 12, 17)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
Opener = Callable[..., AbstractContextManager[None]]


@dataclass
class Two:
    """Two items of one meeting, each with all that hangs below it; a third slot is empty."""

    items: list[UUID] = field(default_factory=list)
    young_people: list[UUID] = field(default_factory=list)
    person: UUID = field(default_factory=uuid4)
    meeting: UUID = field(default_factory=uuid4)

    def reach(self, *numbers: int) -> Reach:
        """Return what belongs to these items."""
        return Reach(
            frozenset(self.items[n] for n in numbers),
            frozenset(self.young_people[n] for n in numbers),
        )


@pytest.fixture
def two(working: ScopeOpener) -> Two:
    made = Two()
    here = {"district_id": "burnley"}
    with working():
        person = Person(id=made.person, name="Sam", email="sam@practice.example", starts_on=DAY)
        panel = Panel(**here, kind="leaving_care", starts_on=DAY)
        _add(person, panel)
        _add(RoleGrant(person_id=made.person, role="member", starts_on=DAY))
        seat = {**here, "seat_key": "chair", "person_id": made.person}
        _add(
            Meeting(**here, id=made.meeting, panel_id=panel.id, held_on=DAY, part="am"),
            SeatHolder(**seat, panel_id=panel.id, starts_on=DAY),
        )
        agenda = {"number": 1, "published_at": NOW, "published_by": made.person, "frozen": {}}
        _add(
            Attendance(**seat, meeting_id=made.meeting, state="expected"),
            AgendaVersion(**here, meeting_id=made.meeting, **agenda),
            ReturnImport(started_at=NOW, year=2026, as_of=DAY, state="done", report={}),
        )
        for number in range(2):
            _item(made, number, here)
        _add(Slot(**here, meeting_id=made.meeting, starts_at=time(11), minutes=20))
    return made


def _add(*rows: Any) -> None:
    session.add_all(rows)
    session.flush()


def _item(made: Two, number: int, here: dict[str, str]) -> None:
    young = YoungPerson(**here, reference=f"LH-{number}", born_on=DAY)
    slot = Slot(**here, meeting_id=made.meeting, starts_at=time(9 + number), minutes=20)
    _add(young, slot)
    case = Case(**here, young_person_id=young.id, kind="leaving_care", opened_on=DAY)
    _add(case, CareEpisode(young_person_id=young.id, started_on=DAY))
    item = Item(
        **here,
        meeting_id=made.meeting,
        slot_id=slot.id,
        case_id=case.id,
        young_person_id=young.id,
        item_type=f"item {number}",
        social_worker_id=made.person,
        nominated_by=made.person,
        nominated_on=DAY,
    )
    _add(item)
    by = {"recorded_by": made.person, "recorded_at": NOW}
    record = ItemRecord(**here, item_id=item.id, took_part="came", **by)
    _add(record)
    below = {**here, "item_record_id": record.id, "item_id": item.id, "position": 1}
    _add(
        Barrier(**below, wording=f"barrier {number}"),
        Action(**below, wording=f"action {number}", owner_id=made.person, due_on=DAY),
        a_link("item", item.id, at=NOW),
        a_link("young_person", young.id, at=NOW),
    )
    made.items.append(item.id)
    made.young_people.append(young.id)


@pytest.fixture(params=["all", "adder", "policies"])
def seeing(request: pytest.FixtureRequest, app: Flask, two: Two) -> Opener:
    """Open a scope that is limited to items, before one wall alone or all of them."""
    alone = {"all": (), "adder": ("no_gate", "no_wall"), "policies": ("no_gate", "no_adder")}
    for guard in alone[request.param]:
        request.getfixturevalue(guard)
    return opener_of(app)


def opener_of(app: Flask) -> Opener:
    @contextmanager
    def opener(
        only: Reach | None = None, without: Reach = NO_ITEMS, *, writes: bool = False
    ) -> Iterator[None]:
        scope = Scope(
            AUTHORITY,
            frozenset({"burnley"}),
            None,
            "visiting",
            writes=writes,
            only=only,
            without=without,
        )
        with app.app_context(), open_scope(scope):
            yield

    return opener


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
            commit()
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
        commit()
    with seeing(without=two.reach(0), writes=True):
        changed: Any = session.execute(update(ItemRecord).values(discussion="all"))
        gone: Any = session.execute(delete(Barrier))
        assert (changed.rowcount, gone.rowcount) == (1, 2)


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
        lambda _: select(events.c.id).where(events.c.authority_id == AUTHORITY),
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
        lambda t: insert(Base.metadata.tables["barrier"]).values(
            authority_id=AUTHORITY,
            id=uuid4(),
            district_id="burnley",
            item_record_id=uuid4(),
            item_id=t.items[1],
            position=1,
            wording="x",
        ),
        False,
        False,
    ),
    "a row whose item cannot be read": (
        lambda t: insert(Base.metadata.tables["barrier"]).values(
            authority_id=AUTHORITY,
            id=uuid4(),
            district_id="burnley",
            item_record_id=uuid4(),
            item_id=select(literal(t.items[0])).scalar_subquery(),
            position=1,
            wording="x",
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
        for constraint in mapper.local_table.foreign_key_constraints  # type: ignore[attr-defined]  # a table
        for key in constraint.elements
        if (key.column.table.name, key.column.name) in {("item", "id"), ("young_person", "id")}
        and key.parent.name not in mapper.class_.about.columns
    ]
    assert unsaid == []
