"""A service that fails three times in ten loses no message and gets none twice."""

from __future__ import annotations

import logging

import pytest
from flask import Flask

from portal.outbox.channels.notify import NotifyWay
from portal.outbox.channels.smtp import SmtpWay
from portal.outbox.rules.kinds import Channel
from tests.integration.conftest import MovableClock
from tests.support import fake_notify, fake_smtp
from tests.support.many_messages import deliver_all, queue_many, references

MANY = 150
FAILING = 0.3


@pytest.mark.slow  # a hundred and fifty conversations over a socket
@pytest.mark.control("C36", "C41")
def test_notify_that_fails_three_times_in_ten_gets_each_message_once(
    app: Flask, clock: MovableClock, caplog: pytest.LogCaptureFixture
) -> None:
    queue_many(app, MANY, clock())
    with (
        fake_notify.notify(failing=FAILING) as (fake, url),
        caplog.at_level(logging.DEBUG),
    ):
        way = NotifyWay(key=fake_notify.KEY, url=url, templates={Channel.EMAIL: "t"})
        assert deliver_all(app, way, clock) == {"sent": MANY}
    assert set(fake.taken) == references(app)
    assert set(fake.taken.values()) == {1}
    assert fake.asked > MANY * FAILING / 2
    assert "practice.example" not in caplog.text


@pytest.mark.slow  # as above
def test_a_mail_server_that_fails_three_times_in_ten_gets_each_message_once(
    app: Flask, clock: MovableClock
) -> None:
    queue_many(app, MANY, clock())
    with fake_smtp.mail_server(failing=FAILING) as (server, port):
        way = SmtpWay(f"smtp+plain://127.0.0.1:{port}", "no-reply@practice.example")
        assert deliver_all(app, way, clock) == {"sent": MANY}
    assert set(server.taken) == {f"<{each}@practice.example>" for each in references(app)}
    assert set(server.taken.values()) == {1}


def test_a_mail_server_whose_answer_is_lost_gets_the_same_message_id_again(
    app: Flask, clock: MovableClock
) -> None:
    queue_many(app, 3, clock())
    with fake_smtp.mail_server(answer_after_taking="451 it took it all the same") as (server, port):
        way = SmtpWay(f"smtp+plain://127.0.0.1:{port}", "no-reply@practice.example")
        deliver_all(app, way, clock)
    assert set(server.taken) == {f"<{each}@practice.example>" for each in references(app)}
    assert len({mail.as_string() for mail in server.mails}) == 3
