"""A change of mind against a pack that is being read, each on a connection of its own (C15).

What counts is the trail: a reading that stands there after the withdrawal must not have held the
section. A request that began after the withdrawal was committed must not hold it either.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from uuid import UUID

import psycopg
import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient
from sqlalchemy import func, select

from portal import audit
from portal.agreements.rules import Answer, Kind
from portal.app import create_app
from portal.audit.models import Event
from portal.database import Scope, db, open_scope, session, unit_of_work
from portal.packs import operations
from portal.packs.routes import staff
from portal.panels import looking
from portal.panels import operations as panels
from portal.panels.looking import LookedThrough
from portal.papers.models import Paper, PaperVersion
from portal.papers.rules.kinds import PaperKind
from portal.people import operations as people
from portal.people.models import Organisation, Person
from portal.people.policy import Actor, Role
from portal.settings import Settings
from portal.tenancy import operations as tenancy
from portal.tenancy.door import EXTENSION
from portal.variations.values import OrganisationKind
from tests.integration.conftest import AUTHORITY, PASSWORD, SECRET, MovableClock
from tests.integration.panels.conftest import (
    FINE,
    KIND,
    NOW,
    PANEL_DAY,
    actor_of,
    add_young_person,
    register,
)
from tests.integration.panels.people_of_panels import HOUSING, email_of, somebody
from tests.support import migrated
from tests.support.packs import add_paper, add_version, one, said, shared_with
from tests.support.planting import planting
from tests.support.postgres import new_database

WRITING = Scope(AUTHORITY, None, None, "preparing a race", writes=True)
READING = Scope(AUTHORITY, None, None, "looking at a race")
RACES = 300
AT_ONCE = 2
STEPS = 20
"""The withdrawal starts a little later each time, over twice as long as a page takes."""
WAITS = 0.3
"""Seconds in which a change of mind that did not wait would be done many times over."""
LONGEST = 60
"""Seconds after which one of two sessions waits no more for the other."""
SECTION = "Quillbrook"
LOOKED_AT = "Larkspur"
STOPPED = "agreements:test:stopped"


@dataclass
class Race:
    """An agenda that is out, one item with one paper, and somebody from housing signed in."""

    app: Flask
    item_id: UUID
    meeting_id: UUID
    housing_id: UUID
    reader_id: UUID
    browser: FlaskClient

    @property
    def address(self) -> str:
        """The pack."""
        return f"/d/burnley/meetings/{self.meeting_id}/pack"

    def agree(self, minute: int) -> None:
        """Let them say yes to everything."""
        with planting(WRITING):
            at = NOW - timedelta(days=1) + timedelta(seconds=minute)
            shared_with(self.item_id, [self.housing_id], at=at)

    def stop(self, minute: int) -> int:
        """Let them take it back; return the number of that in the trail."""
        with self.app.app_context():
            with unit_of_work(WRITING):
                at = NOW - timedelta(days=1) + timedelta(seconds=minute)
                said(self.item_id, Answer.STOPPED, kind=Kind.SHARE_PAPERS, at=at)
                audit.record(
                    event=STOPPED,
                    subject=("item", self.item_id),
                    district_id="burnley",
                    actor_id=None,
                    now=NOW,
                )
            return self.newest(STOPPED)

    def newest(self, event: str) -> int:
        """Return the number of the newest entry of a kind in the trail, 0 for none."""
        with open_scope(READING):
            asked = select(func.max(Event.seq)).where(Event.event == event)
            return session.scalar(asked) or 0


@pytest.fixture(params=["sqlite", "postgresql"])
def race(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Race]:
    """The start of every race, on a database of its own whose changes are really committed."""
    url = (
        f"sqlite:///{tmp_path / 'portal.sqlite'}"
        if request.param == "sqlite"
        else new_database(request.getfixturevalue("postgres_url"))
    )
    settings = Settings(
        database_url=url,
        secret_key=SECRET,
        instance_dir=tmp_path,
        https=False,
        second_factor="offered",
    )
    migrated.set_up(settings)
    app = create_app(settings, clock=MovableClock(), machine=MovableClock())
    app.testing = True
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        with planting(WRITING):
            tenancy.enter_districts(registry=app.extensions[EXTENSION])
            panels.open_panels()
        item_id, meeting_id, housing_id, reader_id = _prepare()
    browser = app.test_client()  # one that does not check each page anew: there are hundreds
    entered = {"email": email_of("Harriet Invented"), "password": PASSWORD}
    assert browser.post("/sign-in", data=entered).status_code == 303
    with app.app_context():
        yield Race(app, item_id, meeting_id, housing_id, reader_id, browser)
        db.engine.dispose()


def _prepare() -> tuple[UUID, UUID, UUID, UUID]:
    with planting(WRITING):
        support_id = register("Casey Example", Role.CASE_SUPPORT)
        worker_id = register("Sam Testcase", Role.SOCIAL_WORKER)
        housing = people.add_organisation(
            actor=None,
            now=NOW,
            name="Pretend Borough Homes",
            kind=OrganisationKind.HOUSING_AUTHORITY,
        )
        housing_id = housing.id
        reader_id = somebody("Harriet Invented", organisation=housing)
        young_person_id = add_young_person(1)
    with open_scope(READING):
        support = actor_of(support_id)
    with unit_of_work(WRITING):
        panels.hold_seat(
            actor=support,
            now=NOW,
            district_id="burnley",
            kind=KIND,
            seat_key=HOUSING,
            person_id=reader_id,
            starts_on=NOW.date(),
        )
        meeting_id = panels.plan_meeting(
            actor=support, now=NOW, district_id="burnley", kind=KIND, held_on=PANEL_DAY, part="am"
        ).meeting_id
        item_id = panels.nominate(
            actor=support,
            now=NOW,
            meeting_id=meeting_id,
            young_person_id=young_person_id,
            item_type=FINE,
            social_worker_id=worker_id,
        ).item_id
        add_paper(item_id, PaperKind.CASE_SUMMARY, {"home": f"{SECTION} is where they live."})
        said(item_id)
    with unit_of_work(WRITING):
        panels.publish_agenda(actor=support, now=NOW, meeting_id=meeting_id)
    return item_id, meeting_id, housing_id, reader_id


@pytest.mark.requirement("R49")
@pytest.mark.control("C12", "C15")
def test_no_section_is_served_after_its_withdrawal_was_committed(race: Race) -> None:
    given = after = 0
    race.agree(0)
    began = perf_counter()
    _read(race)
    takes = perf_counter() - began
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for number in range(RACES):
            race.agree(number * 2)
            start = threading.Barrier(AT_ONCE)
            wait = takes * (number % STEPS) / STEPS * 2
            stopped = pool.submit(_together, start, race.stop, number * 2 + 1, after=wait)
            text = pool.submit(_together, start, _read, race).result()
            stopped_at = stopped.result()
            read_at = race.newest("packs.pack")
            given += SECTION in text
            after += SECTION in text and read_at > stopped_at
            if number % 10 == 0:
                assert SECTION not in _read(race), "a request that begins after it was committed"
    assert after == 0
    assert 0 < given < RACES, "both sides must win now and then, or this shows nothing"


def _together(start: threading.Barrier, job: Any, *arguments: Any, after: float = 0) -> Any:
    start.wait()
    sleep(after)
    return job(*arguments)


def _read(race: Race) -> str:
    answer = race.browser.get(race.address, follow_redirects=True)
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.control("C15")
def test_what_is_taken_back_while_the_page_is_made_does_not_leave(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    race.agree(0)
    assert SECTION in _read(race)
    drawn = render_template
    made: list[str] = []

    def drawn_and_then_stopped(*arguments: Any, **values: Any) -> str:
        made.append(drawn(*arguments, **values))
        if len(made) == 1:
            other = threading.Thread(target=race.stop, args=(1,))
            other.start()
            other.join()
        return made[-1]

    monkeypatch.setattr(staff, "render_template", drawn_and_then_stopped)
    before = race.newest("packs.pack")
    answer = race.browser.get(race.address)
    assert SECTION in made[0], "the page was made with the section in it"
    assert answer.status_code == 303
    assert answer.headers["Location"].endswith(race.address)
    assert SECTION not in answer.text
    assert race.newest("packs.pack") == before, "what was not given was not read"
    assert SECTION not in _read(race)


@pytest.mark.requirement("R40")
@pytest.mark.control("C12", "C15")
def test_what_a_visitor_reads_stays_so_until_it_is_written_down(race: Race) -> None:
    race.agree(0)
    visitor = _visitor(race)
    visiting = replace(WRITING, only=visitor.only)
    with open_scope(replace(READING, only=visitor.only)):
        row = operations.give_visitor(actor=visitor, item_id=race.item_id, now=NOW)
        assert row is not None
        assert row.pages.shown, "there is something to take back"
    ask = operations.still_given([row], meeting_id=race.meeting_id, now=NOW)
    with unit_of_work(visiting):
        assert ask()
        other = threading.Thread(target=race.stop, args=(1,))
        other.start()
        other.join(WAITS)
        assert other.is_alive(), "a change of mind waits for what is being given away"
    other.join()
    with unit_of_work(visiting):
        assert not ask()


@pytest.mark.control("C4")
@pytest.mark.parametrize("race", ["postgresql"], indirect=True)
def test_a_visitor_keeps_a_row_as_it_is_and_changes_none(race: Race) -> None:
    """The database itself says so; on SQLite the gate alone does, as another test shows."""
    race.agree(0)
    visiting = replace(WRITING, only=_visitor(race).only)
    for change in (
        "UPDATE agreement_state SET newest = 99",
        "UPDATE paper SET state = 'draft'",
    ):
        with unit_of_work(visiting):
            driver: Any = session.connection().connection.dbapi_connection
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
                driver.execute(change)
            session.rollback()


def _visitor(race: Race) -> Actor:
    """Ask somebody from the same housing authority to the item."""
    with planting(WRITING):
        house = one(Organisation, race.housing_id)
        visitor_id = somebody("Vic Sample", organisation=house)
        support_id = session.scalars(select(Person.id).where(Person.name == "Casey Example")).one()
    with open_scope(READING):
        support = actor_of(support_id)
    with unit_of_work(WRITING):
        panels.invite_visitor(
            actor=support,
            now=NOW,
            item_id=race.item_id,
            email=email_of("Vic Sample"),
            reason="To say what the house is like",
        )
    with open_scope(READING):
        return actor_of(visitor_id)


@pytest.mark.control("C16")
@pytest.mark.parametrize("race", ["postgresql"], indirect=True)
def test_a_version_committed_after_the_look_is_not_let_in_with_it(
    race: Race, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It began before case support looked and was committed while they put in what they saw."""
    race.agree(0)
    with open_scope(READING):
        paper_id = session.scalars(select(Paper.id)).one()
        support = actor_of(
            session.scalars(select(Person.id).where(Person.name == "Casey Example")).one()
        )
    with planting(WRITING):
        seen = add_version(paper_id, {"home": f"{LOOKED_AT} is where they live."}, at=NOW)
    begun, looked, committed = threading.Event(), threading.Event(), threading.Event()

    def write_meanwhile() -> None:
        with race.app.app_context(), planting(WRITING):
            add_version(paper_id, {"home": "LH-77 lives there too."}, at=NOW)
            begun.set()
            looked.wait(LONGEST)
        committed.set()

    other = threading.Thread(target=write_meanwhile)
    other.start()
    assert begun.wait(LONGEST)
    refuse = looking.refuse_unseen

    def looked_and_then_committed(through: LookedThrough, mark: str) -> None:
        refuse(through, mark)
        looked.set()
        assert committed.wait(LONGEST)

    monkeypatch.setattr(looking, "refuse_unseen", looked_and_then_committed)
    with unit_of_work(WRITING):
        operations.put_in_pack(actor=support, meeting_id=race.meeting_id, now=NOW)
    other.join()
    with open_scope(READING):
        joined = session.scalars(
            select(PaperVersion.id)
            .where(PaperVersion.paper_id == paper_id, PaperVersion.joined_at.is_not(None))
            .order_by(PaperVersion.number)
        ).all()
        late = operations.late(race.meeting_id, support)
    assert (len(joined), joined[-1]) == (2, seen)
    assert late.versions == 1, "it waits for the next look"
    text = _read(race)
    assert LOOKED_AT in text
    assert "LH-77" not in text
