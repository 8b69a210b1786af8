"""A query that returns a list says in which order.

Without one the database may answer in another order tomorrow, and a page then changes by itself.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tests.architecture.walls.sources import Function, called, functions, python, where

ORDERED_TYPES = frozenset({"list", "List", "tuple", "Tuple", "Sequence", "Iterator", "Iterable"})
ALL_ROWS = frozenset({"scalars", "all", "fetchall", "execute"})
# Each of these makes the order irrelevant or takes one row.
SETTLED = frozenset({"order_by", "sorted", "one", "one_or_none", "scalar_one", "scalar"})


def find_faults(root: Path) -> list[str]:
    """List every function in a queries file that returns rows in no stated order."""
    return [
        f"{where(root, path, node)} {node.name} returns a list in no order: add order_by"
        for path, tree in python(root, "portal")
        if _is_queries(root, path)
        for node in functions(tree)
        if _returns_sequence(node) and _reads_rows(node) and not _is_settled(node, tree)
    ]


def _is_queries(root: Path, path: Path) -> bool:
    parts = path.relative_to(root).with_suffix("").parts
    return len(parts) > 2 and parts[2] == "queries"


def _returns_sequence(node: Function) -> bool:
    returned = node.returns
    if isinstance(returned, ast.Subscript):
        returned = returned.value
    return returned is not None and ast.unparse(returned).rpartition(".")[2] in ORDERED_TYPES


def _reads_rows(node: Function) -> bool:
    calls = {called(part) for part in ast.walk(node)}
    return "select" in calls and bool(calls & ALL_ROWS)


def _is_settled(node: Function, tree: ast.Module) -> bool:
    """Ordered here, or in a function of the same file that this one calls."""
    calls = {called(part) for part in ast.walk(node)}
    if calls & SETTLED:
        return True
    return any(
        other is not node
        and other.name in calls
        and any(called(part) == "order_by" for part in ast.walk(other))
        for other in functions(tree)
    )
