"""What a message may hold, and to what it may be sent (C36)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

from portal.kernel.errors import RuleError
from portal.kernel.wording import clock_time, long_date
from portal.outbox.rules.kinds import Channel
from portal.variations.messages import LONGEST_SUBJECT, PLACEHOLDER, MessageWording

LONGEST_ADDRESS = 254
LONGEST_KEY = 200
LARGEST_CALENDAR = 20_000
# Only what a mailbox of today has. Percent and exclamation marks once asked a server to pass mail
# on to another; a quoted name may hold anything at all.
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9.#$&'*+/=?^_`{|}~-]{0,63}@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_PHONE = re.compile(r"(?:\+44|0)7[0-9]{9}")
_KEY = re.compile(r"[A-Za-z0-9:._/-]{1,200}")


def check_address(address: str, channel: Channel) -> None:
    """Raise RuleError for what is not one plain address of this channel."""
    if channel is Channel.EMAIL:
        right = len(address) <= LONGEST_ADDRESS and _EMAIL.fullmatch(address)
        if not right or ".." in address:
            raise RuleError("This is not one plain email address.", field="address")
    elif channel is Channel.SMS:
        if not _PHONE.fullmatch(address):
            raise RuleError("This is not one mobile number, such as 07700900000.", field="address")
    elif address:
        raise RuleError("Somebody who gets no messages has no address here.", field="address")


def check_key(key: str) -> None:
    """Raise RuleError for a key that could hold more than ids and words of ours."""
    if not _KEY.fullmatch(key):
        raise RuleError("A key is letters, figures, dots, dashes, slashes and colons.", field="key")


def check_calendar(calendar: bytes | None) -> None:
    """Raise RuleError for what is not a small calendar file."""
    if calendar is None:
        return
    if len(calendar) > LARGEST_CALENDAR or not calendar.startswith(b"BEGIN:VCALENDAR\r\n"):
        raise RuleError("This is not a calendar file of one entry.", field="calendar")


def written(
    wording: MessageWording, given: Mapping[str, date | time], always: Mapping[str, str]
) -> tuple[str, str]:
    """Return subject and body with every name in braces filled in.

    `given` are days and times, `always` is what every message has. Raises RuleError for a name
    that is not given, and for a subject that becomes too long or more than one line.
    """
    filled = dict(always)
    for name, value in given.items():
        # A name, a note or a case has no way in.
        if not isinstance(value, date | time):
            raise TypeError("A message is filled with a day or a time of day and nothing else.")
        filled[name] = clock_time(value) if isinstance(value, time) else long_date(value)
    texts = []
    for text in (wording.subject, wording.body):
        missing = set(PLACEHOLDER.findall(text)) - filled.keys()
        if missing:
            raise RuleError(f"The message needs {', '.join(sorted(missing))}.", field="given")
        texts.append(PLACEHOLDER.sub(lambda found: filled[found.group(1)], text))
    subject, body = texts
    if len(subject) > LONGEST_SUBJECT:
        raise RuleError(f"A subject is at most {LONGEST_SUBJECT} characters.", field="subject")
    if not subject.isprintable():
        raise RuleError("A subject is one line of plain text.", field="subject")
    return subject, body.strip() + "\n"


def masked(address: str) -> str:
    """Return an address as a list shows it: enough to find a mistake, not enough to use."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}…@{domain}"
    return f"…{address[-3:]}" if address else ""
