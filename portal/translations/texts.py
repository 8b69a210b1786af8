"""Which texts an item has that may be put into another language, as rooms above say.

The words of a decision, a promise or an answer are known by rooms above this one. Each adds a
source; it gives a reader nothing that is not theirs to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app

from portal.panels.operations import ItemAt
from portal.people.policy import Actor
from portal.translations.rules import Source

EXTENSION = "portal.translations.texts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text: what it is, its very words, and how far its young person reads it."""

    source: Source
    subject_id: UUID
    title: str
    """What it is, as staff read it."""
    words: str
    bound: str = ""
    """What a translation is bound to, where that is more than the words: a file they are about."""
    said: str = ""
    """What else to know of it, a sentence: that they do not read it yet."""
    language: str = "en"
    """The code of the language it was written in, as far as it is known."""
    href: str = ""
    """Where a recording or a picture is opened."""

    @property
    def key(self) -> str:
        """What tells it from the item's other texts, for the names of boxes."""
        return f"{self.source}-{self.subject_id.hex}"

    @property
    def made_of(self) -> str:
        """What a translation of it is bound to."""
        return self.bound or self.words


Provider = Callable[[Actor, ItemAt], Iterable[Text]]


def add(app: Flask, provider: Provider, *, order: int) -> None:
    """Let a room above say which texts an item has. The smallest ``order`` stands first."""
    app.extensions.setdefault(EXTENSION, []).append((order, provider))


def of(actor: Actor, found: ItemAt) -> tuple[Text, ...]:
    """Return an item's texts that this reader may know, in order."""
    providers: list[tuple[int, Provider]] = current_app.extensions.get(EXTENSION, [])
    ordered = sorted(providers, key=lambda each: each[0])
    return tuple(text for _, provider in ordered for text in provider(actor, found))
