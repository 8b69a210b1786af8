"""How the list of messages is cut, and how one is said in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.outbox.rules.faults import Fault
from portal.outbox.rules.kinds import Channel, State

LATE = timedelta(minutes=5)
"""With no sign of life for so long, a worker is said not to run: it beats every half minute."""
BY_MESSAGE = frozenset({Channel.EMAIL, Channel.SMS})
EVERY_CHANNEL = frozenset(Channel)


class Show(StrEnum):
    """Which messages a reader asks for."""

    TROUBLE = "trouble"
    WAITING = "waiting"
    TELL = "tell"
    SENT = "sent"
    CALLED_OFF = "called-off"


@dataclass(frozen=True, slots=True)
class Cut:
    """The states and channels that a choice stands for, and its words."""

    words: str
    states: frozenset[State]
    channels: frozenset[Channel]


CUTS = {
    Show.TROUBLE: Cut("Did not go", frozenset({State.FAILED, State.DEAD}), BY_MESSAGE),
    Show.WAITING: Cut("Waiting", frozenset({State.QUEUED, State.SENDING}), BY_MESSAGE),
    Show.TELL: Cut("To be told in person", frozenset({State.CANCELLED}), frozenset({Channel.NONE})),
    Show.SENT: Cut("Sent", frozenset({State.SENT}), BY_MESSAGE),
    Show.CALLED_OFF: Cut("Called off", frozenset({State.CANCELLED}), BY_MESSAGE),
}
"""Every message is in exactly one of these."""
AUDIENCES = {
    "young_person": "A young person",
    "staff": "A colleague",
    "member": "A member of a panel",
    "visitor": "Somebody asked to one item",
    "provider": "A provider",
    "board": "A member of the Board",
}
STATE_WORDS = {
    State.QUEUED: ("Waiting", "blue"),
    State.SENDING: ("Being sent", "blue"),
    State.SENT: ("Sent", None),
    State.FAILED: ("Did not go yet", "yellow"),
    State.DEAD: ("Did not go", "red"),
    State.CANCELLED: ("Called off", "grey"),
}
JOB_WORDS = {
    State.FAILED: ("Not done yet", "yellow"),
    State.DEAD: ("Not done", "red"),
}
"""Work is shown only where it did not get done."""


def state_words(state: State, channel: Channel) -> tuple[str, str | None]:
    """Return how a message stands in words, and the colour of the tag."""
    if channel is Channel.NONE:
        return "To be told in person", "yellow"
    return STATE_WORDS[state]


def reason(state: State, fault: Fault | None) -> str:
    """Return why it stands like this, and what happens next, in sentences."""
    said = fault.words if fault is not None else ""
    if state is State.FAILED:
        return f"{said} The portal tries again by itself.".strip()
    if state is State.DEAD:
        return f"{said} The portal has stopped trying.".strip()
    return said


def may_try_again(state: State) -> bool:
    """Tell whether somebody may ask for another try."""
    return state in {State.FAILED, State.DEAD}


def worker_runs(beat_at: datetime | None, now: datetime) -> bool:
    """Tell whether a worker has lately said that it runs."""
    return beat_at is not None and now - beat_at < LATE
