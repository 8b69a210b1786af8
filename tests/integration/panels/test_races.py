"""Two people at once, each on a connection of their own: the database lets one of them through."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from portal.app import create_app
from portal.database import Scope, db, open_scope, unit_of_work
from portal.kernel.errors import PortalError, RuleError
from portal.panels import operations, queries
from portal.people.policy import Role
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
from tests.support.planting import planting
from tests.support.postgres import new_database

WRITING = Scope(AUTHORITY, None, None, "preparing a race", writes=True)
READING = Scope(AUTHORITY, None, None, "looking at a race")


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
            operations.open_panels()
        yield app
        db.engine.dispose()


@pytest.mark.control("R14")
def test_two_items_never_get_one_slot(racing_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    with planting(WRITING):
        support = register("Casey Example", Role.CASE_SUPPORT)
        worker = register("Sam Testcase", Role.SOCIAL_WORKER)
        both = [add_young_person(number) for number in (1, 2)]
    with open_scope(READING):
        actor = actor_of(support)
    with unit_of_work(WRITING):
        meeting_id = operations.plan_meeting(
            actor=actor, now=NOW, district_id="burnley", kind=KIND, held_on=PANEL_DAY, part="am"
        ).meeting_id
    with open_scope(READING):
        slot_id = queries.timetable(meeting_id)[0].id
        empty = queries.timetable(meeting_id)
    # Both have looked before either wrote: the check sees a free slot, the database decides.
    monkeypatch.setattr(queries, "timetable", lambda _: empty)
    together = threading.Barrier(2)
    outcomes: list[PortalError | UUID] = []

    def try_it(young_person_id: UUID) -> None:
        with racing_app.app_context():
            together.wait()
            try:
                with unit_of_work(WRITING):
                    outcomes.append(
                        operations.nominate(
                            actor=actor,
                            now=NOW,
                            meeting_id=meeting_id,
                            young_person_id=young_person_id,
                            item_type=FINE,
                            slot_id=slot_id,
                            social_worker_id=worker,
                        ).item_id
                    )
            except PortalError as error:
                outcomes.append(error)

    threads = [threading.Thread(target=try_it, args=(each,)) for each in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [outcome for outcome in outcomes if isinstance(outcome, RuleError)]
    assert len(outcomes) == 2
    assert [error.field for error in refused] == ["slot"]
    assert "was just put in the slot at 9:30am" in refused[0].message
    monkeypatch.undo()
    with open_scope(READING):
        assert len(queries.items_of(meeting_id)) == 1


def test_a_panel_never_meets_twice_on_one_day(
    racing_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with planting(WRITING):
        support = register("Casey Example", Role.CASE_SUPPORT)
    with open_scope(READING):
        actor = actor_of(support)
    monkeypatch.setattr(queries, "meeting_on", lambda *_: None)

    def plan(day: date) -> None:
        with unit_of_work(WRITING):
            operations.plan_meeting(
                actor=actor, now=NOW, district_id="burnley", kind=KIND, held_on=day, part="am"
            )

    plan(PANEL_DAY)
    with pytest.raises(RuleError, match="already meets on Thursday 17 December 2026"):
        plan(PANEL_DAY)
