"""A connection goes back to the pool with nobody's scope: the leak shown, and closed."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool

from portal.database import (
    Scope,
    wall,
)
from portal.database.scope import _current
from portal.keyring import Keyring
from tests.integration.conftest import AUTHORITY
from tests.integration.database.ground import ELSEWHERE, Ground
from tests.support.postgres import fresh_database

pytestmark = pytest.mark.control("C4")

REQUESTS, POOL, THREADS = 600, 3, 6
NAIVE = """
CREATE TABLE naive (authority_id text PRIMARY KEY);
INSERT INTO naive VALUES ('one'), ('two');
ALTER TABLE naive ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON naive USING (authority_id = current_setting('naive.authority', true));
CREATE ROLE naive_app NOLOGIN;
GRANT SELECT ON naive TO naive_app;
"""


def requests(work: Callable[[int], str]) -> Counter[str]:
    """Answer many requests from a few threads; every tenth forgets to say whose it is."""
    numbers, lock, found = iter(range(REQUESTS)), threading.Lock(), Counter[str]()

    def run() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            answer = work(number)
            with lock:
                found[answer] += 1

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_a_setting_kept_by_the_session_leaks_through_the_pool(postgres_server: str) -> None:
    """The leak that the portal's way of entering closes: shown, so that it is known to be real."""
    with fresh_database(postgres_server) as url:
        engine = sqlalchemy.create_engine(url, poolclass=QueuePool, pool_size=POOL, max_overflow=0)
        with engine.begin() as connection:
            connection.connection.dbapi_connection.execute(NAIVE)  # type: ignore[union-attr]  # psycopg's

        @event.listens_for(engine, "connect")
        def _on_connect(connection: Any, record: object) -> None:
            del record
            connection.execute("SET ROLE naive_app")
            connection.commit()

        engine.dispose()

        def work(number: int) -> str:
            forgets, mine = number % 10 == 0, ("one", "two")[number % 2]
            with engine.connect() as connection:
                if not forgets:
                    connection.exec_driver_sql(f"SET naive.authority = '{mine}'")
                    connection.commit()
                rows = connection.exec_driver_sql("SELECT authority_id FROM naive").all()
            return "leak" if forgets and rows else "right"

        found = requests(work)
        engine.dispose()
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(plain, autocommit=True) as driver:
            driver.execute("DROP OWNED BY naive_app; DROP ROLE naive_app")
    assert found["leak"] > REQUESTS / 10 / 2


def test_a_scope_entered_for_the_transaction_does_not(
    walled: tuple[Ground, Path], keyring: Keyring
) -> None:
    url = walled[0].plain.url
    engine = sqlalchemy.create_engine(url, poolclass=QueuePool, pool_size=POOL, max_overflow=0)
    wall.install(engine, keyring)

    def work(number: int) -> str:
        mine = (AUTHORITY, ELSEWHERE)[number % 2]
        scope = None if number % 10 == 0 else Scope(mine, None, None, "asking")
        token = _current.set(scope)
        try:
            return answered(engine, number, mine)
        finally:
            _current.reset(token)

    found = requests(work)
    engine.dispose()
    assert found["refused"] == REQUESTS / 10
    assert found["right"] + found["failed"] == REQUESTS * 9 / 10


def answered(engine: Engine, number: int, mine: str) -> str:
    """Ask for every authority there is, and fail now and then."""
    try:
        with engine.begin() as connection:
            rows = connection.exec_driver_sql("SELECT authority_id FROM authority").all()
            if number % 20 == 1:
                connection.exec_driver_sql("SELECT 1/0")
    except sqlalchemy.exc.ProgrammingError:
        return "refused"
    except sqlalchemy.exc.DataError:
        return "failed"
    return "right" if [row[0] for row in rows] == [mine] else "leak"
