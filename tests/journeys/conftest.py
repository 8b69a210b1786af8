"""Journeys go through the real portal, served, on the practice county and by its clock."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from portal.cases.models import YoungPerson
from portal.database import db, joins, session
from portal.demo.clock import PracticeClock
from portal.demo.command import Practice, prepare
from portal.demo.county import reading
from portal.demo.serving import CLOCK_FILE, practice_app
from portal.panels.models import Item, Meeting
from portal.settings import ROOT
from portal.web.clock import LONDON
from tests.conftest import NewPage
from tests.support.server import serving
from tests.support.somebody import SCREEN, Album, Somebody

PATIENCE = 20_000
"""Milliseconds: both cores may be busy with other tests."""

START = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - England's time, as the command is given it
"""A Monday with a bank holiday and a new year not far ahead."""


@dataclass(frozen=True)
class County:
    """A practice county that is served: where it answers, its clock, and what serves it."""

    address: str
    clock: PracticeClock
    app: Flask
    folder: Path
    """Its database, papers and messages."""

    def turn_to(self, moment: str) -> None:
        """Let it be this time in England, such as 2026-12-09T09:25."""
        self.clock.set(datetime.fromisoformat(moment).replace(tzinfo=LONDON))


expect.set_options(timeout=PATIENCE)

CountyAt = Callable[[str], County]
Prepared = Callable[[str], Practice]


class Arrives(Protocol):
    """Seats somebody at a browser of their own, signed in where a key is given."""

    def __call__(
        self,
        county: County,
        key: str | None = None,
        then: str = "/",
        *,
        width: int = SCREEN,
        scripts: bool = True,
    ) -> Somebody: ...


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """Makes the practice county of a stage, once in a run, for all of its processes.

    A test that changes anything works on a copy.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    made: dict[str, Practice] = {}

    def prepare_once(stage: str) -> Practice:
        if stage not in made:
            with (folder / f"{stage}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)  # until it is closed
                place = folder / "practice" / stage
                made[stage] = prepare(place, stage=stage, at=START, config_dir=ROOT / "config")
        return made[stage]

    return prepare_once


@pytest.fixture
def county(prepared: Prepared, tmp_path: Path) -> Iterator[CountyAt]:
    """Serves a copy of the practice county at a stage: what a test changes is its own."""
    with ExitStack() as stack:

        def serve(stage: str) -> County:
            made = prepared(stage).settings
            folder = tmp_path / "county"
            shutil.copytree(made.instance_dir, folder)
            settings = replace(
                made,
                database_url=f"sqlite:///{folder / 'practice.sqlite'}",
                instance_dir=folder,
            )
            clock = PracticeClock(folder / CLOCK_FILE)
            clock.set(START.replace(tzinfo=LONDON))
            app = practice_app(settings)
            address = stack.enter_context(serving(app))

            def close() -> None:
                with app.app_context():
                    db.engine.dispose()

            stack.callback(close)
            return County(address, clock, app, folder)

        yield serve


@pytest.fixture(scope="session")
def album() -> Album:
    """What this run has looked at closely already."""
    return Album()


@pytest.fixture
def arrives(new_page: NewPage, album: Album) -> Arrives:
    """Seats somebody at a browser: ``arrives(county, "case-support", "/coverage")``."""

    def seat(
        county: County,
        key: str | None = None,
        then: str = "/",
        *,
        width: int = SCREEN,
        scripts: bool = True,
    ) -> Somebody:
        page = new_page(width, scripts=scripts)
        page.set_default_timeout(PATIENCE)
        person = Somebody(page, county.address, album, scripts=scripts)
        if key is not None:
            person.sign_in(key, then)
        return person

    return seat


def item_of(place: County, them: dict[str, str]) -> str:
    """Return the address of the newest item of one of a county's young people."""
    with place.app.app_context(), reading(place.app):
        found = session.execute(
            select(Item.id, Item.district_id)
            .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
            .join(Meeting, joins(Item, "meeting_id", Meeting))
            .where(YoungPerson.reference == them["reference"])
            .order_by(Meeting.held_on.desc(), Item.id)
        ).first()
    assert found is not None
    return f"/d/{found.district_id}/items/{found.id}"
