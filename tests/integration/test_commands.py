"""The commands: setting up twice, and every way to refuse."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from click.testing import CliRunner

from portal import cli, migrations
from portal.cli import running
from portal.database import OperationalError
from portal.settings import Settings
from tests.support.postgres import fresh_database


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An instance of this test's own."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'instance' / 'portal.sqlite'}"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        yield {"PORTAL_INSTANCE_DIR": str(tmp_path / "instance"), "PORTAL_DATABASE_URL": url}


def test_setting_up_twice_is_setting_up_once(environment: dict[str, str], tmp_path: Path) -> None:
    answers = [
        CliRunner().invoke(cli.main, ["init", "--json"], env=environment, catch_exceptions=False)
        for _ in range(2)
    ]
    assert [answer.exit_code for answer in answers] == [0, 0]
    first, second = (json.loads(answer.stdout) for answer in answers)
    assert first == second
    assert len(first["districts"]) > 1
    assert (tmp_path / "instance").stat().st_mode & 0o077 == 0
    assert (tmp_path / "instance" / "secret-key").stat().st_mode & 0o077 == 0


MAIL = {"PORTAL_MAIL_FROM": "Example Council <no-reply@practice.example>"}
UNSAFE = {
    "an unknown name": {"PORTAL_DATABSE_URL": "x"},
    "a short secret": {"PORTAL_SECRET_KEY": "hunter2-hunter2"},
    "no such folder": {"PORTAL_CONFIG_DIR": "/nowhere/at/all"},
    "another kind of database": {"PORTAL_DATABASE_URL": "mysql://u:hunter2@h/d"},
    "a database in memory": {"PORTAL_DATABASE_URL": "sqlite:///:memory:"},
    "an owner at another kind": {"PORTAL_DATABASE_OWNER_URL": "mysql://u:hunter2@h/d"},
    "no database named": {"PORTAL_DATABASE_URL": "sqlite:///"},
    "a port that is no number": {"PORTAL_DATABASE_URL": "postgresql+psycopg://u:hunter2@h:x/d"},
    "nobody there": {"PORTAL_DATABASE_URL": "postgresql+psycopg://u:hunter2@127.0.0.1:9/d"},
    "neither yes nor no": {"PORTAL_HTTPS": "maybe"},
    "no such rule for factors": {"PORTAL_SECOND_FACTOR": "never"},
    "a session without end": {"PORTAL_SESSION_HOURS": "720"},
    "idle for too long": {"PORTAL_IDLE_MINUTES": "600"},
    "idle in words": {"PORTAL_IDLE_MINUTES": "half an hour"},
    "too many proxies": {"PORTAL_PROXIES": "50"},
    "an address with a path": {"PORTAL_ADDRESS": "https://panels.example/portal"},
    "an address without a scheme": {"PORTAL_ADDRESS": "panels.example"},
    "an address anybody can read": {"PORTAL_ADDRESS": "http://panels.example"},
    "half a council sign-in": {"PORTAL_COUNCIL_ISSUER": "https://sign-in.example"},
    "mail from nobody": {"PORTAL_SMTP_URL": "smtp://portal:hunter2@mail.example"},
    "another kind of mail server": MAIL | {"PORTAL_SMTP_URL": "http://portal:hunter2@mail.example"},
    "no mail server": MAIL | {"PORTAL_SMTP_URL": "smtp://"},
    "a mail server's port that is none": MAIL | {"PORTAL_SMTP_URL": "smtp://u:hunter2@mail:x"},
    "unprotected mail": MAIL | {"PORTAL_SMTP_URL": "smtp+plain://portal:hunter2@mail.example"},
    "a sender of two lines": {"PORTAL_MAIL_FROM": "A <a@practice.example>\r\nBcc: hunter2"},
    "a sender that tells": {"PORTAL_MAIL_FROM": "Leaving Care Panel <a@practice.example>"},
    "no sender": {"PORTAL_MAIL_FROM": "Example Council"},
    "half of Notify": {"PORTAL_NOTIFY_EMAIL_TEMPLATE": "t"},
    "no key for Notify": {
        "PORTAL_NOTIFY_EMAIL_TEMPLATE": "t",
        "PORTAL_NOTIFY_KEY_FILE": "/nowhere/at/all",
    },
    "Notify unprotected": {"PORTAL_NOTIFY_URL": "http://notify.example"},
    "no address to sign in at": MAIL | {"PORTAL_SMTP_URL": "smtp://mail.example"},
    "mail from practice": MAIL
    | {
        "PORTAL_SMTP_URL": "smtp://mail.example",
        "PORTAL_ADDRESS": "https://portal.example",
        "PORTAL_PRACTICE": "yes",
    },
}


@pytest.mark.control("C49")
@pytest.mark.parametrize("setting", UNSAFE.values(), ids=UNSAFE.keys())
def test_an_unsafe_setting_is_refused_in_plain_words(
    setting: dict[str, str], tmp_path: Path
) -> None:
    env = {"PORTAL_INSTANCE_DIR": str(tmp_path), **setting}
    answer = CliRunner().invoke(cli.main, ["init", "--json"], env=env)
    assert answer.exit_code == 2
    assert set(json.loads(answer.stdout)) == {"error"}
    assert "hunter2" not in answer.output
    assert "Traceback" not in answer.output


@pytest.mark.control("C41")
@pytest.mark.parametrize("as_json", [True, False], ids=["as JSON", "in words"])
def test_a_fault_shows_no_data(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, as_json: bool
) -> None:
    def broken(url: str) -> None:
        raise KeyError("a young person's name")

    monkeypatch.setattr(migrations, "upgrade", broken)
    arguments = ["init", "--json"] if as_json else ["init"]
    answer = CliRunner().invoke(cli.main, arguments, env={"PORTAL_INSTANCE_DIR": str(tmp_path)})
    assert answer.exit_code == 3
    assert "KeyError" in (json.loads(answer.stdout)["error"] if as_json else answer.stderr)
    assert "young person" not in answer.output
    assert "Traceback" not in answer.output


def test_a_locked_database_is_named_as_such(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def locked(url: str) -> None:
        raise OperationalError("INSERT", {"name": "secret"}, Exception("database is locked"))

    monkeypatch.setattr(migrations, "upgrade", locked)
    answer = CliRunner().invoke(cli.main, ["init"], env={"PORTAL_INSTANCE_DIR": str(tmp_path)})
    assert (answer.exit_code, "secret" in answer.output) == (2, False)


@pytest.mark.control("C48")
def test_processes_that_start_together_keep_one_secret(tmp_path: Path) -> None:
    script = (
        "import os; from portal.settings import Settings;"
        "print(Settings.from_environment(os.environ).secret_key)"
    )
    env = {**os.environ, "PORTAL_INSTANCE_DIR": str(tmp_path / "new")}
    started = [
        subprocess.Popen([sys.executable, "-c", script], env=env, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    said = {process.communicate()[0].strip() for process in started}
    assert len(said) == 1
    assert len(said.pop()) >= 32
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["secret-key"]


def test_settings_are_printed_without_their_secrets(tmp_path: Path) -> None:
    settings = Settings(
        database_url="postgresql+psycopg://u:hunter2@h/d",
        secret_key="k" * 40,
        instance_dir=tmp_path,
    )
    assert "hunter2" not in repr(settings)
    assert "kkkk" not in repr(settings)


def test_an_agenda_from_a_database_never_set_up_says_so_in_plain_words(tmp_path: Path) -> None:
    env = {"PORTAL_INSTANCE_DIR": str(tmp_path)}
    answer = CliRunner().invoke(
        cli.main, ["agenda", "burnley/leaving_care/2026-11-30", "--json"], env=env
    )
    assert answer.exit_code == 2
    assert "portal init" in json.loads(answer.stdout)["error"]


@pytest.mark.control("C4", "C5")
def test_the_portal_does_not_serve_a_database_with_no_wall(
    environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setattr(running, "serve", lambda target, **_: served.append(target))
    if environment["PORTAL_DATABASE_URL"].startswith("sqlite"):
        CliRunner().invoke(cli.main, ["init"], env=environment, catch_exceptions=False)
        with sqlite3.connect(tmp_path / "instance" / "portal.sqlite") as file:
            file.execute("INSERT INTO authority VALUES ('E99999999', 'Elsewhere')")
        file.close()
    answer = CliRunner().invoke(cli.main, ["serve"], env=environment)
    assert (answer.exit_code, served) == (2, [])
    assert "another authority" in answer.stderr or "portal init" in answer.stderr


def test_the_portal_serves_a_database_that_may_come_up_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setattr(running, "serve", lambda target, **_: served.append(target))
    nobody = "postgresql+psycopg://u:hunter2@127.0.0.1:9/d"
    env = {"PORTAL_INSTANCE_DIR": str(tmp_path), "PORTAL_DATABASE_URL": nobody}
    answer = CliRunner().invoke(cli.main, ["serve"], env=env)
    assert (answer.exit_code, served) == (0, ["portal.app:create_app"])
    assert "hunter2" not in answer.output
