"""Questions a district asks young people besides the core ones: the hook `views_questions`.

The core questions come with the portal, in every language, and nothing here takes one away or
stands in its place. What a question was asked as is kept with each answer, so that history needs
neither file nor plugin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.kernel.discreet import telling_title
from portal.variations import reading as read
from portal.variations.reading import Rows, Table
from portal.variations.values import ValueProblem

CORE_QUESTIONS = ("home", "preferred_home", "matters", "people", "worries", "feel", "help", "say")
"""Keys of the questions that every young person is asked, which no hook may reuse."""
LAST_PLACE = 99
FEWEST_CHOICES, MOST_CHOICES = 2, 10
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


class QuestionKind(StrEnum):
    """How a question is answered. The list is closed: a page is made for each, with its pictures.

    WORDS is answered by typing, talking, drawing, a photograph, or through somebody who writes.
    """

    WORDS = "words"
    SCALE = "scale"
    CHOICE = "choice"
    SYMBOLS = "symbols"

    @property
    def label(self) -> str:
        """The kind in words."""
        return _KINDS[self]

    @property
    def chooses(self) -> bool:
        """Whether it comes with choices of its own."""
        return self is QuestionKind.CHOICE


_KINDS = {
    QuestionKind.WORDS: "own words, a recording, a drawing or a photograph",
    QuestionKind.SCALE: "a scale in words and pictures",
    QuestionKind.CHOICE: "one of several choices",
    QuestionKind.SYMBOLS: "symbols to choose from",
}


@dataclass(frozen=True)
class QuestionWords:
    """A question in another language. `choices` are in the order of the question's own."""

    language: str
    wording: str
    hint: str = ""
    easy: str = ""
    choices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _need(_LANGUAGE.fullmatch(self.language), "language", "It must be a code such as “ar”.")
        _need(self.wording.strip(), "wording", "Say the question in this language.")


@dataclass(frozen=True)
class ViewsQuestion:
    """A question asked of young people before their panel (R52), in plain English.

    `place` says where it stands among the others: the core ones stand at 10, 20 and so on to 80.
    `easy` is the question for whoever reads simple words. Only CHOICE has `choices`.
    """

    key: str
    wording: str
    kind: QuestionKind
    place: int
    hint: str = ""
    easy: str = ""
    choices: tuple[str, ...] = ()
    words: tuple[QuestionWords, ...] = ()

    def __post_init__(self) -> None:
        _need(_KEY.fullmatch(self.key), "key", "Use small letters, figures and underscores.")
        _need(self.wording.strip(), "wording", "Say what is asked.")
        # It is the page's heading, and so what a browser shows of it to whoever looks on.
        for said in (self.wording, self.easy):
            word = telling_title(said)
            _need(word is None, "wording", f"It says “{word}”, which a browser's title must not.")
        _need(1 <= self.place <= LAST_PLACE, "place", f"It must be from 1 to {LAST_PLACE}.")
        many = len(self.choices)
        wanted = FEWEST_CHOICES <= many <= MOST_CHOICES if self.kind.chooses else many == 0
        asked = f"from {FEWEST_CHOICES} to {MOST_CHOICES} of them" if self.kind.chooses else "none"
        _need(wanted, "choices", f"There must be {asked} for this kind of question.")
        languages = [each.language for each in self.words]
        _need(len(set(languages)) == len(languages), "words", "A language is there twice.")
        for each in self.words:
            same = len(each.choices) == many
            _need(same, "words", f"“{each.language}” must have as many choices as the question.")

    @property
    def order(self) -> tuple[int, str]:
        """Where it stands among others."""
        return self.place, self.key


def _need(truth: object, key: str, message: str) -> None:
    if not truth:
        raise ValueProblem(key, message)


_WORDS = Table(
    {
        "language": read.text,
        "wording": read.text,
        "hint": read.free_text,
        "easy": read.free_text,
        "choices": read.texts,
    },
    ("language", "wording"),
)
SHAPE = Rows(
    Table(
        {
            "key": read.text,
            "wording": read.text,
            "kind": read.choice(*(kind.value for kind in QuestionKind)),
            "place": read.whole,
            "hint": read.free_text,
            "easy": read.free_text,
            "choices": read.texts,
            "words": Rows(_WORDS),
        },
        ("key", "wording", "kind", "place"),
    )
)
"""The shape of `[[both.views_questions]]`."""


def build(rows: Sequence[Mapping[str, Any]]) -> tuple[ViewsQuestion, ...]:
    """Make the questions of one file. ValueProblem for one that cannot be."""
    found = []
    for place, row in enumerate(rows, 1):
        try:
            words = tuple(QuestionWords(**each) for each in row.get("words", ()))
            kind = QuestionKind(row["kind"])
            question = ViewsQuestion(**{**row, "kind": kind, "words": words})
            _need(
                question.key not in CORE_QUESTIONS,
                "key",
                f"“{question.key}” is a core question, which stays as it is.",
            )
        except ValueProblem as problem:
            raise ValueProblem(f"row {place}.{problem.key}", problem.message) from problem
        found.append(question)
    keys = [question.key for question in found]
    _need(len(set(keys)) == len(keys), "key", "A question is there twice.")
    return tuple(found)
