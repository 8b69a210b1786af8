"""Who came to a panel day, as the room above that keeps its attendance list says it.

Who chairs an item that somebody has an interest in depends on who is in the room. The room that
keeps the list adds a source; before the day is started it says nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "portal.turnout"


@dataclass(frozen=True, slots=True)
class Turnout:
    """What is recorded of seats and their holders: each is a seat's key and who holds it.

    ``deputised``: a deputy came; ``away``: apologies, or nobody came.
    """

    came: frozenset[tuple[str, UUID]] = frozenset()
    deputised: frozenset[tuple[str, UUID]] = frozenset()
    away: frozenset[tuple[str, UUID]] = frozenset()


Source = Callable[[UUID], Turnout]
"""Answers for a meeting, in the open scope."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say who came."""
    app.extensions[EXTENSION] = source


def of(meeting_id: UUID) -> Turnout:
    """Return who came to a meeting and who did not, as far as it is recorded."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    return Turnout() if source is None else source(meeting_id)
