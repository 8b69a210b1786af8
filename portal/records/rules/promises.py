"""What a young person is told of a decision, and whether promises came true. Pure (idea 1).

A decision and each of its actions have a twin in plain words, and no record is filed without. The
young person then says whether a promise was kept. Their “this has not happened” opens the action
again; nobody is blamed, and everything that was said stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from portal.kernel.errors import RuleError
from portal.kernel.wording import joined

LONGEST_WORDS = 2_000
"""Characters somebody may write beside an answer."""


class Said(StrEnum):
    """What was said of a promise: the first two by the young person, the last by its owner."""

    HAPPENED = "happened"
    NOT_HAPPENED = "not_happened"
    DONE = "done"


class PromiseState(StrEnum):
    """Where a promise stands for the young person. None of them is a failure of theirs."""

    WAITING = "waiting"
    """Its date is still to come."""
    PASSED = "passed"
    """Its date has passed and nobody has said that it was done."""
    SAID_DONE = "said_done"
    """Its owner says it was done; the young person has not said anything."""
    KEPT = "kept"
    """The young person says it happened."""
    OPEN_AGAIN = "open_again"
    """The young person says it has not happened; its owner has it before them again."""
    ANSWERED = "answered"
    """Its owner answered their “has not happened”: they can say again how it is."""


class OwnerIs(StrEnum):
    """Who somebody is to the young person, where that can be said in a word they know."""

    SOCIAL_WORKER = "social_worker"
    MANAGER = "manager"
    PERSONAL_ADVISER = "personal_adviser"
    ADVISER_MANAGER = "adviser_manager"
    OTHER = "other"


def promise_state(
    *, due_on: date, done_on: date | None, young_said: str, today: date
) -> PromiseState:
    """Say where a promise stands. The young person's own word comes before the owner's."""
    if young_said == Said.HAPPENED:
        return PromiseState.KEPT
    if young_said == Said.NOT_HAPPENED:
        return PromiseState.OPEN_AGAIN if done_on is None else PromiseState.ANSWERED
    if done_on is not None:
        return PromiseState.SAID_DONE
    return PromiseState.PASSED if due_on < today else PromiseState.WAITING


def done_problem(young_said: str, words: str) -> RuleError | None:
    """Say why an owner cannot close an action: the young person disputes it and gets no answer."""
    if young_said == Said.NOT_HAPPENED and not words.strip():
        return RuleError("Enter what you want to tell them about it", field="words")
    return None


def twin_problem(decision: str, promises: Sequence[str]) -> RuleError | None:
    """Say what a record still lacks in plain words before it is filed (idea 1).

    ``promises`` are those of its actions in order, empty where one has none.
    """
    missing = [] if decision.strip() else ["the decision"]
    missing += [
        f"action {place}" for place, words in enumerate(promises, start=1) if not words.strip()
    ]
    if not missing:
        return None
    return RuleError(
        "This record cannot be filed yet. The young person has no plain words for "
        f"{joined(missing)}. Whoever writes the record can add them."
    )
