"""Reads PostgreSQL's own catalogue for gaps in the second wall.

Asked on the first connection of each process, as the role the application works as. What the wall
should be comes from the mapped tables; what else is in the database is looked at too, since a
table, a view or a policy that somebody added by hand is a way round it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from portal.database.raising import ROLE, append_only_tables, expected_policies

_RELATIONS = """
SELECT c.relkind::text, c.relname, c.relrowsecurity AND c.relforcerowsecurity,
       'security_invoker=true' = ANY (coalesce(c.reloptions, '{}'))
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast', 'portal_wall')
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND EXISTS (SELECT FROM pg_catalog.pg_attribute a
              WHERE a.attrelid = c.oid AND a.attname = 'authority_id' AND NOT a.attisdropped)
ORDER BY c.relname
"""
_POLICIES = """
SELECT tablename::text, policyname::text, permissive, coalesce(qual, '')
FROM pg_catalog.pg_policies WHERE schemaname = 'public' ORDER BY tablename, policyname
"""
_ROLE = """
SELECT current_user::text, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb
       OR r.rolreplication,
       EXISTS (SELECT FROM pg_catalog.pg_auth_members m WHERE m.member = r.oid),
       EXISTS (SELECT FROM pg_catalog.pg_class WHERE relowner = r.oid)
       OR EXISTS (SELECT FROM pg_catalog.pg_proc WHERE proowner = r.oid)
       OR EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspowner = r.oid)
       OR EXISTS (SELECT FROM pg_catalog.pg_database WHERE datdba = r.oid),
       has_schema_privilege('public', 'CREATE')
       OR has_database_privilege(current_database(), 'CREATE, TEMPORARY')
FROM pg_catalog.pg_roles r WHERE r.rolname = current_user
"""
_RIGHTS = """
SELECT t.name, has_table_privilege(format('public.%%I', t.name), 'TRUNCATE, REFERENCES, TRIGGER'),
       has_table_privilege(format('public.%%I', t.name), 'UPDATE, DELETE')
FROM unnest(%s::text[]) AS t(name)
WHERE to_regclass(format('public.%%I', t.name)) IS NOT NULL ORDER BY t.name
"""
_FUNCTIONS = """
SELECT p.oid::regprocedure::text
FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
WHERE p.prosecdef AND has_function_privilege(p.oid, 'EXECUTE')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'portal_wall')
ORDER BY 1
"""
_LOGIN = """
SELECT r.rolsuper OR r.rolbypassrls
       OR EXISTS (SELECT FROM pg_catalog.pg_class c
                  WHERE c.relowner = r.oid AND c.relnamespace = 'public'::regnamespace)
FROM pg_catalog.pg_roles r WHERE r.rolname = session_user
"""


def faults(driver: Any) -> list[str]:
    """Return every gap found, in plain words; none where the wall is whole."""
    found = [*_role(driver), *_relations(driver), *_policies(driver), *_rights(driver)]
    return found + [
        f"the function {name} works with its owner's rights"
        for (name,) in driver.execute(_FUNCTIONS).fetchall()
    ]


def has_a_powerful_login(driver: Any) -> bool:
    """Tell whether the login itself could pass the wall by, were it not working as the role."""
    return bool(driver.execute(_LOGIN).fetchone()[0])


def _role(driver: Any) -> Iterator[str]:
    name, powerful, member, owner, maker = driver.execute(_ROLE).fetchone()
    if name != ROLE:
        yield f"the portal works as {name}, not as {ROLE}"
    if powerful:
        yield f"{name} may pass the policies by, or make roles or databases"
    if member:
        yield f"{name} may become another role"
    if owner:
        yield f"{name} owns something"
    if maker:
        yield f"{name} may make tables or schemas"


def _relations(driver: Any) -> Iterator[str]:
    for kind, name, forced, as_reader in driver.execute(_RELATIONS).fetchall():
        if kind in {"r", "p"} and not forced:
            yield f"the table {name} has no forced row security"
        elif kind == "v" and not as_reader:
            yield f"the view {name} reads with its owner's rights"
        elif kind in {"m", "f"}:
            yield f"{name} holds tenant rows where no policy reaches"


def _policies(driver: Any) -> Iterator[str]:
    there = driver.execute(_POLICIES).fetchall()
    for table, name in sorted(expected_policies() - {(row[0], row[1]) for row in there}):
        yield f"the table {table} lacks its policy {name}"
    for table, name, permissive, condition in there:
        own = name == "authority" and "portal_wall.authority()" in condition
        if permissive == "PERMISSIVE" and not own:
            yield f"the policy {name} of {table} lets more rows through"


def _rights(driver: Any) -> Iterator[str]:
    tables = sorted({table for table, _ in expected_policies()})
    for name, too_much, changes in driver.execute(_RIGHTS, (tables,)).fetchall():
        if too_much:
            yield f"{ROLE} may empty the table {name}"
        if changes and name in append_only_tables():
            yield f"{ROLE} may change rows of {name}, which are only ever added"
