"""Columns with somebody's words in which the world has no canary, each with the reason.

Reviewed, and short. A new column that may name others, or that a young person keeps to themselves,
fails the test until the world plants it or it is named here; one that is planted by now fails it
until it is taken out.
"""

from __future__ import annotations

from collections.abc import Mapping

_A_NAME = "a file's name in the store says nothing; what the file says is planted"
_NO_ANSWER = (
    "nobody's answer is written down with words; the agreements' own tests ask who reads them"
)
_NOBODY_TRANSLATED = "nothing is translated; the translations' own tests ask who reads it"
_NOT_TAKEN_BACK = "nothing is taken back; the papers' own tests ask who reads why"
_NOT_LATE = "the agenda is in time and stands; the panels' own tests ask who reads why it is not"
_BY_KIND = "a paper is called by its kind; the papers' own tests ask who reads a title of its own"
_PAGES = "says on which page they typed, and none of what"

UNPLANTED: Mapping[str, str] = {
    "agenda_version.late_reason": _NOT_LATE,
    "agenda_version.withdrawn_reason": _NOT_LATE,
    "agreement_words.limits": _NO_ANSWER,
    "agreement_words.said": _NO_ANSWER,
    "agreement_words.support": _NO_ANSWER,
    "paper.title": _BY_KIND,
    "paper.withdrawn_reason": _NOT_TAKEN_BACK,
    "paper_intake.blob": _A_NAME,
    "paper_intake.title": _BY_KIND,
    "paper_picture.blob": _A_NAME,
    "paper_picture.description": "the pictures are described by nobody",
    "paper_section.heading": "a heading is of its kind’s list; the words below it are planted",
    "paper_version.blob": _A_NAME,
    "promise_answer.words": "no promise is over yet; the records' own tests ask who reads it",
    "return_row.facts": "an import is entered with what it found and no row of its file",
    "translation.made_by": _NOBODY_TRANSLATED,
    "translation.words": _NOBODY_TRANSLATED,
    "views_answer.blob": _A_NAME,
    "views_answer.scribe": "nobody wrote for them; the room's own tests ask who reads that",
    "views_sought.note": "everybody said something, so nobody had to be sought",
    "young_kept.action": _PAGES,
    "young_kept.page": _PAGES,
}
