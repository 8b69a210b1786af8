"""A plugin sees the portal only through portal.variations.api, and the portal sees no plugin."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.walls.sources import imports, python, under, where

DOOR = "portal.variations.api"
NOT_FOR_PLUGINS = ("sqlalchemy", "flask_sqlalchemy", "sqlite3", "psycopg", "pluggy", "importlib")


def find_faults(root: Path) -> list[str]:
    """List every import that crosses from a plugin into the portal, or back."""
    faults = [
        f"{where(root, path, node)} imports {name}: a plugin imports only {DOOR}"
        for path, tree in python(root, "plugins")
        for name, node in imports(tree)
        if (under(name, "portal") and not under(name, DOOR)) or under(name, *NOT_FOR_PLUGINS)
    ]
    faults += [
        f"{where(root, path, node)} imports {name}: a district names its plugins in its own file"
        for path, tree in python(root, "portal", "migrations", "wsgi.py")
        for name, node in imports(tree)
        if under(name, "plugins")
    ]
    return faults
