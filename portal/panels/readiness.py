"""How ready the items of a meeting are, as a room above says it.

What is brought to an item is known by a room above this one. It adds a source; the agenda's builder
and an item's page ask here, and show a sentence with its next step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, current_app

from portal.people.policy import Actor

EXTENSION = "portal.readiness"


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one item to one reader. `tone` is one of the status sentence's."""

    text: str
    next_step: str = ""
    tone: str | None = None


Source = Callable[[Actor, UUID, UUID | None, datetime], Mapping[UUID, Said]]
"""Answers for a reader and a meeting, or for one item of it, in the open scope."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say how ready items are."""
    app.extensions[EXTENSION] = source


def of(
    actor: Actor, meeting_id: UUID, now: datetime, *, item_id: UUID | None = None
) -> Mapping[UUID, Said]:
    """Return what is said of a meeting's items, or of one; nothing of what is not the reader's."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    return {} if source is None else source(actor, meeting_id, item_id, now)
