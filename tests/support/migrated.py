"""Instances set up as `portal init` does it, on a copy of an empty SQLite file already migrated.

All migrations take SQLite more than a core-second, and a test that commits has a file of its own.
They are run from nothing once in a process, and wherever a test is about them. A copy is at the
newest, so that setting up finds none to run, and raises the walls as ever. PostgreSQL copies a
database no sooner than it runs them.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy.engine import make_url

from portal import migrations
from portal.settings import Settings


def set_up(settings: Settings) -> None:
    """Set up an instance whose database is empty."""
    _begin(settings.owner_url)
    migrations.set_up(settings)


def upgrade(database_url: str) -> None:
    """Bring an empty database to the newest migration, and raise its walls."""
    _begin(database_url)
    migrations.upgrade(database_url)


def _begin(database_url: str) -> None:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        assert not path.exists(), "only what is not there yet begins as a copy"
        path.write_bytes(_file())


@cache
def _file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portal.sqlite"
        migrations.upgrade(f"sqlite:///{path}")
        return path.read_bytes()
