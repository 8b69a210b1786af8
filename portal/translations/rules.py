"""Which translation of a text stands now, and what is wrong with one. Pure.

A translation is bound to the very words it was made of. Once those change it is not shown: stale
words in somebody's own language would be believed before the new ones in English.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from portal.kernel.errors import RuleError

LONGEST_WORDS = 20_000
"""Characters of one translation: what the longest text may have."""
LONGEST_MADE_BY = 120
LONGEST_NAME = 60
"""Of a language, as somebody types it."""
SAY_WHO = "Enter who translated it"
TOO_LONG = f"A translation must be {LONGEST_WORDS:,} characters or fewer"
WHO_TOO_LONG = f"The name of who translated it must be {LONGEST_MADE_BY} characters or fewer"


class Source(StrEnum):
    """What kind of text is translated."""

    DECISION = "decision"
    """The decision in plain words; its subject is the item."""
    ADDITION = "addition"
    """What was added for them after the record was filed."""
    PROMISE = "promise"
    PROMISE_ANSWER = "promise_answer"
    """What whoever made a promise wrote about it."""
    ASK_ANSWER = "ask_answer"
    """The answer to something they asked for."""
    OVERRIDE = "override"
    """What a manager wrote to them who decided without their yes."""
    VIEWS = "views"
    """What they said themselves, for the panel to read in English."""
    WRONG = "wrong"
    """What they say is wrong, for whoever answers it to read in English."""

    @property
    def theirs(self) -> bool:
        """Whether it is in their own words, and put into English; the rest is put from it."""
        return self in {Source.VIEWS, Source.WRONG}


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language: its code for machines ("und" where nobody lists it), its English name, its way.

    ``direction`` is which way its lines run.
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"]

    @property
    def key(self) -> str:
        """What tells it from others: those that nobody lists share a code."""
        return self.name.casefold()


ENGLISH = Tongue("en", "English", "ltr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A translation that was handed over. Without words it takes back those before it.

    ``number`` counts up from 1 for each text, whatever the language.
    """

    number: int
    tongue: Tongue
    words: str
    made_by: str
    digest: str
    handed_by: str
    handed_at: datetime

    def is_of(self, source: str) -> bool:
        """Tell whether it was made of these very words."""
        return self.digest == digest_of(source)


def digest_of(source: str) -> str:
    """Return what tells a text from every other, in hexadecimal digits."""
    return hashlib.sha256(source.encode("utf-8", "surrogatepass")).hexdigest()


def newest_in(handed: Iterable[Handed], tongue: Tongue) -> Handed | None:
    """Return what was handed over last in a language, also where it is empty or stale."""
    same = [each for each in handed if each.tongue.key == tongue.key]
    return max(same, key=lambda each: each.number, default=None)


def current(handed: Iterable[Handed], source: str) -> tuple[Handed, ...]:
    """Return what stands of a text now, one for each language at most, the newest first.

    Of each language the newest counts: where it is empty or of other words, none does.
    """
    newest: dict[str, Handed] = {}
    for each in sorted(handed, key=lambda each: each.number):
        newest[each.tongue.key] = each
    standing = [each for each in newest.values() if each.words and each.is_of(source)]
    return tuple(sorted(standing, key=lambda each: each.number, reverse=True))


def shown_now(handed: Iterable[Handed], source: str, reads: str) -> Handed | None:
    """Return the translation a young person is shown: in the language of the page, else the newest.

    ``reads`` is the code of the page's language. Their own may be none that pages come in, so a
    translation is shown whatever the page is in.
    """
    standing = current(handed, source)
    own = (each for each in standing if each.tongue.code == reads)
    return next(own, standing[0] if standing else None)


class Standing(StrEnum):
    """How far a text is translated into one language."""

    NONE = "none"
    CURRENT = "current"
    CHANGED = "changed"
    """The words changed after the translation."""


def standing(newest: Handed | None, source: str) -> Standing:
    """Say how far a text is translated, from what was handed over last in the language."""
    if newest is None or not newest.words:
        return Standing.NONE
    return Standing.CURRENT if newest.is_of(source) else Standing.CHANGED


def problem(words: str, made_by: str) -> RuleError | None:
    """Say what is wrong with a translation; None where nothing is. Without words it takes back."""
    if len(words) > LONGEST_WORDS:
        return RuleError(TOO_LONG, "words")
    if len(made_by) > LONGEST_MADE_BY:
        return RuleError(WHO_TOO_LONG, "made_by")
    if words and not made_by.strip():
        return RuleError(SAY_WHO, "made_by")
    return None
