"""Runs migrations with a plain engine of the choke point's; the application's own is gated."""

from alembic import context

import portal.app  # noqa: F401 - loads every model, so that a drift check sees them all
from portal.database import Base, migration_engine


def run() -> None:
    engine = migration_engine(context.config.get_main_option("sqlalchemy.url") or "")
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            compare_type=True,
            render_as_batch=connection.dialect.name == "sqlite",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
