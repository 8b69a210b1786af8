"""What is brought to an item before its panel, every word of it a canary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.participation import operations as participation
from portal.participation import queries as participation_queries
from portal.participation.rules.asks import AskKind, Whom
from portal.participation.rules.asks import Outcome as AskOutcome
from portal.participation.rules.choices import Topic
from portal.people.policy import Actor
from portal.preparation import operations as preparation
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Outcome, Way
from portal.preparation.rules.questions import HOMES
from tests.integration.access.agreed_there import thinks


def bring(
    support: Actor, now: datetime, item_id: UUID, tag: str, canary: Callable[[str, str], str]
) -> UUID:
    """Write what one agency brings, and how the young person was asked for all that they are asked.

    Return the id of what they ask for.
    """
    wrote, said = canary(tag, "Y"), canary(tag, "V")
    preparation.contribute(
        actor=support,
        now=now,
        item_id=item_id,
        agency=Agency.ACCESS_TO_RESOURCES,
        version=0,
        answers={
            "placement": wrote,
            "availability": wrote,
            **{f"suits_{key}": "preferred" for key, _ in HOMES},
        },
    )
    preparation.record_invitation(
        actor=support,
        now=now,
        item_id=item_id,
        number=0,
        invited_on=now.date(),
        invited_by=support.person_id,
        way=Way.LETTER,
        answer=Answered.NOT_SURE,
        note=said,
    )
    preparation.record_views_sought(
        actor=support,
        now=now,
        item_id=item_id,
        number=0,
        tried_on=now.date(),
        way=Way.PHONE,
        outcome=Outcome.TRY_AGAIN,
        note=canary(tag, "v"),
    )
    thinks(now, item_id, canary(tag, "a"))
    _says_wrong(now, item_id, canary(tag, "x"))
    return _takes_part(support, now, item_id, said, canary(tag, "Q"))


def _says_wrong(now: datetime, item_id: UUID, wrong: str) -> None:
    """Let the young person say that something is wrong; nobody has answered yet."""
    whose = participation_queries.booked(item_id).item.young_person_id
    participation.say_wrong(now=now, young_person_id=whose, item_id=item_id, words=wrong)


def _takes_part(support: Actor, now: datetime, item_id: UUID, said: str, asked: str) -> UUID:
    """Let the young person say what they need, and ask that somebody is not there."""
    whose = participation_queries.booked(item_id).item.young_person_id
    common: dict[str, Any] = {"now": now, "young_person_id": whose, "item_id": item_id}
    participation.choose_as_young_person(**common, topic=Topic.NEEDS, given={"more": said}, seen=0)
    row = participation.ask_as_young_person(
        **common, kind=AskKind.NOT_THERE, whom=Whom(words=asked), why=asked
    )
    participation.answer_ask(
        actor=support,
        now=now,
        ask_id=row.id,
        version=row.version,
        outcome=AskOutcome.GRANTED,
        words=asked,
    )
    return row.id
