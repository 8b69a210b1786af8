"""What messages say and when they leave, as a county or a district writes it.

A message is read on locked screens and by whoever shares them (C36). So a wording can hold the day,
the time, the council, the way to sign in and the trail's seal, and nothing else: there is no way to
put a name in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from portal.kernel.discreet import telling
from portal.variations.values import ValueProblem

ALWAYS_THERE = frozenset({"council", "help_email", "link"})
"""What every message may name: who writes, whom to ask, and where to sign in."""
MESSAGES: Mapping[str, frozenset[str]] = {
    "agenda_published": ALWAYS_THERE | {"day"},
    "agenda_updated": ALWAYS_THERE | {"day"},
    "agenda_changed": ALWAYS_THERE | {"day", "time"},
    "agenda_withdrawn": ALWAYS_THERE | {"day"},
    "link_asked": ALWAYS_THERE,
    "meeting_moved": ALWAYS_THERE | {"day", "new_day"},
    "meeting_cancelled": ALWAYS_THERE | {"day"},
    "not_expected": ALWAYS_THERE | {"day"},
    "tell_first": ALWAYS_THERE | {"day"},
    "address_decided": ALWAYS_THERE | {"day"},
    "promise_open_again": ALWAYS_THERE | {"day"},
    "reminder": ALWAYS_THERE | {"day"},
    "sign_in_changed": ALWAYS_THERE | {"day", "time"},
    "sign_in_link": ALWAYS_THERE | {"day", "time"},
    "trail_seal": ALWAYS_THERE | {"day", "seal"},
    "unusual_reading": ALWAYS_THERE,
    "test": ALWAYS_THERE,
    "pack_changed": ALWAYS_THERE | {"day"},
    "something_new": frozenset({"link"}),
    "way_in": frozenset({"link"}),
    "way_in_code": frozenset({"link"}),
    "works_with": ALWAYS_THERE,
}
"""Every message the portal sends, and what its wording may hold. None of it is about a person.

``way_in``, ``way_in_code`` and ``something_new`` go to a young person: they do not say who writes.
"""
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_JOINERS = dict.fromkeys(map(ord, "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"))
LONGEST_SUBJECT, LONGEST_BODY, LONGEST_SETTLING = 78, 900, 240


@dataclass(frozen=True)
class MessageWording:
    """A message's subject and body. A text message is the body alone.

    `{link}` and the other names in braces are filled in when the message is written.
    """

    subject: str
    body: str

    def __post_init__(self) -> None:
        _check(
            ("subject", self.subject.strip(), "A message needs a subject."),
            ("subject", self.subject.isprintable(), "A subject is one line of plain text."),
            (
                "subject",
                len(self.subject) <= LONGEST_SUBJECT,
                f"A subject is at most {LONGEST_SUBJECT} characters.",
            ),
            ("body", "{link}" in self.body, "A message says where to sign in: {link}."),
            (
                "body",
                len(self.body) <= LONGEST_BODY,
                f"A message is at most {LONGEST_BODY} characters.",
            ),
            (
                "body",
                all(_is_plain(line) for line in self.body.split("\n")),
                "A message is plain text.",
            ),
        )
        for key, text in self._texts():
            left = PLACEHOLDER.sub("", text).translate(_JOINERS)
            _check((key, not {"{", "}"} & set(left), "A name in braces is small letters: {link}."))
            word = telling(left)
            _check((key, not word, f"“{word}” would tell whoever sees the message."))

    def check_for(self, message: str) -> None:
        """Raise ValueProblem for a name in braces that this message is not given."""
        given = MESSAGES[message]
        known = ", ".join(f"{{{each}}}" for each in sorted(given))
        for key, text in self._texts():
            for name in PLACEHOLDER.findall(text):
                _check((key, name in given, f"This message has no {{{name}}}. It has: {known}."))

    def _texts(self) -> tuple[tuple[str, str], ...]:
        return ("subject", self.subject), ("body", self.body)


@dataclass(frozen=True)
class MessageTimes:
    """When messages leave: how long changes settle, and the hours in which nothing is sent.

    `quiet_from` and `quiet_until` are by the clock in England; the same twice means no quiet hours.
    """

    settle_minutes: int = 15
    quiet_from: time = time(19, 0)
    quiet_until: time = time(7, 30)

    def __post_init__(self) -> None:
        settles = 0 <= self.settle_minutes <= LONGEST_SETTLING
        _check(
            ("settle_minutes", settles, f"Changes settle for at most {LONGEST_SETTLING} minutes.")
        )


def _is_plain(line: str) -> bool:
    """Tell whether a line is what it looks like. Joiners are: Farsi is spelt with them."""
    return line.translate(_JOINERS).isprintable()


def _check(*needs: tuple[str, object, str]) -> None:
    """Raise ValueProblem for the first of these (key, truth, why not) that is not so."""
    for key, truth, message in needs:
        if not truth:
            raise ValueProblem(key, message)
