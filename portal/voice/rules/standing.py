"""Where the views on an item stand, as a sentence with its next step, and what waits for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.kernel.wording import clock_time, counted, long_date


class Stage(StrEnum):
    """How far a young person's views on an item have come."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"
    WAITING = "waiting"
    """Shared, and what is there now was not opened for the panel."""
    SEEN = "seen"
    SHOWN = "shown"
    """Shown in the room."""
    CHANGED = "changed"
    """They are changing what they shared. What they shared stands until they share anew."""
    TAKEN_BACK = "taken_back"
    PAPER = "paper"
    """Nothing is shared answer by answer, and a paper with their views is there."""
    NO_ANSWERS = "no_answers"
    """They went through the questions and chose to give no answer."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the views on one item. Times are local.

    ``shared`` counts the answers that are shared now; ``opened`` and ``shown`` are of those alone.
    ``papers`` counts the papers with their views that are ready.
    """

    begun: bool = False
    shared_at: datetime | None = None
    shared: int = 0
    changing: bool = False
    """Whether they have changed an answer that is shared, and not shared it anew."""
    taken_back_at: datetime | None = None
    opened_at: datetime | None = None
    shown_at: datetime | None = None
    papers: int = 0
    panel_day: date | None = None

    @property
    def opened_for_panel(self) -> bool:
        """Whether they were opened on the panel's day: reading beforehand is no hearing."""
        if self.opened_at is None:
            return False
        return self.panel_day is None or self.opened_at.date() >= self.panel_day

    @property
    def given(self) -> bool:
        """Whether there are views the panel can read: answers they shared, or a paper of theirs."""
        return bool(self.shared or self.papers)


def stage(facts: Facts) -> Stage:
    """Say how far the views have come."""
    if facts.shared:
        return _shared(facts)
    if facts.taken_back_at is not None:
        return Stage.TAKEN_BACK
    if facts.papers:
        return Stage.PAPER
    if facts.shared_at is not None:
        return Stage.NO_ANSWERS
    return Stage.BEGUN if facts.begun else Stage.NOT_BEGUN


def _shared(facts: Facts) -> Stage:
    if facts.changing:
        return Stage.CHANGED
    if facts.shown_at is not None:
        return Stage.SHOWN
    return Stage.WAITING if waits(facts) else Stage.SEEN


def unopened(facts: Facts) -> bool:
    """Tell whether there are views that nobody has opened for the panel, ahead of its day or on it.

    Who opened them ahead has no more to do before the day; on it they are opened again (`waits`).
    """
    return waits(facts) and facts.opened_at is None


def waits(facts: Facts) -> bool:
    """Tell whether there are views that must be opened before anything is decided (ux 4.2)."""
    return bool(facts.shared) and facts.shown_at is None and not facts.opened_for_panel


@dataclass(frozen=True, slots=True)
class Said:
    """A standing in words. ``tone`` is one of the status sentence's."""

    text: str
    next_step: str
    tone: str | None = None


_TO_OPEN = "Open them on the panel’s day, before anything is decided"
_PLAIN = {
    Stage.PAPER: Said("Their views are here as a paper", "Read it with the papers of the item"),
    Stage.NO_ANSWERS: Said(
        "They shared no answers with the panel", "Ask whether somebody may speak for them"
    ),
    Stage.BEGUN: Said(
        "They have begun and have not shared anything", "Ask whether they need help", "waiting"
    ),
    Stage.NOT_BEGUN: Said("No views yet", "Ask them, and write down what was tried", "waiting"),
}


def said(facts: Facts) -> Said:
    """Say where the views stand, why, and what comes next."""
    at = stage(facts)
    if at is Stage.SHOWN and facts.shown_at is not None:
        return Said(
            f"Their views were shown in the room at {clock_time(facts.shown_at.time())}", ""
        )
    if at is Stage.CHANGED and facts.shared_at is not None:
        given = f"They are changing what they shared on {long_date(facts.shared_at.date())}"
        step = "What they shared stands until they share again"
        return Said(given, f"{step}. {_TO_OPEN}" if waits(facts) else step, "waiting")
    if at in {Stage.WAITING, Stage.SEEN} and facts.shared_at is not None:
        how_many = counted(facts.shared, "answer").capitalize()
        given = f"{how_many} shared, {long_date(facts.shared_at.date())}"
        if at is Stage.WAITING:
            return Said(given, _TO_OPEN, "waiting")
        return Said(given, "Show them in the room before anything is decided")
    if at is Stage.TAKEN_BACK and facts.taken_back_at is not None:
        day, time = facts.taken_back_at.date(), clock_time(facts.taken_back_at.time())
        return Said(
            f"They took their views back on {long_date(day)} at {time}",
            "Nothing of them may be used. Ask them what they want to say now",
            "waiting",
        )
    return _PLAIN[at]
