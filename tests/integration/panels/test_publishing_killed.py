"""A worker killed at each step while real publications wait: everybody hears once (R6)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal.database import Scope, db, open_scope, session
from portal.outbox.models import Message
from portal.outbox.worker import Step, Worker
from portal.panels import operations
from portal.people.policy import Actor, Role
from portal.settings import ROOT
from tests.integration.conftest import AUTHORITY
from tests.integration.outbox.test_killed import LEASE_OVER, Ahead, environment, killed, started
from tests.integration.panels.conftest import KIND, actor_of, add_young_person, register
from tests.support.agreed import agreed
from tests.support.planting import planting

__all__ = ["environment"]  # the fixture of an instance of its own
READERS = {"casey", "charlie", "morgan", "sam"}


@pytest.fixture
def quiet(environment: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same instance, whose messages leave at any hour: the worker goes by the real clock."""
    folder = tmp_path / "config"
    shutil.copytree(ROOT / "config", folder)
    product = folder / "product.toml"
    text = product.read_text(encoding="utf-8")
    said = text.replace('quiet_from = "19:00"', 'quiet_from = "07:30"')
    assert said != text
    product.write_text(said, encoding="utf-8")
    return environment | {"PORTAL_CONFIG_DIR": str(folder)}


@dataclass(frozen=True)
class Publication:
    """A meeting whose agenda is out, and who published it."""

    meeting_id: UUID
    support: Actor


def publish(app: Flask) -> Publication:
    """Publish a real agenda in a district with four readers."""
    now = datetime.now(UTC)
    with working(app):
        operations.open_panels()
        support = register("Casey Example", Role.CASE_SUPPORT)
        register("Charlie Example", Role.CHAIR)
        register("Morgan Madeup", Role.MEMBER)
        worker = register("Sam Testcase", Role.SOCIAL_WORKER)
        young_person = add_young_person(1)
    with working(app):
        actor = actor_of(support)
        meeting_id = operations.plan_meeting(
            actor=actor,
            now=now,
            district_id="burnley",
            kind=KIND,
            held_on=a_working_day(now.date() + timedelta(days=30)),
            part="am",
        ).meeting_id
        made = operations.nominate(
            actor=actor,
            now=now,
            meeting_id=meeting_id,
            young_person_id=young_person,
            item_type="Review of the plan",
            social_worker_id=worker,
        )
        agreed(made.item_id)
        published = operations.publish_agenda(actor=actor, now=now, meeting_id=meeting_id)
    assert published.messages == len(READERS)
    return Publication(meeting_id, actor)


def a_working_day(day: date) -> date:
    """The Tuesday of that week, or of the next where it is a usual holiday."""
    found = day - timedelta(days=day.weekday() - 1)
    return found + timedelta(days=7) if (found.month, found.day) in {(12, 25), (1, 1)} else found


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Open a county-wide writing scope, committed when the block ends."""
    scope = Scope(AUTHORITY, None, None, "publishing", writes=True)
    with app.app_context(), planting(scope):
        yield


def received(folder: Path) -> list[str]:
    """Who got each message there is, in order."""
    found = [message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml")]
    return sorted(str(each["To"]).partition("@")[0] for each in found)


@pytest.mark.slow  # each kill is a process of its own
@pytest.mark.control("R6")
@pytest.mark.parametrize("step", list(Step))
def test_a_killed_worker_tells_each_reader_of_a_publication_once(
    quiet: dict[str, str], tmp_path: Path, step: Step
) -> None:
    clock = Ahead()
    app = started(quiet, clock)
    publication = publish(app)
    # A round takes once, and hands each message over by itself.
    killed(quiet, step, 1 if step in {Step.TAKING, Step.TAKEN} else 2)
    clock.by = LEASE_OVER
    Worker(app).empty()
    assert received(tmp_path / "outbox") == sorted(READERS)
    # And once more for the cancellation, which waits until it has settled.
    with working(app):
        operations.cancel_meeting(
            actor=publication.support, now=clock(), meeting_id=publication.meeting_id
        )
    clock.by = LEASE_OVER + timedelta(minutes=20)
    Worker(app).empty()
    Worker(app).empty()
    assert received(tmp_path / "outbox") == sorted([*READERS, *READERS])
    with app.app_context(), open_scope(Scope(AUTHORITY, None, None, "looking")):
        states = session.scalars(select(Message.state).order_by(Message.id)).all()
    with app.app_context():
        db.engine.dispose()
    assert states == ["sent"] * 2 * len(READERS)
