"""Reminders by the outbox: neutral, once, never at night, over when it is done."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.database import session
from portal.outbox.models import Job, Message
from portal.outbox.worker import Worker
from portal.panels import operations as panels
from portal.people.models import Person
from portal.preparation import operations
from portal.preparation.models import ReminderSent
from tests.integration.conftest import MovableClock
from tests.integration.panels.conftest import CANARY, NOW
from tests.integration.preparation.conftest import Preparing


def run(preparing: Preparing, now: datetime = NOW) -> int:
    with preparing.working():
        return operations.send_reminders(now=now)


def messages(preparing: Preparing) -> list[Message]:
    with preparing.working(writes=False):
        return list(
            session.scalars(
                select(Message).where(Message.kind == "reminder").order_by(Message.queued_at)
            )
        )


def told(preparing: Preparing) -> Counter[str]:
    with preparing.working(writes=False):
        names = dict(session.execute(select(Person.id, Person.name).order_by(Person.id)).all())
    return Counter(names[each.recipient_id] for each in messages(preparing) if each.recipient_id)


def test_everybody_who_is_asked_gets_one_neutral_message(preparing: Preparing) -> None:
    assert run(preparing) == 7
    assert told(preparing) == {
        "Sam Testcase": 1,
        "Hattie Invented": 1,
        "Fran Invented": 1,
        "Ira Invented": 1,
        "Prue Invented": 1,
        "Pat Invented": 1,
        "Casey Example": 1,  # nobody holds the seat of the Access to Resources Team
    }
    for each in messages(preparing):
        for text in (each.subject, each.body):
            for never in (CANARY, "LH-1", "Sam", "panel", "housing", "care"):
                assert never not in text
        assert "Something is waiting for you" in each.subject


def test_running_twice_sends_once(preparing: Preparing) -> None:
    run(preparing)
    assert run(preparing) == 0
    assert run(preparing, NOW + timedelta(hours=3)) == 0
    assert run(preparing, NOW + timedelta(days=1)) == 0
    assert len(messages(preparing)) == 7


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 23, 19, 30, tzinfo=UTC),
        datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
        datetime(2026, 11, 28, 10, 0, tzinfo=UTC),
    ],
    ids=["in the evening", "in the night", "on a Saturday"],
)
def test_nothing_is_queued_in_quiet_hours(preparing: Preparing, moment: datetime) -> None:
    assert run(preparing, moment) == 0


def test_they_stop_when_it_is_done_and_go_up_the_chain_when_it_is_late(
    preparing: Preparing,
) -> None:
    run(preparing)
    preparing.write(preparing.housing)
    late = datetime(2026, 12, 11, 9, 0, tzinfo=UTC)
    for day in range(4):
        run(preparing, late + timedelta(days=day if day == 0 else day + 2))
    with preparing.working(writes=False):
        rows = session.execute(
            select(ReminderSent.task, ReminderSent.step, Person.name)
            .join(Person, (Person.id == ReminderSent.person_id))
            .where(
                Person.authority_id == ReminderSent.authority_id,
                ReminderSent.task.in_(["housing", "iro_view"]),
            )
            .order_by(ReminderSent.sent_on, ReminderSent.step)
        ).all()
    assert {row.step for row in rows if row.task == "housing"} == {"opened"}
    late_steps = [(row.step, row.name) for row in rows if row.task == "iro_view"]
    assert ("late_0", "Ira Invented") in late_steps
    assert ("late_1", "Casey Example") in late_steps
    assert ("late_2", "Lee Sample") in late_steps


@pytest.mark.control("C12")
def test_whoever_is_out_of_the_item_is_never_reminded_of_it(preparing: Preparing) -> None:
    with preparing.working():
        panels.declare_interest(
            actor=preparing.housing, now=NOW, item_id=preparing.item_id, reason="A relative."
        )
    run(preparing)
    assert "Hattie Invented" not in told(preparing)
    assert told(preparing)["Casey Example"] == 1


def test_a_withdrawn_item_and_a_cancelled_meeting_remind_nobody(preparing: Preparing) -> None:
    with preparing.working():
        panels.withdraw_item(
            actor=preparing.district.support, now=NOW, item_id=preparing.item_id, reason="Moved."
        )
    assert run(preparing) == 0


def test_the_job_does_it_and_queues_the_next_hour(
    app: Flask, preparing: Preparing, clock: MovableClock
) -> None:
    with preparing.working():
        operations.queue_reminding(now=NOW)
        operations.queue_reminding(now=NOW)
    with preparing.working(writes=False):
        assert session.scalar(select(func.count()).select_from(Job)) == 1
    clock.instant = NOW
    with preparing.working():
        operations.remind(now=NOW, district_id=None)
    with preparing.working(writes=False):
        due = list(session.scalars(select(Job.due_at).order_by(Job.due_at)))
    assert due == [NOW, NOW + timedelta(hours=1)]
    assert len(messages(preparing)) == 7
    assert Worker(app).counts.sent == 0


def test_the_job_of_the_evening_waits_for_the_next_working_morning(preparing: Preparing) -> None:
    friday_evening = datetime(2026, 11, 27, 18, 30, tzinfo=UTC)
    with preparing.working():
        operations.remind(now=friday_evening, district_id=None)
    with preparing.working(writes=False):
        assert session.scalars(select(Job.due_at)).one() == datetime(
            2026, 11, 30, 7, 30, tzinfo=UTC
        )
