"""Columns with somebody's words in which the world has no canary, each with the reason.

Reviewed, and short. A new column that may name others, or that a young person keeps to themselves,
fails the test until the world plants it or it is named here; one that is planted by now fails it
until it is taken out.
"""

from __future__ import annotations

from collections.abc import Mapping

_A_NAME = "a file's name in the store says nothing; what the file says is planted"
_PAGES = "says on which page they typed, and none of what"

UNPLANTED: Mapping[str, str] = {
    "paper_intake.blob": _A_NAME,
    "paper_picture.blob": _A_NAME,
    "paper_version.blob": _A_NAME,
    "return_row.facts": "an import is entered with what it found and no row of its file",
    "views_answer.blob": _A_NAME,
    "young_kept.action": _PAGES,
    "young_kept.page": _PAGES,
}
