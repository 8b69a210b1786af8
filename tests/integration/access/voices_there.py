"""What the young people of the access tests' world say, every word of it a canary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from portal.panels import queries as panels
from portal.people.policy import Actor
from portal.voice import operations, queries
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How

SAID = {"say": ("S", Audience.PANEL), "worries": ("T", Audience.WORKERS)}
"""By question: the class of canary it holds, and for whom it is."""


def say(
    support: Actor, now: datetime, item_id: UUID, tag: str, canary: Callable[[str, str], str]
) -> UUID:
    """Let them say one thing for the panel and one for their social worker; return the first's id.

    It is shown in the room at once, so that a record can be written.
    """
    whose = {"item_id": item_id, "young_person_id": panels.item(item_id).young_person_id}
    for key, (letter, audience) in SAID.items():
        operations.answer(
            now=now,
            asking=Asking(key=key, wording="What do you want to say?"),
            given=Answer(How.TYPED, audience, words=canary(tag, letter)),
            version=0,
            **whose,
        )
    operations.share(now=now, **whose)
    operations.shown(actor=support, now=now, item_id=item_id)
    answer = queries.answer_to(item_id, "say")
    assert answer is not None  # it was given just now
    return answer.id
