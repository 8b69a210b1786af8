"""Whether anything stands in somebody's own pages already, whoever wrote it, as rooms above say."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Flask, current_app

SOURCES = "portal.entry.written"
Source = Callable[[UUID], bool]


def add(app: Flask, source: Source) -> None:
    """Let a room tell, by the young person, whether its pages would show what was written."""
    app.extensions.setdefault(SOURCES, []).append(source)


def anything(young_person_id: UUID) -> bool:
    """Tell whether a link alone would show what was written before (C20)."""
    found: list[Source] = current_app.extensions.get(SOURCES, [])
    return any(source(young_person_id) for source in found)
