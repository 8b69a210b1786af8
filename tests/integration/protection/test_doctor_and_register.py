"""The doctor's command on a real instance, and the register from the rules in force."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from click.testing import CliRunner

from portal import cli
from portal.database import db
from portal.panels import operations as panels
from portal.variations.keeping import Kept
from tests.integration.protection.conftest import Instance, write_record
from tests.support.invented_panel import published_panel

REAL = {
    "PORTAL_COMMAND_REASONS": "required",
    "PORTAL_HTTPS": "yes",
    "PORTAL_PROXIES": "1",
    "PORTAL_SECRET_KEY": "q7V-invented-only-here-0123456789-ZyXwVu",
}


def run(instance: Instance, *arguments: str, **more: str) -> tuple[int, str]:
    with instance.app.app_context():
        db.engine.dispose()
    env = instance.environment | more
    done = CliRunner().invoke(cli.main, list(arguments), env=env, catch_exceptions=False)
    return done.exit_code, done.stdout


def keys(instance: Instance, **more: str) -> set[str]:
    code, out = run(instance, "doctor", "--json", **more)
    told: dict[str, Any] = json.loads(out)
    assert code == (0 if told["ok"] else 1)
    assert ("error" in told) is not told["ok"]
    return {each["key"] for each in told["faults"]}


EXPECTED = {
    "sqlite": {"help_email"},
    # The tests' own server gives durability up for speed.
    "postgresql": {"help_email", "durability"},
}


@pytest.mark.control("C49")
def test_the_doctor_names_what_stands_against_real_data(instance: Instance) -> None:
    instance.folder.chmod(0o700)
    kind = "sqlite" if instance.url.startswith("sqlite") else "postgresql"
    assert keys(instance, **REAL) == EXPECTED[kind]
    assert keys(instance) - EXPECTED[kind] == {"https", "reasons", "secret"}
    assert "practice" in keys(instance, **REAL, PORTAL_PRACTICE="yes")
    told = {"PORTAL_ADDRESS": "https://panels.example", "PORTAL_MAIL_FROM": "housing@county.test"}
    assert "telling_address" in keys(instance, **REAL, **told)
    instance.folder.chmod(0o755)
    (instance.folder / "keys.json").touch()
    (instance.folder / "keys.json").chmod(0o644)
    assert "readable" in keys(instance, **REAL)


@pytest.mark.control("C24", "C49")
def test_the_doctor_names_what_weakens_signing_in(instance: Instance) -> None:
    instance.folder.chmod(0o700)
    secret = instance.folder / "council-secret"
    secret.write_text("invented")
    secret.chmod(0o600)
    council = {
        "PORTAL_ADDRESS": "https://portal.county.test",
        "PORTAL_COUNCIL_ISSUER": "https://login.county.test",
        "PORTAL_COUNCIL_CLIENT": "portal",
        "PORTAL_COUNCIL_SECRET_FILE": str(secret),
    }
    sound = keys(instance, **REAL, **council)
    for weak, key in (
        ({"PORTAL_SECOND_FACTOR": "offered"}, "second_factor"),
        ({"PORTAL_COUNCIL_FACTOR": "always"}, "council_factor"),
        ({"PORTAL_PROXIES": "0"}, "proxies"),
    ):
        assert keys(instance, **(REAL | council | weak)) - sound == {key}


@pytest.mark.control("C49")
def test_the_doctor_sees_a_database_behind_or_with_words_in_plain(instance: Instance) -> None:
    instance.folder.chmod(0o700)
    with instance.app.app_context(), instance.working():
        write_record(published_panel())
    instance.raw("UPDATE barrier SET wording = 'in plain'")
    assert "unsealed" in keys(instance, **REAL)
    instance.raw("UPDATE alembic_version SET version_num = '0001'")
    assert "migration" in keys(instance, **REAL)


def test_the_doctor_says_so_where_no_database_answers(instance: Instance) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:9/nowhere"
    assert "database" in keys(instance, **REAL, PORTAL_DATABASE_URL=nowhere)


def test_the_doctor_speaks_in_words_too(instance: Instance) -> None:
    code, out = run(instance, "doctor", **REAL)
    assert code == 1
    assert "is an invented one. Put the real one into the county’s file" in out


def test_the_register_is_read_from_the_seats_in_force(instance: Instance) -> None:
    with instance.app.app_context(), instance.working():
        published_panel()
        panels.open_panels()
    code, out = run(instance, "register", "--json", "--as-of", "2026-11-23")
    told = json.loads(out)
    assert code == 0
    assert told["controller"] == "Lancashire County Council"
    parts = {part["organisations"]: part for part in told["recipients"]}
    assert all(part["why"] and part["basis"] for part in parts.values())
    housing = next(
        seat
        for seat in parts["Housing authority"]["seats"]
        if "burnley" in {name.lower() for name in seat["districts"]} and seat["people"]
    )
    assert housing["people"] == 1
    assert housing["sees_names"] is False
    costs = {
        part["organisations"]
        for part in told["recipients"]
        for seat in part["seats"]
        if any("costs" in data for data in seat["data"])
    }
    assert costs == {"Children’s services"}, "A19"
    assert len(told["kept"]) == len(Kept)
    assert told["gaps"] == []


def test_the_register_as_a_table_has_a_line_for_each_seat(instance: Instance) -> None:
    _, out = run(instance, "register", "--json", "--as-of", "2026-11-23")
    seats = sum(len(part["seats"]) for part in json.loads(out)["recipients"])
    code, table = run(instance, "register", "--csv", "--as-of", "2026-11-23")
    assert code == 0
    lines = list(csv.DictReader(io.StringIO(table.removeprefix("\N{BYTE ORDER MARK}"))))
    assert len(lines) == seats
    assert {line["Names"] for line in lines} == {"By name", "By initials and reference"}
    code, prose = run(instance, "register", "--as-of", "2026-11-23")
    assert "Providers" in prose or "Provider" in prose
