"""The table of requirements and the tests that show them, written from the tests' own markers.

`make requirements` writes docs/requirements.md; a test fails where the file and the markers differ.
The markers are read from the source and no test is run or imported.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from tests.support.requirement_titles import ALSO_NAMED, LAST_SHOWN, TITLES

ROOT = Path(__file__).resolve().parents[2]
TABLE = "docs/requirements.md"
INTRODUCTION = """# Requirements and the tests that show them

Written by `make requirements` from the `requirement` markers in the tests: do not edit by hand.
The numbers are those of the two documents the service stands on: the terms of reference of the
Leaving Care – Lasting Homes Panel with its template agenda.

| Number | Requirement | Shown by |
|---|---|---|
"""


class UnknownRequirementError(ValueError):
    """A marker names a requirement that does not exist; the message says where."""


def markers(
    root: Path,
    *,
    marker: str = "requirement",
    titles: Collection[str] = TITLES.keys(),
    also_named: Collection[str] = ALSO_NAMED,
) -> dict[str, list[str]]:
    """Each requirement's tests, as `path: what the test says`, in order of path and line.

    ``marker`` and ``titles`` name another kind of number, such as the controls'. Raises
    UnknownRequirementError for a number that is none, or one that is no plain text.
    """
    shown: dict[str, list[str]] = {number: [] for number in titles}
    for path in sorted((root / "tests").rglob("test_*.py")):
        place = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"), place)
        for name, number in _marked(tree, place, marker):
            if number in also_named:
                continue
            if number not in shown:
                message = f"{place}: there is no {marker} {number}"
                raise UnknownRequirementError(message)
            line = f"`{place}`: {name}"
            if line not in shown[number]:
                shown[number].append(line)
    return shown


def _marked(tree: ast.Module, place: str, marker: str) -> Iterator[tuple[str, str]]:
    """The name and number of every marked test; a marked file or class marks all its tests."""
    everywhere = [
        number
        for node in tree.body
        if isinstance(node, ast.Assign) and "pytestmark" in ast.unparse(node.targets[0])
        for number in _numbers(node.value, place, marker)
    ]
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            of_class = [n for mark in node.decorator_list for n in _numbers(mark, place, marker)]
            yield from _tests(node.body, [*everywhere, *of_class], place, marker)
    yield from _tests(tree.body, everywhere, place, marker)


def _tests(
    body: list[ast.stmt], inherited: list[str], place: str, marker: str
) -> Iterator[tuple[str, str]]:
    for node in body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            # Decorators hold the test's own marks and those of single cases in parametrize.
            own = [n for mark in node.decorator_list for n in _numbers(mark, place, marker)]
            for number in [*inherited, *own]:
                yield node.name.removeprefix("test_").replace("_", " "), number


def _numbers(node: ast.AST, place: str, marker: str) -> Iterator[str]:
    for part in ast.walk(node):
        if not (isinstance(part, ast.Call) and ast.unparse(part.func) == f"pytest.mark.{marker}"):
            continue
        for argument in part.args:
            if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                message = f"{place}:{part.lineno}: a {marker} is given as text, such as 'R62'"
                raise UnknownRequirementError(message)
            yield argument.value


def table(root: Path) -> str:
    """The whole text of docs/requirements.md, for the tests as they stand under `root`."""
    shown = markers(root)
    rows = [
        f"| {number} | {title} | {'<br>'.join(shown[number]) or 'not yet'} |"
        for number, title in list(TITLES.items())[:LAST_SHOWN]
    ]
    return INTRODUCTION + "\n".join(rows) + "\n"


def write(root: Path) -> None:
    """Write the table into the tree."""
    target = root / TABLE
    target.parent.mkdir(exist_ok=True)
    target.write_text(table(root), encoding="utf-8")


if __name__ == "__main__":
    write(ROOT)
    sys.stderr.write(f"Wrote {TABLE}\n")
