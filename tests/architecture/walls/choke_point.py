"""Only portal.database opens the database, writes SQL by hand, or commits."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.walls.sources import called, imports, python, under, where

OPENERS = (
    "aiosqlite",
    "flask_sqlalchemy",
    "psycopg",
    "sqlalchemy.Engine",
    "sqlalchemy.Connection",
    "sqlalchemy.create_engine",
    "sqlalchemy.engine",
    "sqlalchemy.engine_from_config",
    "sqlalchemy.orm.Session",
    "sqlalchemy.orm.scoped_session",
    "sqlalchemy.orm.sessionmaker",
    "sqlite3",
)
RAW_SQL = frozenset({"text", "exec_driver_sql", "literal_column", "TextClause"})
MAY_WRITE_SQL = ("portal/scrutiny/queries.py",)
MAY_COMMIT = ("portal/people/gate.py",)
"""The gate closes the request: one commit, for endpoints declared as writing, on success."""


def find_faults(root: Path) -> list[str]:
    """List every way round the choke point."""
    faults: list[str] = []
    for path, tree in python(root, "portal", "plugins", "wsgi.py"):
        place = where(root, path)
        if place == "portal/database.py" or place.startswith("portal/database/"):
            continue
        names = dict(imports(tree))
        faults += [
            f"{where(root, path, node)} imports {name}: only portal.database opens the database"
            for name, node in names.items()
            if under(name, *OPENERS)
        ]
        if place not in MAY_WRITE_SQL:
            faults += _raw_sql(root, path, tree, uses_sqlalchemy="sqlalchemy" in str(names))
        faults += [
            f"{where(root, path, node)} commits: the request or the unit of work does, once"
            for node in ast.walk(tree)
            if called(node) == "commit" and place not in MAY_COMMIT
        ]
    return faults


def _raw_sql(root: Path, path: Path, tree: ast.AST, *, uses_sqlalchemy: bool) -> list[str]:
    return [
        f"{where(root, path, node)} writes SQL by hand: the scope cannot be added to it"
        for node in ast.walk(tree)
        if called(node) in RAW_SQL and (uses_sqlalchemy or called(node) == "exec_driver_sql")
    ]
