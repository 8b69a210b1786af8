"""What young people answered to their invitation by themselves, as a room above says it (R51).

Whoever says in the portal how they take part was invited: nobody need write that down again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from uuid import UUID

from flask import Flask, current_app

from portal.preparation.rules.evidence import Answered, Given

EXTENSION = "portal.own-answers"
Answer = tuple[Given, Answered]
Source = Callable[[Collection[UUID]], Mapping[UUID, Answer]]
"""Answers for some items, in the open scope; nothing of an item that nobody answered for."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say what young people answered."""
    app.extensions[EXTENSION] = source


def of(item_ids: Collection[UUID]) -> Mapping[UUID, Answer]:
    """Return what was answered, by item."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    return {} if source is None or not item_ids else source(item_ids)


def newest(written: Mapping[UUID, Answer], own: Mapping[UUID, Answer]) -> dict[UUID, Answer]:
    """Return the newer of what was written down and what they said; of one day, their own."""
    found = dict(written)
    for item_id, answer in own.items():
        if item_id not in found or found[item_id][0].on <= answer[0].on:
            found[item_id] = answer
    return found
