"""The PostgreSQL that tests run on is real, and each run has a database of its own."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.support.postgres import fresh_database, normalised


def _open(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string())


def test_the_server_has_what_the_schema_may_use(postgres_url: str) -> None:
    with _open(postgres_url) as connection:
        row = connection.execute(
            "select current_setting('server_version_num')::int, gen_random_uuid(), '{}'::jsonb"
        ).fetchone()
    assert row is not None
    assert isinstance(row[0], int)
    assert row[0] >= 150_000


def test_a_fresh_database_copies_its_template_and_nothing_flows_back(postgres_server: str) -> None:
    with fresh_database(postgres_server) as template:
        with _open(template) as connection:
            connection.execute("create table kept (n int)")
        name = make_url(template).database
        with fresh_database(postgres_server, template=name) as copy, _open(copy) as connection:
            connection.execute("insert into kept values (1)")
        with _open(template) as connection:
            assert connection.execute("select count(*) from kept").fetchone() == (0,)


def test_another_database_than_postgresql_is_refused() -> None:
    with pytest.raises(ValueError, match="must name a PostgreSQL database, not sqlite"):
        normalised("sqlite:///portal.db")


def test_a_plain_postgresql_url_gets_the_portals_driver() -> None:
    assert normalised("postgresql://a:b@db/portal") == "postgresql+psycopg://a:b@db/portal"
