"""What a young person is told of a record, as staff see it, with advice and what was answered."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from portal.guides.rules.plainness import Finding, advice
from portal.records.models import Action, ItemRecord
from portal.records.queries.promises import AnswerLine
from portal.records.rules.promises import Said, twin_problem

SAID = {
    Said.HAPPENED: "The young person says that it happened",
    Said.NOT_HAPPENED: "The young person says that it has not happened",
    Said.DONE: "said that it was done",
}


@dataclass(frozen=True, slots=True)
class TwinRow:
    """One promise as the young person reads it, with its date."""

    plain_words: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Twin:
    """A record as the young person reads it; ``lacks`` says what it does not have yet."""

    decision: str
    promises: tuple[TwinRow, ...]
    lacks: str


@dataclass(frozen=True, slots=True)
class SaidRow:
    """One thing that was said of a promise, in a sentence with its day."""

    sentence: str
    words: str
    said_at: datetime


def twin(record: ItemRecord, actions: Sequence[Action]) -> Twin:
    """Return a record as the young person reads it."""
    problem = twin_problem(record.plain_words or "", [each.plain_words or "" for each in actions])
    return Twin(
        decision=record.plain_words or "",
        promises=tuple(TwinRow(each.plain_words or "", each.due_on) for each in actions),
        lacks=problem.message if problem else "",
    )


def advice_on(texts: Iterable[str], avoid: Collection[str]) -> tuple[Finding, ...]:
    """Return what could be plainer in words for a young person: advice, never a gate (idea 14)."""
    return tuple(dict.fromkeys(each for text in texts for each in advice(text, avoid=avoid)))


def said_rows(answers: Sequence[AnswerLine]) -> tuple[SaidRow, ...]:
    """Return what was said of a promise, the oldest first."""
    return tuple(
        SaidRow(
            f"{each.by} {SAID[Said(each.said)]}" if each.by else SAID[Said(each.said)],
            each.words,
            each.said_at,
        )
        for each in answers
    )
