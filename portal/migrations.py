"""Creates or upgrades the database: linear, numbered migrations, run before the application."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from portal.database import raise_walls
from portal.keyring import Keyring, Purpose
from portal.settings import Settings

WALLS = "walls"
"""Tells the migrations' own script to raise the walls when it is done."""
FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def set_up(settings: Settings) -> None:
    """As its owner, bring an instance's database to the newest migration, behind its walls."""
    upgrade(settings.owner_url)
    key = Keyring(settings.keys_path).current(Purpose.WALL)
    raise_walls(settings.owner_url, key=key, app_url=settings.database_url)


def upgrade(database_url: str) -> None:
    """Bring the database at this address to the newest migration, and raise its walls anew.

    On PostgreSQL nobody passes them before ``set_up`` has handed over the key.
    """
    walled = config(database_url)
    walled.attributes[WALLS] = True
    command.upgrade(walled, "head")


def check(database_url: str) -> None:
    """Raise where tables and models differ."""
    command.check(config(database_url))


@cache
def newest() -> str:
    """Return the number of the newest migration."""
    head = ScriptDirectory.from_config(config("")).get_current_head()
    assert head is not None
    return head


def write(database_url: str, number: str, message: str) -> None:
    """Write the next migration from the difference between models and database."""
    command.revision(config(database_url), message=message, rev_id=number, autogenerate=True)


def config(database_url: str) -> Config:
    """Return what the migration tool needs to work at this address."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    # A percent sign in an address is an escape to the ini reader, so it is doubled.
    made.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return made
