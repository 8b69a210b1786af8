"""What a young person asks for that somebody must answer: no meeting goes by without one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from portal.kernel.errors import RuleError

WORDS_LENGTH = 2_000
WRONG_A_DAY = 5
"""How often on one day a young person may say that something is wrong: a slip is no flood."""
_SHORTEST_NAME = 3


class AskKind(StrEnum):
    """What they ask for."""

    NOT_THERE = "not_there"
    """That somebody is not there while they are."""
    ADVOCATE = "advocate"
    HELP_DECIDING = "help_deciding"
    """That somebody explains what they are asked to agree to."""
    WRONG = "wrong"
    """They say that something written about them is wrong, and what it should say (idea 24)."""

    @property
    def label(self) -> str:
        """What they ask for, as staff read it."""
        return {
            AskKind.NOT_THERE: "They ask that somebody is not there",
            AskKind.ADVOCATE: "They ask for an advocate",
            AskKind.HELP_DECIDING: "They want help to decide what to agree to",
            AskKind.WRONG: "They say that something about them is wrong",
        }[self]

    @property
    def next_step(self) -> str:
        """What whoever answers does."""
        return {
            AskKind.NOT_THERE: "Decide, and write to them what happens",
            AskKind.ADVOCATE: "Ask the advocacy service, and write to them who comes",
            AskKind.HELP_DECIDING: "Talk with them, and write to them when and with whom",
            AskKind.WRONG: "Look at it, change what is wrong, and write to them what you did",
        }[self]

    @property
    def stops_the_agenda(self) -> bool:
        """Whether the agenda waits for its answer (idea 5)."""
        return self is AskKind.NOT_THERE

    @property
    def at_any_time(self) -> bool:
        """Whether it may be said, taken back and answered once the meeting is over as well."""
        return self is AskKind.WRONG

    @property
    def words_label(self) -> str:
        """What the words beside it are, as staff read it."""
        return "In their words" if self is AskKind.WRONG else "Why"


class Outcome(StrEnum):
    """What was answered."""

    GRANTED = "granted"
    NOT_GRANTED = "not_granted"
    CHANGED = "changed"
    """What they said is wrong was put right."""
    NOT_CHANGED = "not_changed"

    @classmethod
    def of(cls, kind: AskKind) -> tuple[Outcome, Outcome]:
        """Return the answers there are to a kind of request."""
        if kind is AskKind.WRONG:
            return cls.CHANGED, cls.NOT_CHANGED
        return cls.GRANTED, cls.NOT_GRANTED

    def label(self, kind: AskKind) -> str:
        """The answer to a kind of request, as staff choose it."""
        away = kind is AskKind.NOT_THERE
        return {
            Outcome.GRANTED: "Yes: they will not be there for this item"
            if away
            else "Yes: it is arranged",
            Outcome.NOT_GRANTED: "No: they have to be there"
            if away
            else "No: it cannot be arranged",
            Outcome.CHANGED: "We changed it",
            Outcome.NOT_CHANGED: "We did not change it",
        }[self]


@dataclass(frozen=True, slots=True)
class Whom:
    """Whom a request is about: a person, whoever sits in a seat, or somebody in words."""

    person_id: UUID | None = None
    seat_key: str = ""
    words: str = ""

    @property
    def nobody(self) -> bool:
        """Whether nobody is named."""
        return self.person_id is None and not self.seat_key and not self.words.strip()

    def is_about(self, person_id: UUID, name: str, seat_keys: Collection[str]) -> bool:
        """Tell whether it may be about somebody: they are never shown it (idea 5).

        Where they wrote a name, everybody who shares a part of it counts: a colleague answers.
        """
        if self.person_id == person_id or (self.seat_key and self.seat_key in seat_keys):
            return True
        parts = _parts(name)
        theirs = {each for each in parts if len(each) >= _SHORTEST_NAME}
        theirs |= {each for each in parts[:1] if len(each) > 1}  # a first name may be "Jo"
        return bool(theirs.intersection(_parts(self.words)))


class Request(Protocol):
    """Anything that says what is asked for, about whom, and who wrote it down."""

    @property
    def kind(self) -> AskKind:
        """What is asked for."""

    @property
    def whom(self) -> Whom:
        """Whom it is about."""

    @property
    def told_to_id(self) -> UUID | None:
        """Who wrote it down; None where they did it themselves."""


def _parts(words: str) -> list[str]:
    """Return the words without accents: "Zoe" is Zoë, however a phone writes it."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(each for each in apart if not unicodedata.combining(each))
    return re.findall(r"[^\W\d_]+", plain)


def ask_problem(kind: AskKind, whom: Whom, why: str) -> RuleError | None:
    """Say what is wrong with a request; None where nothing is. Why is theirs to say or not."""
    if kind is AskKind.NOT_THERE and whom.nobody:
        return RuleError("Choose who should not be there", "whom")
    if len(why) > WORDS_LENGTH or len(whom.words) > WORDS_LENGTH:
        return RuleError(f"Use {WORDS_LENGTH:,} characters or fewer", "why")
    return None


def wrong_problem(words: str, said_today: int) -> RuleError | None:
    """Say why a young person cannot say now that something is wrong; None where they can.

    Without words as well: whoever cannot write is asked by their worker.
    """
    if said_today >= WRONG_A_DAY:
        return RuleError("They said this often today. They can say more tomorrow", "words")
    if len(words) > WORDS_LENGTH:
        return RuleError(f"Use {WORDS_LENGTH:,} characters or fewer", "words")
    return None


def told_wrong_problem(words: str) -> RuleError | None:
    """Say why nobody can write down what a young person told them is wrong; None where they can."""
    if not words.strip():
        return RuleError("Write what they say is wrong, and what it should say", "words")
    return wrong_problem(words, 0)


def answer_problem(kind: AskKind, outcome: Outcome | None, words: str) -> RuleError | None:
    """Say what is wrong with an answer: whoever asked reads it, so it is never without words."""
    if outcome not in Outcome.of(kind):
        return RuleError("Choose what you answer", "outcome")
    if not words.strip():
        return RuleError("Write what the young person reads", "words")
    return None


def may_change(now: datetime, ends_at: datetime | None) -> bool:
    """Tell whether anything may still be changed: until their slot is over."""
    return ends_at is None or now < ends_at


def is_task(kind: AskKind, *, own: bool, has_own: bool, answer_by: date, today: date) -> bool:
    """Tell whether a request is among what somebody who may answer it is to do now.

    What is wrong is for the people who work with the young person to put right. Case support and
    the chair have it among theirs once it waited longer than it should, or where there are none.
    """
    return kind is not AskKind.WRONG or own or not has_own or today > answer_by


def answer_by(asked_on: date, agenda_due: date, two_days_on: date, panel_day: date) -> date:
    """Return by when a request is to be answered: two working days on, before the agenda is due.

    Asked later than that, by two working days on, and never after the panel's day.
    """
    due = min(two_days_on, agenda_due) if agenda_due >= asked_on else two_days_on
    return min(max(due, asked_on), max(panel_day, asked_on))
