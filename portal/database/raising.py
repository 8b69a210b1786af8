"""Raises the second wall: what the database itself keeps to, whoever asks and however.

Run by its owner after every migration, in the same transaction, from the tables as they are mapped;
so a new table is never without. The application never comes here: it works as a role that owns
nothing (``wall``).

On PostgreSQL every tenant table has forced row security. Its policies ask the schema
``portal_wall``, which believes only a scope that carries the portal's own mark; so an injected
statement gains nothing by changing the setting. On SQLite one file is one authority's; there,
triggers keep what is only ever added to.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier
from sqlalchemy import Connection, Table, make_url

from portal.database import history
from portal.database.about import About
from portal.database.base import APPEND_ONLY, ERASABLE, ONLY_GROWS, Base, about_of
from portal.database.notes import AUTHORITY, DISTRICT, district_tables
from portal.database.scope import WallError
from portal.keyring import Key

ROLE = "portal_app"
"""Whom the application works as: it cannot sign in, owns nothing and passes no policy by."""
FIELDS = {
    "pid": "text",
    "authority": "text",
    "actor": "text",
    "districts": "text[]",
    "visitor": "boolean",
    "restricted": "boolean",
    "only_items": "uuid[]",
    "only_young_people": "uuid[]",
    "without_items": "uuid[]",
    "without_young_people": "uuid[]",
}
"""What a scope is written down as, in this order, with ``|`` between, and PostgreSQL's types."""
BLOCK_BYTES = 64
"""Of SHA-256, in HMAC."""
NEEDS_A_ROLE = (
    f"This login may not create the role {ROLE}, which the portal works as. Ask whoever runs the "
    f"database server to run, once: CREATE ROLE {ROLE} NOLOGIN; GRANT {ROLE} TO this login; then "
    "run “portal init” again."
)

MAKE_ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'portal_app') THEN
    CREATE ROLE portal_app NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another init was as quick
END $$
"""
# Each is done where this login may; the check at start says what is still open.
_IF_ALLOWED = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO CURRENT_USER",
    "REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC",
)
# Every name says its schema, so no search path can have it mean another; setting one costs more
# than all the rest of it.
_SCOPE = """
CREATE OR REPLACE FUNCTION portal_wall.scope() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER PARALLEL RESTRICTED AS $$
DECLARE
  given text := pg_catalog.current_setting('portal.scope', true);
  said text := pg_catalog.split_part(given, ' ', 3);
  held portal_wall.key;
BEGIN
  SELECT * INTO held FROM portal_wall.key
    WHERE number::text OPERATOR(pg_catalog.=) pg_catalog.split_part(given, ' ', 1);
  IF held.number IS NULL
    OR pg_catalog.encode(
      pg_catalog.sha256(held.outer_pad OPERATOR(pg_catalog.||) pg_catalog.sha256(
        held.inner_pad OPERATOR(pg_catalog.||) pg_catalog.convert_to(said, 'UTF8')
      )), 'hex'
    ) OPERATOR(pg_catalog.<>) pg_catalog.split_part(given, ' ', 2)
    OR pg_catalog.split_part(said, '|', 1)
       OPERATOR(pg_catalog.<>) pg_catalog.pg_backend_pid()::text
  THEN
    RAISE EXCEPTION 'no scope was entered here by the portal'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN said;
END $$
"""
_ANALYZE = """
CREATE OR REPLACE FUNCTION portal_wall.count_again(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
BEGIN
  IF EXISTS (
    SELECT FROM pg_class WHERE relname = name AND relnamespace = 'public'::regnamespace
    AND relforcerowsecurity
  ) THEN
    EXECUTE format('ANALYZE public.%I', name);
  END IF;
END $$
"""


def lower(connection: Connection) -> None:
    """Let the owner's migrations see and move every row, until ``raise_`` in the same breath."""
    driver = _driver(connection)
    if connection.dialect.name == "sqlite":
        for (name,) in driver.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            driver.execute(f'DROP TRIGGER "{name}"')
        return
    forced = driver.execute(
        "SELECT relname FROM pg_catalog.pg_class"
        " WHERE relforcerowsecurity AND relnamespace = 'public'::regnamespace"
    )
    for (name,) in forced.fetchall():
        driver.execute(SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY").format(_named(name)))
    kept = driver.execute(
        "SELECT t.tgname, t.tgrelid::regclass::text FROM pg_catalog.pg_trigger t"
        " JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid WHERE p.proname = 'refuse_change'"
    )
    for name, table in kept.fetchall():
        driver.execute(SQL("DROP TRIGGER {} ON {}").format(Identifier(name), _named(table)))


def raise_(connection: Connection) -> None:
    """Put the wall round every mapped table. Raises WallError where this login may not."""
    driver = _driver(connection)
    if connection.dialect.name == "sqlite":
        for trigger in chain.from_iterable(map(history.on_sqlite, history.kept_tables())):
            driver.execute(trigger)
        return
    try:
        driver.execute(MAKE_ROLE)
    except psycopg.errors.InsufficientPrivilege as error:
        raise WallError(NEEDS_A_ROLE) from error
    _let_in(driver, "CURRENT_USER")
    database = driver.execute("SELECT current_database()").fetchone()[0]
    for statement in (
        *map(SQL, _IF_ALLOWED),
        SQL("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC").format(Identifier(database)),
    ):
        _try(driver, statement, psycopg.errors.InsufficientPrivilege)
    for statement in (*_schema(), *_tables()):
        driver.execute(statement)
    driver.execute(history.FUNCTION)
    for trigger in chain.from_iterable(map(history.on_postgresql, history.kept_tables())):
        driver.execute(trigger)


def hand_over(connection: Connection, key: Key, login: str | None) -> None:
    """Give PostgreSQL the key by which it knows the portal's scopes, and let ``login`` work as it.

    The key before the newest stays, so that processes that still hold it are believed.
    """
    if connection.dialect.name == "sqlite":
        return
    driver = _driver(connection)
    padded = key.secret.ljust(BLOCK_BYTES, b"\0")
    driver.execute(
        "INSERT INTO portal_wall.key VALUES (%s, %s, %s) ON CONFLICT (number) DO UPDATE"
        " SET inner_pad = excluded.inner_pad, outer_pad = excluded.outer_pad",
        (key.number, bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)),
    )
    driver.execute("DELETE FROM portal_wall.key WHERE number < %s", (key.number - 1,))
    if login is not None:
        _let_in(driver, login)


def expected_policies() -> frozenset[tuple[str, str]]:
    """Return each table and policy that the wall is made of."""
    return frozenset(
        (table.name, each.name) for table in _tenant_tables() for each in _policies(table)
    )


def append_only_tables() -> frozenset[str]:
    """Return the tables whose rows are never changed or deleted."""
    return frozenset(table.name for table in append_only())


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _named(table: str) -> Composed:
    return SQL("public.{}").format(Identifier(table))


def _try(driver: Any, statement: Composable, refusal: type[psycopg.Error]) -> None:
    """Do what this login may, and go on where it may not."""
    try:
        with driver.transaction():
            driver.execute(statement)
    except refusal:
        return


def _let_in(driver: Any, login: str) -> None:
    """Let a login work as the application's role. A superuser, or one that may, needs nothing."""
    who = SQL("CURRENT_USER") if login == "CURRENT_USER" else Identifier(login)
    row = driver.execute(
        "SELECT r.rolsuper OR EXISTS (SELECT FROM pg_catalog.pg_auth_members m"
        " WHERE m.member = r.oid AND m.roleid = %s::regrole)"
        " FROM pg_catalog.pg_roles r WHERE r.rolname = coalesce(nullif(%s, 'CURRENT_USER'),"
        " current_user)",
        (ROLE, login),
    ).fetchone()
    if row is not None and not row[0]:
        grant = SQL("GRANT {} TO {}").format(Identifier(ROLE), who)
        _try(driver, grant, psycopg.errors.InsufficientPrivilege)


def _schema() -> Iterator[Composable]:
    """Yield what makes the schema whose functions the policies ask."""
    yield SQL("CREATE SCHEMA IF NOT EXISTS portal_wall")
    yield SQL(
        "CREATE TABLE IF NOT EXISTS portal_wall.key (number integer PRIMARY KEY,"
        " inner_pad bytea NOT NULL, outer_pad bytea NOT NULL)"
    )
    yield SQL("REVOKE ALL ON portal_wall.key FROM PUBLIC")
    yield SQL(_SCOPE)
    yield SQL(_ANALYZE)
    for number, name in enumerate(FIELDS, start=1):
        yield _field(name, number)
    yield SQL("REVOKE ALL ON ALL FUNCTIONS IN SCHEMA portal_wall FROM PUBLIC")
    yield SQL("GRANT USAGE ON SCHEMA portal_wall TO portal_app")
    yield SQL("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA portal_wall TO portal_app")


def _field(name: str, number: int) -> Composable:
    """Return the function that gives one field of the scope entered here, NULL where it is empty.

    PostgreSQL writes so small a function into the statement that asks it.
    """
    kind = FIELDS[name]
    return SQL(
        "CREATE OR REPLACE FUNCTION portal_wall.{} () RETURNS {} LANGUAGE sql STABLE"
        " PARALLEL RESTRICTED AS $$"
        " SELECT nullif(split_part(portal_wall.scope(), '|', {}), '')::{} $$"
    ).format(Identifier(name), SQL(kind), number, SQL(kind))


def _tables() -> Iterator[Composable]:
    yield SQL("GRANT USAGE ON SCHEMA public TO portal_app")
    yield SQL("GRANT SELECT ON alembic_version TO portal_app")
    for table in _tenant_tables():
        name = _named(table.name)
        yield SQL("REVOKE ALL ON {} FROM PUBLIC, portal_app").format(name)
        yield SQL("GRANT {} ON {} TO portal_app").format(_verbs(table), name)
        yield SQL("ALTER TABLE {} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY").format(name)
        yield from _fresh_policies(table)


def _verbs(table: Table) -> Composable:
    """Return what the application may do with a table's rows."""
    if not table.info.get(APPEND_ONLY):
        deletes = "" if table.info.get(ONLY_GROWS) else ", DELETE"
        return SQL("SELECT, INSERT, UPDATE") + SQL(deletes)
    emptied = [Identifier(column) for column in sorted(table.info.get(ERASABLE, ()))]
    changes = SQL(", UPDATE ({})").format(SQL(", ").join(emptied)) if emptied else SQL("")
    return SQL("SELECT, INSERT") + changes


def _fresh_policies(table: Table) -> Iterator[Composable]:
    name = _named(table.name)
    if table.name not in district_tables():
        # Its rows may have been a district's in an earlier version.
        yield SQL("DROP POLICY IF EXISTS district ON {}").format(name)
    for each in _policies(table):
        command = each.command
        yield SQL("DROP POLICY IF EXISTS {} ON {}").format(Identifier(each.name), name)
        using = SQL("") if command == "INSERT" else SQL("USING ({})").format(each.condition)
        checks = command in {"ALL", "INSERT", "UPDATE"}
        left = each.condition if each.leaves is None else each.leaves
        check = SQL("WITH CHECK ({})").format(left) if checks else SQL("")
        yield SQL("CREATE POLICY {} ON {} AS {} FOR {} {} {}").format(
            Identifier(each.name), name, SQL(each.kind), SQL(command), using, check
        )


class _Policy(NamedTuple):
    """A policy of a table. ``leaves`` is what a changed row must meet where that differs."""

    name: str
    kind: str
    command: str
    condition: Composable
    leaves: Composable | None = None


def _policies(table: Table) -> Iterator[_Policy]:
    """Yield each policy of a table.

    ``(SELECT ...)`` round a question has it asked once for each statement, not for each row.
    """
    yield _Policy(
        "authority",
        "PERMISSIVE",
        "ALL",
        SQL("{} = {}").format(Identifier(AUTHORITY), _asked("authority")),
    )
    if table.name in district_tables():
        yield _Policy("district", "RESTRICTIVE", "ALL", _listed(DISTRICT, "districts"))
    about = about_of(table)
    reach = {
        command: _restricted(conditions) for command, conditions in _reach(about) if conditions
    }
    for command, condition in reach.items():
        name = f"reach_{command.lower()}"
        if command == "UPDATE" and about.held and not about.changed:
            # To keep a row as it is while it is read asks what to change it asks: it may be found,
            # and what it would become is refused.
            yield _Policy(name, "RESTRICTIVE", command, reach["SELECT"], condition)
        else:
            yield _Policy(name, "RESTRICTIVE", command, condition)


def _restricted(conditions: list[Composable]) -> Composable:
    return SQL("{} IS NOT TRUE OR ({})").format(_asked("restricted"), SQL(" AND ").join(conditions))


def _listed(column: str, field: str) -> Composable:
    """Return the condition that a column is among the scope's, or the scope lists none."""
    asked = _asked(field)
    return SQL("coalesce({} = ANY ({}), {} IS NULL)").format(Identifier(column), asked, asked)


def _asked(field: str) -> Composable:
    return SQL("(SELECT portal_wall.{} ())::{}").format(Identifier(field), SQL(FIELDS[field]))


def _reach(about: About) -> Iterator[tuple[str, list[Composable]]]:
    """Yield each command with the conditions that a visitor and a recused reader meet."""
    closed: list[Composable] = [SQL("{} IS NOT TRUE").format(_asked("visitor"))]
    named = [
        (column, kind)
        for column, kind in ((about.item, "items"), (about.young_person, "young_people"))
        if column is not None
    ]
    within = [_listed(column, f"only_{kind}") for column, kind in named]
    apart: list[Composable] = [
        SQL("({} = ANY ({})) IS NOT TRUE").format(Identifier(column), _asked(f"without_{kind}"))
        for column, kind in named
    ]
    only_added = about.added and not about.read
    yield "SELECT", [*(within if about.read else closed), *apart]
    yield "INSERT", [] if only_added else [*(within if about.added else closed), *apart]
    for command in ("UPDATE", "DELETE"):
        yield command, [*(within if about.changed else closed), *apart]


def _tenant_tables() -> list[Table]:
    return [table for table in Base.metadata.sorted_tables if AUTHORITY in table.c]


def append_only() -> list[Table]:
    """Return the tables whose rows are added and never changed, but for what may be emptied."""
    return [table for table in _tenant_tables() if table.info.get(APPEND_ONLY)]


def login_of(url: str) -> str | None:
    """Return the name that an address signs in with, None where it gives none."""
    return make_url(url).username
