"""How practice's young people take part: chosen by themselves, told to a worker, asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal.participation import operations, queries
from portal.participation.rules.asks import AskKind, Outcome, Whom
from portal.participation.rules.choices import Topic
from portal.people.policy import Actor
from portal.preparation.rules.inviting import Way

_BY_THEMSELVES: tuple[dict[Topic, dict[str, object]], ...] = (
    {
        Topic.WAY: {"way": "in_person", "more": "If I can sit near the door."},
        Topic.TIMES: {"hours": ["afternoon"], "because": "college"},
        Topic.NEEDS: {"needs": ["breaks", "see_first"]},
        Topic.CARER: {"adult": "told"},
    },
    {
        Topic.WAY: {"way": "call"},
        Topic.NEEDS: {"language": "Tigrinya", "more": "I would rather listen than read."},
    },
)
"""What the first young people of an agenda chose in their own pages."""


def choose(officer: Actor, listed: Sequence[UUID], now: datetime, *, settled: bool) -> None:
    """Let the first ones on an agenda choose; the third told case support, the second asks.

    Where the agenda is to go out, that somebody is not there is ``settled``: it is answered first.
    """
    for item_id, chosen in zip(listed, _BY_THEMSELVES, strict=False):
        for topic, given in chosen.items():
            operations.choose_as_young_person(
                now=now,
                young_person_id=_whose(item_id),
                item_id=item_id,
                topic=topic,
                given=given,
                seen=0,
            )
    for item_id in listed[2:3]:
        operations.choose_for_them(
            actor=officer,
            now=now,
            item_id=item_id,
            topic=Topic.BRING,
            given={"who": "advocate", "name": "Ola Invented"},
            seen=0,
            way=Way.PHONE,
        )
    for item_id in listed[1:2]:
        operations.ask_as_young_person(
            now=now,
            young_person_id=_whose(item_id),
            item_id=item_id,
            kind=AskKind.ADVOCATE,
        )
    if settled:
        _not_there(officer, listed[:1], now)


def _not_there(officer: Actor, listed: Sequence[UUID], now: datetime) -> None:
    for item_id in listed:
        asked = operations.ask_as_young_person(
            now=now,
            young_person_id=_whose(item_id),
            item_id=item_id,
            kind=AskKind.NOT_THERE,
            whom=Whom(words="the worker from my first hostel"),
            why="They told everybody about me.",
        )
        operations.answer_ask(
            actor=officer,
            now=now,
            ask_id=asked.id,
            version=asked.version,
            outcome=Outcome.GRANTED,
            words="They are not on the list, and they will not be asked.",
        )


def _whose(item_id: UUID) -> UUID:
    return queries.booked(item_id).item.young_person_id
