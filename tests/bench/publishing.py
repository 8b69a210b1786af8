"""What telling its readers costs a publication: `python -m tests.bench.publishing`.

The same agenda is published to some readers, and as many messages are queued bare, in turns of one
run, so the ratio holds on any machine. Two sizes tell what one reader more costs.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import event

from portal import migrations, outbox
from portal.app import create_app
from portal.database import Scope, db, unit_of_work
from portal.panels import operations
from portal.people.policy import Actor, Role
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from portal.web.access import Audience
from tests.integration.panels.conftest import KIND, actor_of, add_young_person, register
from tests.support.agreed import agreed
from tests.support.planting import planting

AUTHORITY = "E10000017"
READERS, FEWER_READERS = 40, 20
ROUNDS = 8
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
FIRST_DAY = date(2026, 12, 14)


@dataclass(frozen=True, slots=True)
class Published:
    """What one publication came to."""

    seconds: float
    statements: int
    messages: int
    factor: float
    """How many times as long as queueing as many messages bare."""


def _scope() -> Scope:
    return Scope(AUTHORITY, None, None, "measuring", writes=True)


def _app(folder: Path, url: str) -> Flask:
    settings = Settings(
        database_url=url or f"sqlite:///{folder / 'portal.sqlite'}",
        secret_key="k" * 40,
        instance_dir=folder,
    )
    migrations.set_up(settings)
    return create_app(settings, clock=lambda: NOW)


def _fill(app: Flask, readers: int) -> tuple[Actor, UUID, list[UUID]]:
    """Register the people who come to the panel, and twelve young people."""
    with planting(_scope()):
        tenancy.enter_districts(registry=app.extensions[EXTENSION])
        operations.open_panels()
        worker = register("Sam Testcase", Role.SOCIAL_WORKER)
        support = register("Casey Example", Role.CASE_SUPPORT)
        for number in range(readers - 2):
            register(f"Reader{number} Example", Role.MEMBER)
        young_people = [add_young_person(number) for number in range(1, 12)]
    with unit_of_work(_scope()):
        return actor_of(support), worker, young_people


def _planned(actor: Actor, worker: UUID, young_people: list[UUID], number: int) -> UUID:
    """Plan a meeting with six people on it who agreed to be discussed."""
    day = FIRST_DAY + timedelta(days=7 * number)
    with unit_of_work(_scope()):
        meeting_id = operations.plan_meeting(
            actor=actor,
            now=NOW,
            district_id="burnley",
            kind=KIND,
            held_on=day,
            part="am",
            unusual_day_reason="measuring",
        ).meeting_id
        for young_person in young_people[:6]:
            nominated = operations.nominate(
                actor=actor,
                now=NOW,
                meeting_id=meeting_id,
                young_person_id=young_person,
                item_type="Review of the plan",
                social_worker_id=worker,
            )
            agreed(nominated.item_id)
    return meeting_id


def _bare(readers: int) -> None:
    with unit_of_work(_scope()):
        for number in range(readers):
            outbox.queue(
                message="test",
                key=f"bare:{uuid4()}",
                recipient=outbox.Recipient(
                    None, f"r{number}@practice.example", outbox.Channel.EMAIL, Audience.MEMBER
                ),
                now=NOW,
                district_id="burnley",
            )


def measure(url: str = "", readers: int = READERS) -> Published:
    """Print what publishing to so many readers costs, and return it.

    On the empty database that ``url`` names, or on one of its own in a file.
    """
    with tempfile.TemporaryDirectory() as name:
        app = _app(Path(name), url)
        with app.app_context():
            found = _rounds(app, readers)
            db.engine.dispose()
    sys.stdout.write(
        f"{url.partition(':')[0] or 'sqlite'}: publishing to {found.messages} readers: "
        f"{found.seconds:.2f} s, {found.statements} "
        f"statements, {found.factor:.1f} times as many messages queued bare\n"
    )
    return found


def _rounds(app: Flask, readers: int) -> Published:
    actor, worker, young_people = _fill(app, readers)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *each: asked.append(str(each[2])))
    bare, full, messages = [], [], 0
    for number in range(ROUNDS):
        meeting_id = _planned(actor, worker, young_people, number)
        started = perf_counter()
        _bare(readers)
        bare.append(perf_counter() - started)
        asked.clear()
        started = perf_counter()
        with unit_of_work(_scope()):
            published = operations.publish_agenda(actor=actor, now=NOW, meeting_id=meeting_id)
        full.append(perf_counter() - started)
        messages = published.messages
    seconds = statistics.median(full)
    return Published(seconds, len(asked), messages, seconds / statistics.median(bare))


if __name__ == "__main__":
    measure(readers=FEWER_READERS)
    measure()
