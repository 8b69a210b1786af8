"""The chain grows with what it tells of, in one line, whoever writes and whatever is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import audit, keyring
from portal.audit.models import EarlierEvent, Event
from portal.audit.operations import NotSetUpError
from portal.cases.models import YoungPerson
from portal.database import Scope, ScopeBreachError, open_scope, session, undo, unit_of_work
from portal.keyring import Keyring, Purpose
from tests.integration.audit.conftest import NOW, READING, WRITING, Check, write
from tests.integration.conftest import SECRET

WRITERS, WRITES = 8, 250
KILLS = 3
WRITER = """
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4
from portal import audit
from portal.app import create_app
from portal.cases.models import YoungPerson
from portal.database import Scope, session, unit_of_work
from portal.settings import Settings
url, folder, key, first = sys.argv[1:]
app = create_app(Settings(database_url=url, secret_key=key, instance_dir=Path(folder)))
number = int(first)
while True:
    name = f"LH-{number}"
    with app.app_context(), unit_of_work(Scope("E10000017", None, None, "writing", writes=True)):
        session.add(YoungPerson(reference=name, child_code=name, born_on=date(2010, 1, 1)))
        audit.record(event="cases:young_person:placed", subject=("young_person", uuid4()),
                     actor_id=None, now=datetime.now(UTC), facts={"reference": name})
    print(name, flush=True)
    number += 1
"""


@pytest.mark.control("C42")
def test_eight_writers_neither_fork_the_chain_nor_leave_a_gap(own_app: Flask, check: Check) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        for done in [pool.submit(write, own_app, WRITES) for _ in range(WRITERS)]:
            done.result()
    verdict = check()
    assert verdict.ok, verdict
    assert verdict.events == WRITERS * WRITES
    with own_app.app_context(), open_scope(READING):
        assert session.scalar(select(func.max(Event.seq))) == WRITERS * WRITES


@pytest.mark.control("C42")
def test_a_killed_process_leaves_every_row_with_its_entry_and_the_chain_whole(
    own_app: Flask, check: Check, url: str, tmp_path: Path
) -> None:
    for kill in range(KILLS):
        process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                WRITER,
                url,
                str(tmp_path),
                SECRET,
                str(kill * 1000),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for _ in range(20):
            process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
        process.stdout.read()
        process.stdout.close()
        process.wait()
    assert check().ok
    with own_app.app_context(), open_scope(READING):
        rows = set(session.scalars(select(YoungPerson.reference)))
        told = [facts["reference"] for facts in session.scalars(select(Event.facts)) if facts]
    assert len(rows) >= KILLS * 20
    assert sorted(told) == sorted(rows)


def test_what_is_rolled_back_leaves_no_entry(own_app: Flask, check: Check) -> None:
    with own_app.app_context():
        with pytest.raises(ZeroDivisionError), unit_of_work(WRITING):
            _record_and_fail()
        with unit_of_work(WRITING):
            _record()
            undo()
            _record()
    assert check().events == 1


def test_nothing_is_added_while_only_reading(own_app: Flask) -> None:
    with own_app.app_context(), open_scope(READING), pytest.raises(ScopeBreachError):
        _record()


def test_facts_that_two_databases_might_give_back_differently_are_refused(own_app: Flask) -> None:
    with own_app.app_context(), open_scope(WRITING), pytest.raises(TypeError):
        _record(facts={"share": 0.1})


def test_each_authority_has_a_chain_of_its_own(own_app: Flask, check: Check) -> None:
    write(own_app, 3)
    elsewhere = Scope("E99999999", None, None, "elsewhere", writes=True)
    with own_app.app_context(), unit_of_work(elsewhere):
        _record()
        _record()
    write(own_app, 2)
    assert check().events == 5
    with own_app.app_context(), open_scope(Scope("E99999999", None, None, "looking")):
        assert session.scalars(select(Event.seq).order_by(Event.seq)).all() == [1, 2]


def test_the_key_can_be_rotated_and_old_entries_still_hold(own_app: Flask, check: Check) -> None:
    write(own_app, 3)
    ring: Keyring = own_app.extensions[keyring.EXTENSION]
    ring.rotate(Purpose.TRAIL)
    write(own_app, 3)
    assert check().ok
    with own_app.app_context(), open_scope(READING):
        numbers = session.scalars(select(Event.key_number).order_by(Event.seq)).all()
    assert numbers == [1, 1, 1, 2, 2, 2]


def test_erasing_what_entries_say_leaves_the_chain_whole(own_app: Flask, check: Check) -> None:
    write(own_app, 6)
    with own_app.app_context(), unit_of_work(WRITING):
        audit.erase_facts(entries=[2, 4], ground="asked", actor_id=None, now=NOW)
    assert check().ok
    with own_app.app_context(), open_scope(READING):
        facts = session.scalars(select(Event.facts).order_by(Event.seq)).all()
    assert facts[1] is None
    assert facts[3] is None
    assert facts[5] == {"number": 5, "seats": ["chair"]}
    assert facts[6] == {"entries": [2, 4], "ground": "asked"}


def test_what_erased_says_of_itself_is_not_erased(own_app: Flask, check: Check) -> None:
    write(own_app, 2)
    for entries in ([2], [3]):
        with own_app.app_context(), unit_of_work(WRITING):
            audit.erase_facts(entries=entries, ground="asked", actor_id=None, now=NOW)
    with own_app.app_context(), open_scope(READING):
        assert session.scalar(select(Event.facts).where(Event.seq == 3)) is not None
    assert check().ok


def test_events_from_before_the_chain_are_sealed_oldest_first(own_app: Flask, check: Check) -> None:
    with own_app.app_context():
        with unit_of_work(WRITING):
            for day in (3, 1, 2):
                session.add(
                    EarlierEvent(
                        event="panels:meeting:planned",
                        subject_kind="meeting",
                        subject_id=uuid4(),
                        actor_id=None,
                        happened_at=NOW.replace(day=day),
                        about_district="burnley",
                        facts={"day": day},
                    )
                )
        for left in (3, 0):
            with unit_of_work(WRITING):
                assert audit.seal_earlier() == left
        with open_scope(READING):
            facts = session.scalars(select(Event.facts).order_by(Event.seq)).all()
    assert facts == [{"day": 1}, {"day": 2}, {"day": 3}]
    assert check().ok


@pytest.mark.control("C42", "R10")
def test_nothing_begins_the_chain_before_what_is_from_before_and_a_stopped_move_is_finished(
    own_app: Flask, check: Check
) -> None:
    with own_app.app_context(), unit_of_work(WRITING):
        session.add(
            EarlierEvent(
                event="panels:meeting:planned",
                subject_kind="meeting",
                subject_id=uuid4(),
                happened_at=NOW,
                facts={"day": 1},
            )
        )
    assert check().why.endswith("Run “portal init”.")
    with own_app.app_context():
        with pytest.raises(ZeroDivisionError), unit_of_work(WRITING):
            _seal_and_fail()
        with pytest.raises(NotSetUpError), unit_of_work(WRITING):
            _record()
        with unit_of_work(WRITING):
            assert audit.seal_earlier() == 1
            _record()
    verdict = check()
    assert (verdict.ok, verdict.events) == (True, 2)


def test_a_check_can_start_at_a_later_entry(own_app: Flask, check: Check) -> None:
    write(own_app, 10, each=10)
    verdict = check(since=8)
    assert (verdict.ok, verdict.events) == (True, 3)
    assert check(since=12).first_bad == 11


def test_an_empty_chain_is_whole(check: Check) -> None:
    assert check().ok


def _seal_and_fail() -> None:
    assert audit.seal_earlier() == 1
    raise ZeroDivisionError


def _record_and_fail() -> None:
    _record()
    raise ZeroDivisionError


def _record(facts: dict[str, object] | None = None) -> None:
    audit.record(
        event="panels:meeting:planned",
        subject=("meeting", uuid4()),
        actor_id=None,
        now=NOW,
        facts=facts or {"day": date(2026, 11, 23).isoformat()},
    )
