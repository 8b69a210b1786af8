"""Faults put into PostgreSQL's policies by hand, with nothing before them: none goes unseen (C50).

Its owner plants one after another and raises the wall anew. A fault is found where any probe
answers otherwise than with no fault; the test names those that survive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Literal

from portal.database import Base, Reach, Scope, raising
from tests.integration.conftest import AUTHORITY
from tests.integration.database.ground import ELSEWHERE, Ground, scope_of
from tests.integration.database.test_policies import WORDS, as_role

pytestmark = pytest.mark.control("C4", "C50")
BELIEF = raising._SCOPE  # noqa: SLF001 - the function that a fault is put into
MARKED = "SHOW portal.scope"
TABLES = [Base.metadata.tables[name] for name in ("audit_event", "item", "young_person")]
MARK = "OPERATOR(pg_catalog.<>) pg_catalog.split_part(given, ' ', 2)"
PROCESS = "OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()::text"


def _field(name: str, value: str) -> str:
    kind = raising.FIELDS[name]
    return (
        f"CREATE OR REPLACE FUNCTION portal_wall.{name}() RETURNS {kind} LANGUAGE sql STABLE "
        f"PARALLEL RESTRICTED AS 'SELECT {value}::{kind}'"
    )


FAULTS = {
    "no row security": "ALTER TABLE young_person DISABLE ROW LEVEL SECURITY",
    "every authority": "ALTER POLICY authority ON young_person USING (true)",
    "a row may leave its authority": "ALTER POLICY authority ON young_person WITH CHECK (true)",
    "every district": "DROP POLICY district ON young_person",
    "a row may leave its district": "ALTER POLICY district ON young_person WITH CHECK (true)",
    "a visitor reads everybody": "DROP POLICY reach_select ON young_person",
    "a visitor changes any item": "DROP POLICY reach_update ON item",
    "a visitor reads the trail": "DROP POLICY reach_select ON audit_event",
    "the trail may be changed": "GRANT UPDATE ON audit_event TO portal_app",
    "the trail may be shortened": "GRANT DELETE ON audit_event TO portal_app",
    "any mark is believed": BELIEF.replace(MARK, "IS NULL"),
    "a mark from any connection": BELIEF.replace(PROCESS, "IS NULL"),
    "no district is every district": _field("districts", "NULL"),
    "nobody is restricted": _field("restricted", "false"),
    "nothing was declared": _field("without_young_people", "NULL"),
}


def _answers(ground: Ground) -> Iterator[str]:
    """Ask what each kind of scope reads and changes, and whether a forged one is believed."""
    own = Reach(frozenset({ground.own.item}), frozenset({ground.own.young_person}))
    whole = scope_of(writes=True)
    burnley = replace(whole, districts=frozenset({"burnley"}))
    scopes: tuple[Scope | None, ...] = (
        *(None, whole, burnley, replace(whole, districts=frozenset())),
        *(replace(whole, only=own), replace(whole, only=Reach()), replace(whole, without=own)),
    )
    for scope in scopes:
        for statement in (WORDS, "SELECT count(*) FROM audit_event"):
            yield _told(ground, scope, statement)
        for statement in (
            "UPDATE item SET item_type = 'x'",
            "UPDATE young_person SET sex = '1'",
        ):
            yield _told(ground, scope, statement)
    for statement in (
        f"UPDATE young_person SET authority_id = '{ELSEWHERE}'",  # noqa: S608 - the tests' own
        "UPDATE young_person SET district_id = 'preston'",
        "UPDATE audit_event SET event = event",
        "DELETE FROM audit_event",
    ):
        yield _told(ground, burnley, statement)
    yield _told(ground, whole, WORDS, forge=lambda own: own.replace(AUTHORITY, ELSEWHERE))
    with as_role(ground, whole) as driver:
        other = str(driver.execute(MARKED).fetchone()[0])
        yield _told(ground, whole, WORDS, forge=lambda _: other)


def _told(
    ground: Ground,
    scope: Scope | None,
    statement: Any,
    *,
    forge: Callable[[str], str] | None = None,
) -> str:
    """Say what a statement answers in a scope; nothing of it stays."""
    with as_role(ground, scope) as driver:
        try:
            if forge is not None:
                forged = Literal(forge(driver.execute(MARKED).fetchone()[0]))
                driver.execute(SQL("SET LOCAL portal.scope = {}").format(forged))
            done = driver.execute(statement)
            return f"{done.rowcount} {done.fetchall() if done.description else ''}"
        except psycopg.Error as error:
            return f"{type(error).__name__} {error.diag.message_primary}"
        finally:
            driver.execute("ROLLBACK")


def test_every_fault_in_the_wall_is_found(
    walled: tuple[Ground, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ground, _ = walled
    # What is raised anew after each fault is what faults are put into.
    monkeypatch.setattr(raising, "_tenant_tables", lambda: TABLES)
    sound = list(_answers(ground))
    assert list(_answers(ground)) == sound, "the probes answer alike each time"
    survived = set()
    for name, fault in FAULTS.items():
        with ground.plain.begin() as plain:
            plain.exec_driver_sql(fault.replace("%", "%%"))
        if list(_answers(ground)) == sound:
            survived.add(name)
        with ground.plain.begin() as plain:
            raising.raise_(plain)
    assert survived == set()
    assert list(_answers(ground)) == sound
