"""A worker killed between each step: every message goes once, every work is done once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portal import outbox
from portal.app import create_app
from portal.database import Scope, db, open_scope, session, unit_of_work
from portal.messages.operations import TEST
from portal.outbox.models import Job, Message
from portal.outbox.rules.kinds import Urgency
from portal.outbox.worker import Step, Worker
from portal.people import operations as people
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.integration.conftest import AUTHORITY, SECRET
from tests.integration.outbox.conftest import to
from tests.support import fake_notify, migrated
from tests.support.fake_smtp import mail_server
from tests.support.planting import planting
from tests.support.postgres import fresh_database

MESSAGES = 3
LEASE_OVER = timedelta(minutes=11)
ROOT = Path(__file__).parents[3]


class Ahead:
    """The real clock, or a while later."""

    by = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.by


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """An instance of this test's own, whose messages are files."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'portal.sqlite'}"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        made = {
            "PORTAL_DATABASE_URL": url,
            "PORTAL_INSTANCE_DIR": str(tmp_path),
            "PORTAL_SECRET_KEY": SECRET,
            "PORTAL_HTTPS": "no",
            "PORTAL_ADDRESS": "http://127.0.0.1:8080",
        }
        migrated.set_up(Settings.from_environment(made))
        yield made


def started(environment: dict[str, str], clock: Ahead) -> Flask:
    app = create_app(Settings.from_environment(environment), clock=clock)
    with app.app_context(), planting(Scope(AUTHORITY, None, None, "setting up", writes=True)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
    return app


def fill(app: Flask) -> None:
    """Queue messages, and work whose one effect is a message more."""
    now = datetime.now(UTC)
    with app.app_context(), planting(Scope(AUTHORITY, None, None, "filling", writes=True)):
        for number in range(MESSAGES):
            outbox.queue(
                message="test",
                key=f"test:{number}",
                recipient=to(f"reader-{number}"),
                now=now,
                district_id="burnley",
                urgency=Urgency.URGENT,
            )
        person = people.register(
            name="Casey Example",
            email="casey@practice.example",
            password=None,
            starts_on=now.date(),
        )
        outbox.queue_job(
            name=TEST,
            key=f"test:{uuid4()}",
            arguments={"person_id": person.id},
            now=now,
            district_id="burnley",
        )


def killed(environment: dict[str, str], step: Step, after: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.worker_stopped_at"],
        check=False,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "STOP_AT": step, "STOP_AFTER": str(after), **environment},
        capture_output=True,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()


def how_it_stands(app: Flask) -> tuple[list[str], list[str]]:
    """The state of every message, and of every work."""
    with app.app_context(), open_scope(Scope(AUTHORITY, None, None, "looking")):
        messages = session.scalars(select(Message.state).order_by(Message.id)).all()
        jobs = session.scalars(select(Job.state).order_by(Job.id)).all()
    return list(messages), list(jobs)


@pytest.mark.slow  # each kill is a process of its own
@pytest.mark.control("C36", "R5", "R6")
@pytest.mark.parametrize("after", [1, 2])
@pytest.mark.parametrize("step", list(Step))
def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(
    environment: dict[str, str], tmp_path: Path, step: Step, after: int
) -> None:
    clock = Ahead()
    app = started(environment, clock)
    fill(app)
    killed(environment, step, after)
    folder = tmp_path / "outbox"
    written = {path: path.stat().st_mtime_ns for path in folder.glob("*.eml")}
    clock.by = LEASE_OVER
    Worker(app).empty()
    assert how_it_stands(app) == (["sent"] * (MESSAGES + 1), ["sent"])
    readers = sorted(
        line.removeprefix("To: ").partition("@")[0]
        for path in folder.glob("*.eml")
        for line in path.read_text().splitlines()
        if line.startswith("To: ")
    )
    assert readers == ["casey", "reader-0", "reader-1", "reader-2"]
    assert (
        written.items() <= {path: path.stat().st_mtime_ns for path in folder.glob("*.eml")}.items()
    )
    with app.app_context():
        db.engine.dispose()


@pytest.mark.slow  # as above
@pytest.mark.parametrize("step", [Step.HANDED_OVER, Step.WRITING_DOWN])
def test_notify_is_asked_for_what_a_killed_worker_had_handed_over(
    environment: dict[str, str], tmp_path: Path, step: Step
) -> None:
    key_file = tmp_path / "notify-key"
    key_file.write_text(fake_notify.KEY)
    clock = Ahead()
    with fake_notify.notify() as (fake, url):
        environment |= {
            "PORTAL_NOTIFY_URL": url,
            "PORTAL_NOTIFY_KEY_FILE": str(key_file),
            "PORTAL_NOTIFY_EMAIL_TEMPLATE": fake_notify.EMAIL_TEMPLATE,
        }
        app = started(environment, clock)
        fill(app)
        # Work is done before messages are sent, and comes to the second of these steps as well.
        killed(environment, step, 2 + (step is Step.WRITING_DOWN))
        assert len(fake.taken) == 2
        clock.by = LEASE_OVER
        Worker(app).empty()
        assert how_it_stands(app) == (["sent"] * (MESSAGES + 1), ["sent"])
        assert sorted(fake.taken.values()) == [1] * (MESSAGES + 1)
        assert fake.asked > 0
    with app.app_context():
        db.engine.dispose()


@pytest.mark.slow  # as above
@pytest.mark.parametrize(
    ("step", "again"),
    [(Step.TAKEN, 0), (Step.HANDED_OVER, 1), (Step.WRITING_DOWN, 1)],
)
def test_a_mail_server_gets_again_only_what_it_was_just_handed_under_the_same_name(
    environment: dict[str, str], step: Step, again: int
) -> None:
    clock = Ahead()
    with mail_server() as (fake, port):
        environment |= {
            "PORTAL_SMTP_URL": f"smtp+plain://127.0.0.1:{port}",
            "PORTAL_MAIL_FROM": "portal@practice.example",
        }
        app = started(environment, clock)
        fill(app)
        # Work is done before messages are sent, and comes to the last of these steps as well.
        killed(environment, step, 2 + (step is Step.WRITING_DOWN))
        before = set(fake.taken)
        clock.by = LEASE_OVER
        Worker(app).empty()
        assert how_it_stands(app) == (["sent"] * (MESSAGES + 1), ["sent"])
        assert len(fake.taken) == MESSAGES + 1, "nobody is left out"
        twice = {name for name, times in fake.taken.items() if times > 1}
        assert len(twice) == again, "one try broke off, so at most one is sent again"
        assert twice <= before
        assert max(fake.taken.values()) == 1 + again
    with app.app_context():
        db.engine.dispose()


@pytest.mark.slow  # two processes of their own
def test_a_worker_told_to_stop_finishes_and_says_what_it_did(
    environment: dict[str, str], tmp_path: Path
) -> None:
    app = started(environment, Ahead())
    fill(app)
    with subprocess.Popen(
        [sys.executable, "-c", "from portal.cli import main; main()", "worker", "--json"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        folder = tmp_path / "outbox"
        while len(list(folder.glob("*.eml"))) < MESSAGES + 1:
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.stdout is not None
        said = process.stdout.read()
        assert process.wait(30) == 0
    assert said == (
        '{"messages_sent": 4, "messages_failed": 0, "jobs_done": 1, "jobs_failed": 0}\n'
    )
    assert how_it_stands(app) == (["sent"] * (MESSAGES + 1), ["sent"])
    with app.app_context():
        db.engine.dispose()


@pytest.mark.slow  # two processes side by side
def test_two_workers_side_by_side_send_each_message_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    key_file = tmp_path / "notify-key"
    key_file.write_text(fake_notify.KEY)
    with fake_notify.notify() as (fake, url):
        environment |= {
            "PORTAL_NOTIFY_URL": url,
            "PORTAL_NOTIFY_KEY_FILE": str(key_file),
            "PORTAL_NOTIFY_EMAIL_TEMPLATE": fake_notify.EMAIL_TEMPLATE,
        }
        app = started(environment, Ahead())
        now = datetime.now(UTC)
        with app.app_context(), unit_of_work(Scope(AUTHORITY, None, None, "x", writes=True)):
            for number in range(60):
                outbox.queue(
                    message="test",
                    key=f"test:{number}",
                    recipient=to(f"reader-{number}"),
                    now=now,
                    district_id="burnley",
                )
        running = [
            subprocess.Popen(
                [sys.executable, "-c", "from portal.cli import main; main()", "worker", "--once"],
                cwd=ROOT,
                env={"PATH": os.environ["PATH"], **environment},
                stdout=subprocess.DEVNULL,
            )
            for _ in range(2)
        ]
        assert [process.wait(60) for process in running] == [0, 0]
        assert (len(fake.taken), set(fake.taken.values())) == (60, {1})
    assert how_it_stands(app)[0] == ["sent"] * 60
    with app.app_context():
        db.engine.dispose()
