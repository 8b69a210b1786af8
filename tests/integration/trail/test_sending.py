"""What leaves the trail by message: its seal each day, word of the list each month, once each."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from portal import audit
from portal.audit.chain import heads
from portal.database import Scope, db, open_scope, session
from portal.kernel.seals import Seal
from portal.outbox.models import Job, Message
from portal.outbox.worker import Step, Worker
from portal.people import operations as people
from portal.people.policy import Role
from portal.tenancy.door import EXTENSION
from portal.testing.pages import PageClient
from portal.trail import commands, operations
from portal.variations.manager import Registry
from portal.variations.witnesses import Witnesses
from tests.integration.conftest import AUTHORITY, MovableClock, ScopeOpener, SignIn
from tests.integration.outbox.test_killed import (
    LEASE_OVER,
    ROOT,
    Ahead,
    environment,
    killed,
    started,
)
from tests.support.planting import planting

__all__ = ["environment"]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAYS = 8
"""A week of hours from Monday at nine goes into so many days."""
NEVER_SAID = ("Gale", "Zanzibarina", "LH-", "panel", "care", "young")


def keeper(name: str, *, district: str | None = None, **more: Any) -> None:
    """Enter somebody who keeps the trail, of the whole county unless a district is named."""
    person = people.register(
        name=f"Gale {name}",
        email=f"{name.lower()}@practice.example",
        password=None,
        starts_on=date(2026, 1, 1),
    )
    people.grant_role(
        person=person,
        role=Role.INFORMATION_GOVERNANCE,
        district_id=district,
        starts_on=date(2026, 1, 1),
        **more,
    )


@dataclass
class Sending:
    """A county with two who keep its trail, its worker, and what was queued."""

    app: Flask
    working: ScopeOpener
    clock: MovableClock

    def at(self, moment: datetime) -> None:
        """Let the worker do what is due at a moment."""
        self.clock.instant = moment
        Worker(self.app).empty()

    def messages(self, kind: str) -> list[Message]:
        with self.working(writes=False):
            found = select(Message).where(Message.kind == kind)
            return list(session.scalars(found.order_by(Message.queued_at, Message.address)))

    def jobs(self, name: str) -> list[tuple[str, datetime]]:
        with self.working(writes=False):
            found = select(Job.state, Job.due_at).where(Job.name == name).order_by(Job.due_at)
            return [(row.state, row.due_at) for row in session.execute(found)]


@pytest.fixture
def sending(app: Flask, working: ScopeOpener, clock: MovableClock) -> Sending:
    with working():
        keeper("Notreal")
        keeper("Pretend")
        keeper("Elsewhere", district="burnley")
        audit.record(
            event="panels:meeting:planned", subject=("meeting", uuid4()), actor_id=None, now=MONDAY
        )
        keeper("Gone", ends_on=date(2026, 11, 22))
        operations.queue_sending(now=MONDAY)
    return Sending(app, working, clock)


def seal_in(text: str) -> str:
    (found,) = re.findall(r"\b\d+:[0-9a-f]{64}\b", text)
    assert isinstance(found, str)
    return found


@pytest.mark.control("C44", "C36")
def test_the_seal_goes_to_whoever_keeps_the_whole_trail_and_says_nothing_else(
    sending: Sending, working: ScopeOpener
) -> None:
    with working(writes=False):
        head = audit.signed_head(MONDAY)
    sending.at(MONDAY)
    found = sending.messages("trail_seal")
    assert [each.address for each in found] == [
        "notreal@practice.example",
        "pretend@practice.example",
    ]
    for each in found:
        assert each.state == "sent"
        assert each.subject == "Please keep this message"
        assert seal_in(each.body) == f"{head.seq}:{head.digest}"
        assert "On Monday 23 November 2026 the seal is " in each.body
        assert not [word for word in NEVER_SAID if word in each.subject + each.body]


@pytest.mark.control("C44")
def test_a_mailed_seal_is_a_witness_from_outside(sending: Sending, working: ScopeOpener) -> None:
    sending.at(MONDAY)
    mailed = seal_in(sending.messages("trail_seal")[0].body)
    with working(writes=False):
        checked = commands.check(kept=[], printed=[mailed])
        assert (checked["ok"], checked["heads_checked"]) == (True, 1)
        number = Seal.read(mailed).number
        forged = commands.check(kept=[], printed=[f"{number}:{'0' * 64}"])
    assert (forged["ok"], forged["first_bad"]) == (False, number)


@pytest.mark.control("C44")
def test_it_goes_once_a_day_weekends_too_and_never_at_night(sending: Sending) -> None:
    for hours in range(24 * 7):
        sending.at(MONDAY + timedelta(hours=hours))
    days = [each.queued_at for each in sending.messages("trail_seal")]
    assert len(days) == 2 * DAYS
    assert len(set(days)) == DAYS
    assert {moment.hour for moment in days[2:]} == {8}  # the first hour after 7:30am
    with sending.working():
        operations.queue_sending(now=sending.clock.instant)
        assert operations.send_seal(now=sending.clock.instant) == 2
    assert len(sending.messages("trail_seal")) == 2 * DAYS
    assert [state for state, _ in sending.jobs(operations.SEND_SEAL)] == ["sent"] * DAYS + [
        "queued"
    ]


def test_a_worker_that_stood_still_for_days_goes_on(sending: Sending) -> None:
    sending.at(MONDAY)
    sending.at(MONDAY + timedelta(days=4))
    sending.at(MONDAY + timedelta(days=5))
    assert len(sending.messages("trail_seal")) == 2 * 3


@pytest.fixture
def disk(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on another disk, set for the head of the trail."""
    folder = tmp_path / "other-disk" / "heads"
    monkeypatch.setitem(app.extensions, "portal.audit.keepers", [partial(heads.write, folder)])
    return folder


@pytest.mark.control("C44")
def test_each_day_the_worker_keeps_the_head_on_another_disk_too(
    sending: Sending, disk: Path, working: ScopeOpener
) -> None:
    for hours in range(0, 24 * 3, 3):
        sending.at(MONDAY + timedelta(hours=hours))
    kept = heads.read(disk)
    assert [each.time[:10] for each in kept] == [f"2026-11-{day}" for day in (23, 24, 25)]
    with working(writes=False):
        newest = kept[-1]
        checked = commands.check(kept=[disk])
        assert (checked["ok"], checked["heads_checked"]) == (True, len(kept))
        assert audit.signed_head(MONDAY).seq >= newest.seq > kept[0].seq


@pytest.mark.control("C44")
def test_a_disk_that_is_not_there_keeps_back_neither_the_mail_nor_the_next_day(
    sending: Sending, disk: Path
) -> None:
    disk.parent.parent.mkdir(exist_ok=True)
    disk.parent.write_text("not a folder", encoding="utf-8")
    sending.at(MONDAY)
    assert len(sending.messages("trail_seal")) == 2
    assert [state for state, _ in sending.jobs(operations.KEEP_HEAD)] == ["failed"]
    disk.parent.unlink()
    sending.at(MONDAY + timedelta(hours=1))
    sending.at(MONDAY + timedelta(days=1))
    assert [state for state, _ in sending.jobs(operations.KEEP_HEAD)] == ["sent"] * 2
    assert len(heads.read(disk)) == 2


def test_where_no_place_is_set_nothing_is_kept_and_nothing_fails(
    sending: Sending, disk: Path, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sending.working():
        assert operations.queue_keeping(now=MONDAY) is not None
    monkeypatch.setitem(app.extensions, "portal.audit.keepers", [])
    sending.at(MONDAY)
    with sending.working():
        assert operations.queue_keeping(now=MONDAY + timedelta(days=1)) is None
    assert [state for state, _ in sending.jobs(operations.KEEP_HEAD)] == ["sent"]
    assert not disk.exists()


@pytest.mark.control("C44")
def test_the_county_names_witnesses_elsewhere(
    sending: Sending, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert isinstance(app.extensions[EXTENSION], Registry)
    named = Witnesses(("seals@auditor.example",)).witnesses
    monkeypatch.setattr(Registry, "trail_witnesses", property(lambda _: named))
    sending.at(MONDAY)
    assert [each.address for each in sending.messages("trail_seal")] == [
        "notreal@practice.example",
        "pretend@practice.example",
        "seals@auditor.example",
    ]


@pytest.mark.control("C43", "C36")
def test_word_of_the_list_comes_once_a_month_and_leads_to_it(sending: Sending) -> None:
    sending.at(MONDAY)
    assert sending.messages("unusual_reading") == []
    first = datetime(2026, 12, 1, 8, 0, tzinfo=UTC)
    for days in range(40):
        sending.at(first + timedelta(days=days))
    found = sending.messages("unusual_reading")
    assert [each.queued_at.date() for each in found] == [date(2026, 12, 1)] * 2 + [
        date(2027, 1, 4)  # New Year's Day is a holiday, and a weekend follows
    ] * 2
    for number, each in enumerate(found):
        month = "2026-11" if number < 2 else "2026-12"
        assert f"/trail/unusual?month={month}\n" in each.body
        assert not [word for word in (*NEVER_SAID, "seal") if word in each.subject + each.body]


@pytest.mark.control("C43")
def test_a_worker_that_stood_still_all_december_tells_of_both_months(sending: Sending) -> None:
    sending.at(MONDAY)
    late = datetime(2027, 1, 5, 9, 0, tzinfo=UTC)
    with sending.working():
        operations.queue_sending(now=late)  # as setting up does, before the worker runs again
    sending.at(late)
    found = sending.messages("unusual_reading")
    months = sorted(re.findall(r"month=(\S+)", "".join(each.body for each in found)))
    assert months == ["2026-11"] * 2 + ["2026-12"] * 2
    sending.at(datetime(2027, 2, 2, 9, 0, tzinfo=UTC))
    assert len(sending.messages("unusual_reading")) == 6


def test_the_page_says_when_the_seal_left(
    sending: Sending, client: PageClient, sign_in: SignIn
) -> None:
    sign_in(client, Role.INFORMATION_GOVERNANCE, None)
    assert "has not left by mail yet" in client.get("/trail").text
    sending.at(MONDAY)
    text = client.get("/trail").text
    assert "last left by mail on" in text
    assert "Monday 23 November 2026" in text


def awake_at_night(folder: Path) -> Path:
    """Return the product's configuration with no quiet hours: a killed worker's clock is real."""
    shutil.copytree(ROOT / "config", folder)
    with (folder / "layers" / "lancashire.toml").open("a", encoding="utf-8") as county:
        county.write('\n[messages]\nquiet_from = "00:00"\nquiet_until = "00:00"\n')
    return folder


@pytest.mark.slow  # each kill is a process of its own
@pytest.mark.control("C44", "R6")
@pytest.mark.parametrize("step", list(Step))
def test_a_killed_worker_sends_each_seal_once(
    environment: dict[str, str], tmp_path: Path, step: Step
) -> None:
    environment["PORTAL_CONFIG_DIR"] = str(awake_at_night(tmp_path / "config"))
    clock = Ahead()
    app = started(environment, clock)
    scope = Scope(AUTHORITY, None, None, "setting up", writes=True)
    with app.app_context(), planting(scope):
        keeper("Notreal")
        keeper("Pretend")
        operations.queue_sending(now=datetime.now(UTC))
    killed(environment, step, 1)
    clock.by = LEASE_OVER
    Worker(app).empty()
    sealed = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (tmp_path / "outbox").glob("*.eml")
    ]
    assert sorted(str(each["To"]) for each in sealed) == [
        "notreal@practice.example",
        "pretend@practice.example",
    ]
    bodies = {seal_in(each.get_content()) for each in sealed}
    assert len(bodies) == 1
    with app.app_context():
        with open_scope(Scope(AUTHORITY, None, None, "checking")):
            assert commands.check(kept=[], printed=sorted(bodies))["ok"]
        db.engine.dispose()
