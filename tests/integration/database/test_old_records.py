"""Migrations on rows of before, and back: what they move, and what they keep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from portal import migrations
from portal.database import migration_engine
from tests.integration.database.ground import owned

SLUG = "what_hangs_below_a_record_names_its_item"
NAMES = ("person", "panel", "meeting", "young", "case", "item", "rec")
ONE = {name: uuid4().hex for name in NAMES}
ROWS = """
INSERT INTO authority (authority_id, name) VALUES ('E1', 'x');
INSERT INTO area (authority_id, id, name) VALUES ('E1', 'east', 'x');
INSERT INTO district (authority_id, id, name, area_id) VALUES ('E1', 'd', 'x', 'east');
INSERT INTO person (authority_id, id, name, email, job_title, audience, suspended_reason,
                    starts_on, version)
  VALUES ('E1', '{person}', 'x', 'x', '', 'staff', '', '2026-01-01', 1);
INSERT INTO panel (authority_id, id, district_id, kind, starts_on)
  VALUES ('E1', '{panel}', 'd', 'x', '2026-01-01');
INSERT INTO meeting (authority_id, id, district_id, panel_id, held_on, part, place, state, version)
  VALUES ('E1', '{meeting}', 'd', '{panel}', '2026-01-01', 'am', '', 'held', 1);
INSERT INTO young_person (authority_id, id, district_id, reference, born_on, arrived_alone)
  VALUES ('E1', '{young}', 'd', 'x', '2010-01-01', FALSE);
INSERT INTO panel_case (authority_id, id, district_id, young_person_id, kind, opened_on)
  VALUES ('E1', '{case}', 'd', '{young}', 'x', '2026-01-01');
INSERT INTO item (authority_id, id, district_id, meeting_id, case_id, young_person_id, item_type,
                  social_worker_id, nominated_by, nominated_on, version)
  VALUES ('E1', '{item}', 'd', '{meeting}', '{case}', '{young}', 'x', '{person}', '{person}',
          '2026-01-01', 1);
INSERT INTO item_record (authority_id, id, district_id, item_id, discussion, took_part,
                         took_part_note, decision_key, decision_label, decision_reason,
                         decision_who, recorded_by, recorded_at, version)
  VALUES ('E1', '{rec}', 'd', '{item}', '', 'came', '', '', '', '', '', '{person}',
          '2026-01-01', 1);
INSERT INTO barrier (authority_id, id, district_id, item_record_id, position, wording)
  VALUES ('E1', '{rec}', 'd', '{rec}', 1, 'x');
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def owner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Engine]]:
    """An empty database and its owner: on PostgreSQL one whom row security binds."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
        if request.param == "postgresql":
            url = stack.enter_context(owned(request.getfixturevalue("postgres_server")))
        engine = migration_engine(url)
        yield url, engine
        engine.dispose()


def test_old_rows_get_the_item_of_their_record(owner: tuple[str, Engine]) -> None:
    url, engine = owner
    script = ScriptDirectory(str(migrations.FOLDER))
    moved = next(each for each in script.walk_revisions() if SLUG in each.path)
    command.upgrade(migrations.config(url), str(moved.down_revision))
    with engine.begin() as connection:
        for statement in ROWS.format(**ONE).split(";")[:-1]:
            connection.exec_driver_sql(statement)
        if url.startswith("postgresql"):  # as it stands behind the wall
            for table in ("barrier", "item_record"):
                connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
                connection.exec_driver_sql(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    migrations.upgrade(url)
    with engine.begin() as connection:
        if url.startswith("postgresql"):
            connection.exec_driver_sql("ALTER TABLE barrier NO FORCE ROW LEVEL SECURITY")
        found = connection.exec_driver_sql("SELECT item_id FROM barrier").scalar_one()
    assert str(found).replace("-", "") == ONE["item"].replace("-", "")


SENT_THEMSELVES = """
INSERT INTO young_link (authority_id, id, district_id, item_id, young_person_id, way, made_at,
                        expires_at, starts)
  VALUES ('E1', '{rec}', 'd', '{item}', '{young}', 'text', '2026-01-01', '2026-02-01', 1);
INSERT INTO young_link_ask (authority_id, id, district_id, item_id, young_person_id, link_id,
                            asked_on, asked_at, for_code)
  VALUES ('E1', '{rec}', 'd', '{item}', '{young}', '{rec}', '2026-01-02', '2026-01-02', FALSE);
INSERT INTO young_visit (authority_id, id, district_id, item_id, young_person_id, token_hash, way,
                         sure, link_id, began_at, used_at, wrote_at)
  VALUES ('E1', '{rec}', 'd', '{item}', '{young}', 'x', 'link', FALSE, '{rec}', '2026-01-01',
          '2026-01-01', '2026-01-01');
"""


def _with_one_at_0027(url: str, engine: Engine) -> None:
    """Make a database of long ago with one item's rows, and bring it to 0027."""
    script = ScriptDirectory(str(migrations.FOLDER))
    moved = next(each for each in script.walk_revisions() if SLUG in each.path)
    command.upgrade(migrations.config(url), str(moved.down_revision))
    with engine.begin() as connection:
        for statement in ROWS.format(**ONE).split(";")[:-1]:
            connection.exec_driver_sql(statement)
    command.upgrade(migrations.config(url), "0027")


@pytest.mark.control("C20")
def test_what_was_written_by_a_link_that_goes_still_stands_before_a_link_alone(
    owner: tuple[str, Engine],
) -> None:
    url, engine = owner
    _with_one_at_0027(url, engine)
    with engine.begin() as connection:
        for statement in SENT_THEMSELVES.format(**ONE).split(";")[:-1]:
            connection.exec_driver_sql(statement)
    command.downgrade(migrations.config(url), "0026")
    with engine.begin() as connection:
        (visit,) = connection.exec_driver_sql(
            "SELECT link_id, ended_at IS NOT NULL, wrote_at IS NOT NULL FROM young_visit"
        ).all()
        left = "SELECT (SELECT COUNT(*) FROM young_link) + (SELECT COUNT(*) FROM young_link_ask)"
        assert connection.exec_driver_sql(left).scalar_one() == 0
    assert (visit[0], bool(visit[1]), bool(visit[2])) == (None, True, True)


IN_A_PACK = """
INSERT INTO paper (authority_id, id, district_id, item_id, young_person_id, kind, place, title,
                   written_on, state, added_by, added_at, version)
  VALUES ('E1', '{paper}', 'd', '{item}', '{young}', 'x', {place}, 'x', '2026-01-01', '{state}',
          '{person}', '2026-01-01', 1);
INSERT INTO paper_version (authority_id, id, district_id, paper_id, item_id, young_person_id,
                           number, made_at, made_by, written_on, how, digest, size)
  VALUES ('E1', '{paper}', 'd', '{paper}', '{item}', '{young}', 1, '2026-01-01', '{person}',
          '2026-01-01', 'typed', 'x', 1);
"""
WRITTEN = """
INSERT INTO contribution (authority_id, id, district_id, item_id, young_person_id, agency, stream,
                          version, given_by, given_at)
  VALUES ('E1', '{form}', 'd', '{item}', '{young}', 'iro', 'iro', 1, '{person}', '2026-01-01');
"""
OUT = """
INSERT INTO agenda_version (authority_id, id, district_id, meeting_id, number, published_at,
                            published_by, frozen)
  VALUES ('E1', '{form}', 'd', '{meeting}', 1, '2026-01-01', '{person}', '{frozen}');
"""


@pytest.mark.control("C16")
@pytest.mark.parametrize("out", [True, False])
def test_what_readers_already_get_counts_as_joined(owner: tuple[str, Engine], *, out: bool) -> None:
    """Nothing that was given is lost by the upgrade, and what was not is not given by it."""
    url, engine = owner
    papers = {
        ("'1.1'", "ready"): True,
        ("'1.2'", "withdrawn"): True,
        ("'1.3'", "held"): False,
        ("NULL", "ready"): False,
    }
    ids = {each: uuid4().hex for each in papers}
    frozen = json.dumps({"rows": [{"kind": "free"}, {"kind": "x", "item_id": ONE["item"]}]})
    _with_one_at_0027(url, engine)
    values = ONE | {"form": uuid4().hex, "frozen": frozen}
    sql = WRITTEN.format(**values) + (OUT.format(**values) if out else "")
    for (place, state), paper_id in ids.items():
        sql += IN_A_PACK.format(**ONE, paper=paper_id, place=place, state=state)
    with engine.begin() as connection:
        for statement in sql.split(";")[:-1]:
            connection.exec_driver_sql(statement)
    command.upgrade(migrations.config(url), "0028")
    with engine.begin() as connection:
        joined = "SELECT id, joined_at IS NOT NULL, joined_by FROM"
        versions = connection.exec_driver_sql(f"{joined} paper_version").all()
        ((_, form_joined, by),) = connection.exec_driver_sql(f"{joined} contribution").all()
    found = {str(row[0]).replace("-", ""): (bool(row[1]), row[2]) for row in versions}
    assert found == {ids[each]: (there, None) for each, there in papers.items()}
    assert (bool(form_joined), by) == (out, None)
    command.downgrade(migrations.config(url), "0027")
    with engine.begin() as connection:
        assert len(connection.exec_driver_sql("SELECT id FROM paper_version").all()) == len(papers)
