"""What of how a young person takes part may be put into another language.

The answers they read, and what they are told who are heard without their yes; and into English what
they say is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

from portal.agreements import policy as agreeing
from portal.agreements import queries as agreements
from portal.kernel.wording import plain_date
from portal.panels.operations import ItemAt
from portal.participation import policy, queries
from portal.people.policy import Actor
from portal.translations.rules import Source
from portal.translations.texts import Text
from portal.web.clock import LONDON

UNKNOWN = "und"
"""The code of a language that nobody was asked for."""


def texts(actor: Actor, found: ItemAt) -> Iterable[Text]:
    """Give the answers to what they asked for, and what they say is wrong, to whoever reads it."""
    held = policy.powers(actor, found)
    if not held.reads:
        return
    asked = queries.asks_of([found.item.id])[found.item.id]
    shown = policy.asks_for(actor, asked, held, found.facts, found.about)
    for row in shown:
        if row.kind.at_any_time and row.why and not row.taken_back:
            said_on = row.asked_at.astimezone(LONDON).date()
            yield Text(
                source=Source.WRONG,
                subject_id=row.id,
                title=f"What they say is wrong, {plain_date(said_on)}",
                words=row.why,
                language=UNKNOWN,
            )
    answered = [row for row in shown if row.answer and not row.taken_back]
    for place, row in enumerate(answered, start=1):
        yield Text(
            source=Source.ASK_ANSWER,
            subject_id=row.id,
            title=f"Answer {place} to what they asked for",
            words=row.answer,
            said=row.kind.label,
        )


def decided_without(actor: Actor, found: ItemAt) -> Iterable[Text]:
    """Give what a manager wrote who decided without their yes, to whoever is shown its words."""
    held = agreeing.powers(actor, found)
    if not (held.own or held.decides):
        return
    standing = (row for row in agreements.overrides_of(found.item.id) if row.ended_at is None)
    for row in standing:
        yield Text(
            source=Source.OVERRIDE,
            subject_id=row.id,
            title="What they are told of being heard without their yes",
            words=row.told,
            said=row.ground.label,
        )
