"""What rooms above do when a paper leaves what others are given, in the same transaction.

Who had it in their pack is known by a room above this one. It adds a step here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "portal.paper-left"


class Step(Protocol):
    """Something to be done for a paper that was given to others until now."""

    def __call__(self, *, paper_id: UUID, actor_id: UUID, now: datetime) -> object:
        """Do it in the open scope; never commit."""


def add_step(app: Flask, step: Step) -> None:
    """Let a room above do something whenever a paper is given to nobody any more."""
    app.extensions.setdefault(EXTENSION, []).append(step)


def tell(*, paper_id: UUID, actor_id: UUID, now: datetime) -> None:
    """Do every step, in the order in which they were added."""
    steps: list[Step] = current_app.extensions.get(EXTENSION, [])
    for step in steps:
        step(paper_id=paper_id, actor_id=actor_id, now=now)
