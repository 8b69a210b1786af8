"""A message as an email, built by the standard library, which refuses a line break in a header."""

from __future__ import annotations

import re
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from portal.outbox.channels import Outgoing

NEUTRAL_SENDER = "no-reply@portal.invalid"
"""Who writes where no sender is set: messages are then files that nobody receives."""
_METHOD = re.compile(rb"^METHOD:(REQUEST|CANCEL|PUBLISH)\r$", re.MULTILINE)


def email_of(message: Outgoing, sender: str) -> EmailMessage:
    """Return the email. Its id comes from the message's, so that every try carries the same."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = sender
    mail["To"] = message.address
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.written_at)
    mail["Message-ID"] = f"<{message.reference}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(message.body)
    if message.calendar is not None:
        method = _METHOD.search(message.calendar)
        mail.add_alternative(
            message.calendar.decode("utf-8"),
            subtype="calendar",
            params={"method": method[1].decode("ascii") if method else "PUBLISH"},
        )
    return mail
