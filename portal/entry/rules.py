"""Codes that are easy to read and say, how long ways in last, and when a link alone is enough."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portal.kernel.england import day_begins

ALPHABET = "23456789CDFHJKMNPRTVWXY"
"""No letter that looks like a figure or another letter, and no vowel: no code is a word."""
LENGTH = 8
"""23 to the power of 8: 78 thousand million. Guesses come slower and slower (C27)."""
GROUP = 4
MARK = "\N{LEFT-TO-RIGHT MARK}"
"""Stands on both sides of what keeps its own order. Typed with a code, it does not matter."""
_MEANT = str.maketrans("SBZG", "5826")
"""What somebody writes for a figure that looks like it."""
SPOKEN = {
    "C": "cat",
    "D": "dog",
    "F": "fish",
    "H": "hat",
    "J": "jam",
    "K": "king",
    "M": "moon",
    "N": "nose",
    "P": "pen",
    "R": "rain",
    "T": "tree",
    "V": "van",
    "W": "water",
    "X": "x-ray",
    "Y": "yellow",
}
"""How a letter is said on the phone, so that it is not taken for another."""

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=4)
"""How long a visit lasts unused, and in all (C21)."""
ASKED_AFTER = timedelta(minutes=25)
"""When somebody is asked whether they are still there: five minutes before it ends (2.2.1)."""
NOTED_EVERY = timedelta(minutes=1)
SECOND_PHONE = timedelta(minutes=10)
NOT_SENT_FOR = timedelta(days=28)
"""How long what was typed and not sent waits for them, counted from when they last typed."""
AFTER_THE_DAY = timedelta(days=90)
"""How long a way in is open after the day: what was promised there is read by the same way."""
MOST_STARTS = 50
"""How often one link or code lets somebody in (C20)."""
SHORTEST_WORD = 5
LONGEST_WORD = 100


class Way(StrEnum):
    """What let a young person in."""

    LINK = "link"
    """The link alone, before anything was written by its means."""
    CODE = "code"
    WORD = "word"
    PHONE = "phone"
    """The code that their other phone showed for ten minutes."""


class CodeKind(StrEnum):
    """What a code is for."""

    PAPER = "paper"
    """Given by a worker to them alone: on paper, or said. What goes to a phone by message may be
    read by whoever holds the phone, so a code that was texted is worth no more than a link."""
    OWN = "own"
    """Made by the young person themselves, to come back with."""
    PHONE = "phone"
    """For a second phone; used once."""


class Given(StrEnum):
    """How a link is given."""

    SHOWN = "shown"
    TEXT = "text"
    EMAIL = "email"
    CODE = "code"
    """By text as a code, for a phone that opens no links: it is typed on another screen, and lets
    somebody in as far as a link does."""


class Standing(StrEnum):
    """Whether a way in is open, and if not, why."""

    OPEN = "open"
    ENDED = "ended"
    OVER = "over"
    USED_UP = "used_up"
    WAITING = "waiting"
    """Its message has not left yet."""


@dataclass(frozen=True, slots=True)
class Held:
    """What is known of a link or a code."""

    expires_at: datetime
    ended_at: datetime | None
    starts: int
    once: bool = False
    made: bool = True


def standing(held: Held, now: datetime) -> Standing:
    """Tell whether a way in is open now. Its last moment is no longer open."""
    if held.ended_at is not None:
        return Standing.ENDED
    if now >= held.expires_at:
        return Standing.OVER
    if held.starts >= (1 if held.once else MOST_STARTS):
        return Standing.USED_UP
    return Standing.OPEN if held.made else Standing.WAITING


def link_is_enough(*, wrote: bool, has_word: bool) -> bool:
    """Tell whether a link alone lets somebody in: only while there is nothing of theirs to see.

    Phones are shared, and a link can be read by whoever holds one (T2).
    """
    return not wrote and not has_word


def ways_end(day: date, today: date) -> datetime:
    """Return when ways in made today end: at midnight, so long after the meeting's day."""
    last = max(day, today) + AFTER_THE_DAY
    return day_begins(last)


def is_over(began_at: datetime, used_at: datetime, now: datetime) -> bool:
    """Tell whether a visit has run out."""
    return now >= min(used_at + IDLE, began_at + LONGEST)


def new_code() -> str:
    """Return a new code, in capitals, with nothing between."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def typed(text: str) -> str | None:
    """Return the code somebody typed, None where it can be none.

    Spaces, dots and lines between do not matter, nor small letters, nor in which script's figures.
    """
    wide = unicodedata.normalize("NFKC", text).upper()
    kept = (str(unicodedata.digit(sign, sign)) for sign in wide if sign.isalnum())
    found = "".join(kept).translate(_MEANT)
    return found if len(found) == LENGTH and set(found) <= set(ALPHABET) else None


def grouped(code: str) -> str:
    """Return a code as it is read: in groups of four."""
    return " ".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def in_order(text: str, direction: str) -> str:
    """Return a code or an address that keeps its own order where lines run the other way."""
    return f"{MARK}{text}{MARK}" if direction == "rtl" else text


def spoken(code: str) -> tuple[str, ...]:
    """Return a code as it is said on the phone: "C for cat", "7"."""
    return tuple(f"{sign} for {SPOKEN[sign]}" if sign in SPOKEN else sign for sign in code)


class WordFault(StrEnum):
    """Why a word cannot be somebody's own."""

    SHORT = "short"
    LONG = "long"
    NAME = "name"
    COMMON = "common"


COMMON = frozenset(
    [
        "password",
        "passwort",
        "password1",
        "football",
        "liverpool",
        "manchester",
        "chelsea",
        "arsenal",
        "dragon",
        "monkey",
        "qwerty",
        "12345",
        "123456",
        "1234567",
        "12345678",
        "abc123",
        "letmein",
        "iloveyou",
        "sunshine",
        "princess",
    ]
)


def word_fault(word: str, name: str | None) -> WordFault | None:
    """Tell what is wrong with a word somebody chose, None where nothing is."""
    plain = own_word(word)
    if len(plain) < SHORTEST_WORD:
        return WordFault.SHORT
    if len(plain) > LONGEST_WORD:
        return WordFault.LONG
    names = {own_word(part) for part in (name or "").split()} | {own_word(name or "")}
    if plain in names - {""}:
        return WordFault.NAME
    return WordFault.COMMON if plain in COMMON else None


def own_word(word: str) -> str:
    """Return a word as it is kept and compared: capitals and spaces do not matter."""
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())
