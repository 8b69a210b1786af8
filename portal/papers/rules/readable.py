"""Whether the portal can read a page of a file, or a person must look at it first. Pure.

The section “why we are involved” is found by its words (R53). What a page does not give as words,
such as a scan under a stamped footer, is therefore for a person to look at: a page too many that
somebody looks at costs a minute, a page too few gives away what must never go out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

LEAST_WORDS = 3
"""A page with fewer says nothing that could be looked through."""
FEW_WORDS = 40
"""As many as a header, a footer and a stamp may have; what is said on a page has more."""
MOSTLY_PICTURE = 0.5
"""The part of a page that pictures cover, from which it is mostly picture. A letterhead, a logo
and a photograph of somebody cover less."""
MANY_STROKES = 2_000
"""Lines and curves drawn on a page: letters kept as outlines have twenty each, tables few."""
LEAST_COMMON = 1 / 50
"""The part of a page's words that are among the commonest. In English it is a third."""
_COMMON = (
    "a an and are as at be been but by can do for from had has have he her him his i if in is it "
    "me my no not of on or our she so that the their them they this to was we were what when who "
    "why will with would you your"
)
_MARKS = re.compile(r"[.,:;!?…·•\-–—_|/()\[\]✓✔☐☑☒°]+")
"""What stands alone in lists, tables and lines of dots, and says nothing of a page's letters."""
_BROKEN = dict.fromkeys(map(ord, "\u00ad\u0002\ufffe"))
"""How a hyphen at the end of a line comes out of a PDF."""
_WORD = re.compile(r"\w+(?:[’'\-./@&:,_+]+\w+)*")
_SHORT = 3


@dataclass(frozen=True, slots=True)
class Page:
    """What is on a page: its words, the part of it under pictures (0 to 1), and what is drawn."""

    text: str
    pictured: float = 0.0
    strokes: int = 0


def needs_a_person(page: Page) -> bool:
    """Tell whether the portal cannot tell by itself what a page holds."""
    words = _words(page.text)
    if len(words) < LEAST_WORDS:
        return True
    drawn = page.pictured >= MOSTLY_PICTURE or page.strokes >= MANY_STROKES
    return (drawn and len(words) < FEW_WORDS) or _is_garbled(words)


def pages_for_a_person(pages: Sequence[Page]) -> tuple[int, ...]:
    """Return which of a file's pages a person must look at, counted from 1."""
    return tuple(number for number, page in enumerate(pages, start=1) if needs_a_person(page))


def _words(text: str) -> list[str]:
    parts = text.translate(_BROKEN).split()
    return [part for part in parts if not _MARKS.fullmatch(part)]


def _is_garbled(words: Sequence[str]) -> bool:
    """Tell whether most of a page's letters are not what is seen on it, or not in English.

    Letters whose font does not say what they are, letters each apart, and letters exchanged for
    others. A language of its own is no less readable, but the section is looked for in English.
    """
    letters = [word for word in words if any(map(str.isalpha, word))]
    apart = sum(len(word) == 1 for word in letters)
    if 2 * apart > len(words) or 2 * sum(map(_is_word, words)) < len(words):
        return True
    common = frozenset(_COMMON.split())
    said = sum(word.strip(".,:;!?()'’\"“”").lower() in common for word in letters)
    return len(letters) >= FEW_WORDS and said < LEAST_COMMON * len(letters)


def _is_word(word: str) -> bool:
    """Tell whether it could be a word or a number: letters of which some are vowels, or figures."""
    found = _WORD.search(word)
    if found is None or len(found.group()) * 2 < len(word):
        return False
    core = found.group()
    plain = unicodedata.normalize("NFD", core).lower()
    if len(core) <= _SHORT or not core.isascii() or any(map(str.isdigit, core)):
        return True
    return any(letter in "aeiouy" for letter in plain)
