"""Where a young person who wants to send a recording makes it.

What they say themselves is kept by a room above this one; it says here where the recording is made,
so that choosing to send one leads on to it in one press.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, current_app

from portal.entry.visiting import Visitor

EXTENSION = "portal.recording"


@dataclass(frozen=True, slots=True)
class Recording:
    """Where it is made; ``made`` once there is one, and the address is where they hear it."""

    href: str
    made: bool


Source = Callable[[Visitor], Recording | None]
"""Answers for whoever is in, in the open scope; None where nothing can be recorded any more."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that keeps recordings say where one is made."""
    app.extensions[EXTENSION] = source


def of(visitor: Visitor) -> Recording | None:
    """Return where somebody makes their recording; None where there is no such place."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    return None if source is None else source(visitor)
