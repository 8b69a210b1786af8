"""What rooms above put on the first page a young person sees.

A room adds a source when the application is built; the page asks every source anew, in the scope of
the young person who is in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app

from portal.people.visiting import Visitor

EXTENSION = "portal.young-home"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do or read: where it leads, and a sentence on how far it is.

    Title and state are in the reader's language already (``portal.web.young.gettext``).
    """

    title: str
    state: str
    href: str


Source = Callable[[Visitor, datetime], Iterable[Line]]
"""Reads in the open scope; ``now`` is the portal's clock."""


def add(app: Flask, source: Source, *, order: int) -> None:
    """Let a room add its lines. The smallest ``order`` stands first: 10, 20, 30 by time of use."""
    app.extensions.setdefault(EXTENSION, []).append((order, source))


def lines(visitor: Visitor, now: datetime) -> tuple[Line, ...]:
    """Return every room's lines in order."""
    sources: list[tuple[int, Source]] = current_app.extensions.get(EXTENSION, [])
    ordered = sorted(sources, key=lambda each: each[0])
    return tuple(line for _, source in ordered for line in source(visitor, now))
