"""What many tests begin with, made once for a run of them and brought back by a savepoint.

A fixture marked ``@kept`` is made the first time a test asks for it. Its rows then stand behind a
savepoint that every test is rolled back to, and what it returned is copied for each test, so that a
test gets just what it would have made itself. Tests that ask for something else make theirs anew.
"""

from __future__ import annotations

import copy
import functools
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from flask import Flask
from sqlalchemy import Connection, NestedTransaction, event
from sqlalchemy.exc import SQLAlchemyError

from portal.database import TEST_CONNECTION, db

P = ParamSpec("P")
T = TypeVar("T")
Files = dict[Path, tuple[int, int]]
"""Files by their size and when they were last changed."""
_ANEW = "tests.begin-anew"
_READS = re.compile(r"\s*(?:SELECT|SET|SAVEPOINT|RELEASE|ROLLBACK)\b", re.IGNORECASE)
"""What leaves no trace that a layer could stand on: anything else counts as written."""


@dataclass(slots=True)
class _Layer:
    """One fixture's rows, files and result. ``when`` is what the clocks said as it was made."""

    made_by: Callable[..., Any]
    when: object
    result: Any
    files: Files
    savepoint: NestedTransaction


@dataclass(slots=True)
class Beginnings:
    """The layers that stand on one application's connection, the lowest first."""

    app: Flask
    folder: Path
    when: Callable[[], object]
    connection: Connection | None = None
    savepoint: NestedTransaction | None = None
    layers: list[_Layer] = field(default_factory=list)
    touched: bool = False
    """Whether this test has written anything that is no layer."""
    making: int = 0

    def open(self, wanted: Collection[Callable[..., Any]]) -> None:
        """Stand on the layers this test wants; put away those above the first it does not."""
        stand = 0
        for layer in self.layers:
            if layer.made_by not in wanted or layer.when != self.when():
                break
            if any(_stat(path) != was for path, was in layer.files.items()):
                break
            stand += 1
        if self.connection is None:
            with self.app.app_context():
                self.connection = db.engine.connect()
            event.listen(self.connection, "before_cursor_execute", self._see)
            self.connection.begin()
            self.savepoint = self.connection.begin_nested()
        if stand < len(self.layers):
            del self.layers[stand:]
            self._back()
        self.touched = False
        self.app.extensions[TEST_CONNECTION] = self.connection

    def close(self) -> None:
        """Undo what the test did."""
        del self.app.extensions[TEST_CONNECTION]
        if self.app.extensions.pop(_ANEW, False):
            self.end()
            return
        try:
            self._back()
        except SQLAlchemyError:
            self.end()  # a test broke the connection: it goes, with all that stood on it
        except BaseException:
            self.end()  # and so that the next test begins anew where this one is told
            raise

    def end(self) -> None:
        """Undo everything."""
        connection, self.connection, self.layers = self.connection, None, []
        if connection is not None:
            event.remove(connection, "before_cursor_execute", self._see)
            connection.close()

    def give(self, make: Callable[..., Any], **arguments: Any) -> Any:
        """Return a copy of what the fixture made, making it first where it does not stand yet."""
        for layer in self.layers:
            if layer.made_by is make:
                assert layer.when == self.when(), (
                    f"A clock was moved before {make.__name__} was asked for, which stands as it "
                    "was made at another moment. Ask for it first, then move the clock."
                )
                return self._copy(layer.result, arguments)
        before = self._files()
        self.making += 1
        try:
            result = make(**arguments)
        finally:
            self.making -= 1
        if self.touched or self.making:
            return result
        assert self.connection is not None
        made = {path: was for path, was in self._files().items() if path not in before}
        kept = self._copy(result, arguments)
        savepoint = self.connection.begin_nested()
        self.layers.append(_Layer(make, self.when(), kept, made, savepoint))
        return result

    def _back(self) -> None:
        """Return to what stands on the highest layer."""
        assert self.connection is not None
        below = self.layers[-1] if self.layers else self
        assert below.savepoint is not None
        while (within := self.connection.get_nested_transaction()) is not below.savepoint:
            assert within is not None  # only what a test began stands on the highest layer
            within.rollback()
        below.savepoint.rollback()
        below.savepoint = self.connection.begin_nested()

    def _copy(self, result: Any, arguments: dict[str, Any]) -> Any:
        same = [self.app, *(each for each in arguments.values() if callable(each))]
        return copy.deepcopy(result, {id(each): each for each in same})

    def _files(self) -> Files:
        return {path: _stat(path) for path in self.folder.rglob("*") if path.is_file()}

    def _see(self, *given: Any) -> None:
        if not self.making and not _READS.match(given[2]):
            self.touched = True


def _stat(path: Path) -> tuple[int, int]:
    """Return a file's size and when it was changed, (0, 0) where it is gone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def begin_anew(app: Flask) -> None:
    """Let nothing of this test's transaction stand for the next: it changed more than rows.

    SQLite reads its whole schema again, and every statement, at each savepoint that is rolled back
    in a transaction that changed a trigger, also long after the change itself was undone.
    """
    app.extensions[_ANEW] = True


_standing: list[Beginnings] = []


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """Mark a fixture whose rows and result may be kept: it writes rows and returns plain values."""

    @functools.wraps(make)
    def given(*arguments: P.args, **named: P.kwargs) -> T:
        assert not arguments  # pytest names them all
        result: T = _standing[-1].give(make, **named)
        return result

    given.__kept__ = make  # type: ignore[attr-defined]  # what a test's fixtures are known by
    return given


@contextmanager
def begun(beginnings: Beginnings, request: pytest.FixtureRequest) -> Iterator[None]:
    """Begin the test that asks: with what it wants of the layers, and nothing more."""
    known = request.node._fixtureinfo.name2fixturedefs  # noqa: SLF001 - pytest has no other way to ask
    functions = (defined[-1].func for defined in known.values())
    wanted = {each.__kept__ for each in functions if hasattr(each, "__kept__")}
    beginnings.open(wanted)
    _standing.append(beginnings)
    try:
        yield
    finally:
        _standing.pop()
        beginnings.close()
