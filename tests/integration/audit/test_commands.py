"""`portal audit` as whoever runs the machine uses it, and what commands that read leave behind."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import click.testing
import pytest
import sqlalchemy
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from portal import audit, cli
from portal.audit.models import EarlierEvent, Event, Head
from portal.cases.models import CareEpisode, YoungPerson
from portal.database import migration_engine, open_scope, session, unit_of_work
from portal.outbox.models import Message
from portal.people import operations as people
from portal.people.policy import Role
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.integration.audit.conftest import NOW, READING, WRITING, Check, write
from tests.integration.conftest import SECRET
from tests.support.invented_panel import NAMES, InventedPanel, published_panel
from tests.support.planting import planting

Run = Callable[..., click.testing.Result]


@pytest.fixture
def run(own_app: Flask, url: str, tmp_path: Path) -> Run:
    """Run a command on the test's own database; answers as JSON."""
    environment = {
        "PORTAL_DATABASE_URL": url,
        "PORTAL_INSTANCE_DIR": str(tmp_path),
        "PORTAL_SECRET_KEY": SECRET,
        "PORTAL_TRAIL_HEADS_DIR": str(tmp_path / "other-disk"),
    }

    def invoke(*words: str, **more: str | None) -> click.testing.Result:
        return CliRunner().invoke(
            cli.main, [*words, "--json"], env=environment | more, catch_exceptions=False
        )

    return invoke


def entries(app: Flask) -> list[Event]:
    with app.app_context(), open_scope(READING):
        found = list(session.scalars(select(Event).order_by(Event.seq)))
        session.expunge_all()
    return found


@pytest.mark.control("C44")
def test_a_whole_trail_is_0_and_a_broken_one_1(own_app: Flask, run: Run, url: str) -> None:
    write(own_app, 5, each=5)
    answer = run("audit", "verify")
    assert answer.exit_code == 0
    assert json.loads(answer.stdout) == {
        "events": 5,
        "ok": True,
        "first_bad": None,
        "heads_checked": 0,
        "why": "",
    }
    _cut(url, 3)
    answer = run("audit", "verify")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["first_bad"] == 3


@pytest.mark.control("C44")
def test_the_head_is_kept_elsewhere_and_checked_against(
    own_app: Flask, run: Run, url: str, tmp_path: Path
) -> None:
    write(own_app, 5, each=5)
    kept = json.loads(run("audit", "keep").stdout)
    assert kept["seq"] == 5
    (path,) = (tmp_path / "other-disk").iterdir()
    assert kept["kept_in"] == [str(path)]
    assert json.loads(path.read_text())["digest"] == kept["digest"]
    assert json.loads(run("audit", "head").stdout)["digest"] == kept["digest"]
    write(own_app, 2, each=2)
    run("audit", "keep")
    checked = json.loads(run("audit", "verify", "--heads", str(tmp_path / "other-disk")).stdout)
    assert (checked["ok"], checked["heads_checked"]) == (True, 2)
    _cut(url, 6, tell_head=True)
    assert run("audit", "verify", PORTAL_TRAIL_HEADS_DIR=None).exit_code == 0
    answer = run("audit", "verify")
    assert answer.exit_code == 1, "the folder that is set is looked into"
    assert json.loads(answer.stdout)["first_bad"] == 6
    refused = run("audit", "keep")
    assert refused.exit_code == 1
    assert "the trail ends at 5" in json.loads(refused.stdout)["error"]
    assert len(list((tmp_path / "other-disk").iterdir())) == 2
    faults = json.loads(run("doctor").stdout)["faults"]
    assert "trail_cut" in [each["key"] for each in faults]
    answer = run("audit", "verify", "--heads", str(path), "--heads", str(tmp_path / "other-disk"))
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["first_bad"] == 6


@pytest.mark.control("C44")
def test_a_mailed_seal_shows_a_cut_that_the_trail_itself_does_not(
    own_app: Flask, run: Run, url: str, tmp_path: Path
) -> None:
    with own_app.app_context(), planting(WRITING):
        keeper = people.register(
            name="Gale Notreal",
            email="gale@practice.example",
            password=None,
            starts_on=date(2026, 1, 1),
        )
        people.grant_role(
            person=keeper,
            role=Role.INFORMATION_GOVERNANCE,
            district_id=None,
            starts_on=date(2026, 1, 1),
        )
    write(own_app, 5, each=5)
    for _ in range(2):
        assert json.loads(run("audit", "send").stdout) == {"messages": 1}
    with own_app.app_context(), open_scope(READING):
        bodies = session.scalars(select(Message.body).order_by(Message.id)).all()
    (mailed,) = re.findall(r"\b5:[0-9a-f]{64}\b", "".join(bodies))
    checked = json.loads(run("audit", "verify", "--printed", mailed).stdout)
    assert (checked["ok"], checked["heads_checked"]) == (True, 1)
    _cut(url, 4, tell_head=True)
    assert run("audit", "verify").exit_code == 0
    answer = run("audit", "verify", "--printed", mailed)
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["first_bad"] == 4


def test_what_is_printed_in_a_record_can_be_checked(own_app: Flask, run: Run) -> None:
    write(own_app, 5, each=5)
    seal = entries(own_app)[2]
    printed = f"3:{seal.digest}"
    assert json.loads(run("audit", "verify", "--printed", printed).stdout)["heads_checked"] == 1
    other = f"3:{'0' * 64}"
    assert json.loads(run("audit", "verify", "--printed", other).stdout)["first_bad"] == 3


def test_what_cannot_be_read_is_2(own_app: Flask, run: Run, tmp_path: Path) -> None:
    write(own_app, 1)
    (tmp_path / "note.json").write_text("{}", encoding="utf-8")
    for words in (
        ("--heads", str(tmp_path / "note.json")),
        ("--heads", str(tmp_path / "nothing-there")),
        ("--printed", "five"),
        ("--since", "0"),
    ):
        assert run("audit", "verify", *words).exit_code == 2, words
    elsewhere = f"sqlite:///{tmp_path / 'never-set-up.sqlite'}"
    assert run("audit", "verify", PORTAL_DATABASE_URL=elsewhere).exit_code == 2


def test_nowhere_to_keep_the_head_is_said(own_app: Flask, run: Run) -> None:
    write(own_app, 1)
    answer = run("audit", "keep", PORTAL_TRAIL_HEADS_DIR=None)
    assert answer.exit_code == 1
    assert "PORTAL_TRAIL_HEADS_DIR" in json.loads(answer.stdout)["error"]


def test_setting_up_seals_what_was_there_before(own_app: Flask, run: Run, check: Check) -> None:
    table: Any = EarlierEvent.__table__
    row = {
        "authority_id": "E10000017",
        "id": uuid4(),
        "event": "panels:meeting:planned",
        "subject_kind": "meeting",
        "subject_id": uuid4(),
        "actor_id": None,
        "happened_at": NOW,
        "about_district": "burnley",
        "facts": {"held_on": "2026-12-17"},
    }
    with own_app.app_context():
        engine = migration_engine(own_app.config["SQLALCHEMY_DATABASE_URI"])
        with engine.begin() as connection:
            connection.execute(sqlalchemy.insert(table), row)
        engine.dispose()
    for _ in range(2):
        assert run("init").exit_code == 0
    found = [entry.event for entry in entries(own_app)]
    assert found == ["panels:meeting:planned", "tenancy:county:entered"], "each of them once"
    assert check().ok


@pytest.fixture
def panel(own_app: Flask) -> InventedPanel:
    """A panel whose agenda is out; its first young person is in care and in the return."""
    with own_app.app_context(), planting(WRITING):
        tenancy.enter_districts(registry=own_app.extensions[EXTENSION])
        made = published_panel()
        for each in made.young_people:
            session.add(
                CareEpisode(young_person_id=each, started_on=date(2020, 1, 1), legal_status="C2")
            )
        first = session.scalars(
            select(YoungPerson).where(YoungPerson.id == made.young_people[0])
        ).one()
        first.child_code = "CODE1"
    return made


@pytest.mark.control("C8", "C43")
def test_commands_that_show_somebody_leave_an_entry_that_names_the_command(
    own_app: Flask, run: Run, panel: InventedPanel, check: Check
) -> None:
    where = f"burnley/leaving_care/{panel.held_on.isoformat()}"
    assert run("status", "CODE1").exit_code == 0
    assert run("cohort").exit_code == 0
    assert run("cohort", "--district", "preston").exit_code == 0
    assert run("agenda", where, "--as", panel.email("support")).exit_code == 0
    assert run("agenda", where).exit_code == 0
    found = [(entry.purpose, entry.kind, entry.young_person_id) for entry in entries(own_app)]
    listed = {("listing the cohort", "listed", each) for each in panel.young_people}
    shown = {("reading an agenda", "listed", each) for each in panel.young_people}
    assert found[0] == ("working out a status", "read", panel.young_people[0])
    assert set(found[1:4]) == listed
    assert set(found[4:7]) == shown
    assert found[7:] == [("reading an agenda", "read", None)]
    assert all(entry.actor_id is None for entry in entries(own_app))
    assert check().ok


@pytest.mark.control("C8")
def test_a_command_refused_leaves_no_entry(own_app: Flask, run: Run, panel: InventedPanel) -> None:
    assert run("status", "NOBODY").exit_code == 2
    assert entries(own_app) == []


def test_a_file_of_an_agenda_is_a_reading_too(
    own_app: Flask, run: Run, panel: InventedPanel
) -> None:
    where = f"burnley/leaving_care/{panel.held_on.isoformat()}"
    answer = run("agenda", where, "--as", panel.email("support"), "--format", "docx")
    assert base64.b64decode(json.loads(answer.stdout)["content_base64"])[:2] == b"PK"
    assert {entry.young_person_id for entry in entries(own_app)} == set(panel.young_people)


def test_the_digest_lists_references_and_no_young_persons_name(
    own_app: Flask, run: Run, panel: InventedPanel
) -> None:
    with own_app.app_context(), unit_of_work(WRITING):
        audit.opened(
            subject=("young_person", panel.young_people[0]),
            young_person_id=panel.young_people[0],
            actor_id=panel.people["support"],
            now=NOW.replace(day=22, hour=3),
        )
        openings = audit.take_openings() or []
        audit.log(openings, event="coverage.person", page="The young person’s page", why="")
    answer = run("audit", "digest", "--month", "2026-11")
    (found,) = json.loads(answer.stdout)["unusual"]
    assert found["who"] == "Support Example"
    assert found["young_person"] == "LH-burnley-1123-1"
    assert found["reasons"] == ["at night, at a weekend or on a bank holiday"]
    assert NAMES[0] not in answer.stdout
    assert entries(own_app)[-1].purpose == "listing unusual reading"
    assert run("audit", "digest", "--month", "soon").exit_code == 1


def _cut(url: str, seq: int, *, tell_head: bool = False) -> None:
    """Cut the trail's tail as the database's owner, at an entry."""
    engine = migration_engine(url)
    events: Any = Event.__table__
    head: Any = Head.__table__
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in ("audit_event_no_delete", "audit_head_no_update"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in ("audit_event", "audit_head"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        connection.execute(sqlalchemy.delete(events).where(events.c.seq >= seq))
        if tell_head:
            last = connection.execute(
                select(events.c.seq, events.c.digest).order_by(events.c.seq.desc()).limit(1)
            ).one()
            connection.execute(sqlalchemy.update(head).values(seq=last.seq, digest=last.digest))
    engine.dispose()
