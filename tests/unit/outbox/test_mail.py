"""A message as an email: one reader, one id for every try, no header that tells."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest

from portal.outbox.channels import Outgoing
from portal.outbox.channels.mail import email_of
from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import Channel

MESSAGE = Outgoing(
    reference=UUID(int=7),
    channel=Channel.EMAIL,
    address="a@practice.example",
    subject="Something is ready for you to read – today",
    body="Sign in: https://portal.example\n",
    written_at=datetime(2026, 11, 23, 9, tzinfo=UTC),
)
SENDER = "Example Council <no-reply@practice.example>"


@pytest.mark.control("C36")
def test_an_email_has_these_headers_and_no_others() -> None:
    mail = message_from_bytes(email_of(MESSAGE, SENDER).as_bytes(), policy=default)
    assert {name: str(value) for name, value in mail.items()} == {
        "From": "Example Council <no-reply@practice.example>",
        "To": "a@practice.example",
        "Subject": "Something is ready for you to read – today",
        "Date": "Mon, 23 Nov 2026 09:00:00 +0000",
        "Message-ID": f"<{UUID(int=7)}@practice.example>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "Content-Type": 'text/plain; charset="utf-8"',
        "Content-Transfer-Encoding": "7bit",
        "MIME-Version": "1.0",
    }
    assert mail.get_content().strip() == "Sign in: https://portal.example"


def test_every_try_is_the_same_email() -> None:
    assert email_of(MESSAGE, SENDER).as_bytes() == email_of(MESSAGE, SENDER).as_bytes()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
def test_a_calendar_goes_as_an_invitation_that_mail_programs_know(method: str) -> None:
    file = f"BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nEND:VCALENDAR\r\n".encode()
    with_calendar = Outgoing(
        **{name: getattr(MESSAGE, name) for name in MESSAGE.__slots__} | {"calendar": file}
    )
    mail = message_from_bytes(email_of(with_calendar, SENDER).as_bytes(), policy=default)
    plain, calendar = mail.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert calendar.get_content_type() == "text/calendar"
    assert calendar.get_param("method") == method
    assert calendar.get_content().splitlines() == file.decode().splitlines()


def test_every_fault_has_words_of_ours() -> None:
    assert all(fault.words.endswith(".") for fault in Fault)
    assert len({fault.words for fault in Fault}) == len(Fault)
