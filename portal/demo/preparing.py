"""What agencies have brought to a practice panel so far: some of it is here, some is not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal.people.policy import Actor
from portal.preparation import operations as preparation
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Outcome, Way
from portal.preparation.rules.questions import Answer

HOUSING: dict[str, Answer] = {
    "routes": ("register", "supported"),
    "options": "A shared flat near the college, or a home of their own by the register.",
    "band": "Band B once the move is within six months",
    "needed": "Photo identity, and a reference from where they live now.",
}
RESOURCES: dict[str, Answer] = {
    "placement": "Settled. They cook twice a week and are proud of it.",
    "suits_foster": "preferred",
    "suits_residential": "unsuitable",
    "suits_supported": "suitable",
    "suits_own_home": "not_specified",
    "availability": "A supported place from next month; staying put can be agreed now.",
}
REVIEWING: dict[str, Answer] = {
    "view": "The plan is right, and slower than it should be.",
    "challenge": "yes",
    "challenge_words": "The passport was promised at the last review. Who gets it, and by when?",
}


def bring(officer: Actor, items: Sequence[UUID], now: datetime) -> None:
    """Write down what is here of some items; what is left out is missing, and gets late."""
    today = now.date()
    for item_id in items[:3]:
        answers = {**HOUSING, "as_of": today.isoformat()}
        _write(officer, item_id, now, Agency.HOUSING, answers)
    for item_id in items[:2]:
        _write(officer, item_id, now, Agency.ACCESS_TO_RESOURCES, RESOURCES)
    for item_id in items[:1]:
        _write(officer, item_id, now, Agency.IRO, REVIEWING)
    told = (
        (Way.IN_PERSON, Answered.COMING, "They would like their key worker beside them."),
        (Way.PHONE, Answered.NOT_COMING, "Too many people. They will send a voice message."),
        (Way.MESSAGE, Answered.NO_ANSWER, ""),
    )
    for item_id, (way, answer, note) in zip(items, told, strict=False):
        preparation.record_invitation(
            actor=officer,
            now=now,
            item_id=item_id,
            number=0,
            invited_on=today,
            invited_by=officer.person_id,
            way=way,
            answer=answer,
            note=note,
        )
    for item_id in items[1:2]:
        preparation.record_views_sought(
            actor=officer,
            now=now,
            item_id=item_id,
            number=0,
            tried_on=today,
            way=Way.THROUGH_CARER,
            outcome=Outcome.TRY_AGAIN,
            note="Their carer passed it on. They will answer after the weekend.",
        )


def _write(
    officer: Actor, item_id: UUID, now: datetime, agency: Agency, answers: dict[str, Answer]
) -> None:
    preparation.contribute(
        actor=officer, now=now, item_id=item_id, agency=agency, version=0, answers=answers
    )
