"""What of how a young person takes part may be put into another language: the answers they read."""

from __future__ import annotations

from collections.abc import Iterable

from portal.panels.operations import ItemAt
from portal.participation import policy, queries
from portal.people.policy import Actor
from portal.translations.rules import Source
from portal.translations.texts import Text


def texts(actor: Actor, found: ItemAt) -> Iterable[Text]:
    """Give the answers to what they asked for, to whoever is shown the request."""
    held = policy.powers(actor, found)
    if not held.reads:
        return
    asked = queries.asks_of([found.item.id])[found.item.id]
    shown = policy.asks_for(actor, asked, held, found.facts, found.about)
    answered = [row for row in shown if row.answer and not row.taken_back]
    for place, row in enumerate(answered, start=1):
        yield Text(
            source=Source.ASK_ANSWER,
            subject_id=row.id,
            title=f"Answer {place} to what they asked for",
            words=row.answer,
            said=row.kind.label,
        )
