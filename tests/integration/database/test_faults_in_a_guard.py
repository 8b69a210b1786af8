"""Faults put into the adder and into the gate by hand, each guard alone: none goes unseen (C50).

A fault is found where any probe of the guard's own tests answers otherwise than with no fault.
The test names those that survive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, true
from sqlalchemy.orm import aliased
from sqlalchemy.orm.util import LoaderCriteriaOption

from portal.cases.models import YoungPerson
from portal.database import NO_ITEMS, ScopeBreachError, adder, gate, notes, reach, session
from portal.database.scope import current_scope
from portal.panels.models import Item
from tests.integration.conftest import ScopeOpener
from tests.integration.database import test_adder_alone as adder_alone
from tests.integration.database import test_gate_alone as gate_alone
from tests.integration.database.test_reach_at_the_gate import GATE as AT_THE_GATE
from tests.integration.database.two_items import Two, opener_of

pytestmark = [
    pytest.mark.usefixtures("no_wall"),
    pytest.mark.control("C50"),
    pytest.mark.parametrize("app_of_the_run", ["sqlite"], indirect=True),
]
Fault = tuple[str, Callable[..., Any]]
REAL_VERIFY: Callable[..., Any] = gate._verify  # noqa: SLF001 - what faults stand in front of
REAL_WITHIN: Callable[..., Any] = adder._within  # noqa: SLF001 - the same
REAL_SCOPED: Callable[..., Any] = adder._scoped  # noqa: SLF001 - the same
REAL_CRITERIA: Callable[..., Any] = reach.criteria
FIRST: dict[Any, Any] = {}
"""What a planted fault keeps of a statement."""


def _scope(**given: Any) -> Fault:
    """Let the gate take the open scope for a wider one."""
    return "current_scope", lambda: replace(current_scope(), **given)


def _any_row(pins: tuple[str, ...], context: Any, test: Callable[[list[Any]], bool]) -> bool:
    return any(
        test(gate._values(name, row, context))  # noqa: SLF001 - as the gate's own
        for name in pins
        for row in context.compiled_parameters
    )


def _no_text_refused(context: Any) -> None:
    if isinstance(context.compiled, notes.NotesPins):
        REAL_VERIFY(context)


def _no_fault_noted(context: Any) -> None:
    """Pass over what the compiler noted. It is kept with the statement, so it is put back."""
    if not isinstance(context.compiled, notes.NotesPins):
        REAL_VERIFY(context)
        return
    held = context.compiled.notes
    noted, held.faults = held.faults, []
    try:
        REAL_VERIFY(context)
    finally:
        held.faults = noted


IN_THE_GATE: dict[str, Fault] = {
    "no pin is asked for": ("_verify_pins", lambda *_: None),
    "no district is asked for": ("_in_districts", lambda *_: True),
    "no reach is asked for": ("_in_reach", lambda *_: True),
    "what is hidden is not kept out": ("_kept_out", lambda *_: True),
    "any value will do": ("_among", lambda _: lambda _values: True),
    "one right value is enough": (
        "_among",
        lambda allowed: lambda values: any(each in allowed for each in values),
    ),
    "one right row is enough": ("_holds", _any_row),
    "apart from nothing": ("_apart_from", lambda _: lambda _values: True),
    "writes are not looked at": ("_verify_write", lambda *_: None),
    "a write's reach is not looked at": ("_verify_reach", lambda *_: None),
    "a row may name anything": ("_may_name", lambda *_: True),
    "no column names anybody": ("_columns", lambda *_: iter(())),
    "a reading scope writes": _scope(writes=True),
    "every district is open": _scope(districts=None),
    "a visitor is anybody": _scope(only=None),
    "nothing was declared": _scope(without=NO_ITEMS),
    "text passes": ("_verify", _no_text_refused),
    "the compiler's faults are forgotten": ("_verify", _no_fault_noted),
}
IN_THE_ADDER: dict[str, Fault] = {
    "no criteria": ("_scoped", lambda statement, _scope: statement),
    "every district": ("_within", lambda _: lambda _cls: true()),
    "no district is every district": (
        "_within",
        lambda slugs: REAL_WITHIN(slugs) if slugs else lambda _cls: true(),
    ),
    "the first of several districts alone": ("_within", lambda slugs: REAL_WITHIN(slugs[:1])),
    "a kept statement stays in its first scope": (
        "_scoped",
        lambda statement, scope: FIRST.setdefault(statement, REAL_SCOPED(statement, scope)),
    ),
    "a session outlives its scope": ("_scope_of", lambda _session: current_scope()),
}
IN_ITS_REACH: dict[str, Fault] = {
    "no reach": ("criteria", lambda *_: []),
    "a visitor is anybody": ("criteria", lambda _only, without: REAL_CRITERIA(None, without)),
    "nothing was declared": ("criteria", lambda only, _: REAL_CRITERIA(only, NO_ITEMS)),
    "aliases go free": ("OfEveryAlias", LoaderCriteriaOption),
}


def _tried(ask: Callable[..., Any], *given: Any) -> str:
    """Ask in the open scope; say what came, and leave nothing behind."""
    try:
        return repr(ask(*given))
    except ScopeBreachError:
        return "refused"
    except Exception as error:  # noqa: BLE001 - the guard let it pass, and the database did not
        return type(error).__name__
    finally:
        session.rollback()


@pytest.fixture
def at_the_gate(app: Flask, working: ScopeOpener, two: Two) -> Callable[[], Iterator[str]]:
    """Ask the gate everything that its own tests ask."""

    def ask() -> Iterator[str]:
        places = gate_alone.DISTRICTS
        for writes, idioms in (
            (False, gate_alone.REFUSED | gate_alone.OWN_WRITES | gate_alone.HARMLESS),
            (True, gate_alone.FOREIGN_WRITES),
        ):
            for idiom in idioms.values():
                with working(districts=places, writes=writes):
                    yield _tried(_execute, idiom())
        rows = [
            gate_alone.new_row(district_id="burnley"),
            gate_alone.new_row(district_id="preston", reference="y"),
        ]
        for many, given in (
            (gate_alone.table.insert(), rows),
            (gate_alone.CHANGED_BY_PLACE, gate_alone.PLACES),
        ):
            with working(districts=places):
                yield _tried(_execute, many, given)
        with working(districts=places, writes=False):
            yield _tried(lambda: session.connection().exec_driver_sql("SELECT 1").all())
        for limits in ({"only": two.reach(0)}, {"without": two.reach(1)}):
            for make, *_ in AT_THE_GATE.values():
                with opener_of(app)(**limits, writes=True):
                    yield _tried(_execute, make(two))

    return ask


@pytest.fixture
def at_its_reach(app: Flask, two: Two) -> Callable[[], Iterator[str]]:
    """Ask the adder what a visitor and a recused reader see, also by another name of a table."""
    other = aliased(Item)
    twice = select(Item.item_type, other.item_type).join(other, other.meeting_id == Item.meeting_id)

    def ask() -> Iterator[str]:
        for limits in ({"only": two.reach(0)}, {"without": two.reach(1)}):
            with opener_of(app)(**limits):
                yield _tried(_read, select(Item.item_type))
                yield _tried(lambda: sorted(session.execute(twice).all()))

    return ask


@pytest.fixture
def at_the_adder(rows: None, working: ScopeOpener) -> Callable[[], Iterator[str]]:
    """Ask the adder what its own tests ask of reading."""
    del rows
    kept = select(YoungPerson.reference).where(YoungPerson.reference.like("LH-%"))

    def ask() -> Iterator[str]:
        for read in adder_alone.READS.values():
            with working(districts=adder_alone.BURNLEY, writes=False):
                yield _tried(_read, read())
        for places in ({"burnley"}, {"preston"}, {"burnley", "preston"}, set(), None):
            within = None if places is None else frozenset(places)
            with working(districts=within, writes=False):
                yield _tried(_read, kept)
        with working(writes=False):
            old = session()
            old.scalars(select(YoungPerson)).all()
        with working(districts=adder_alone.BURNLEY, writes=False):
            yield _tried(lambda: len(old.scalars(select(YoungPerson.reference)).all()))
            old.close()

    return ask


def _execute(statement: Any, given: Any = None) -> None:
    session.connection().execute(statement, given)


def _read(statement: Any) -> list[str]:
    return sorted(_word(each) for each in session.scalars(statement))


def _word(found: Any) -> str:
    return str(getattr(found, "reference", found))


@pytest.mark.usefixtures("no_adder")
def test_every_fault_in_the_gate_is_found(
    at_the_gate: Callable[[], Iterator[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _survivors(gate, IN_THE_GATE, at_the_gate, monkeypatch) == set()


@pytest.mark.usefixtures("no_gate")
def test_every_fault_in_the_adder_is_found(
    at_the_adder: Callable[[], Iterator[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _survivors(adder, IN_THE_ADDER, at_the_adder, monkeypatch)
    assert found == set()


@pytest.mark.usefixtures("no_gate")
def test_every_fault_in_the_adders_reach_is_found(
    at_its_reach: Callable[[], Iterator[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _survivors(reach, IN_ITS_REACH, at_its_reach, monkeypatch)
    assert found == set()


def _survivors(
    guard: Any,
    faults: dict[str, Fault],
    ask: Callable[[], Iterator[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> set[str]:
    sound = list(_asked(ask))
    assert list(_asked(ask)) == sound, "the probes answer alike each time"
    survived = set()
    for name, (where, instead) in faults.items():
        with monkeypatch.context() as patch:
            patch.setattr(guard, where, instead)
            if list(_asked(ask)) == sound:
                survived.add(name)
    _forget()
    return survived


def _asked(ask: Callable[[], Iterator[str]]) -> Iterator[str]:
    _forget()
    yield from ask()


def _forget() -> None:
    """Let nothing be remembered that a fault made."""
    FIRST.clear()
    adder._kept.clear()  # noqa: SLF001 - what the adder keeps of each scope
    adder._criteria.cache_clear()  # noqa: SLF001 - the same
