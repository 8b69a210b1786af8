"""What rooms above do when an agenda goes out, in the same transaction.

Papers are given their places in the pack by a room above this one. It adds a step here, so that an
agenda is never out without it, whoever publishes and however.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from flask import Flask, current_app

from portal.panels.looking import LookedThrough

EXTENSION = "portal.agenda-sent"


class Step(Protocol):
    """Something to be done for a meeting whose agenda was published just now."""

    def __call__(
        self, *, meeting_id: UUID, actor_id: UUID | None, now: datetime, through: LookedThrough
    ) -> object:
        """Do it in the open scope; never commit. ``through`` is what was looked through for it."""


def add_step(app: Flask, step: Step) -> None:
    """Let a room above do something whenever an agenda goes out."""
    app.extensions.setdefault(EXTENSION, []).append(step)


def tell(*, meeting_id: UUID, actor_id: UUID | None, now: datetime, through: LookedThrough) -> None:
    """Do every step, in the order in which they were added."""
    steps: list[Step] = current_app.extensions.get(EXTENSION, [])
    for step in steps:
        step(meeting_id=meeting_id, actor_id=actor_id, now=now, through=through)
