"""Whether an item may be heard: what rooms above say of it.

Whether a young person agreed to be discussed is known by a room above this one. It adds a source;
the agenda, its publication and the panel day then all ask here, so that they cannot differ. Whether
an item was heard, before its young person stopped, is known by the room that keeps the decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from flask import Flask, current_app

EXTENSION = "portal.hearing"
HEARD_EXTENSION = "portal.hearing.heard"
NOT_HEARD = "This item is not being heard"
"""All that a reader of the agenda is shown where an item was that may no longer be heard."""
HEARD_BEFORE = (
    "They may not be discussed any more. What was decided was written down before that, and stands."
)
"""What those are told who work with an item that was heard, and stopped after that."""


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

    ``lost`` tells that it could be heard once and now cannot, and ``heard_before`` of such a one
    that its decision was written down by then. ``overridden`` tells that it is heard without an
    agreement; ``warning`` what will end it.
    """

    may: bool
    sentence: str
    lost: bool = False
    heard_before: bool = False
    overridden: bool = False
    warning: str = ""

    @property
    def words(self) -> str:
        """What those are told of it who work with it."""
        return HEARD_BEFORE if self.heard_before else self.sentence

    @property
    def gone(self) -> bool:
        """Whether it was lost before it was heard: others than its own people see a mark there.

        What is answered after a decision was written down does not undo that it was heard.
        """
        return self.lost and not self.heard_before


FREE = Hearing(may=True, sentence="")
Source = Callable[[Asked], Mapping[UUID, Hearing]]
"""Answers for every item it is asked about, in the open scope."""
HeardSource = Callable[[Collection[UUID]], Collection[UUID]]
"""Tells which of some items were heard, in the open scope."""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say whether items may be heard."""
    app.extensions[EXTENSION] = source


def set_heard_source(app: Flask, source: HeardSource) -> None:
    """Let the room that keeps the decisions say which items were heard."""
    app.extensions[HEARD_EXTENSION] = source


def of(asked: Asked) -> dict[UUID, Hearing]:
    """Return what is said of each item, and of those that are lost whether they were heard."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    if source is None or not asked.items:
        return dict.fromkeys(asked.items, FREE)
    said = source(asked)
    found = {item_id: said.get(item_id, FREE) for item_id in asked.items}
    heard = were_heard([item_id for item_id, each in found.items() if each.lost])
    return found | {item_id: replace(found[item_id], heard_before=True) for item_id in heard}


def were_heard(item_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of some items were heard: their decision is written down."""
    source: HeardSource | None = current_app.extensions.get(HEARD_EXTENSION)
    return frozenset(source(item_ids)) if source is not None and item_ids else frozenset()


def is_lost(item_id: UUID, now: datetime, *, holding: bool = False) -> bool:
    """Tell whether an item could be heard once and now cannot. ``holding`` as in `Asked`."""
    return of(Asked(items={item_id: ""}, now=now, holding=holding))[item_id].lost
