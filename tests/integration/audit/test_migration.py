"""A trail from before the chain is set aside by the migration and sealed by ``portal init``."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy
from alembic import command
from click.testing import CliRunner

from portal import cli, migrations
from portal.database import migration_engine

BEFORE, ITS_OWN = "0002", "0006"


def test_events_from_before_are_sealed_in_the_order_in_which_they_happened(
    url: str, tmp_path: Path
) -> None:
    command.upgrade(migrations.config(url), BEFORE)
    engine = migration_engine(url)
    table = sqlalchemy.Table("audit_event", sqlalchemy.MetaData(), autoload_with=engine)
    uuids = [uuid4() for _ in range(3)]
    with engine.begin() as connection:
        for day, event_id in zip((3, 1, 2), uuids, strict=True):
            row = {
                "authority_id": "E10000017",
                "id": event_id if engine.dialect.name == "postgresql" else event_id.hex,
                "event": "panels:meeting:planned",
                "subject_kind": "meeting",
                "subject_id": event_id if engine.dialect.name == "postgresql" else event_id.hex,
                "happened_at": datetime(2026, 11, day, tzinfo=UTC),
                "facts": {"day": day},
            }
            connection.execute(sqlalchemy.insert(table), row)
    engine.dispose()
    environment = {"PORTAL_DATABASE_URL": url, "PORTAL_INSTANCE_DIR": str(tmp_path)}
    runner = CliRunner()
    for _ in range(2):
        assert runner.invoke(cli.main, ["init"], env=environment).exit_code == 0
    answer = runner.invoke(cli.main, ["audit", "verify", "--json"], env=environment)
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["events"] == 4, "and what was set up"
    engine = migration_engine(url)
    with engine.begin() as connection:
        found = connection.exec_driver_sql("SELECT facts FROM audit_event ORDER BY seq").scalars()
        facts = [json.loads(f) if isinstance(f, str) else f for f in found]
    engine.dispose()
    assert [each.get("day") for each in facts] == [1, 2, 3, None]


def test_a_trail_is_not_taken_apart(url: str) -> None:
    """By its own migration on either database, where the newer ones let it come to that."""
    command.upgrade(migrations.config(url), ITS_OWN)
    with pytest.raises(NotImplementedError, match="A trail is not taken apart"):
        command.downgrade(migrations.config(url), BEFORE)


@pytest.mark.control("C42")
def test_nor_is_it_by_a_database_owner_who_took_the_wall_down_first(url: str) -> None:
    """PostgreSQL's policies stand in the way as well; without them the trail refuses by itself."""
    migrations.upgrade(url)
    engine = migration_engine(url)
    if engine.dialect.name == "postgresql":
        with pytest.raises(sqlalchemy.exc.InternalError, match="policy reach_select on table"):
            command.downgrade(migrations.config(url), BEFORE)
        _without_policies(engine)
    with pytest.raises(NotImplementedError, match="A trail is not taken apart"):
        command.downgrade(migrations.config(url), BEFORE)
    assert sqlalchemy.inspect(engine).has_table("audit_head")
    engine.dispose()


def _without_policies(engine: sqlalchemy.Engine) -> None:
    with engine.begin() as connection:
        policies = connection.exec_driver_sql(
            "SELECT policyname, schemaname, tablename FROM pg_policies ORDER BY tablename"
        ).all()
        assert policies
        for policy, schema, table in policies:
            connection.exec_driver_sql(f'DROP POLICY "{policy}" ON "{schema}"."{table}"')
