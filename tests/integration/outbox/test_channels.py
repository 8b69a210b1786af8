"""The ways out, over the wire: a council's mail server, GOV.UK Notify, and files."""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
import trustme

from portal.outbox.channels import NotSent, Outgoing, Way
from portal.outbox.channels.chosen import ways
from portal.outbox.channels.files import FileWay
from portal.outbox.channels.notify import NotifyWay
from portal.outbox.channels.smtp import SmtpWay
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import Channel
from portal.settings import MailSettings, Settings, SettingsError
from tests.integration.conftest import SECRET
from tests.support import fake_notify, fake_smtp
from tests.support.fake_notify import FakeNotify

SENDER = "Example Council <no-reply@practice.example>"
MESSAGE = Outgoing(
    reference=UUID(int=7),
    channel=Channel.EMAIL,
    address="zanzibarina@practice.example",
    subject="Something is ready for you to read",
    body="Sign in: https://portal.example\n",
    written_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
)
TEXT = replace(MESSAGE, channel=Channel.SMS, address="07700900000")


def fault_of(way: SmtpWay | NotifyWay, message: Outgoing = MESSAGE) -> Fault:
    with pytest.raises(NotSent) as caught:
        way.send(message)
    assert "zanzibarina" not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value.fault


def plain(port: int) -> SmtpWay:
    return SmtpWay(f"smtp+plain://127.0.0.1:{port}", SENDER)


@pytest.mark.control("C36")
def test_a_mail_server_gets_one_reader_and_nothing_that_tells() -> None:
    with fake_smtp.mail_server() as (server, port):
        plain(port).send(MESSAGE)
        way: Way = plain(port)
        assert way.went(MESSAGE) is None
    assert server.readers == [["zanzibarina@practice.example"]]
    assert server.mails[0]["Message-ID"] == f"<{UUID(int=7)}@practice.example>"


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"answer_to_rcpt": "550 no zanzibarina here"}, Fault.ADDRESS_REFUSED),
        ({"answer_to_rcpt": "450 zanzibarina is full"}, Fault.BUSY),
        ({"answer_to_data": "554 zanzibarina looks like spam"}, Fault.REFUSED),
        ({"answer_to_data": "451 later"}, Fault.BUSY),
    ],
)
def test_a_mail_servers_refusal_is_put_in_words_of_ours(
    answers: dict[str, Any], fault: Fault
) -> None:
    with fake_smtp.mail_server(**answers) as (server, port):
        assert fault_of(plain(port)) is fault
    assert server.mails == []


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """A certificate authority that this process trusts."""
    found = trustme.CA()
    found.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return found


def serving_as(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def test_mail_goes_signed_in_over_a_protected_connection(authority: trustme.CA) -> None:
    tls = serving_as(authority, "127.0.0.1")
    user, password = fake_smtp.USER, quote(fake_smtp.PASSWORD, safe="")
    with fake_smtp.mail_server(tls=tls, signs_in=True) as (server, port):
        SmtpWay(f"smtp://{user}:{password}@127.0.0.1:{port}", SENDER).send(MESSAGE)
        wrong = SmtpWay(f"smtp://{user}:wrong@127.0.0.1:{port}", SENDER)
        assert fault_of(wrong) is Fault.NOT_SIGNED_IN
    assert len(server.mails) == 1


def test_nothing_is_sent_over_a_connection_that_is_not_protected(authority: trustme.CA) -> None:
    with fake_smtp.mail_server() as (server, port):
        assert fault_of(SmtpWay(f"smtp://127.0.0.1:{port}", SENDER)) is Fault.NOT_SAFE
    with fake_smtp.mail_server(tls=serving_as(authority, "mail.example")) as (other, port):
        assert fault_of(SmtpWay(f"smtp://127.0.0.1:{port}", SENDER)) is Fault.NOT_SAFE
    assert server.mails == other.mails == []


def test_a_mail_server_that_is_not_there_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert fault_of(plain(port)) is Fault.UNREACHABLE


def test_a_mail_server_that_hangs_up_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def hang_up() -> None:
            connection, _ = server.accept()
            connection.close()

        threading.Thread(target=hang_up, daemon=True).start()
        assert fault_of(plain(port)) is Fault.BROKE_OFF


@pytest.fixture
def notify() -> Iterator[tuple[FakeNotify, NotifyWay]]:
    with fake_notify.notify() as (fake, url):
        templates = {
            Channel.EMAIL: fake_notify.EMAIL_TEMPLATE,
            Channel.SMS: fake_notify.SMS_TEMPLATE,
        }
        yield fake, NotifyWay(key=fake_notify.KEY, url=url, templates=templates)


@pytest.mark.control("C36")
def test_notify_gets_a_subject_a_body_and_a_reference(
    notify: tuple[FakeNotify, NotifyWay],
) -> None:
    fake, way = notify
    way.send(MESSAGE)
    way.send(TEXT)
    assert fake.order == [
        {
            "kind": "email",
            "email_address": "zanzibarina@practice.example",
            "template_id": "an-email-template",
            "personalisation": {"subject": MESSAGE.subject, "body": MESSAGE.body},
            "reference": str(UUID(int=7)),
        },
        {
            "kind": "sms",
            "phone_number": "07700900000",
            "template_id": "a-text-template",
            "personalisation": {"body": MESSAGE.body},
            "reference": str(UUID(int=7)),
        },
    ]


def test_notify_is_asked_by_the_reference(notify: tuple[FakeNotify, NotifyWay]) -> None:
    fake, way = notify
    assert way.went(MESSAGE) is False
    way.send(MESSAGE)
    assert way.went(MESSAGE) is True
    assert way.went(replace(MESSAGE, reference=uuid4())) is False
    fake.status = "technical-failure"
    assert way.went(MESSAGE) is False


@pytest.mark.control("C41")
@pytest.mark.parametrize(
    ("code", "said", "fault"),
    [
        (400, "email_address zanzibarina is not valid", Fault.ADDRESS_REFUSED),
        (400, "Missing personalisation: body", Fault.REFUSED),
        (403, "Invalid token", Fault.NOT_SIGNED_IN),
        (429, "Exceeded rate limit", Fault.BUSY),
        (500, "zanzibarina", Fault.BUSY),
        (503, "zanzibarina", Fault.BUSY),
        (410, "Gone", Fault.REFUSED),
    ],
)
def test_notifys_refusal_is_put_in_words_of_ours_and_logged_nowhere(
    notify: tuple[FakeNotify, NotifyWay],
    caplog: pytest.LogCaptureFixture,
    code: int,
    said: str,
    fault: Fault,
) -> None:
    fake, way = notify
    fake.refuse_with = (code, said)
    with caplog.at_level(logging.DEBUG):
        assert fault_of(way) is fault
    assert "zanzibarina" not in caplog.text


def test_notify_that_is_not_there_is_said_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    way = NotifyWay(key=fake_notify.KEY, url=url, templates={Channel.EMAIL: "x"})
    assert fault_of(way) is Fault.UNREACHABLE
    assert fault_of(way, TEXT) is Fault.NO_WAY


def test_a_file_is_written_once_for_its_owner_alone(tmp_path: Path) -> None:
    way = FileWay(tmp_path / "outbox", SENDER)
    assert way.went(MESSAGE) is False
    way.send(MESSAGE)
    way.send(replace(MESSAGE, subject="Another"))
    way.send(TEXT)
    assert way.went(MESSAGE)
    assert way.went(TEXT)
    mail, text = sorted((tmp_path / "outbox").iterdir())
    assert (mail.name, text.name) == (f"{UUID(int=7)}.eml", f"{UUID(int=7)}.txt")
    assert "Something is ready for you to read" in mail.read_text()
    assert mail.stat().st_mode & 0o077 == (tmp_path / "outbox").stat().st_mode & 0o077 == 0


def settings(folder: Path, mail: MailSettings | None = None, *, practice: bool = False) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'portal.sqlite'}",
        secret_key=SECRET,
        instance_dir=folder,
        practice=practice,
        address="https://portal.example",
        mail=mail or MailSettings(),
    )


def test_which_way_is_used_follows_the_settings(tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text(fake_notify.KEY)
    smtp = MailSettings(smtp_url="smtp://mail.example", sender=SENDER)
    texts = replace(smtp, notify_key_file=key_file, notify_sms_template="t")
    notify_alone = MailSettings(notify_key_file=key_file, notify_email_template="e")
    kinds = [
        tuple(type(way).__name__ for way in (found.email, found.sms))
        for found in (ways(settings(tmp_path, mail)) for mail in (None, smtp, texts, notify_alone))
    ]
    assert kinds == [
        ("FileWay", "FileWay"),
        ("SmtpWay", "NoneType"),
        ("SmtpWay", "NotifyWay"),
        ("NotifyWay", "NoneType"),
    ]
    key_file.write_text("too short")
    with pytest.raises(SettingsError):
        ways(settings(tmp_path, notify_alone))


def test_practice_mode_sends_nothing_whatever_is_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    smtp = MailSettings(smtp_url="smtp://mail.example", sender=SENDER)
    with pytest.raises(SettingsError, match="Practice mode sends nothing"):
        settings(tmp_path, smtp, practice=True)
    # Even where somebody got round that.
    forced = settings(tmp_path, practice=True)
    object.__setattr__(forced, "mail", smtp)

    def no_socket(*args: object, **more: object) -> None:
        raise AssertionError("practice mode opened a connection")

    monkeypatch.setattr(socket, "create_connection", no_socket)
    monkeypatch.setattr(socket.socket, "connect", no_socket)
    found = ways(forced)
    assert isinstance(found.email, FileWay)
    assert isinstance(found.sms, FileWay)
    for message in (MESSAGE, TEXT):
        found.way_for(message.channel).send(message)
    assert len(list((tmp_path / "outbox").iterdir())) == 2
