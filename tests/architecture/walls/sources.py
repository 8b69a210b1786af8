"""Read the tree that a wall is checked on: this project's, or one with a planted fault."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

# What .gitignore leaves out, so that no git is needed to know which files are the project's.
MADE = frozenset(
    {
        ".cache",
        ".git",
        ".hypothesis",
        ".mypy_cache",
        ".pytest_cache",
        ".ruff_cache",
        ".tools",
        ".venv",
        "__pycache__",
        "build",
        "dist",
        "instance",
        "node_modules",
    }
)
CAPABILITIES = (
    "audit",
    "cases",
    "entry",
    "guides",
    "home",
    "homelessness",
    "messages",
    "outbox",
    "packs",
    "papers",
    "panels",
    "people",
    "preparation",
    "protection",
    "records",
    "schemes",
    "scrutiny",
    "signin",
    "tenancy",
    "terms",
    "trail",
    "voice",
)
ROOM_FILES = ("rules", "models", "policy", "queries", "operations", "forms", "pages", "routes")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def files(root: Path, *folders: str, ending: str = "") -> Iterator[Path]:
    """Every file of the project under these folders (all where none is named), in order."""
    for folder in folders or (".",):
        yield from _walk(root, root / folder, ending)


def _walk(root: Path, folder: Path, ending: str) -> Iterator[Path]:
    if folder.is_file():
        yield folder
        return
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name in MADE or path == root / "portal" / "static":
            continue
        if path.is_dir():
            yield from _walk(root, path, ending)
        elif path.name.endswith(ending):
            yield path


def python(root: Path, *folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """Every Python file under these folders with its syntax tree."""
    for path in files(root, *folders, ending=".py"):
        yield path, _parsed(path.read_text(encoding="utf-8"), str(path))


@lru_cache(maxsize=2000)
def _parsed(text: str, name: str) -> ast.Module:
    return ast.parse(text, name)


def where(root: Path, path: Path, node: ast.AST | int | None = None) -> str:
    """Name a place for a fault: the file inside the tree, and its line where there is one."""
    line = node if isinstance(node, int) else getattr(node, "lineno", None)
    name = path.relative_to(root).as_posix()
    return name if line is None else f"{name}:{line}"


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function in the tree, methods and inner ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Every imported name in full, such as `sqlalchemy.orm.Session`, with its statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node


def under(name: str, *packages: str) -> bool:
    """Whether the dotted name is one of these or inside one of them."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def is_rules(root: Path, path: Path) -> bool:
    """Whether the file is a room's rules: rules.py, or any file of a rules folder."""
    parts = path.relative_to(root).with_suffix("").parts
    return len(parts) > 2 and parts[0] == "portal" and parts[2] == "rules"


def called(node: ast.AST) -> str:
    """The last name of what a call calls: `text` for both `text(...)` and `sa.text(...)`."""
    if not isinstance(node, ast.Call):
        return ""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""
