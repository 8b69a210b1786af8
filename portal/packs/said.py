"""What young people want to say, as a pack gives it to one reader (R52).

It is known by a room above this one, which says for whom each answer is. It adds a source; packs,
their files and what others are given ask here, so that nobody finds in one what another keeps back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from flask import Flask, current_app

from portal.packs.policy import From
from portal.packs.rules.said import SaidFacts
from portal.panels.policy import ItemFacts, MeetingFacts
from portal.people.policy import Actor
from portal.variations.values import Seat

EXTENSION = "portal.said-in-packs"
LINK = "What they want to say"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer in words: what was asked, exactly what they said, and what is told about it.

    ``language`` is that of their words. What is a picture or a recording is told of in ``about``.
    """

    asked: str
    words: str
    about: str
    language: str


class Source(Protocol):
    """What the room above says, in the open scope."""

    def heard_by(self, actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> frozenset[str]:
        """Return for whom an answer must be that somebody is given it."""

    def heard_in(self, seat: Seat, comes_from: From) -> frozenset[str]:
        """Return the same for anybody of an organisation who sits in a seat."""

    def facts(self, item_ids: Collection[UUID]) -> Mapping[UUID, SaidFacts]:
        """Return what is shared on some items, without the words; nothing where nobody began."""

    def words(self, answer_ids: Collection[UUID]) -> Mapping[UUID, Answer]:
        """Return some shared answers in words, by id, in the order in which they were asked."""

    def hold(self, item_ids: Collection[UUID]) -> None:
        """Take turns with whoever shares or takes back, until this transaction ends."""

    def href(self, item_id: UUID) -> str:
        """Return where all of it is, with pictures and recordings."""


class _Silent:
    """No room says anything: nothing is given."""

    def heard_by(self, actor: Actor, meeting: MeetingFacts, item: ItemFacts) -> frozenset[str]:
        del actor, meeting, item
        return frozenset()

    def heard_in(self, seat: Seat, comes_from: From) -> frozenset[str]:
        del seat, comes_from
        return frozenset()

    def facts(self, item_ids: Collection[UUID]) -> Mapping[UUID, SaidFacts]:
        del item_ids
        return {}

    def words(self, answer_ids: Collection[UUID]) -> Mapping[UUID, Answer]:
        del answer_ids
        return {}

    def hold(self, item_ids: Iterable[UUID]) -> None:
        del item_ids

    def href(self, item_id: UUID) -> str:
        del item_id
        return ""


def set_source(app: Flask, source: Source) -> None:
    """Let the room that knows say what young people want to say."""
    app.extensions[EXTENSION] = source


def source() -> Source:
    """Return what says it."""
    found: Source = current_app.extensions.get(EXTENSION, _SILENT)
    return found


_SILENT = _Silent()
