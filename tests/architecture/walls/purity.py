"""Rules and the kernel know no web, no database, no machine and no clock."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.walls.sources import imports, is_rules, python, under, where

NOT_IN_RULES = (
    "alembic",
    "flask",
    "flask_login",
    "flask_sqlalchemy",
    "flask_wtf",
    "jinja2",
    "os",
    "portal.database",
    "portal.settings",
    "portal.web",
    "sqlalchemy",
    "werkzeug",
    "wtforms",
)
CLOCKS = frozenset({"now", "utcnow", "today"})


def find_faults(root: Path) -> list[str]:
    """List every import and every look at a clock that a pure file may not have."""
    faults: list[str] = []
    for path, tree in python(root, "portal"):
        place = path.relative_to(root).parts
        in_kernel = place[1] == "kernel"
        if in_kernel or is_rules(root, path):
            faults += [
                f"{where(root, path, node)} imports {name}: this file is pure"
                for name, node in imports(tree)
                if (_leaves_kernel(name) if in_kernel else under(name, *NOT_IN_RULES))
            ]
            faults += [
                f"{where(root, path, node)} looks at a clock: take the day as an argument"
                for node in _clocks(tree)
            ]
    return faults


def _leaves_kernel(name: str) -> bool:
    first = name.partition(".")[0]
    outside = first not in sys.stdlib_module_names and not under(name, "portal.kernel")
    return outside or first in {"os", "sqlite3"}


def _clocks(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CLOCKS
            and isinstance(node.func.value, ast.Name | ast.Attribute)
            and ast.unparse(node.func.value).rpartition(".")[2] in {"date", "datetime"}
        ):
            yield node
