"""Migrations are numbered from 0001 with no gap, each on top of the one before."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.walls.sources import python, where

NAME = re.compile(r"^(\d{4})_[a-z0-9_]+$")


def find_faults(root: Path) -> list[str]:
    """List every migration whose name, number or place in the line is wrong."""
    faults: list[str] = []
    before: str | None = None
    for path, tree in python(root, "migrations/versions"):
        named = NAME.match(path.stem)
        expected = f"{int(before or 0) + 1:04}"
        if named is None or named.group(1) != expected:
            faults.append(f"{where(root, path)} should be named {expected}_what_it_does.py")
        facts = _assigned(tree)
        if facts.get("revision") != expected:
            faults.append(f"{where(root, path)} should have the revision {expected!r}")
        if facts.get("down_revision", "") != before:
            faults.append(f"{where(root, path)} should stand on {before!r}")
        before = expected
    return faults


def _assigned(tree: ast.Module) -> dict[str, object]:
    facts: dict[str, object] = {}
    for node in tree.body:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign):
            targets = [node.target]
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                facts[target.id] = value.value
    return facts
