"""What the young people of a practice panel have said so far: shared, begun, or nothing at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal.panels import queries as panels
from portal.people.policy import Actor
from portal.voice import operations, queries
from portal.voice.operations import Asking
from portal.voice.rules.answers import Answer, Audience, How
from portal.voice.rules.core import CORE, options
from portal.voice.rules.standing import waits

SHARED: dict[str, Answer] = {
    "home": Answer(
        How.TYPED,
        Audience.PANEL,
        words="I like my room. It is loud at night and the bus is far.",
    ),
    "preferred_home": Answer(
        How.CHOSEN, Audience.EVERYONE, words="near college", chosen=("supported_lodgings",)
    ),
    "worries": Answer(How.TYPED, Audience.WORKERS, words="I do not want to lose Sam as my worker."),
    "feel": Answer(How.CHOSEN, Audience.PANEL, chosen=("middle",)),
    "say": Answer(
        How.SCRIBE,
        Audience.EVERYONE,
        words="Please tell me what you decide on the same day.",
        scribe="My friend Invented",
    ),
}
BEGUN: dict[str, Answer] = {
    "home": Answer(How.TYPED, Audience.PANEL, words="Nobody reads this before I share it.")
}


def say(items: Sequence[UUID], now: datetime) -> None:
    """Let the first begin, the second share answers, and the third share that they gave none."""
    for item_id, answers in zip(items, (BEGUN, SHARED, {}), strict=False):
        whose = {"item_id": item_id, "young_person_id": panels.item(item_id).young_person_id}
        for number, question in enumerate(CORE, 1):
            if question.key in answers:
                asking = Asking(
                    key=question.key,
                    wording=question.wording,
                    hint=question.hint,
                    choices=tuple(options(question).values()),
                    number=number,
                    of=len(CORE),
                )
                given = answers[question.key]
                operations.answer(now=now, asking=asking, given=given, version=0, **whose)
        if answers is not BEGUN:
            operations.share(now=now, **whose)


def show(officer: Actor, item_id: UUID, now: datetime) -> None:
    """Show in the room what is shared, before anything is written down of the item."""
    if waits(queries.standing(item_id)):
        operations.shown(actor=officer, now=now, item_id=item_id)
