"""What is brought to an item before its panel, every word of it a canary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from portal.people.policy import Actor
from portal.preparation import operations as preparation
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Way
from portal.preparation.rules.questions import HOMES


def bring(
    support: Actor, now: datetime, item_id: UUID, tag: str, canary: Callable[[str, str], str]
) -> None:
    """Write what one agency brings, and how the young person was invited."""
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
