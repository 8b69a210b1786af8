"""Agendas of the access tests' world that came late or were taken back, each with the reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.cases.models import YoungPerson
from portal.database import session
from portal.panels import looking, operations, queries
from portal.people.policy import Actor
from tests.support.agreed import heard_anyway

LATER = date(2026, 12, 14)
"""When the panel meets once more."""


def changed_late(
    actor: Actor, now: datetime, item_id: UUID, accepts: UUID, words: Callable[[str], str]
) -> None:
    """Move an item on the day itself, and let the agenda go out again with why it is so late.

    ``words`` gives the canary of a class.
    """
    meeting_id = queries.item(item_id).meeting_id
    operations.move_item(actor=actor, now=now, item_id=item_id, direction="down")
    operations.publish_agenda(
        actor=actor,
        now=now,
        meeting_id=meeting_id,
        late_accepted_by=accepts,
        late_reason=words("l"),
        looked=looking.of(meeting_id, actor).mark,
    )


def taken_back(actor: Actor, now: datetime, item_id: UUID, words: Callable[[str], str]) -> None:
    """Plan the panel's next meeting, send its agenda out and take it back, with the reason.

    Whom it is to hear is somebody of whom nothing else is kept, with an item's social worker.
    """
    like = queries.item(item_id)
    _, kind = queries.meeting(like.meeting_id)
    common: dict[str, Any] = {"actor": actor, "now": now}
    young = YoungPerson(
        district_id=like.district_id,
        reference="LC-90001",
        preferred_name="Later Invented",
        born_on=date(2009, 1, 2),
        social_worker_id=like.social_worker_id,
    )
    session.add(young)
    session.flush()
    meeting_id = operations.plan_meeting(
        **common, district_id=like.district_id, kind=kind, held_on=LATER, part="am"
    ).meeting_id
    item_id = operations.nominate(
        **common,
        meeting_id=meeting_id,
        young_person_id=young.id,
        item_type="Review of the plan",
        social_worker_id=like.social_worker_id,
    ).item_id
    heard_anyway(item_id)
    operations.publish_agenda(**common, meeting_id=meeting_id)
    operations.take_back_agenda(**common, meeting_id=meeting_id, reason=words("k"))
