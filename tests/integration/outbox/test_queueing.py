"""Queueing: in the change's own transaction, once for each key, one settled message, no name."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from portal import outbox
from portal.database import ScopeBreachError, session
from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.outbox import Channel, Urgency
from portal.outbox.invitations import Invitation
from portal.outbox.models import Message
from portal.outbox.rules.faults import Fault
from portal.outbox.worker import Worker
from portal.web.access import Audience
from tests.integration.conftest import MovableClock, ScopeOpener
from tests.integration.outbox.conftest import NOW, HeldWay, Outbox, to

QUARTER = timedelta(minutes=15)


def ask(**more: Any) -> UUID:
    values: dict[str, Any] = {
        "message": "test",
        "key": f"test:{uuid4()}",
        "recipient": to("a"),
        "now": NOW,
        "district_id": "burnley",
    }
    return outbox.queue(**(values | more))


@pytest.mark.control("C36")
def test_a_message_is_there_when_the_change_is_and_not_otherwise(working: ScopeOpener) -> None:
    with pytest.raises(RuleError), working():
        (ask(), ask(message="reminder"))
    with working():
        ask()
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_a_key_is_used_once(box: Outbox, worker: Worker, way: HeldWay) -> None:
    first = box.queue(key="agenda:7:member:3")
    assert box.queue(key="agenda:7:member:3", recipient=to("b")) == first
    worker.empty()
    assert box.queue(key="agenda:7:member:3") == first
    worker.empty()
    assert way.addresses == ["a"]


def test_a_message_says_a_day_and_where_to_sign_in(box: Outbox) -> None:
    row = box.message(box.queue(message="agenda_published", given={"day": date(2026, 12, 17)}))
    assert row.subject == "Something is ready for you to read"
    assert row.body == (
        "There is something for you to read before Thursday 17 December 2026.\n\n"
        "Sign in to read it: http://127.0.0.1:8080\n\n"
        "Lancashire County Council. If you have a question, write to "
        "lasting-homes@lancashire.example.\n"
    )


def test_a_message_is_worded_by_its_district(box: Outbox) -> None:
    given = {"day": date(2026, 12, 17)}
    rows = {
        place: box.message(
            box.queue(
                message="reminder", given=given, district_id=place, kind=PanelKind.LASTING_HOME
            )
        )
        for place in ("burnley", "preston", None)
    }
    assert rows["burnley"].subject == rows[None].subject == "Something is waiting for you"
    assert rows["preston"].subject == "Please look at this before Thursday 17 December 2026"


@pytest.mark.control("C36")
@pytest.mark.parametrize(
    "more",
    [
        {"recipient": to("a\r\nBcc: b")},
        {"recipient": to("a", address="a@practice.example,b@practice.example")},
        {"recipient": to("a", channel=Channel.SMS)},
        {"key": "a key\nof two lines"},
        {"settle_key": "slot 9"},
        {"calendar": b"<html>"},
        {"message": "reminder"},
    ],
    ids=["a line break", "two readers", "no number", "key", "settle key", "no calendar", "no day"],
)
def test_what_cannot_be_sent_is_refused_and_nothing_is_queued(
    working: ScopeOpener, more: dict[str, Any]
) -> None:
    with pytest.raises(RuleError), working():
        ask(**more)
    with working(writes=False):
        assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_three_moves_of_a_slot_send_one_message(
    box: Outbox, clock: MovableClock, worker: Worker, way: HeldWay
) -> None:
    for minutes, hour in ((0, 9), (5, 10), (14, 11)):
        clock.instant = NOW + timedelta(minutes=minutes)
        box.queue(
            message="agenda_changed",
            given={"day": date(2026, 12, 17), "time": time(hour)},
            settle_key="slot:9",
        )
    assert box.states() == ["cancelled", "cancelled", "queued"]
    clock.instant = NOW + timedelta(minutes=28)
    assert worker.empty().sent == 0
    clock.instant = NOW + timedelta(minutes=29)
    assert worker.empty().sent == 1
    assert "It is now 11am." in way.sent[0].body


def test_changes_that_never_end_still_leave_a_message_within_the_hour(
    box: Outbox, clock: MovableClock, worker: Worker
) -> None:
    for minutes in range(0, 60, 10):
        clock.instant = NOW + timedelta(minutes=minutes)
        box.queue(settle_key="slot:9")
        assert worker.empty().sent == 0
    clock.instant = NOW + timedelta(minutes=60)
    assert worker.empty().sent == 1


def test_a_message_to_somebody_else_is_not_replaced(box: Outbox) -> None:
    box.queue("a", settle_key="slot:9")
    box.queue("b", settle_key="slot:9")
    box.queue("a", settle_key="slot:10")
    box.queue("a")
    assert box.states() == ["queued"] * 4


def test_what_has_gone_is_followed_by_another(
    box: Outbox, clock: MovableClock, worker: Worker, way: HeldWay
) -> None:
    box.queue(settle_key="slot:9")
    clock.instant = NOW + QUARTER
    worker.empty()
    box.queue(settle_key="slot:9")
    clock.instant += QUARTER
    worker.empty()
    assert way.addresses == ["a", "a"]


def test_a_cancel_takes_back_what_waits(
    box: Outbox, working: ScopeOpener, clock: MovableClock, worker: Worker
) -> None:
    first = box.queue("a", settle_key="slot:9")
    box.queue("b", settle_key="slot:9")
    other = box.queue("c", settle_key="slot:10")
    with working():
        assert outbox.cancel(settle_key="slot:9", now=NOW) == 2
        assert outbox.cancel(settle_key="slot:9", now=NOW) == 0
    clock.instant = NOW + QUARTER
    assert worker.empty().sent == 1
    assert (box.message(first).state, box.message(first).fault) == ("cancelled", Fault.CALLED_OFF)
    assert box.message(other).state == "sent"


@pytest.mark.parametrize(
    ("queued", "urgency", "due"),
    [
        ("2026-11-27T17:00", None, "2026-11-27T17:00"),
        ("2026-11-27T20:00", None, "2026-11-28T07:30"),
        ("2026-11-27T20:00", Urgency.REMINDER, "2026-11-30T07:30"),
        ("2026-11-27T20:00", Urgency.URGENT, "2026-11-27T20:00"),
    ],
)
def test_quiet_hours_are_kept(
    box: Outbox, clock: MovableClock, queued: str, urgency: Urgency | None, due: str
) -> None:
    clock.instant = datetime.fromisoformat(queued).replace(tzinfo=UTC)  # winter: England's clock
    row = box.message(
        box.queue(message="agenda_published", given={"day": date(2026, 12, 17)}, urgency=urgency)
    )
    assert row.due_at == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_a_message_may_be_kept_until_a_day(box: Outbox) -> None:
    later = NOW + timedelta(days=7)
    assert box.message(box.queue(not_before=later)).due_at == later


def test_somebody_not_reached_by_message_is_on_the_list_of_those_to_be_told(
    box: Outbox, worker: Worker, way: HeldWay
) -> None:
    reader = to("a", address="", channel=Channel.NONE, audience=Audience.YOUNG_PERSON)
    row = box.message(box.queue(recipient=reader))
    assert (row.state, row.fault, row.channel) == ("cancelled", Fault.NOT_BY_MESSAGE, "none")
    worker.empty()
    assert way.sent == []


def test_a_calendar_entry_goes_with_its_message(box: Outbox, worker: Worker, way: HeldWay) -> None:
    entry = Invitation(
        uid="9@practice.example",
        sequence=0,
        organiser="no-reply@practice.example",
        attendee="a@practice.example",
        starts=NOW,
        ends=NOW + timedelta(hours=1),
        written_at=NOW,
        url="https://portal.example",
    ).request()
    box.queue(calendar=entry)
    worker.empty()
    assert way.sent[0].calendar == entry


def test_a_district_cannot_queue_for_another_or_for_the_county(working: ScopeOpener) -> None:
    for place in ("preston", None):
        with pytest.raises(ScopeBreachError), working(districts=frozenset({"burnley"})):
            ask(district_id=place)
    with working(districts=frozenset({"burnley"})):
        ask()
