"""What rooms above say on an item's page, each with where it leads.

What a young person wants to say is known by a room above this one. It adds a source; the page of an
item asks every source, for its reader, and shows a sentence and a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, current_app

from portal.people.policy import Actor

EXTENSION = "portal.beside-an-item"


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing said of an item, and the page it leads to. `tone` is the status sentence's."""

    text: str
    link: str
    href: str
    next_step: str = ""
    tone: str | None = None


Source = Callable[[Actor, UUID, datetime], Iterable[Beside]]
"""Answers for a reader who sees the item, in the open scope; nothing of what is not theirs."""


def add(app: Flask, source: Source) -> None:
    """Let a room above say something on an item's page."""
    app.extensions.setdefault(EXTENSION, []).append(source)


def of(actor: Actor, item_id: UUID, now: datetime) -> tuple[Beside, ...]:
    """Return what every room says of an item to this reader, in the order they were added."""
    sources: list[Source] = current_app.extensions.get(EXTENSION, [])
    return tuple(each for source in sources for each in source(actor, item_id, now))
