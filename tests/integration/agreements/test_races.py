"""A change of mind never loses the race against a share, each on a connection of its own (C15)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import time
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from portal import audit
from portal.agreements import operations, queries
from portal.agreements.rules import Kind
from portal.app import create_app
from portal.audit.models import Event
from portal.cases.models import Case
from portal.database import Scope, db, open_scope, session, unit_of_work
from portal.kernel.errors import RuleError
from portal.panels import operations as panels
from portal.panels.models import Item, Slot
from portal.people.policy import Actor, Role
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from tests.integration.conftest import AUTHORITY, SECRET
from tests.integration.panels.conftest import (
    FINE,
    KIND,
    NOW,
    PANEL_DAY,
    actor_of,
    add_young_person,
    register,
)
from tests.support import migrated
from tests.support.agreed import agreed
from tests.support.planting import planting
from tests.support.postgres import new_database

WRITING = Scope(AUTHORITY, None, None, "preparing a race", writes=True)
READING = Scope(AUTHORITY, None, None, "looking at a race")
RACES = 300
GIVEN, STOPPED, YES = "agreements:paper:given", "agreements:answer:stopped", "agreements:test:yes"


@pytest.fixture(params=["sqlite", "postgresql"])
def racing_app(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose changes are really committed, on a database of its own."""
    url = (
        f"sqlite:///{tmp_path / 'portal.sqlite'}"
        if request.param == "sqlite"
        else new_database(request.getfixturevalue("postgres_url"))
    )
    settings = Settings(database_url=url, secret_key=SECRET, instance_dir=tmp_path, https=False)
    migrated.set_up(settings)
    app = create_app(settings)
    with app.app_context():
        with planting(WRITING):
            tenancy.enter_districts(registry=app.extensions[EXTENSION])
            panels.open_panels()
        yield app
        db.engine.dispose()


@pytest.fixture
def racer(racing_app: Flask) -> tuple[Actor, Actor, UUID, UUID]:
    """Case support and a social worker, a meeting, and an item whose young person agreed."""
    del racing_app
    with planting(WRITING):
        ids = (
            register("Casey Example", Role.CASE_SUPPORT),
            register("Sam Testcase", Role.SOCIAL_WORKER),
        )
        young_person_id = add_young_person(1)
    with open_scope(READING):
        support = actor_of(ids[0])
    with unit_of_work(WRITING):
        meeting_id = panels.plan_meeting(
            actor=support, now=NOW, district_id="burnley", kind=KIND, held_on=PANEL_DAY, part="am"
        ).meeting_id
        item_id = panels.nominate(
            actor=support,
            now=NOW,
            meeting_id=meeting_id,
            young_person_id=young_person_id,
            item_type=FINE,
            social_worker_id=ids[1],
        ).item_id
    with open_scope(READING):
        worker = actor_of(ids[1])
    return support, worker, meeting_id, item_id


def give(item_id: UUID) -> None:
    """Give something away on the strength of an agreement, as a pack would."""
    with unit_of_work(WRITING), operations.sharing(item_ids=[item_id], now=NOW) as held:
        if held.heard(item_id).yes:
            note(item_id)


def note(item_id: UUID) -> None:
    """Leave the mark of something given away: the trail's order is the order of commits."""
    audit.record(
        event=GIVEN, subject=("item", item_id), district_id="burnley", actor_id=None, now=NOW
    )


def stop(worker: Actor, item_id: UUID) -> None:
    """Stop being discussed."""
    with unit_of_work(WRITING):
        operations.stop(actor=worker, now=NOW, item_id=item_id, kind=Kind.BE_DISCUSSED)


def given_after_a_stop(*item_ids: UUID) -> int:
    """Count what was given away between a stop that was committed and the next yes."""
    with open_scope(READING):
        rows = session.execute(
            select(Event.subject_id, Event.event)
            .where(Event.event.in_((GIVEN, STOPPED, YES)), Event.subject_id.in_(item_ids))
            .order_by(Event.seq)
        ).all()
    stopped: set[UUID | None] = set()
    found = 0
    for item_id, event in rows:
        if event == STOPPED:
            stopped.add(item_id)
        elif event == YES:
            stopped.discard(item_id)
        else:
            found += item_id in stopped
    return found


def agree(item_id: UUID) -> None:
    """Say yes again, for the next race."""
    with unit_of_work(WRITING):
        agreed(item_id)
        audit.record(
            event=YES,
            subject=("item", item_id),
            district_id="burnley",
            actor_id=None,
            now=NOW,
        )


def many_who_agreed(like: UUID, number: int) -> list[UUID]:
    """Put so many more people on the agenda, in slots of their own, who all agreed."""
    made = []
    with planting(WRITING):
        first = session.scalars(select(Item).where(Item.id == like)).one()
        for place in range(number):
            slot = Slot(
                district_id="burnley",
                meeting_id=first.meeting_id,
                starts_at=time(13 + place // 60, place % 60),
                minutes=1,
            )
            young = add_young_person(1000 + place)
            case = Case(
                district_id="burnley", young_person_id=young, kind=KIND.value, opened_on=PANEL_DAY
            )
            session.add_all((slot, case))
            session.flush()
            item = Item(
                district_id="burnley",
                meeting_id=first.meeting_id,
                slot_id=slot.id,
                case_id=case.id,
                young_person_id=young,
                item_type=FINE,
                social_worker_id=first.social_worker_id,
                nominated_by=first.nominated_by,
                nominated_on=NOW.date(),
            )
            session.add(item)
            session.flush()
            agreed(item.id)
            made.append(item.id)
    return made


@pytest.mark.control("C15")
@pytest.mark.requirement("R49")
def test_300_races_leave_nothing_given_after_a_stop(
    racing_app: Flask, racer: tuple[Actor, Actor, UUID, UUID]
) -> None:
    _, worker, _, item_id = racer
    items = many_who_agreed(item_id, RACES)
    together = threading.Barrier(2)

    def giving() -> None:
        with racing_app.app_context():
            for each in items:
                together.wait()
                give(each)

    def stopping() -> None:
        with racing_app.app_context():
            for each in items:
                together.wait()
                stop(worker, each)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(giving), pool.submit(stopping)]:
            done.result()
    assert given_after_a_stop(*items) == 0
    with open_scope(READING):
        events = session.scalars(select(Event.event).order_by(Event.seq)).all()
    assert events.count(STOPPED) == RACES
    assert 0 < events.count(GIVEN) <= RACES


def test_a_check_that_holds_nothing_loses_the_race(
    racing_app: Flask, racer: tuple[Actor, Actor, UUID, UUID]
) -> None:
    """What the races find where check and share are two steps: so they can find something."""
    del racing_app
    _, worker, _, item_id = racer
    agree(item_id)
    with open_scope(READING):
        seen = queries.standing(item_id).heard(NOW).yes
    stop(worker, item_id)
    if seen:
        with unit_of_work(WRITING):
            note(item_id)
    assert given_after_a_stop(item_id) == 1


@pytest.mark.control("C15")
def test_a_stop_waits_for_a_share_that_has_begun_and_then_counts(
    racing_app: Flask, racer: tuple[Actor, Actor, UUID, UUID]
) -> None:
    _, worker, _, item_id = racer
    agree(item_id)
    begun, done = threading.Event(), []

    def stopping() -> None:
        with racing_app.app_context():
            begun.wait()
            stop(worker, item_id)
            done.append("stopped")

    thread = threading.Thread(target=stopping)
    thread.start()
    with unit_of_work(WRITING), operations.sharing(item_ids=[item_id], now=NOW) as held:
        assert held.heard(item_id).yes
        begun.set()
        thread.join(0.3)
        assert done == []
        note(item_id)
    thread.join()
    assert done == ["stopped"]
    assert given_after_a_stop(item_id) == 0
    give(item_id)
    assert given_after_a_stop(item_id) == 0


@pytest.mark.control("C15")
def test_an_agenda_is_never_published_after_a_stop(
    racing_app: Flask, racer: tuple[Actor, Actor, UUID, UUID]
) -> None:
    support, worker, meeting_id, item_id = racer
    agree(item_id)
    together = threading.Barrier(2)
    outcomes: list[str] = []

    def run(what: str) -> None:
        with racing_app.app_context():
            together.wait()
            if what == "stop":
                stop(worker, item_id)
                return
            try:
                with unit_of_work(WRITING):
                    panels.publish_agenda(actor=support, now=NOW, meeting_id=meeting_id)
                outcomes.append("published")
            except RuleError as error:
                outcomes.append(error.message)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(run, ("publish", "stop")))
    with open_scope(READING):
        order = session.scalars(
            select(Event.event)
            .where(Event.event.in_(("panels:agenda:published", STOPPED)))
            .order_by(Event.seq)
        ).all()
    assert order in ([STOPPED], ["panels:agenda:published", STOPPED])
    assert outcomes == ["published"] if len(order) == 2 else "stopped it" in outcomes[0]
