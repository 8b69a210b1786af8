"""A query with no scope, one that left its scope, and a write in a page that reads, all fail.

The choke point is tested at length in tests/integration/database; here each fault is planted once,
in a page of the real app.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import NoScopeError, Scope, ScopeBreachError, open_scope, session
from portal.settings import Settings
from tests.support import migrated

READING = Scope("E10000017", None, None, "answering a planted page")
TABLE = YoungPerson.__table__


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("planted")
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    migrated.upgrade(url)
    secret = "not a secret: only these tests use this key"
    return create_app(
        Settings(database_url=url, secret_key=secret, instance_dir=folder, https=False)
    )


@pytest.mark.control("C3", "C8")
def test_a_query_with_no_scope_fails(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoScopeError):
        session.execute(select(YoungPerson))


PLANTED: dict[str, Callable[[], object]] = {
    "a table that nothing pins": lambda: session.execute(select(TABLE.c.reference)),
    "a table of another authority": lambda: session.execute(
        select(TABLE.c.reference).where(TABLE.c.authority_id == "E99999999")
    ),
    "free text": lambda: session.execute(text("SELECT reference FROM young_person")),
    "a write while reading": lambda: session.execute(
        TABLE.update().values(reference="seen")  # type: ignore[attr-defined]  # a table, not a view
    ),
}


@pytest.mark.control("C3")
@pytest.mark.parametrize("query", PLANTED.values(), ids=PLANTED.keys())
def test_a_query_that_leaves_its_scope_fails(app: Flask, query: Callable[[], object]) -> None:
    with app.app_context(), open_scope(READING), pytest.raises(ScopeBreachError):
        query()
