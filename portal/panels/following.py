"""What rooms above do when an item passes from one person to another.

Who works with a young person changes in this room. What the one before still had to do about the
item is known by rooms above: each adds a follower, which passes it on in the same transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "portal.following-an-item"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """An item's work that passes on: whose it was and whose it is, and who said so."""

    item_id: UUID
    before: UUID
    after: UUID
    actor_id: UUID | None
    now: datetime


Follower = Callable[[Passed], None]


def add(app: Flask, follower: Follower) -> None:
    """Let a room above follow."""
    app.extensions.setdefault(EXTENSION, []).append(follower)


def passed(told: Passed) -> None:
    """Let every room follow, in the order they were added."""
    followers: list[Follower] = current_app.extensions.get(EXTENSION, [])
    for follower in followers:
        follower(told)
