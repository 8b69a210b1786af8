"""The worker: order, retries, dead letters, work done once, and one message for each."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal import audit, outbox
from portal.audit.models import Event
from portal.cases.models import YoungPerson
from portal.database import OperationalError, session
from portal.kernel.errors import RuleError
from portal.outbox import Urgency, filling, jobs
from portal.outbox.channels import Ways
from portal.outbox.models import Heartbeat, Message
from portal.outbox.operations import delivering
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import RANKS
from portal.outbox.rules.timing import BACK_OFF_MINUTES, MOST_FAILURES
from portal.outbox.worker import Step, Worker
from portal.web.access import Audience
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.outbox.conftest import NOW, HeldWay, Outbox, nothing, to

LATER = NOW + timedelta(minutes=11)
"""After a worker's time for what it took is over."""


def test_the_young_person_is_told_first(box: Outbox, worker: Worker, way: HeldWay) -> None:
    for audience in reversed([each for each in Audience if each.value in RANKS]):
        box.queue(recipient=to(audience.value, audience=audience))
    worker.empty()
    first, second, *others = way.addresses
    assert (first, second) == ("young_person", "staff")
    assert {*others[:2]} == {"member", "visitor"}
    assert others[2:] == ["provider", "board"]


def test_a_message_sent_is_written_down_with_its_event(
    box: Outbox, worker: Worker, working: ScopeOpener
) -> None:
    message_id = box.queue()
    assert worker.empty().facts() == {
        "messages_sent": 1,
        "messages_failed": 0,
        "jobs_done": 0,
        "jobs_failed": 0,
    }
    row = box.message(message_id)
    assert (row.state, row.settled_at, row.attempts, row.claim) == ("sent", NOW, 1, None)
    with working(writes=False):
        event = session.scalars(select(Event).where(Event.subject_id == message_id)).one()
    assert (event.event, event.about_district) == ("outbox:message:sent", "burnley")
    assert event.facts == {"message": "test", "channel": "email"}


@pytest.mark.control("C36")
def test_a_failure_waits_longer_each_time_and_the_tenth_is_a_dead_letter(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock, working: ScopeOpener
) -> None:
    way.fails = lambda _: Fault.BUSY
    message_id = box.queue()
    waited = []
    while (row := box.message(message_id)).state != "dead":
        clock.instant = max(clock.instant, row.due_at)
        tried_at = clock.instant
        assert worker.empty().failed > 0
        if box.message(message_id).state == "failed":
            waited.append((box.message(message_id).due_at - tried_at).total_seconds() / 60)
    assert waited == list(BACK_OFF_MINUTES)
    assert (row.attempts, row.fault, way.sent) == (MOST_FAILURES, Fault.BUSY, [])
    clock.instant += timedelta(days=30)
    assert worker.round() is False
    with working(writes=False):
        event = session.scalars(select(Event).where(Event.subject_id == message_id)).one()
    assert event.event == "outbox:message:given_up"
    assert event.facts == {"fault": "busy", "attempts": MOST_FAILURES}


@pytest.mark.parametrize("fault", [fault for fault in Fault if fault.for_good])
def test_what_no_second_try_can_help_is_a_dead_letter_at_once(
    box: Outbox, worker: Worker, way: HeldWay, fault: Fault
) -> None:
    way.fails = lambda _: fault
    message_id = box.queue()
    worker.empty()
    assert (box.message(message_id).state, box.message(message_id).fault) == ("dead", fault)


def test_a_message_with_no_way_out_is_a_dead_letter(box: Outbox, app: Flask) -> None:
    message_id = box.queue()
    Worker(app, out=Ways(email=None, sms=None)).empty()
    assert box.message(message_id).fault == Fault.NO_WAY


def test_a_retry_of_a_reminder_keeps_quiet_hours(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock
) -> None:
    clock.instant = NOW.replace(hour=18, minute=58)
    way.fails = lambda _: Fault.BUSY
    message_id = box.queue(urgency=Urgency.REMINDER)
    worker.empty()
    clock.instant = box.message(message_id).due_at
    worker.empty()
    assert box.message(message_id).due_at == NOW.replace(day=24, hour=7, minute=30)


def test_a_worker_that_was_away_does_not_make_up_for_it_at_night(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock
) -> None:
    box.queue("a", urgency=Urgency.NOTICE)
    box.queue("b", urgency=Urgency.URGENT)
    clock.instant = NOW.replace(hour=22)
    worker.empty()
    assert way.addresses == ["b"]
    clock.instant = NOW.replace(day=24, hour=7, minute=30)
    worker.empty()
    assert way.addresses == ["b", "a"]


def test_one_messages_own_fault_does_not_stop_the_others(
    box: Outbox, worker: Worker, way: HeldWay, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(message: Any) -> None:
        if message.address.startswith("a@"):
            raise KeyError("Zanzibarina")

    way.fails = fails
    bad, good = box.queue("a"), box.queue("b")
    with caplog.at_level(logging.DEBUG):
        worker.empty()
    assert (box.message(bad).fault, box.message(good).state) == (Fault.OWN_FAULT, "sent")
    assert "KeyError in test_worker.py, line" in caplog.text
    assert "Zanzibarina" not in caplog.text


def test_one_message_that_cannot_be_filled_does_not_stop_the_others(
    box: Outbox, worker: Worker, way: HeldWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither where its filler fails nor where what that wrote is refused at the commit."""
    raises, writes, fills = uuid4(), uuid4(), uuid4()

    def fill(subject_id: UUID, *_: object) -> str:
        if subject_id == raises:
            raise KeyError("Zanzibarina")
        if subject_id == writes:
            session.add(YoungPerson(district_id="burnley", reference="LH-99", born_on=NOW.date()))
        return "a link"

    monkeypatch.setattr(filling, "_known", {"test": fill})
    bad = [box.queue("a", subject_id=each) for each in (raises, writes)]
    good = box.queue("b", subject_id=fills)
    worker.empty()
    assert [(box.message(each).state, box.message(each).fault) for each in bad] == [
        ("failed", Fault.OWN_FAULT)
    ] * 2
    assert box.message(good).state == "sent"
    assert way.addresses == ["b"]


def test_what_was_not_touched_when_the_database_was_away_waits_for_no_lease(
    box: Outbox, worker: Worker, way: HeldWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> str:
        raise OperationalError("", {}, Exception("the database is locked"))

    monkeypatch.setattr(filling, "_known", {"test": away})
    ids = [box.queue(name, subject_id=uuid4()) for name in ("a", "b")]
    with pytest.raises(OperationalError):
        worker.round()
    stood = sorted((box.message(each).state, box.message(each).attempts) for each in ids)
    assert stood == [("queued", 0), ("sending", 1)]
    assert way.sent == []


def test_what_a_crash_left_is_asked_for_before_it_is_sent_again(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock, working: ScopeOpener
) -> None:
    gone, not_gone = box.queue("a"), box.queue("b")
    with working():
        taken = {each.id: each for each in delivering.take_messages(now=NOW, most=10)}
    way.send(taken[gone].outgoing)
    assert worker.round() is False
    clock.instant = LATER
    worker.empty()
    assert sorted(way.addresses) == ["a", "b"]
    assert way.asked == 2
    assert [box.message(each).state for each in (gone, not_gone)] == ["sent", "sent"]


@pytest.mark.parametrize("arrived", [True, False])
def test_what_arrived_before_a_crash_is_not_called_off_because_it_was_used_meanwhile(
    box: Outbox,
    worker: Worker,
    way: HeldWay,
    *,
    clock: MovableClock,
    working: ScopeOpener,
    monkeypatch: pytest.MonkeyPatch,
    arrived: bool,
) -> None:
    """Nothing is made for it once more either: it is asked for before it is filled."""
    filled = []

    def used(*_: object) -> None:
        filled.append(1)

    monkeypatch.setattr(filling, "_known", {"test": used})
    message_id = box.queue(subject_id=uuid4())
    with working():
        taken = delivering.take_messages(now=NOW, most=10)
    if arrived:
        way.send(taken[0].outgoing)
    clock.instant = LATER
    worker.empty()
    row = box.message(message_id)
    expected = ("sent", None, []) if arrived else ("cancelled", Fault.CALLED_OFF, [1])
    assert (row.state, row.fault, filled) == expected
    assert (len(way.sent), way.asked) == (int(arrived), 1)


def test_a_way_that_cannot_be_asked_sends_again_under_the_same_reference(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock, working: ScopeOpener
) -> None:
    way.can_be_asked = False
    message_id = box.queue()
    with working():
        (taken,) = delivering.take_messages(now=NOW, most=10)
    way.send(taken.outgoing)
    clock.instant = LATER
    worker.empty()
    assert [each.reference for each in way.sent] == [message_id, message_id]


def test_where_nobody_can_be_asked_nothing_is_sent_yet(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock, working: ScopeOpener
) -> None:
    way.answers = Fault.UNREACHABLE
    message_id = box.queue()
    with working():
        delivering.take_messages(now=NOW, most=10)
    clock.instant = LATER
    worker.empty()
    assert way.sent == []
    assert (box.message(message_id).state, box.message(message_id).fault) == (
        "failed",
        Fault.UNREACHABLE,
    )


def test_a_worker_that_was_too_slow_changes_nothing(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock, working: ScopeOpener
) -> None:
    message_id = box.queue()
    with working():
        (slow,) = delivering.take_messages(now=NOW, most=10)
    clock.instant = LATER
    worker.empty()
    with working():
        assert delivering.message_went(taken=slow, now=LATER) is False
        delivering.message_failed(taken=slow, fault=Fault.BUSY, now=LATER)
        delivering.put_back(taken=[slow], now=LATER)
    row = box.message(message_id)
    assert (row.state, row.attempts, row.failures, row.fault) == ("sent", 2, 1, None)


def test_a_message_that_stops_the_portal_each_time_is_given_up(
    box: Outbox, clock: MovableClock, working: ScopeOpener
) -> None:
    message_id = box.queue()
    for _ in range(MOST_FAILURES + 1):
        with working():
            delivering.take_messages(now=clock.instant, most=10)
        clock.instant += timedelta(minutes=11)
    row = box.message(message_id)
    assert (row.state, row.fault) == ("dead", Fault.STOPPED)


def test_a_worker_told_to_stop_puts_back_what_it_has_not_touched(
    box: Outbox, worker: Worker, way: HeldWay
) -> None:
    ids = [box.queue(name) for name in "abc"]

    def stop(step: Step) -> None:
        if step is Step.HANDED_OVER:
            worker.told.set()

    worker.at = stop
    assert worker.run().sent == 1
    rows = [box.message(each) for each in ids]
    assert sorted((row.state, row.attempts) for row in rows) == [
        ("queued", 0),
        ("queued", 0),
        ("sent", 1),
    ]
    worker.told.clear()
    worker.at = nothing
    worker.empty()
    assert (sorted(way.addresses), way.asked) == (["a", "b", "c"], 0)


def test_a_worker_that_ran_out_of_time_puts_the_rest_back(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock
) -> None:
    for name in "abc":
        box.queue(name)

    def slowly(step: Step) -> None:
        if step is Step.HANDED_OVER:
            clock.instant += timedelta(minutes=7)

    worker.at = slowly
    worker.round()
    assert sorted(box.states()) == ["queued", "queued", "sent"]


def test_two_messages_under_one_key_that_met_in_a_race_are_one(
    box: Outbox, worker: Worker, way: HeldWay, clock: MovableClock, working: ScopeOpener
) -> None:
    older = box.queue(settle_key="slot:9")
    newer = box.queue(settle_key="slot:9")
    with working():
        row = session.scalars(select(Message).where(Message.id == older)).one()
        row.state, row.fault, row.settled_at = "queued", None, None
        row.queued_at -= timedelta(seconds=1)
    clock.instant = NOW + timedelta(hours=1)
    worker.empty()
    assert [each.reference for each in way.sent] == [newer]
    assert box.message(older).fault == Fault.REPLACED


def test_the_heart_beats_every_half_minute(
    worker: Worker, clock: MovableClock, box: Outbox, working: ScopeOpener
) -> None:
    def beat() -> datetime:
        with working(writes=False):
            return session.scalars(select(Heartbeat.beat_at)).one()

    worker.round()
    assert beat() == NOW
    clock.instant = NOW + timedelta(seconds=29)
    worker.round()
    assert beat() == NOW
    clock.instant = NOW + timedelta(seconds=30)
    worker.round()
    assert beat() == clock.instant


def test_a_database_that_does_not_answer_is_waited_for(
    box: Outbox, worker: Worker, way: HeldWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    box.queue()
    tries: list[float] = []

    def round_(self: Worker) -> bool:
        if not tries:
            raise OperationalError("select", {}, Exception("gone"))
        return real(self)

    def wait(seconds: float) -> None:
        tries.append(seconds)
        if len(tries) > 1:
            worker.told.set()

    real = Worker.round
    monkeypatch.setattr(Worker, "round", round_)
    monkeypatch.setattr(worker.told, "wait", wait)
    assert worker.run().sent == 1


@pytest.fixture
def named(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """The register of work, with the test's own in it until the test ends."""
    known = dict(jobs._known)  # noqa: SLF001 - put back as it was
    monkeypatch.setattr(jobs, "_known", known)
    return known


def add_young_person(*, now: datetime, district_id: str, young_person_id: UUID) -> None:
    """The work of these tests: its effect can be counted."""
    session.add(
        YoungPerson(
            id=young_person_id,
            reference=f"LH-{young_person_id}",
            district_id=district_id,
            born_on=now.date(),
        )
    )
    audit.record(
        event="cases:young_person:placed",
        subject=("young_person", young_person_id),
        actor_id=None,
        now=now,
        district_id=district_id,
    )


def count_young_people(working: ScopeOpener) -> int:
    with working(writes=False):
        return session.scalar(select(func.count()).select_from(YoungPerson)) or 0


def test_work_is_done_once_with_the_note_that_it_is(
    box: Outbox, worker: Worker, working: ScopeOpener, named: dict[str, Any]
) -> None:
    outbox.job("test:add")(add_young_person)
    job_id = box.job("test:add", key="once", arguments={"young_person_id": UUID(int=9)})
    assert box.job("test:add", key="once", arguments={"young_person_id": UUID(int=8)}) == job_id
    assert worker.empty().done == 1
    worker.empty()
    assert count_young_people(working) == 1
    assert box.job_row(job_id).state == "sent"


def test_a_job_keeps_to_its_district(
    box: Outbox, worker: Worker, working: ScopeOpener, named: dict[str, Any]
) -> None:
    def elsewhere(*, now: datetime, district_id: str) -> None:
        add_young_person(now=now, district_id="preston", young_person_id=UUID(int=9))

    outbox.job("test:elsewhere")(elsewhere)
    job_id = box.job("test:elsewhere")
    assert worker.empty().not_done == 1
    assert count_young_people(working) == 0
    assert box.job_row(job_id).fault == Fault.JOB_REFUSED


@pytest.mark.parametrize(
    ("error", "state", "fault"),
    [
        (RuleError("Not today, Zanzibarina."), "failed", Fault.JOB_REFUSED),
        (KeyError("Zanzibarina"), "failed", Fault.OWN_FAULT),
    ],
)
def test_work_that_fails_leaves_nothing_and_is_tried_again(
    box: Outbox,
    worker: Worker,
    working: ScopeOpener,
    named: dict[str, Any],
    *,
    clock: MovableClock,
    caplog: pytest.LogCaptureFixture,
    error: Exception,
    state: str,
    fault: Fault,
) -> None:
    failing = [error]

    def work(*, now: datetime, district_id: str) -> None:
        add_young_person(now=now, district_id=district_id, young_person_id=UUID(int=9))
        if failing:
            raise failing.pop()

    outbox.job("test:fails")(work)
    job_id = box.job("test:fails")
    worker.empty()
    assert count_young_people(working) == 0
    assert (box.job_row(job_id).state, box.job_row(job_id).fault) == (state, fault)
    assert "Zanzibarina" not in caplog.text
    clock.instant = box.job_row(job_id).due_at
    worker.empty()
    assert (count_young_people(working), box.job_row(job_id).state) == (1, "sent")


def test_work_that_another_worker_took_over_is_undone(
    box: Outbox, worker: Worker, working: ScopeOpener, named: dict[str, Any]
) -> None:
    outbox.job("test:add")(add_young_person)
    job_id = box.job("test:add", arguments={"young_person_id": UUID(int=9)})
    with working():
        (slow,) = delivering.take_jobs(now=NOW, most=1)
    with working():
        (other,) = delivering.take_jobs(now=LATER, most=1)
    with worker.app.app_context():
        worker._do(slow)  # noqa: SLF001 - the step that a slow worker comes to
    assert count_young_people(working) == 0
    with worker.app.app_context():
        worker._do(other)  # noqa: SLF001 - as above
    assert (count_young_people(working), box.job_row(job_id).state) == (1, "sent")


def test_unknown_work_is_a_dead_letter(box: Outbox, worker: Worker) -> None:
    job_id = box.job("test:nobody-knows")
    worker.empty()
    row = box.job_row(job_id)
    assert (row.state, row.fault) == ("dead", Fault.UNKNOWN_JOB)


def test_two_rooms_cannot_register_the_same_work(named: dict[str, Any]) -> None:
    outbox.job("test:add")(add_young_person)
    outbox.job("test:add")(add_young_person)
    with pytest.raises(ValueError, match="test:add"):
        outbox.job("test:add")(lambda: None)
