"""Ten thousand messages through services that fail 30 %: `python -m tests.bench.message_delivery`.

What is measured is how many were lost and how many went twice, which must be none, and what the
outbox adds to handing the same messages over with nothing round it.
"""

from __future__ import annotations

import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from flask import Flask

from portal import migrations
from portal.app import create_app
from portal.database import Scope
from portal.outbox.channels import Outgoing, Way
from portal.outbox.channels.notify import NotifyWay
from portal.outbox.channels.smtp import SmtpWay
from portal.outbox.rules.kinds import Channel
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.support import fake_notify, fake_smtp
from tests.support.many_messages import deliver_all, queue_many, references
from tests.support.planting import planting

MANY, FAILING, BARE = 10_000, 0.3, 300
AUTHORITY = "E10000017"
SENDER = "no-reply@practice.example"


class Clock:
    """A clock that is put forward when there is nothing to do."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant


@dataclass(frozen=True, slots=True)
class Delivered:
    """How a run went. ``factor``: seconds with the outbox over seconds without, for one message."""

    way: str
    states: Counter[str]
    lost: int
    twice: int
    factor: float


def _bare(way: Way) -> float:
    """Return the seconds one message takes with nothing round it."""
    started = time.perf_counter()
    for number in range(BARE):
        way.send(
            Outgoing(
                reference=uuid4(),
                channel=Channel.EMAIL,
                address=f"reader-{number}@practice.example",
                subject="This is a test",
                body="Sign in: https://portal.example\n",
                written_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
            )
        )
    return (time.perf_counter() - started) / BARE


def _run(name: str, way: Way, taken: Callable[[], Counter[str]], bare: float) -> Delivered:
    with tempfile.TemporaryDirectory() as folder:
        app, clock = _app(Path(folder))
        queue_many(app, MANY, clock())
        started = time.perf_counter()
        states = deliver_all(app, way, clock)
        seconds = (time.perf_counter() - started) / MANY
        expected = references(app)
    found = taken()
    return Delivered(
        way=name,
        states=states,
        lost=len(expected - found.keys()),
        twice=sum(found[each] > 1 for each in expected),
        factor=seconds / bare,
    )


def _app(folder: Path) -> tuple[Flask, Clock]:
    url = f"sqlite:///{folder / 'portal.sqlite'}"
    clock = Clock()
    settings = Settings(database_url=url, secret_key="k" * 40, instance_dir=folder)
    migrations.set_up(settings)
    app = create_app(settings, clock=clock)
    with app.app_context(), planting(Scope(AUTHORITY, None, None, "filling", writes=True)):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
    return app, clock


def measure() -> list[Delivered]:
    """Print how each way did, and return it."""
    # Three thousand failures are meant, and each is logged.
    logging.getLogger("portal.outbox").setLevel(logging.ERROR)
    found = [_by_notify(), _by_mail()]
    for each in found:
        sys.stdout.write(
            f"{each.way}: {MANY:,} messages at {FAILING:.0%} failing, {dict(each.states)}, "
            f"{each.lost} lost, {each.twice} twice, {each.factor:.1f} times a bare sending\n"
        )
    return found


def _by_notify() -> Delivered:
    with fake_notify.notify() as (fake, url):
        way = NotifyWay(key=fake_notify.KEY, url=url, templates={Channel.EMAIL: "t"})
        bare = _bare(way)
        fake.failing = FAILING
        return _run("GOV.UK Notify", way, lambda: fake.taken, bare)


def _by_mail() -> Delivered:
    with fake_smtp.mail_server() as (server, port):
        way = SmtpWay(f"smtp+plain://127.0.0.1:{port}", SENDER)
        bare = _bare(way)
        server.failing = FAILING
        return _run("mail server", way, lambda: _by_reference(server.taken), bare)


def _by_reference(taken: Counter[str]) -> Counter[str]:
    return Counter({str(UUID(key[1:].partition("@")[0])): number for key, number in taken.items()})


if __name__ == "__main__":
    measure()
