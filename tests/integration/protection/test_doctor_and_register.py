"""The doctor's command on a real instance, and the register from the rules in force."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from portal import cli
from portal.database import db, session
from portal.panels import operations as panels
from portal.panels.models import Visit
from portal.people.models import RoleGrant
from portal.people.policy import Role
from portal.protection.pages import register as registers
from portal.settings import CouncilSignIn, MailSettings
from portal.variations.keeping import Kept, RegisterWords
from portal.variations.manager import Registry
from portal.variations.values import OrganisationKind
from tests.integration.conftest import ScopeOpener
from tests.integration.protection.conftest import NOW, Instance, write_record
from tests.support.invented_panel import person, published_panel
from tests.support.organisations import organisation

TODAY = NOW.date()

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
    "sqlite": {"help_email", "trail_head", "trail_keeper"},
    # The tests' own server gives durability up for speed.
    "postgresql": {"help_email", "durability", "trail_head", "trail_keeper"},
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


@pytest.mark.control("C44", "C49")
def test_the_doctor_says_where_the_trails_head_goes_nowhere_and_nobody_keeps_it(
    instance: Instance,
) -> None:
    assert keys(instance, **REAL) >= {"trail_head", "trail_keeper"}
    kept = {"PORTAL_TRAIL_HEADS_DIR": str(instance.folder / "other-disk")}
    assert keys(instance, **REAL, **kept) & {"trail_head", "trail_keeper"} == {"trail_keeper"}
    with instance.app.app_context(), instance.working():
        person(published_panel(), "governance", Role.INFORMATION_GOVERNANCE, county=True)
    mailed = {"PORTAL_SMTP_URL": "smtp://mail.test:587", "PORTAL_MAIL_FROM": "a@county.gov.test"}
    assert keys(instance, **REAL) & {"trail_head", "trail_keeper"} == {"trail_head"}
    mailed["PORTAL_ADDRESS"] = "https://county.gov.test"
    assert not keys(instance, **REAL, **mailed) & {"trail_head", "trail_keeper"}


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
    assert parts["Voluntary"]["people"] == 0, "a reason is shown with nobody today"


def asked_by(working: ScopeOpener, kind: OrganisationKind) -> None:
    """Let somebody of a kind of organisation be asked to one item. Call outside a scope."""
    with working():
        invented = published_panel()
        guest = person(invented, "guest", None)
        guest.organisation_id = organisation("Invented Guests", kind).id
        asked = {"reason": "One matter", "invited_by": invented.people["support"]}
        session.add(
            Visit(
                district_id=invented.district,
                item_id=invented.items[0],
                person_id=guest.id,
                opens_at=NOW,
                **asked,
            )
        )
        session.add_all(
            RoleGrant(person_id=invented.people["member"], role=role, starts_on=TODAY)
            for role in (Role.BOARD_MEMBER, Role.PEOPLE_ADMINISTRATOR)
        )
        session.flush()


def test_the_register_says_who_is_asked_to_one_item_and_who_holds_a_role(
    working: ScopeOpener,
) -> None:
    asked_by(working, OrganisationKind.VOLUNTARY)
    with working(writes=False):
        told = registers.facts(registers.register(TODAY))
        lines = registers.rows(registers.register(TODAY))
        earlier = registers.facts(registers.register(TODAY - timedelta(days=1)))
    parts = {part["organisations"]: part for part in told["recipients"]}
    asked = {"who": registers.ASKED, "data": registers.ONE_ITEM, "people": 1}
    assert parts["Voluntary"]["others"] == [asked]
    before = {part["organisations"]: part for part in earlier["recipients"]}
    assert before["Voluntary"]["others"] == [], "not open yet"
    roles = {each["who"]: each for each in parts["Children’s services"]["others"]}
    assert roles["Board member"]["data"] == registers.NOTHING
    assert roles["People administrator"]["data"] == registers.NOTHING
    assert "Agendas" in roles["Case support officer"]["data"]
    assert told["gaps"] == []
    assert registers.ASKED in {line[3] for line in lines}
    assert registers.NOBODY in {line[3] for line in lines}


def test_the_register_finds_who_receives_and_has_no_written_reason(
    working: ScopeOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_by(working, OrganisationKind.VOLUNTARY)
    whole = Registry.register_words

    def without(self: Registry) -> RegisterWords:
        said = whole(self)
        left = dict(said.recipients)
        del left[OrganisationKind.VOLUNTARY]
        return replace(said, recipients=left)

    monkeypatch.setattr(Registry, "register_words", without)
    with working(writes=False):
        gaps = registers.register(TODAY).gaps
    assert gaps == (f"Voluntary: {registers.NOTHING_SAID}",)


def test_the_register_names_the_services_by_what_they_carry_and_no_secret(
    app: Flask, working: ScopeOpener, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working(writes=False):
        assert registers.register(TODAY).services == ()
        set_up = replace(
            app.config["PORTAL_SETTINGS"],
            scanner="scanner.internal:3310",
            address="https://portal.example",
            mail=MailSettings(smtp_url="smtp://me:hush@mail.internal", sender="a@b.example"),
            council=CouncilSignIn("https://council.example", "portal", "hush"),
        )
        monkeypatch.setitem(app.config, "PORTAL_SETTINGS", set_up)
        found = registers.register(TODAY)
    assert [each.label for each in found.services] == [
        "The mail server",
        "The council’s own sign-in",
        "The virus scanner",
    ]
    told = json.dumps(registers.facts(found)) + repr(registers.rows(found))
    assert not any(word in told for word in ("hush", "internal", "council.example"))


def test_the_register_as_a_table_has_a_line_for_each_seat(instance: Instance) -> None:
    _, out = run(instance, "register", "--json", "--as-of", "2026-11-23")
    parts = json.loads(out)["recipients"]
    seats = sum(len(part["seats"]) + len(part["others"]) for part in parts)
    nobody = sum(not part["seats"] and not part["others"] for part in parts)
    code, table = run(instance, "register", "--csv", "--as-of", "2026-11-23")
    assert code == 0
    lines = list(csv.DictReader(io.StringIO(table.removeprefix("\N{BYTE ORDER MARK}"))))
    assert len(lines) == seats + nobody
    assert {line["Names"] for line in lines} == {"", "By name", "By initials and reference"}
    code, prose = run(instance, "register", "--as-of", "2026-11-23")
    assert "Providers" in prose or "Provider" in prose
