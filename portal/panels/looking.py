"""What somebody must look at before it goes out with an agenda, as a room above finds it.

Papers and what agencies write are known by a room above this one. It adds a source; the pages that
let papers go out show what was found, and ask whoever does it to say that they looked. A version
that was not looked through when they did does not go out with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from flask import Flask, current_app

from portal.kernel.errors import RuleError
from portal.people.policy import Actor

EXTENSION = "portal.to-be-looked-at"
WAITING = "portal.waits-to-be-looked-at"
LOOK = "Look at these, then tick the box"


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A version of a paper to be looked at, and what was found in it, in a sentence.

    ``paper_id`` is None where it is what an agency wrote for the item.
    """

    item_id: UUID
    paper_id: UUID | None
    version_id: UUID
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class LookedThrough:
    """What would go out, and what of it a person must look at.

    ``papers`` are those that have no place yet; ``versions`` the very versions of papers that were
    looked through, ``forms`` those of what agencies wrote. ``joins`` says in words what that is.
    """

    papers: frozenset[UUID] = frozenset()
    versions: frozenset[UUID] = frozenset()
    forms: frozenset[UUID] = frozenset()
    found: tuple[ToLookAt, ...] = ()
    joins: str = ""

    @property
    def mark(self) -> str:
        """A mark of what was found: another one where anything else is found."""
        told = "\n".join(f"{each.version_id} {each.text}" for each in self.found)
        return hashlib.sha256(told.encode()).hexdigest()


class NotLookedAtError(RuleError):
    """What goes out was not looked at; it holds what was found, so that nobody looks anew."""

    def __init__(self, through: LookedThrough) -> None:
        super().__init__(LOOK, "looked")
        self.through = through


class Source(Protocol):
    """Looks papers through."""

    def __call__(self, meeting_id: UUID, actor: Actor, *, late: bool) -> LookedThrough:
        """Answer for a meeting, in the open scope: of its agenda, or of what is late alone.

        Of what ``actor`` must not know of, nothing is found: they could not look at it.
        """


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say what must be looked at."""
    app.extensions[EXTENSION] = source


def of(meeting_id: UUID, actor: Actor, *, late: bool = False) -> LookedThrough:
    """Return what goes out when a meeting's agenda does; or, ``late``, what joins one that is."""
    source: Source | None = current_app.extensions.get(EXTENSION)
    return LookedThrough() if source is None else source(meeting_id, actor, late=late)


def refuse_unseen(through: LookedThrough, looked: str) -> None:
    """Raise NotLookedAtError unless this very list was looked at, by its mark."""
    if through.found and looked != through.mark:
        raise NotLookedAtError(through)


def set_waiting(app: Flask, source: Callable[[UUID, Actor], str]) -> None:
    """Let the room that knows say what waits to join a meeting's pack that is out."""
    app.extensions[WAITING] = source


def waiting(meeting_id: UUID, actor: Actor) -> str:
    """Say what waits to join a meeting's pack that is out, as far as somebody may know of it."""
    source: Callable[[UUID, Actor], str] | None = current_app.extensions.get(WAITING)
    return "" if source is None else source(meeting_id, actor)
