"""What a message may hold, and to what it may be sent (C36)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time

from portal.kernel.addresses import is_email
from portal.kernel.errors import RuleError
from portal.kernel.seals import Seal
from portal.kernel.wording import clock_time, long_date
from portal.outbox.rules.kinds import Channel
from portal.variations.messages import LONGEST_SUBJECT, PLACEHOLDER, MessageWording

LONGEST_KEY = 200
LARGEST_CALENDAR = 20_000
_PHONE = re.compile(r"(?:\+44|0)7[0-9]{9}")
_KEY = re.compile(r"[A-Za-z0-9:._/-]{1,200}")
_PAGE = re.compile(
    r"(/[a-z]+(-[a-z]+)*){1,4}(\?lang=[a-z]{2,3}|\?month=20\d\d-(0[1-9]|1[0-2]))?",
    re.ASCII,
)
Given = date | time | Seal
"""What a message is filled with: a name, a note or a case has no way in."""


def check_address(address: str, channel: Channel) -> None:
    """Raise RuleError for what is not one plain address of this channel."""
    if channel is Channel.EMAIL:
        if not is_email(address):
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


def check_page(page: str) -> None:
    """Raise RuleError for a page whose address holds more than words, and a language or a month."""
    if page and not _PAGE.fullmatch(page):
        raise RuleError("A message leads to a page whose address is words alone.", field="page")


def written(
    wording: MessageWording, given: Mapping[str, Given], always: Mapping[str, str]
) -> tuple[str, str]:
    """Return subject and body with every name in braces filled in.

    `given` are days, times and seals, `always` is what every message has. Raises RuleError for a
    name that is not given, and for a subject that becomes too long or more than one line.
    """
    filled = dict(always) | {name: _in_words(value) for name, value in given.items()}
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


def _in_words(value: Given) -> str:
    if not isinstance(value, date | time | Seal):
        raise TypeError("A message is filled with a day, a time of day or a seal, nothing else.")
    if isinstance(value, Seal):
        return str(value)
    return clock_time(value) if isinstance(value, time) else long_date(value)


def masked(address: str) -> str:
    """Return an address as a list shows it: enough to find a mistake, not enough to use."""
    name, at, domain = address.partition("@")
    if at:
        return f"{name[:1]}…@{domain}"
    return f"…{address[-3:]}" if address else ""
