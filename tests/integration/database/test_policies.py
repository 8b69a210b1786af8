"""PostgreSQL's own wall: what the role may not, what a statement cannot forge, what the pool keeps.

Nothing of the first wall stands here. Statements go to the driver, as an injected one would.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal

from portal.database import (
    Base,
    Reach,
    Scope,
    WallError,
    wall,
)
from portal.database.scope import _current
from portal.keyring import Keyring
from tests.integration.conftest import AUTHORITY
from tests.integration.database.ground import CANARY, ELSEWHERE, OWN, Ground, scope_of

pytestmark = pytest.mark.control("C4")

WORDS = "SELECT reference FROM young_person ORDER BY reference"


@contextmanager
def as_role(ground: Ground, scope: Scope | None) -> Iterator[Any]:
    """Yield the driver's own connection inside a transaction of the application's."""
    token = _current.set(scope)
    try:
        with ground.second.begin() as connection:
            yield connection.connection.dbapi_connection
    finally:
        _current.reset(token)


def told(driver: Any, statement: Any, parameters: Any = None) -> str:
    return str(driver.execute(statement, parameters).fetchall())


def test_every_tenant_table_is_closed_without_a_scope(walled: tuple[Ground, Path]) -> None:
    ground, _ = walled
    filled = 0
    for table in Base.metadata.sorted_tables:
        query = SQL("SELECT * FROM {}").format(Identifier(table.name))
        with ground.plain.connect() as plain:
            driver: Any = plain.connection.dbapi_connection
            rows = driver.execute(query).fetchall()
        if not rows:
            continue
        filled += 1
        with as_role(ground, None) as driver, pytest.raises(psycopg.errors.InsufficientPrivilege):
            driver.execute(query).fetchall()
    assert filled > 10


FORBIDDEN = {
    "emptying a table": "TRUNCATE young_person",
    "making a table": "CREATE TABLE mine (x int)",
    "making a table that goes away": "CREATE TEMPORARY TABLE mine (x int)",
    "making a schema": "CREATE SCHEMA mine",
    "changing a table": "ALTER TABLE young_person ADD COLUMN x int",
    "dropping a table": "DROP TABLE barrier",
    "taking the wall down": "ALTER TABLE young_person DISABLE ROW LEVEL SECURITY",
    "taking force from it": "ALTER TABLE young_person NO FORCE ROW LEVEL SECURITY",
    "dropping a policy": "DROP POLICY authority ON young_person",
    "a policy of one's own": "CREATE POLICY mine ON young_person USING (true)",
    "reading the key": "SELECT * FROM portal_wall.key",
    "changing the key": "UPDATE portal_wall.key SET number = 2",
    "changing what the policies ask": "DROP FUNCTION portal_wall.scope() CASCADE",
    "a function of one's own": "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "changing the trail": "UPDATE audit_event SET event = 'x'",
    "shortening the trail": "DELETE FROM audit_event",
    "reading a file": "SELECT pg_read_file('postgresql.conf')",
    "running a program": "COPY young_person TO PROGRAM 'cat'",
    "changing the migration's number": "UPDATE alembic_version SET version_num = '0'",
    "a setting from inside a query": "SELECT set_config('portal.scope', 'x', true)",
    "another role from inside a query": "SELECT set_config('role', 'postgres', false)",
    "settings as a table": "UPDATE pg_settings SET setting = 'postgres' WHERE name = 'role'",
}


@pytest.mark.parametrize("statement", FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_the_role_may_not(walled: tuple[Ground, Path], statement: str) -> None:
    with as_role(walled[0], scope_of(writes=True)) as driver:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            driver.execute(statement)
        driver.execute("ROLLBACK")


def test_row_security_cannot_be_switched_off(walled: tuple[Ground, Path]) -> None:
    with as_role(walled[0], scope_of()) as driver:
        driver.execute("SET LOCAL row_security = off")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            driver.execute(WORDS)
        driver.execute("ROLLBACK")


def test_a_reading_scope_writes_nothing_here_either(walled: tuple[Ground, Path]) -> None:
    with as_role(walled[0], scope_of()) as driver:
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            driver.execute("UPDATE young_person SET sex = '1'")
        driver.execute("ROLLBACK")


def test_an_injected_union_cannot_become_another_authority(walled: tuple[Ground, Path]) -> None:
    """The flip that a plain setting allows: set it inside the statement, then read (E2d).

    Here the setting is changed in earnest, as an owner may and the role may not: it is not
    believed, because it carries no mark.
    """
    ground, _ = walled
    injected = (
        "SELECT reference FROM young_person WHERE reference = 'x' UNION ALL"
        " SELECT y.reference FROM (SELECT set_config('portal.scope', {}, true) AS flip) f,"
        " LATERAL (SELECT reference FROM young_person WHERE f.flip IS NOT NULL) y"
    )
    with as_role(ground, scope_of()) as driver:
        assert OWN in told(driver, WORDS)
        own = driver.execute("SHOW portal.scope").fetchone()[0]
        forged = own.replace(AUTHORITY, ELSEWHERE)
        assert forged != own
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="set_config"):
            driver.execute(SQL(injected).format(Literal(forged)))
        driver.execute("ROLLBACK")
    for value in (forged, ELSEWHERE, "", f"1 {'0' * 64} {own.split()[2]}", "x y z", "1 2"):
        with as_role(ground, scope_of()) as driver:
            driver.execute(SQL("SET LOCAL portal.scope = {}").format(Literal(value)))
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no scope"):
                driver.execute(WORDS)
            driver.execute("ROLLBACK")


def test_where_set_config_could_not_be_revoked_a_forged_setting_is_not_believed(
    walled: tuple[Ground, Path],
) -> None:
    ground, _ = walled
    grant = "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO portal_app"
    with ground.plain.begin() as plain:
        plain.exec_driver_sql(grant)
    try:
        with as_role(ground, scope_of()) as driver:
            own = driver.execute("SHOW portal.scope").fetchone()[0]
            forged = Literal(own.replace(AUTHORITY, ELSEWHERE))
            flip = SQL("SELECT set_config('portal.scope', {}, true)").format(forged)
            found: list[str] = []
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no scope"):
                found.append(told(driver, SQL("{} UNION ALL {}").format(flip, SQL(WORDS[:34]))))
            assert CANARY not in str(found)
            driver.execute("ROLLBACK")
    finally:
        with ground.plain.begin() as plain:
            plain.exec_driver_sql(grant.replace("GRANT", "REVOKE").replace(" TO ", " FROM "))


def test_ones_own_mark_is_not_believed_on_another_connection(
    walled: tuple[Ground, Path],
) -> None:
    ground, _ = walled
    with as_role(ground, scope_of()) as first:
        own = first.execute("SHOW portal.scope").fetchone()[0]
        with as_role(ground, None) as second:
            second.execute(SQL("SET LOCAL portal.scope = {}").format(Literal(own)))
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no scope"):
                second.execute(WORDS)
            second.execute("ROLLBACK")
        assert OWN in told(first, WORDS)


def test_an_earlier_mark_of_the_same_connection_is_believed_by_whoever_can_set_it(
    walled: tuple[Ground, Path],
) -> None:
    """Accepted: no statement of the role sets it, and its transaction is not known beforehand."""
    ground, _ = walled
    narrow = replace(scope_of(), districts=frozenset())
    with as_role(ground, scope_of()) as driver:
        process = driver.info.backend_pid
        earlier = Literal(driver.execute("SHOW portal.scope").fetchone()[0])
    with as_role(ground, narrow) as driver:
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="set_config"):
            driver.execute(SQL("SELECT set_config('portal.scope', {}, true)").format(earlier))
        driver.execute("ROLLBACK")
    with as_role(ground, narrow) as driver:
        assert driver.info.backend_pid == process
        assert OWN not in told(driver, WORDS)
        driver.execute(SQL("SET LOCAL portal.scope = {}").format(earlier))
        assert OWN in told(driver, WORDS)


def test_the_setting_ends_with_the_transaction(walled: tuple[Ground, Path]) -> None:
    ground, _ = walled
    with as_role(ground, scope_of()) as driver:
        assert OWN in told(driver, WORDS)
        driver.execute("COMMIT")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            driver.execute(WORDS)


def test_a_scope_with_a_quote_in_it_is_not_written_down(
    walled: tuple[Ground, Path], keyring: Keyring
) -> None:
    odd = replace(scope_of(), authority_id="E1'; RESET ROLE; --")
    with as_role(walled[0], None) as driver, pytest.raises(WallError):
        wall.entering(driver, odd, keyring)


@pytest.mark.parametrize("districts", [None, {"burnley"}, {"preston"}, set(), {"burnley", "x"}])
def test_a_scope_of_some_districts_is_held_to_them(
    walled: tuple[Ground, Path], districts: set[str] | None
) -> None:
    held = None if districts is None else frozenset(districts)
    with as_role(walled[0], replace(scope_of(), districts=held)) as driver:
        seen = OWN in told(driver, WORDS)
    assert seen is (held is None or "burnley" in held)


def test_a_visitor_is_held_to_their_own(walled: tuple[Ground, Path]) -> None:
    ground, _ = walled
    reach = Reach(frozenset({ground.own.item}), frozenset({ground.own.young_person}))
    for only, number in ((reach, 1), (Reach(), 0), (Reach(frozenset({uuid4()})), 0), (None, 2)):
        with as_role(ground, replace(scope_of(), only=only)) as driver:
            assert len(driver.execute(WORDS).fetchall()) == number
            assert len(driver.execute("SELECT * FROM audit_event").fetchall()) == int(only is None)
    with as_role(ground, replace(scope_of(), without=reach)) as driver:
        assert told(driver, WORDS) == f"[('{OWN}-2',)]"
        assert told(driver, "SELECT id FROM item") == "[]"
