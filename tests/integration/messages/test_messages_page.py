"""The page of messages: what waits, what did not go and why, who may see it and act on it."""

from __future__ import annotations

import csv
import io
import logging
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event, select

from portal import outbox
from portal.audit.models import Event
from portal.database import db, session
from portal.messages.operations import TEST
from portal.messages.pages import ON_A_PAGE
from portal.outbox import Channel, Recipient
from portal.outbox.channels import Ways
from portal.outbox.models import Heartbeat, Job, Message
from portal.outbox.rules.faults import Fault
from portal.outbox.worker import Worker
from portal.people import operations as people
from portal.people.policy import Role
from portal.testing.pages import PageClient
from portal.web.access import Audience
from tests.integration.conftest import MovableClock, ScopeOpener, SignIn
from tests.integration.outbox.conftest import NOW, HeldWay, Outbox, box, to, way, worker
from tests.integration.terms.conftest import main_words

__all__ = ["box", "way", "worker"]  # the outbox's own fixtures
ELSEWHERE = "zanzibarina"
"""A reader of another district: their address, and the subject to them, are met nowhere else."""


def fails_with(fault: Fault, way: HeldWay, worker: Worker) -> None:
    way.fails = lambda _: fault
    worker.empty()
    way.fails = lambda _: None


@pytest.mark.parametrize(
    ("role", "home", "status"),
    [
        (Role.CASE_SUPPORT, "burnley", 200),
        (Role.CASE_SUPPORT, None, 200),
        (Role.DISTRICT_LEAD, "burnley", 200),
        (Role.CHAIR, "burnley", 403),
        (Role.MEMBER, "burnley", 403),
        (Role.SOCIAL_WORKER, "burnley", 403),
    ],
)
def test_who_may_see_messages(
    client: PageClient, sign_in: SignIn, role: Role, home: str | None, status: int
) -> None:
    sign_in(client, role, home)
    assert client.get("/messages").status_code == status
    assert client.get("/messages.csv").status_code == status
    linked = 'href="/messages"' in client.get("/").text
    assert linked is (status == 200)


def test_somebody_signed_out_is_asked_to_sign_in(client: PageClient) -> None:
    for path in ("/messages", "/messages.csv", f"/messages/{UUID(int=1)}"):
        assert client.get(path).status_code == 303


def test_the_page_says_what_waits_what_failed_and_why(
    client: PageClient,
    sign_in: SignIn,
    box: Outbox,
    way: HeldWay,
    worker: Worker,
) -> None:
    box.queue("casey")
    fails_with(Fault.ADDRESS_REFUSED, way, worker)
    box.queue("robin")
    fails_with(Fault.BUSY, way, worker)
    box.queue("sam", settle_key="slot:9")
    box.queue(recipient=to("x", address="", channel=Channel.NONE, audience=Audience.YOUNG_PERSON))
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    said = main_words(client.get("/messages").text)
    assert "sends messages is running." in said
    assert "All (4) Did not go (2) Waiting (1) To be told in person (1) Sent (0)" in said
    assert "c…@practice.example" in said
    assert "There is no such address. Put the person’s address right." in said
    assert "The message service was too busy to take it. The portal tries again by itself." in said
    assert "Next try: Monday 23 November 2026 at 9:01am" in said
    assert "A young person" in said
    assert "They are not reached by message. Tell them yourself." in said
    trouble = main_words(client.get("/messages?show=trouble").text)
    assert "2 of 2 messages shown." in trouble
    assert "s…@practice.example" not in trouble
    assert "3 messages" not in main_words(client.get("/messages?show=sent").text)


def test_a_reader_sees_their_own_districts_messages_and_no_others(
    client: PageClient, sign_in: SignIn, box: Outbox
) -> None:
    here = box.queue("casey")
    there = box.queue(
        ELSEWHERE,
        district_id="preston",
        message="reminder",
        given={"day": date(2026, 12, 17)},
    )
    county = box.queue(ELSEWHERE, district_id=None)
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    page = client.get("/messages")
    assert "1 of 1 message shown." in main_words(page.text)
    for text in (page.text, client.get("/messages.csv").text):
        assert "z…@" not in text
        assert "Please look at this" not in text
    assert client.get(f"/messages/{here}").status_code == 200
    for hidden in (there, county, uuid4()):
        assert client.get(f"/messages/{hidden}").status_code == 404
        assert client.post(f"/messages/{hidden}/call-off").status_code == 404
        assert client.post(f"/messages/{hidden}/try-again").status_code == 404
    assert box.message(there).state == "queued"


def test_a_county_wide_reader_sees_every_districts_messages(
    client: PageClient, sign_in: SignIn, box: Outbox
) -> None:
    for place in ("burnley", "preston", None):
        box.queue("casey", district_id=place)
    sign_in(client, Role.CASE_SUPPORT, None)
    said = main_words(client.get("/messages").text)
    assert "3 of 3 messages shown." in said
    assert "Preston" in said
    assert "The whole county" in said


def test_somebody_who_only_reads_cannot_act(
    client: PageClient, sign_in: SignIn, box: Outbox
) -> None:
    message_id = box.queue()
    sign_in(client, Role.CHAIR, "burnley")
    assert client.post(f"/messages/{message_id}/call-off").status_code == 403
    assert client.post("/messages/test").status_code == 403
    assert box.message(message_id).state == "queued"


def test_one_message_shows_its_words_and_everybody_by_name(
    client: PageClient, sign_in: SignIn, box: Outbox, working: ScopeOpener
) -> None:
    with working():
        person = people.register(
            name="Casey Example",
            email="casey@practice.example",
            password=None,
            starts_on=date(2026, 1, 1),
        )
        person_id = person.id
    message_id = box.queue("casey", recipient=to("casey", person_id=person_id))
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    said = main_words(client.get(f"/messages/{message_id}").text)
    assert said.startswith("Message to Casey Example")
    assert "Messages reach you at this address." in said
    assert "Sign in: http://127.0.0.1:8080" in said
    assert "casey@practice.example" not in said
    assert "Casey Example" in main_words(client.get("/messages").text)


def test_a_message_that_did_not_go_is_tried_again(
    client: PageClient,
    sign_in: SignIn,
    box: Outbox,
    way: HeldWay,
    *,
    worker: Worker,
    working: ScopeOpener,
) -> None:
    message_id = box.queue()
    fails_with(Fault.REFUSED, way, worker)
    sign_in(client, Role.DISTRICT_LEAD, "burnley")
    assert "Try again now" in client.get(f"/messages/{message_id}").text
    answer = client.post(f"/messages/{message_id}/try-again")
    assert answer.status_code == 303
    assert "The portal tries again now." in client.get(answer.location).text
    worker.empty()
    assert box.message(message_id).state == "sent"
    page = client.get(f"/messages/{message_id}").text
    assert "Try again now" not in page
    assert "Call it off" not in page
    with working(writes=False):
        found = session.scalars(
            select(Event.event).where(Event.subject_id == message_id).order_by(Event.seq)
        )
        assert sorted(found) == [
            "outbox:message:given_up",
            "outbox:message:retried",
            "outbox:message:sent",
        ]


def test_a_message_that_waits_is_called_off(
    client: PageClient,
    sign_in: SignIn,
    box: Outbox,
    way: HeldWay,
    *,
    worker: Worker,
    working: ScopeOpener,
) -> None:
    message_id = box.queue()
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    answer = client.post(f"/messages/{message_id}/call-off")
    assert "The message is called off." in client.get(answer.location).text
    worker.empty()
    assert (box.message(message_id).state, way.sent) == ("cancelled", [])
    with working(writes=False):
        event_ = session.scalars(select(Event).where(Event.subject_id == message_id)).one()
    assert (event_.event, event_.about_district) == ("outbox:message:called_off", "burnley")
    assert event_.actor_id is not None


@pytest.mark.parametrize("act", ["try-again", "call-off"])
def test_a_message_that_is_gone_is_left_as_it_is_and_the_reader_told(
    client: PageClient, sign_in: SignIn, box: Outbox, worker: Worker, act: str
) -> None:
    message_id = box.queue()
    worker.empty()
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    answer = client.post(f"/messages/{message_id}/{act}")
    assert "Look at how it stands now." in client.get(answer.location).text
    assert box.message(message_id).state == "sent"


def test_work_that_was_not_done_is_shown_tried_again_and_called_off(
    client: PageClient, sign_in: SignIn, box: Outbox, worker: Worker
) -> None:
    tried, dropped = box.job("test:nobody-knows"), box.job("test:nobody-knows")
    elsewhere = box.job("test:elsewhere", district_id="preston")
    worker.empty()
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    page = client.get("/messages").text
    assert "Work that did not get done" in page
    assert "The portal does not know this work any more." in page
    assert "test: elsewhere" not in page
    assert client.post(f"/messages/work/{tried}/try-again").status_code == 303
    assert client.post(f"/messages/work/{dropped}/call-off").status_code == 303
    assert client.post(f"/messages/work/{elsewhere}/call-off").status_code == 404
    states = [box.job_row(each).state for each in (tried, dropped, elsewhere)]
    assert states == ["queued", "cancelled", "dead"]


def test_a_test_message_goes_the_whole_way(
    client: PageClient,
    sign_in: SignIn,
    box: Outbox,
    way: HeldWay,
    *,
    worker: Worker,
    working: ScopeOpener,
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    for _ in range(2):
        answer = client.post("/messages/test")
        assert "is on its way to your own address" in client.get(answer.location).text
    assert worker.empty().facts() == {
        "messages_sent": 1,
        "messages_failed": 0,
        "jobs_done": 1,
        "jobs_failed": 0,
    }
    assert [message.address for message in way.sent] == ["person-1@practice.example"]
    assert "Messages reach you at this address." in way.sent[0].body
    said = main_words(client.get("/messages").text)
    assert "Case support officer Example" in said
    assert "Sent (1)" in said


def test_a_test_message_of_somebody_who_has_gone_is_not_sent(
    box: Outbox, worker: Worker, way: HeldWay
) -> None:
    job_id = box.job(TEST, arguments={"person_id": uuid4()})
    worker.empty()
    assert (box.job_row(job_id).fault, way.sent) == (Fault.JOB_REFUSED, [])


def test_a_worker_that_does_not_run_is_said_at_the_top(
    client: PageClient, sign_in: SignIn, clock: MovableClock, worker: Worker, box: Outbox
) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    assert "has never run" in main_words(client.get("/messages").text)
    worker.round()
    assert "sends messages is running." in main_words(client.get("/messages").text)
    clock.instant = NOW + timedelta(minutes=6)
    said = main_words(client.get("/messages").text)
    assert "has not run since Monday 23 November 2026 at 9am" in said


def test_the_page_says_that_messages_are_files(client: PageClient, sign_in: SignIn) -> None:
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    assert "Nobody receives these messages" in client.get("/messages").text


def test_every_message_is_on_one_of_the_pages_once(
    client: PageClient, sign_in: SignIn, box: Outbox, clock: MovableClock
) -> None:
    for number in range(2 * ON_A_PAGE + 3):
        clock.instant = NOW + timedelta(seconds=number // 3)  # three at the same moment
        box.queue(f"r{number}")
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    path: str | None = "/messages?show=waiting"
    seen: list[str] = []
    pages = 0
    while path:
        text = client.get(path).text
        seen += [part.partition('"')[0] for part in text.split('href="/messages/')[1:]]
        pages += 1
        following = [line for line in text.split('href="') if ">Next page" in line]
        path = following[0].partition('"')[0].replace("&amp;", "&") if following else None
    assert pages == 3
    assert len(seen) == len(set(seen)) == 2 * ON_A_PAGE + 3
    assert client.get("/messages?after=no-id").status_code == 200
    assert "First page" not in client.get(f"/messages?after={uuid4()}").text


def test_the_file_has_every_row_with_the_same_filter(
    client: PageClient, sign_in: SignIn, box: Outbox, way: HeldWay, worker: Worker
) -> None:
    for number in range(ON_A_PAGE + 2):
        box.queue(f"r{number}")
    fails_with(Fault.REFUSED, way, worker)
    box.queue("robin")
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    every = _rows(client.get("/messages.csv").text)
    trouble = _rows(client.get("/messages.csv?show=trouble").text)
    assert (len(every), len(trouble)) == (ON_A_PAGE + 3, ON_A_PAGE + 2)
    assert trouble[0]["Written"] == "2026-11-23T09:00+00:00"
    assert trouble[0]["Where it stands"] == "Did not go"
    assert {row["District"] for row in every} == {"Burnley"}
    assert "practice.example" in every[0]["Address"]
    assert "robin@" not in client.get("/messages.csv").text


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\N{BYTE ORDER MARK}"))))


@pytest.mark.parametrize("readers", [1, 3])
def test_the_page_asks_the_database_as_often_whatever_it_shows(
    app: Flask, client: PageClient, sign_in: SignIn, box: Outbox, readers: int
) -> None:
    for number in range(readers):
        box.queue(f"r{number}", recipient=to(f"r{number}", person_id=uuid4()))
        box.job("test:nobody-knows")
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    asked: list[str] = []
    with app.app_context():
        engine = db.engine

    def count(*arguments: object) -> None:
        asked.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", count)
    try:
        client.get("/messages")
    finally:
        event.remove(engine, "before_cursor_execute", count)
    selects = [statement for statement in asked if statement.startswith("SELECT")]
    assert len(selects) == 7


@pytest.mark.control("C36", "C41")
def test_no_message_and_no_log_holds_a_name_or_an_address(
    app: Flask,
    client: PageClient,
    sign_in: SignIn,
    box: Outbox,
    *,
    way: HeldWay,
    working: ScopeOpener,
    caplog: pytest.LogCaptureFixture,
) -> None:
    with working():
        person = people.register(
            name="Quetzalina Canary",
            email="quetzalina@practice.example",
            password=None,
            starts_on=date(2026, 1, 1),
        )
        person_id = person.id
    reader = Recipient(
        person_id, "quetzalina@practice.example", Channel.EMAIL, Audience.YOUNG_PERSON
    )
    sign_in(client, Role.CASE_SUPPORT, "burnley")
    way.fails = lambda message: Fault.BUSY if message.reference.int % 2 else None
    with caplog.at_level(logging.DEBUG):
        for number in range(10):
            with working():
                outbox.queue(
                    message="agenda_published",
                    key=f"agenda:{number}",
                    recipient=reader,
                    now=NOW,
                    district_id="burnley",
                    given={"day": date(2026, 12, 17)},
                )
        Worker(app, out=Ways(email=way, sms=None)).empty()
        client.get("/messages")
    assert len(way.sent) + way.asked >= 1
    assert "uetzalina" not in caplog.text
    for message in way.sent:
        assert "uetzalina" not in message.subject + message.body
    with working(writes=False):
        kept = [
            str((row.subject, row.body, row.key, row.settle_key, row.fault))
            for row in session.scalars(select(Message).order_by(Message.id))
        ]
        kept += [str(row.arguments) for row in session.scalars(select(Job).order_by(Job.id))]
        kept += [str(row.facts) for row in session.scalars(select(Event).order_by(Event.seq))]
        assert session.scalars(select(Heartbeat)).one()
    assert len(kept) > 10
    assert not [text for text in kept if "uetzalina" in text]
