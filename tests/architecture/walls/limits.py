"""A file has at most 500 lines and a function at most 60, comments and blank lines included.

Migrations are left out: they are generated, and never changed once they have run.
"""

from __future__ import annotations

from pathlib import Path

from tests.architecture.walls.sources import files, functions, python, where

FILE_LINES = 500
FUNCTION_LINES = 60
ENDINGS = (".py", ".html", ".scss", ".js")
FOLDERS = ("portal", "plugins", "tests", "wsgi.py")


def find_faults(root: Path) -> list[str]:
    """List every file and function over its limit."""
    faults: list[str] = []
    for path in files(root, *FOLDERS):
        if path.suffix in ENDINGS:
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > FILE_LINES:
                faults.append(f"{where(root, path)} has {lines} lines, more than {FILE_LINES}")
    for path, tree in python(root, *FOLDERS):
        for node in functions(tree):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                faults.append(
                    f"{where(root, path, node)} {node.name} has {lines} lines, "
                    f"more than {FUNCTION_LINES}"
                )
    return faults
