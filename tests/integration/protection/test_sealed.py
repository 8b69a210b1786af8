"""Sealed fields: read and written like others, unreadable in every copy, bound to their place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask, current_app
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import aliased

from portal.database import SealError, db, joins, session
from portal.database.sealed import Place, SealedValue, seal, sealed_fields, unseal
from portal.feedback.models import Feedback
from portal.panels.models import Item
from portal.records.models import Action, Addition, Barrier, ItemRecord, PromiseAnswer
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import WORDS, Instance, write_record
from tests.support.invented_panel import InventedPanel, published_panel

FIELDS = {
    "took_part_note": (ItemRecord, "took_part_note"),
    "discussion": (ItemRecord, "discussion"),
    "decision_reason": (ItemRecord, "decision_reason"),
    "barrier": (Barrier, "wording"),
    "action": (Action, "wording"),
    "addition": (Addition, "wording"),
    "withdrawn_reason": (Item, "withdrawn_reason"),
    "told": (ItemRecord, "plain_words"),
    "promise": (Action, "plain_words"),
    "promise_answer": (PromiseAnswer, "words"),
    "feedback": (Feedback, "words"),
}


@pytest.fixture
def panel(working: ScopeOpener) -> InventedPanel:
    with working():
        made = published_panel()
        write_record(made)
        return made


def test_every_field_of_the_panels_words_is_sealed() -> None:
    """The list of fields that the design names, held to the models."""
    assert {(kind.__name__, name) for kind, name in sealed_fields()} >= {
        (kind.__name__, name) for kind, name in FIELDS.values()
    }


@pytest.mark.control("C48")
def test_no_copy_of_the_database_holds_a_sealed_word(instance: Instance) -> None:
    with instance.app.app_context(), instance.working():
        write_record(published_panel(), mark="-first")
    copies = instance.copies()
    assert any(b"CS-1042" in held for held in copies.values()), "the copies hold the record"
    found = {
        (name, word)
        for name, held in copies.items()
        for word in WORDS.values()
        if word.encode() in held
    }
    assert found == set()
    with instance.app.app_context(), instance.working(writes=False):
        assert session.scalars(select(Action.wording)).all() == [f"{WORDS['action']}-first"]


@pytest.mark.parametrize(("kind", "name"), FIELDS.values(), ids=FIELDS)
def test_a_field_reads_as_it_was_written(
    panel: InventedPanel, working: ScopeOpener, kind: Any, name: str
) -> None:
    expected = [WORDS[field] for field, held in FIELDS.items() if held == (kind, name)]
    with working(writes=False):
        rows = session.scalars(select(kind).where(getattr(kind, name).is_not(None))).all()
        assert [getattr(row, name) for row in rows] == expected
        column = select(getattr(kind, name)).where(getattr(kind, name).is_not(None))
        assert session.scalars(column).all() == expected
        other = aliased(kind)
        through = select(getattr(other, name), other.id).where(getattr(other, name).is_not(None))
        assert [row[0] for row in session.execute(through)] == expected
        named = session.execute(column.add_columns(kind.id.label("number"))).mappings().one()
        assert named[name] == expected[0]


def test_an_outer_join_that_finds_nothing_gives_nothing(
    panel: InventedPanel, working: ScopeOpener
) -> None:
    with working(writes=False):
        rows = session.execute(
            select(Item.id, Barrier.wording)
            .outerjoin(ItemRecord, joins(ItemRecord, "item_id", Item))
            .outerjoin(Barrier, joins(Barrier, "item_record_id", ItemRecord))
            .order_by(Item.id)
        ).all()
    told = {row.id: row.wording for row in rows}
    assert told == dict.fromkeys(panel.items) | {panel.items[0]: WORDS["barrier"]}


def _as_text(value: Any) -> object:
    return str(value)


def _on_a_page(value: Any) -> object:
    return current_app.jinja_env.from_string("{{ value }}").render(value=value)


def _in_a_file(value: Any) -> object:
    return json.dumps({"value": value})


@pytest.mark.parametrize("use", [_as_text, _on_a_page, _in_a_file, "{}".format, len])
def test_a_bare_column_never_becomes_text(
    panel: InventedPanel, working: ScopeOpener, use: Any
) -> None:
    table: Any = Action.__table__
    with working(writes=False):
        column = select(table.c.wording).where(table.c.authority_id == "E10000017")
        value = session.scalar(column)
        assert isinstance(value, SealedValue)
        assert repr(value) == "<sealed>"
        with pytest.raises((SealError, TypeError)):
            use(value)


REFUSED: dict[str, Any] = {
    "compared": lambda: select(Action.id).where(Action.wording == "x"),
    "told apart": lambda: select(Action.id).where(Action.wording != "x"),
    "is a text": lambda: select(Action.id).where(Action.wording.is_("x")),
    "searched": lambda: select(Action.id).where(Action.wording.like("x")),
    "among some": lambda: select(Action.id).where(Action.wording.in_(["x"])),
    "begins": lambda: select(Action.id).where(Action.wording.startswith("x")),
    "sorted": lambda: select(Action.id).order_by(Action.wording.desc()),
    "in plain": lambda: insert(Barrier).values(wording="x", position=1),
    "changed in plain": lambda: update(Action.__table__).values(wording="x"),  # type: ignore[arg-type]  # refused on purpose
    "changed by its class": lambda: update(Action).values(wording="x"),
    "in a function": lambda: select(func.lower(Action.wording)),
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_what_the_database_cannot_answer_fails_loudly(
    panel: InventedPanel, working: ScopeOpener, statement: Any
) -> None:
    with pytest.raises(Exception), working():  # noqa: B017, PT011 - whatever it is, it is no answer
        session.execute(statement()).all()
    with working(writes=False):
        assert session.scalars(select(Action.wording)).all() == [WORDS["action"]]


def test_writing_the_same_words_again_changes_nothing(
    panel: InventedPanel, working: ScopeOpener
) -> None:
    with working():
        record = session.scalars(select(ItemRecord)).one()
        before = record.version
        record.discussion = WORDS["discussion"]
        assert not session.is_modified(record)
        record.discussion = "Something else"
        assert session.is_modified(record)
    with working(writes=False):
        record = session.scalars(select(ItemRecord)).one()
        assert (record.version, record.discussion) == (before + 1, "Something else")


def test_a_field_that_needs_words_takes_no_nothing_and_an_optional_one_does(
    panel: InventedPanel, working: ScopeOpener
) -> None:
    with pytest.raises(SealError), working():
        session.scalars(select(Action)).one().wording = None  # type: ignore[assignment]  # refused on purpose
    with working():
        item = session.scalars(select(Item).where(Item.id == panel.items[0])).one()
        item.withdrawn_reason = None
    with working(writes=False):
        gone = session.scalars(select(Item.id).where(Item.withdrawn_reason.is_not(None))).all()
        assert gone == []
        assert ItemRecord(took_part="came", item_id=panel.items[1]).discussion == ""


HERE = Place("E10000017", "barrier", "wording", UUID(int=1))


@pytest.mark.control("C48")
@pytest.mark.parametrize(
    "elsewhere",
    [
        replace(HERE, authority_id="E10000018"),
        replace(HERE, table="action"),
        replace(HERE, column="note"),
        replace(HERE, row_id=UUID(int=2)),
    ],
    ids=["authority", "table", "column", "row"],
)
def test_each_part_of_the_place_is_in_the_seal(app: Flask, elsewhere: Place) -> None:
    with app.app_context():
        value = seal(HERE, "said here")
        assert unseal(HERE, value) == "said here"
        with pytest.raises(SealError):
            unseal(elsewhere, value)
        assert seal(HERE, "said here") != value, "the same words never look the same"


MOVED = {
    "to another row": "UPDATE barrier SET wording = (SELECT max(b.wording) FROM barrier b)",
    "to another column": "UPDATE item_record SET decision_reason = discussion",
    "to another table": "UPDATE barrier SET wording = (SELECT min(a.wording) FROM action a)",
    "changed": "UPDATE barrier SET wording = wording || 'AAAA'",
    "in plain": "UPDATE barrier SET wording = 'Nothing stands in the way'",
    "an unknown form": "UPDATE barrier SET wording = replace(wording, 'sealed:1:', 'sealed:x:')",
    "another key": "UPDATE barrier SET wording = replace(wording, 'sealed:1:', 'sealed:9:')",
}


@pytest.mark.control("C48")
@pytest.mark.parametrize("attack", MOVED.values(), ids=MOVED)
def test_a_value_opens_only_where_it_was_sealed(instance: Instance, attack: str) -> None:
    with instance.app.app_context():
        with instance.working():
            made = published_panel()
            write_record(made, 0, mark="-0")
            write_record(made, 1, mark="-1")
        db.engine.dispose()
        instance.raw(attack)
        opened, refused = 0, 0
        with instance.working(writes=False):
            for row in session.scalars(select(Barrier)).all():
                opened, refused = _tried(row, "wording", opened, refused)
            for record in session.scalars(select(ItemRecord)).all():
                opened, refused = _tried(record, "decision_reason", opened, refused)
    assert refused >= 1
    assert opened + refused == 4


def _tried(row: Any, name: str, opened: int, refused: int) -> tuple[int, int]:
    try:
        said = getattr(row, name)
    except Exception:  # noqa: BLE001 - a missing key and a broken seal are both refusals
        return opened, refused + 1
    assert said.startswith("Canary"), "what opens is what was written there"
    return opened + 1, refused
