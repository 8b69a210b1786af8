"""Runs migrations with a plain engine of the choke point's; the application's own is gated."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON

import portal.app  # noqa: F401 - loads every model, so that a drift check sees them all
from portal.database import Base, Instant, lower, migration_engine, raise_
from portal.migrations import WALLS


def in_plain_types(kind: str, item: Any, context: object) -> str | Literal[False]:
    """Write the portal's own column types as what they are underneath."""
    del context
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run() -> None:
    engine = migration_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            transactional_ddl=True,
            render_item=in_plain_types,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            # An upgrade sees every row, and leaves no table without its wall: both in one commit.
            walls = context.config.attributes.get(WALLS, False)
            if walls:
                lower(connection)
            context.run_migrations()
            if walls:
                raise_(connection)
        connection.commit()


run()
