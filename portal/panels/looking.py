"""What somebody must look at before it goes out with an agenda, as a room above finds it.

Papers are known by a room above this one. It adds a source; the page that publishes an agenda
shows what was found, and publishing asks whoever does it to say that they looked.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app

from portal.kernel.errors import RuleError
from portal.people.policy import Actor

EXTENSION = "portal.to-be-looked-at"
LOOK = "Look at these papers, then tick the box"


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A paper to be looked at, and what was found in it, in a sentence."""

    paper_id: UUID
    title: str
    text: str


Source = Callable[[UUID, Actor], Sequence[ToLookAt]]
"""Answers for a meeting and for somebody who puts its papers in their places, in the open scope:
nothing of an item in which they declared an interest."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say what must be looked at."""
    app.extensions[EXTENSION] = source


def of(meeting_id: UUID, actor: Actor) -> tuple[ToLookAt, ...]:
    """Return what must be looked at before papers of a meeting join its pack."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    return () if source is None else tuple(source(meeting_id, actor))


def mark_of(found: Sequence[ToLookAt]) -> str:
    """Return a mark of what was found: another one where anything else is found."""
    told = "\n".join(f"{each.paper_id} {each.text}" for each in found)
    return hashlib.sha256(told.encode()).hexdigest()


def refuse_unseen(found: Sequence[ToLookAt], looked: str) -> None:
    """Raise RuleError (field `looked`) unless this very list was looked at, by its mark."""
    if found and looked != mark_of(found):
        raise RuleError(LOOK, "looked")
