"""Ten ways in which a session, a row or a connection might outlive its scope."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm.exc import DetachedInstanceError

from portal.cases.models import YoungPerson
from portal.database import (
    NoScopeError,
    Scope,
    ScopeBreachError,
    commit,
    open_scope,
    session,
    undo,
)
from portal.tenancy.models import Succession
from tests.integration.conftest import AUTHORITY
from tests.integration.database.ground import CANARY, ELSEWHERE, OWN, Ground, scope_of

pytestmark = pytest.mark.control("C6")

REFUSED: Any = (NoScopeError, ScopeBreachError, DetachedInstanceError)
references = select(YoungPerson.reference).order_by(YoungPerson.reference)


@pytest.fixture
def app(ground: Ground) -> Iterator[Flask]:
    """The portal on ground where both authorities' rows lie; its first wall has to hold."""
    app = ground.apps["first"]
    with app.app_context():
        yield app
        session.remove()


@contextmanager
def elsewhere(*, writes: bool = False) -> Iterator[None]:
    with open_scope(Scope(ELSEWHERE, None, None, "being elsewhere", writes=writes)):
        yield


@contextmanager
def here(*, writes: bool = False) -> Iterator[None]:
    with open_scope(scope_of(writes=writes)):
        yield


def is_ours(found: Any) -> bool:
    return bool(found) and all(each.startswith(OWN) for each in found)


@pytest.mark.usefixtures("app")
def test_a_session_kept_past_its_scope_answers_nothing() -> None:
    with elsewhere():
        kept = session()
        assert kept.scalars(references).all()
    with here(), pytest.raises(REFUSED):
        kept.scalars(references).all()


@pytest.mark.usefixtures("app")
def test_a_connection_kept_past_its_scope_answers_nothing() -> None:
    table: Any = YoungPerson.__table__
    theirs = select(table.c.reference).where(table.c.authority_id == ELSEWHERE)
    with elsewhere():
        kept = session.connection()
        assert kept.execute(theirs).all()
    with here(), pytest.raises(Exception, match=r"closed|not pinned"):
        kept.execute(theirs).all()


@pytest.mark.usefixtures("app")
def test_a_forgotten_value_is_not_read_again_in_the_next_scope() -> None:
    with elsewhere():
        row = session.scalars(select(YoungPerson).order_by(YoungPerson.reference)).first()
        session.expire(row)
    with here(), pytest.raises(REFUSED):
        assert row is None or row.reference


def test_a_row_by_its_key_is_not_answered_from_what_was_loaded_before(
    app: Flask, ground: Ground
) -> None:
    key = (ELSEWHERE, ground.other.young_person)
    with elsewhere():
        assert session.get(YoungPerson, key) is not None
    with here():
        assert session.get(YoungPerson, key) is None


@pytest.mark.usefixtures("app")
def test_a_row_of_the_scope_before_is_not_brought_in() -> None:
    with elsewhere():
        row = session.scalars(select(YoungPerson).order_by(YoungPerson.reference)).first()
    with here():
        with pytest.raises(ScopeBreachError):
            session.add(row)
        with pytest.raises(ScopeBreachError):
            session.merge(row, load=False)
        undo()


@pytest.mark.usefixtures("app")
def test_what_was_not_read_to_its_end_ends_with_its_scope() -> None:
    with elsewhere():
        stream = iter(session.execute(references.execution_options(yield_per=1)))
        assert CANARY in str(next(stream))
        unread = session.execute(references)
    for rows in (stream, unread):
        found: list[Any] = []
        with here(), pytest.raises(Exception, match="closed"):
            found.extend(rows)
        assert CANARY not in str(found)


def test_a_thread_has_no_scope_of_its_own(app: Flask) -> None:
    met: list[object] = []

    def work() -> None:
        with app.app_context():
            try:
                met.append(session.scalars(references).all())
            except REFUSED as refusal:
                met.append(type(refusal))

    with elsewhere():
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    assert met == [NoScopeError]


@pytest.mark.usefixtures("app")
def test_a_scope_inside_another_is_refused_and_changes_nothing() -> None:
    with here():
        with pytest.raises(ScopeBreachError), elsewhere():
            pass
        assert is_ours(session.scalars(references).all())


@pytest.mark.usefixtures("app")
def test_an_open_scope_cannot_be_changed() -> None:
    scope = scope_of()
    with open_scope(scope):
        with pytest.raises(dataclasses.FrozenInstanceError):
            scope.authority_id = ELSEWHERE  # type: ignore[misc]  # that is the point
        assert is_ours(session.scalars(references).all())


@pytest.mark.parametrize("end", [commit, undo], ids=["a commit", "a rollback"])
@pytest.mark.parametrize("way", ["first", "product"])
def test_a_scope_outlives_its_transactions(ground: Ground, way: str, end: Any) -> None:
    """On PostgreSQL the setting ends with each transaction, and is made again with the next."""
    with ground.apps[way].app_context(), here(writes=True):
        for _ in range(3):
            assert is_ours(session.scalars(references).all())
            row = session.get(Succession, (AUTHORITY, ground.own.succession))
            assert row is not None
            with session.begin_nested():
                assert is_ours(session.scalars(references).all())
            session.begin_nested().rollback()
            assert inspect(row).persistent
            assert is_ours(session.scalars(references).all())
            end()
