"""Views a young person gave by themselves, as the room of their own words says.

It is known by a room above this one, and counts here as views that were sought and given (R52).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from flask import Flask, current_app

from portal.preparation.rules.evidence import Given

EXTENSION = "portal.views-given"
Source = Callable[[Collection[UUID]], Mapping[UUID, Given]]
"""Answers for items, in the open scope: since when and by whom; never a word of what was said."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say for which items views were given."""
    app.extensions[EXTENSION] = source


def of(item_ids: Collection[UUID]) -> Mapping[UUID, Given]:
    """Return for which of these items views were given."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    return {} if source is None else source(item_ids)
