"""Every hook stands in plugins/README.md with its own arguments, and nothing else does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.architecture.walls.sources import python

# A row begins with the name and the arguments: | `chair_rule` | `district, as_of, kind` | ...
ROW = re.compile(r"^\|\s*`(\w+)`\s*\|\s*`([\w, ]*)`\s*\|", re.MULTILINE)


def find_faults(root: Path) -> list[str]:
    """List every hook that the guide leaves out, gets wrong or invents."""
    specified = _specified(root)
    guide = root / "plugins" / "README.md"
    text = guide.read_text(encoding="utf-8") if guide.is_file() else ""
    described = {name: tuple(re.findall(r"\w+", rest)) for name, rest in ROW.findall(text)}
    faults = [
        f"plugins/README.md has no row for {name} ({', '.join(arguments)})"
        for name, arguments in specified.items()
        if name not in described
    ]
    faults += [
        f"plugins/README.md gives {name} other arguments than the code's ({', '.join(arguments)})"
        for name, arguments in specified.items()
        if name in described and described[name] != arguments
    ]
    faults += [
        f"plugins/README.md describes {name}, which is no hook"
        for name in described
        if name not in specified
    ]
    return faults


def _specified(root: Path) -> dict[str, tuple[str, ...]]:
    return {
        node.name: tuple(argument.arg for argument in node.args.args)
        for _, tree in python(root, "portal/variations/hookspecs.py")
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any("hookspec" in ast.unparse(mark) for mark in node.decorator_list)
    }
