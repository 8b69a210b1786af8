"""How an answer may be given, for whom it is, and what is wrong with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal.kernel.errors import RuleError
from portal.variations.questions import QuestionKind, ViewsQuestion
from portal.voice.rules.core import options

_ = str  # marks what is translated where it is shown

LONGEST_WORDS = 20_000
"""In characters: about eight pages. Longer words are kept as a file."""
LONGEST_NAME = 120
STATEMENT = "statement"
"""The key under which something they made elsewhere is kept; it answers no question."""
MOST_STATEMENTS = 5


class How(StrEnum):
    """In which way an answer was given."""

    TYPED = "typed"
    CHOSEN = "chosen"
    RECORDING = "recording"
    PICTURE = "picture"
    DRAWING = "drawing"
    SCRIBE = "scribe"
    STATEMENT = "statement"

    @property
    def label(self) -> str:
        """The way in words, for staff."""
        return {
            How.TYPED: "typed by them",
            How.CHOSEN: "chosen by them",
            How.RECORDING: "recorded by them",
            How.PICTURE: "photographed by them",
            How.DRAWING: "drawn by them",
            How.SCRIBE: "written for them",
            How.STATEMENT: "made elsewhere",
        }[self]

    @property
    def is_file(self) -> bool:
        """Whether it is kept as a file."""
        return self in {How.RECORDING, How.PICTURE, How.DRAWING, How.STATEMENT}


class Audience(StrEnum):
    """For whom an answer is. PANEL is what stands where nobody chooses."""

    PANEL = "panel"
    EVERYONE = "everyone"
    WORKERS = "workers"
    ADVOCATE = "advocate"

    @property
    def label(self) -> str:
        """For whom, as staff read it."""
        return {
            Audience.PANEL: "The panel, without housing and providers",
            Audience.EVERYONE: "Everybody at the meeting, with housing and providers",
            Audience.WORKERS: "Their worker and the reviewing officer on the panel alone",
            Audience.ADVOCATE: "Their advocate alone",
        }[self]

    @property
    def in_the_room(self) -> bool:
        """Whether it may be shown to the panel."""
        return self in {Audience.PANEL, Audience.EVERYONE}


AUDIENCE_WORDS: dict[Audience, str] = {
    Audience.PANEL: _("The people at my meeting, but not people who offer places to live"),
    Audience.EVERYONE: _("Everyone at my meeting, and people who offer places to live"),
    Audience.WORKERS: _("Only my worker, and the reviewing officer at the meeting"),
    Audience.ADVOCATE: _("Only my advocate"),
}
"""For whom, as the young person reads it."""

NOBODY_YET: dict[Audience, str] = {
    Audience.WORKERS: _("Nobody can read this yet. Ask who your worker is."),
    Audience.ADVOCATE: _("Nobody can read this yet. Ask your worker for an advocate."),
}
"""What is said of an audience that nobody is in."""
ALWAYS = frozenset({Audience.PANEL, Audience.EVERYONE})
"""For whom an answer may always be: there is no meeting without them."""

TOO_LONG = _("That is more than fits here. You could split it, or add it as a file.")
NO_ANSWER = _("Give an answer, or skip this question.")
STAYS = _("The box is empty. What you saved stays until you remove it, under “See what you said”.")
SAY_WHO = _("Say who wrote it for you.")
CHOOSE_FOR_WHOM = _("Choose who this answer is for.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, before it is kept. ``words`` are exactly what was sent."""

    how: How
    audience: Audience
    words: str = ""
    chosen: tuple[str, ...] = ()
    scribe: str = ""
    """Who wrote it down for them, in their own words: "my carer Jo"."""
    not_sure: bool = False


def problem(question: ViewsQuestion, answer: Answer) -> RuleError | None:
    """Say what is wrong with an answer, None where nothing is. A skipped question has none."""
    if len(answer.words) > LONGEST_WORDS:
        return RuleError(TOO_LONG, "words")
    if answer.not_sure:
        return None
    if question.kind is not QuestionKind.WORDS:
        return _choice_problem(question, answer.chosen)
    if answer.how in {How.TYPED, How.SCRIBE} and not answer.words.strip():
        return RuleError(NO_ANSWER, "words")
    if answer.how is How.SCRIBE and not answer.scribe.strip():
        return RuleError(SAY_WHO, "scribe")
    return None


def _choice_problem(question: ViewsQuestion, chosen: Sequence[str]) -> RuleError | None:
    known = options(question)
    many = question.kind is QuestionKind.SYMBOLS
    if not chosen or any(each not in known for each in chosen) or (len(chosen) > 1 and not many):
        return RuleError(NO_ANSWER, "chosen")
    return None
