"""Translations in the access tests' world: of what they said, and of what they are told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app

from portal.panels import queries as panels
from portal.translations import operations
from portal.translations.operations import Given
from portal.translations.rules import ENGLISH, Source, Tongue, digest_of
from portal.translations.texts import Text
from tests.integration.access.people_there import actor_at

KURDISH = Tongue("ckb", "Kurdish (Sorani)", "rtl")


def translated(now: datetime, item_id: UUID, words: Callable[[str], str]) -> None:
    """Let their social worker hand over what they said in English, and a decision in Kurdish.

    What they said for their workers alone is as much for those alone in English. ``words`` gives
    the canary of a class about their young person.
    """
    worker = panels.item(item_id).social_worker_id
    assert worker is not None
    common: dict[str, Any] = {"actor": actor_at(worker, now), "item_id": item_id, "now": now}
    with current_app.test_request_context():  # a text says at which address its file is opened
        desk = operations.desk(**common)
        for tongue in (ENGLISH, KURDISH):
            for text in desk.of(tongue):
                letter = _class_of(text, words)
                if letter is not None:
                    given = Given(text.key, words(letter), 0, digest_of(text.made_of))
                    operations.hand_over(
                        **common, tongue=tongue, made_by=words(letter), given=[given]
                    )


def _class_of(text: Text, words: Callable[[str], str]) -> str | None:
    """Return the class of canary that a text's translation holds; None where it has none."""
    if text.source is Source.VIEWS:
        return "T" if words("T") in text.words else "e"
    return {Source.DECISION: "i"}.get(text.source)
