"""Keys: listed, rotated, and everything sealed again while others work and after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from portal import cli
from portal.audit.models import Event
from portal.database import db, session
from portal.database.sealed import keyring
from portal.keyring import Purpose
from portal.people import operations as people
from portal.protection.operations import keys
from portal.records.models import Barrier, ItemRecord
from portal.signin import queries
from portal.signin.operations import factors
from portal.web.clock import Moment
from tests.integration.protection.conftest import WORDS, Instance, write_record
from tests.support.invented_panel import published_panel

AT = Moment(datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC))
NOTHING_ELSE = {"first_sealed": 0, "apps_sealed_again": 0, "files_sealed_again": 0}
MANY = 450
"""More than two batches."""
RESEAL = """
from portal import cli
from portal.people import operations as people
from portal.protection.operations import keys
keys.BATCH = 20
done = 0
batches = keys._batches
def slow(*args, **named):
    global done
    for counts in batches(*args, **named):
        done += 1
        print(done, flush=True)
        yield counts
keys._batches = slow
cli.main(["keys", "reseal", "--json"])
"""


RESEAL_APPS = """
from portal import cli
from portal.signin.operations import resealing
resealing.BATCH = 10
done = 0
one = resealing._seal_anew
def slow(*args):
    global done
    done += 1
    print(done, flush=True)
    return one(*args)
resealing._seal_anew = slow
cli.main(["keys", "reseal", "--json"])
"""


def answer(instance: Instance, *arguments: str) -> tuple[int, dict[str, Any]]:
    with instance.app.app_context():
        db.engine.dispose()
    done = CliRunner().invoke(cli.main, [*arguments, "--json"], env=instance.environment)
    return done.exit_code, json.loads(done.stdout)


def fill(instance: Instance, barriers: int = 0) -> None:
    with instance.app.app_context(), instance.working():
        panel = published_panel()
        record_id = write_record(panel)
        session.add_all(
            Barrier(
                district_id="burnley",
                item_record_id=record_id,
                item_id=panel.items[0],
                position=number,
                wording=f"Barrier {number}",
            )
            for number in range(2, barriers + 2)
        )


def prefixes(instance: Instance) -> set[str]:
    rows = instance.raw("SELECT wording FROM barrier UNION ALL SELECT discussion FROM item_record")
    return {row[0][:9] for row in rows}


@pytest.mark.control("C48")
def test_a_new_key_seals_and_the_old_values_open_until_they_are_sealed_anew(
    instance: Instance,
) -> None:
    fill(instance, MANY)
    assert prefixes(instance) == {"sealed:1:"}
    assert answer(instance, "keys", "rotate", "fields") == (
        0,
        {
            "purpose": "fields",
            "number": 2,
            "next": "Run “portal keys reseal” so that the old key seals nothing any more.",
        },
    )
    with instance.app.app_context(), instance.working():
        record = session.scalars(select(ItemRecord)).one()
        assert record.discussion == WORDS["discussion"]
        record.discussion = "Written with the new key, by a process that was running"
    assert prefixes(instance) == {"sealed:1:", "sealed:2:"}
    _, listed = answer(instance, "keys", "list")
    ring = next(ring for ring in listed["rings"] if ring["purpose"] == "fields")
    assert (ring["current"], ring["keys"][1]) == (2, {"number": 2, "seals": 1})
    sealed_by_the_first = ring["keys"][0]["seals"]
    assert sealed_by_the_first == MANY + 11
    version = instance.raw("SELECT version FROM item_record")
    assert answer(instance, "keys", "reseal") == (
        0,
        {"sealed_again": sealed_by_the_first} | NOTHING_ELSE,
    )
    assert prefixes(instance) == {"sealed:2:"}
    assert instance.raw("SELECT version FROM item_record") == version, "nobody's work is in the way"
    assert answer(instance, "keys", "reseal") == (
        0,
        {"sealed_again": 0} | NOTHING_ELSE,
    )
    with instance.app.app_context(), instance.working(writes=False):
        said = session.scalars(select(Barrier.wording).where(Barrier.position > 1)).all()
        assert sorted(said) == sorted(f"Barrier {number}" for number in range(2, MANY + 2))
        told = session.scalars(select(Event.event).order_by(Event.seq)).all()
        assert told[0] == "protection:keys:rotated"
        assert set(told[1:]) == {"protection:keys:resealed"}
    assert said_in_the_trail(instance) == sealed_by_the_first


def said_in_the_trail(instance: Instance) -> int:
    """How many values the trail says were sealed again."""
    with instance.app.app_context(), instance.working(writes=False):
        resealed = Event.event == "protection:keys:resealed"
        facts = session.scalars(select(Event.facts).where(resealed).order_by(Event.seq))
        return sum(each["sealed_again"] for each in facts if each is not None)


def kill_at(instance: Instance, script: str, wanted: str) -> None:
    """Run a script beside the tests and kill it once it prints a line."""
    with subprocess.Popen(
        [sys.executable, "-c", script],
        env=os.environ | instance.environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as killed:
        assert killed.stdout is not None
        for line in killed.stdout:
            if line.strip() == wanted:
                killed.send_signal(signal.SIGKILL)
                break


@pytest.mark.control("C42", "C48")
def test_sealing_anew_goes_on_after_a_kill(instance: Instance) -> None:
    fill(instance, MANY)
    answer(instance, "keys", "rotate", "fields")
    _, listed = answer(instance, "keys", "list")
    (ring,) = (ring for ring in listed["rings"] if ring["purpose"] == "fields")
    kill_at(instance, RESEAL, "9")
    rows = instance.raw("SELECT wording FROM barrier")
    half = sum(row[0].startswith("sealed:2:") for row in rows)
    assert 0 < half < len(rows), "it was killed in the middle"
    code, done = answer(instance, "keys", "reseal")
    assert code == 0
    assert done["sealed_again"] <= len(rows) - half + 10
    assert prefixes(instance) == {"sealed:2:"}
    with instance.app.app_context(), instance.working(writes=False):
        assert len(session.scalars(select(Barrier.wording)).all()) == MANY + 1
    assert said_in_the_trail(instance) == ring["keys"][0]["seals"], "also what was done before it"


@pytest.mark.control("C48")
def test_people_work_on_while_everything_is_sealed_anew(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves all the while: none of it is lost, refused or put back."""
    monkeypatch.setattr(keys, "BATCH", 10)
    fill(instance, 150)
    failures: list[BaseException] = []
    saved: list[str] = []
    over = threading.Event()

    def save() -> None:
        while not over.is_set():
            try:
                with instance.app.app_context(), instance.working():
                    record = session.scalars(select(ItemRecord)).one()
                    record.discussion = f"Saved {len(saved)}"
                saved.append(f"Saved {len(saved)}")
            except BaseException as error:  # noqa: BLE001 - whatever failed is the finding
                failures.append(error)
                return
            # Nobody saves without a pause, and a file's lock goes to whoever asks at the moment.
            over.wait(0.01)

    writer = threading.Thread(target=save)
    with instance.app.app_context():
        keyring().rotate(Purpose.FIELDS)
        writer.start()
        try:
            done = keys.reseal(
                work=instance.working, actor_id=None, now=datetime(2026, 11, 23, tzinfo=UTC)
            )
        finally:
            over.set()
            writer.join()
    assert failures == []
    assert done.unreadable == ()
    assert prefixes(instance) == {"sealed:2:"}
    with instance.app.app_context(), instance.working(writes=False):
        assert session.scalars(select(ItemRecord.discussion)).all() == [saved[-1]]


@pytest.mark.control("C48")
def test_an_upgrade_seals_what_was_written_before(instance: Instance) -> None:
    fill(instance)
    instance.raw("UPDATE barrier SET wording = 'Canary-old-words-in-plain'")
    instance.raw("UPDATE item SET withdrawn_reason = '' WHERE withdrawn_reason IS NOT NULL")
    _, listed = answer(instance, "keys", "list")
    assert listed["not_sealed"] == 2
    assert answer(instance, "init")[0] == 0
    assert prefixes(instance) == {"sealed:1:"}
    for held in instance.copies().values():
        assert b"Canary-old-words" not in held
    with instance.app.app_context(), instance.working(writes=False):
        assert session.scalars(select(Barrier.wording)).all() == ["Canary-old-words-in-plain"]


def test_a_value_that_does_not_open_is_named_and_left(instance: Instance) -> None:
    fill(instance, 5)
    instance.raw("UPDATE barrier SET wording = wording || 'AAAA' WHERE position = 3")
    answer(instance, "keys", "rotate", "fields")
    code, said = answer(instance, "keys", "reseal")
    assert code == 1
    assert "barrier.wording of row" in said["error"]
    rows = instance.raw("SELECT wording FROM barrier WHERE position = 3")
    assert rows[0][0].endswith("AAAA")
    assert prefixes(instance) == {"sealed:1:", "sealed:2:"}


def set_up_apps(instance: Instance, count: int) -> dict[UUID, str]:
    """Let invented staff have authenticator apps; return their secrets."""
    with instance.app.app_context(), instance.working():
        for number in range(count):
            person = people.register(
                name=f"Invented {number}",
                email=f"invented-{number}@practice.example",
                password=None,
                starts_on=date(2026, 1, 1),
            )
            factors.start_app(holder=factors.Holder(person.id, UUID(int=0), ""), at=AT)
    return secrets_of(instance)


def secrets_of(instance: Instance) -> dict[UUID, str]:
    with instance.app.app_context(), instance.working(writes=False):
        return {app.id: factors.app_secret(app) for app in queries.apps()}


def factor_keys(instance: Instance) -> list[dict[str, int]]:
    _, listed = answer(instance, "keys", "list")
    held: list[dict[str, int]] = next(
        ring["keys"] for ring in listed["rings"] if ring["purpose"] == "factors"
    )
    return held


@pytest.mark.control("C48")
def test_the_secrets_of_apps_are_counted_and_sealed_anew_also_after_a_kill(
    instance: Instance,
) -> None:
    secrets = set_up_apps(instance, 45)
    assert factor_keys(instance) == [{"number": 1, "seals": 45}]
    assert "portal keys reseal" in answer(instance, "keys", "rotate", "factors")[1]["next"]
    assert factor_keys(instance) == [{"number": 1, "seals": 45}, {"number": 2, "seals": 0}]
    kill_at(instance, RESEAL_APPS, "25")
    left = factor_keys(instance)[0]["seals"]
    assert 0 < left < 45, "it was killed in the middle"
    code, done = answer(instance, "keys", "reseal")
    assert (code, done["apps_sealed_again"]) == (0, left)
    assert factor_keys(instance) == [{"number": 1, "seals": 0}, {"number": 2, "seals": 45}]
    assert secrets_of(instance) == secrets, "every app goes on working"
    with instance.app.app_context(), instance.working(writes=False):
        resealed = Event.event == "signin:app:resealed"
        facts = session.scalars(select(Event.facts).where(resealed).order_by(Event.seq))
        assert sum(each["sealed_again"] for each in facts if each is not None) == 45


def test_a_secret_that_does_not_open_is_named_and_left(instance: Instance) -> None:
    secrets = set_up_apps(instance, 3)
    spoilt = min(secrets)
    with instance.app.app_context(), instance.working():
        app = queries.app(spoilt)
        assert app is not None
        app.secret += b"spoilt"
    answer(instance, "keys", "rotate", "factors")
    code, said = answer(instance, "keys", "reseal")
    assert code == 1
    assert f"authenticator_app.secret of row {spoilt}" in said["error"]
    assert [each["seals"] for each in factor_keys(instance)] == [1, 2]
