"""What changed because of feedback, as young people read it and as it is translated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal.feedback.models import FeedbackChange
from portal.feedback.queries import ChangeLine
from portal.feedback.rules import translating
from portal.kernel.shown import plain
from portal.translations.pages import Both, Translated
from portal.translations.rules import Standing
from portal.web import young
from portal.web.languages import ENGLISH, LANGUAGES

SAID = {
    Standing.NONE: "Not translated",
    Standing.CURRENT: "Translated",
    Standing.CHANGED: "Translated, and written anew since: the translation is not shown any more",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """What young people said and what changed; ``together`` says who translated both."""

    heard: Both
    changed: Both
    together: Both


@dataclass(frozen=True, slots=True)
class InTongue:
    """A language, and how far something that changed is put into it."""

    code: str
    name: str
    said: str


def for_them(lines: Iterable[ChangeLine]) -> tuple[Changed, ...]:
    """Return what changed as young people read it, in the language of their page if it can be."""
    return tuple(map(_changed, lines))


def _changed(line: ChangeLine) -> Changed:
    language = young.reader().language
    found = translating.found_in(line.translations, language.code)
    if translating.standing(found, line.heard, line.changed) is not Standing.CURRENT:
        found = None

    def both(english: str, words: str) -> Both:
        if found is None:
            return Both(english)
        by, code, direction = plain(found.by), language.code, language.direction
        return Both(english, Translated(plain(words), by, language.english, code, direction))

    heard, changed = (found.heard, found.changed) if found else ("", "")
    return Changed(
        both(line.heard, heard),
        both(line.changed, changed),
        both(f"{line.heard}\n{line.changed}", f"{heard}\n{changed}"),
    )


def tongues(row: FeedbackChange) -> tuple[InTongue, ...]:
    """Return every language but English, with how far something that changed is put into it."""
    return tuple(
        InTongue(each.code, each.english, SAID[_standing(row, each.code)])
        for each in LANGUAGES
        if each != ENGLISH
    )


def _standing(row: FeedbackChange, code: str) -> Standing:
    found = translating.found_in(row.translations, code)
    return translating.standing(found, row.heard, row.changed)
