"""Whether an item may be heard: what rooms above say of it.

Whether a young person agreed to be discussed is known by a room above this one. It adds a source;
the agenda, its publication and the panel day then all ask here, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "portal.hearing"
NOT_HEARD = "This item is not being heard"
"""All that a reader of the agenda is shown where an item was that may no longer be heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked about: items, each with how its young person is called in a sentence.

    ``holding`` keeps the answers as they are until the transaction ends. ``ask_by`` is the day by
    which whoever must still be asked is to be asked.
    """

    items: Mapping[UUID, str]
    now: datetime
    ask_by: date | None = None
    holding: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What one source says of one item.

    ``lost`` tells that it could be heard once and now cannot: readers see a mark in its place.
    ``overridden`` that it is heard without an agreement; ``warning`` what will end it.
    """

    may: bool
    sentence: str
    lost: bool = False
    overridden: bool = False
    warning: str = ""


FREE = Hearing(may=True, sentence="")
Source = Callable[[Asked], Mapping[UUID, Hearing]]
"""Answers for every item it is asked about, in the open scope."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say whether items may be heard."""
    app.extensions[EXTENSION] = source


def of(asked: Asked) -> dict[UUID, Hearing]:
    """Return what is said of each item."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    if source is None or not asked.items:
        return dict.fromkeys(asked.items, FREE)
    found = source(asked)
    return {item_id: found.get(item_id, FREE) for item_id in asked.items}


def is_stopped(item_id: UUID, now: datetime) -> bool:
    """Tell whether an item could be heard once and now cannot."""
    return of(Asked(items={item_id: ""}, now=now))[item_id].lost
