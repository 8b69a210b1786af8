"""Views a young person gave by themselves, as the room of their own words says.

It is known by a room above this one, and counts here as views that were sought and given (R52).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app

from portal.preparation.rules.evidence import Given

EXTENSION = "portal.views-given"


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is known of one item's views: since when and by whom they are there for the panel.

    Where the panel has none, ``words`` says why, as a sentence. Never a word of what was said.
    """

    given: Given | None
    words: str = ""


Source = Callable[[Collection[UUID]], Mapping[UUID, Spoken]]
"""Answers for items, in the open scope; nothing of an item for which nobody began."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say for which items views were given."""
    app.extensions[EXTENSION] = source


def of(item_ids: Collection[UUID]) -> Mapping[UUID, Spoken]:
    """Return what is known of the views on these items."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    return {} if source is None else source(item_ids)
