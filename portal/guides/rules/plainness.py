"""Whether words are plain enough for the level they are written at (users.md idea 14).

A gate, in the tests, for the portal's own guides and for everything its pages for young people say;
advice for a district's guides and for what staff type. English only: how long a sentence may be
differs from language to language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.guides.rules.text import Text, words_of

_WORD = re.compile(r"[^\W_]+(?:[’'-][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?])[”’)]?\s+")
_TAUGHT = re.compile(r"“[^”]*”")
_CAPITALISED = re.compile(r"\b[A-Z][\w’'-]*")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True)
class Limits:
    """The most words in one sentence, the most on average, and the most syllables in a word."""

    longest: int
    average: float
    syllables: int


SIMPLE_LIMITS = Limits(longest=14, average=8.0, syllables=3)
PAGE_LIMITS = Limits(longest=14, average=8.0, syllables=4)
"""For what pages say between the guides: read in a hurry, at every level. “Interpreter” passes."""
FULLER_LIMITS = Limits(longest=25, average=14.0, syllables=5)
EVERYDAY = frozenset({"anybody", "everybody", "somebody", "university"})
"""Long words that everybody knows."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that could be plainer: where, and why."""

    words: str
    why: str


def sentences_in(words: str) -> list[str]:
    """Cut a paragraph into its sentences; one without a full stop is a sentence too."""
    return [part.strip() for part in _SENTENCE.split(words.strip()) if _WORD.search(part)]


def count_words(sentence: str) -> int:
    """Return how many words a sentence has: “children’s” and “twenty-one” are one each."""
    return len(_WORD.findall(sentence))


def syllables(word: str) -> int:
    """Return about how many syllables an English word has, at least one."""
    small = word.lower().replace("’", "").replace("'", "")
    groups = len(_VOWELS.findall(small))
    # The e at the end is silent (“home”, “decides”), but not in “table” or “houses”.
    silent = re.search(r"[^aeiouyl]e$|[^aeiouylsxzcg]es$|[^aeioutd]ed$", small)
    return max(1, groups - bool(silent))


def check(text: Text, *, limits: Limits, avoid: Iterable[str]) -> tuple[Finding, ...]:
    """Return everything that breaks the limits, in reading order, the average last.

    Words in “quotes” are being taught, so they may be hard ones.
    """
    lines = [words_of(line) for block in text.blocks for line in block.lines]
    prose = [sentence for line in lines for sentence in sentences_in(line)]
    found = list(_long_sentences(prose, limits))
    found += _hard_words(prose, limits)
    found += _avoided([text.title, *prose], avoid)
    average = sum(map(count_words, prose)) / max(1, len(prose))
    if average > limits.average:
        why = f"{average:.1f} words a sentence on average, more than {limits.average:g}"
        found.append(Finding(text.title, why))
    return tuple(found)


def advice(words: str, *, avoid: Iterable[str]) -> tuple[Finding, ...]:
    """Return what could be plainer in words that somebody typed for a young person.

    Advice and never a gate. Names are left alone: a word with a capital letter is never too hard.
    """
    prose = [sentence for line in words.splitlines() for sentence in sentences_in(line)]
    found = list(_long_sentences(prose, SIMPLE_LIMITS))
    found += [
        each
        for sentence in prose
        for each in _hard_words([_CAPITALISED.sub(" ", sentence)], SIMPLE_LIMITS)
    ]
    found += _avoided(prose, avoid)
    return tuple(dict.fromkeys(found))


def _long_sentences(prose: Sequence[str], limits: Limits) -> Iterable[Finding]:
    for sentence in prose:
        if (words := count_words(sentence)) > limits.longest:
            yield Finding(sentence, f"{words} words, more than {limits.longest}")


def _hard_words(prose: Sequence[str], limits: Limits) -> Iterable[Finding]:
    for sentence in prose:
        for word in _WORD.findall(_TAUGHT.sub(" ", sentence)):
            if word.lower() in EVERYDAY:
                continue
            most = max(map(syllables, word.split("-")))
            if most > limits.syllables:
                yield Finding(sentence, f"“{word}” has {most} syllables")


def _avoided(prose: Sequence[str], avoid: Iterable[str]) -> Iterable[Finding]:
    for term in avoid:
        said = re.compile(rf"(?<!\w){re.escape(term)}(?:s|es)?(?!\w)", re.IGNORECASE)
        for sentence in prose:
            if said.search(sentence):
                yield Finding(sentence, f"“{term}” is a word to avoid")
