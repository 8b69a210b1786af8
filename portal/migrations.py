"""Creates or upgrades the database: linear, numbered migrations, run before the application."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def upgrade(database_url: str) -> None:
    """Bring the database at this address to the newest migration."""
    command.upgrade(_config(database_url), "head")


def check(database_url: str) -> None:
    """Raise where tables and models differ."""
    command.check(_config(database_url))


@cache
def newest() -> str:
    """Return the number of the newest migration."""
    head = ScriptDirectory.from_config(_config("")).get_current_head()
    assert head is not None
    return head


def write(database_url: str, number: str, message: str) -> None:
    """Write the next migration from the difference between models and database."""
    command.revision(_config(database_url), message=message, rev_id=number, autogenerate=True)


def _config(database_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    # A percent sign in an address is an escape to the ini reader, so it is doubled.
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    return config
