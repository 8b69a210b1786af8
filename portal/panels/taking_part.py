"""How the young people of an agenda take part in it, as a room above says it.

What they chose, and what they ask for, is known by a room above this one. It adds a source; the
agenda's builder, its publication, an item's page and the panel day ask here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from flask import Flask, current_app

from portal.people.policy import Actor

EXTENSION = "portal.taking-part"


@dataclass(frozen=True, slots=True)
class At:
    """When an item is: the panel's day, its start by the clock on the wall, its minutes."""

    day: date
    start: time
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingPart:
    """What is said of one item to one reader; what is not for them is left out.

    ``warning`` says what is wrong with its slot. ``blocks`` is why the agenda cannot go out before
    somebody answers; where it is about the reader, ``covered`` hides which item it belongs to.
    """

    sentence: str = ""
    warning: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    blocks: str = ""
    covered: bool = False


SILENT = TakingPart()
Source = Callable[[Actor | None, Mapping[UUID, At]], Mapping[UUID, TakingPart]]
"""Answers for a reader, None for a command run for nobody, in the open scope."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say how young people take part."""
    app.extensions[EXTENSION] = source


def of(actor: Actor | None, items: Mapping[UUID, At]) -> dict[UUID, TakingPart]:
    """Return what is said of each item."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    found = source(actor, items) if source is not None and items else {}
    return {item_id: found.get(item_id, SILENT) for item_id in items}
