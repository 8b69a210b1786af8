"""A young person's choices, saved one by one: by themselves, or by whoever they told (R45, R51)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels import operations as panels
from portal.panels.operations import ItemAt
from portal.participation import policy, queries
from portal.participation.models import ParticipationChoice
from portal.participation.queries import Booked
from portal.participation.rules import asks, choices
from portal.participation.rules.choices import Topic
from portal.people.policy import Actor
from portal.preparation.rules.inviting import Way
from portal.web.clock import LONDON

CHANGED = "Somebody else wrote this down while you were working on it."
OVER = "The meeting is over, so nothing can be changed here any more."


def choose_as_young_person(
    *,
    now: datetime,
    young_person_id: UUID,
    item_id: UUID,
    topic: Topic,
    given: Mapping[str, object],
    seen: int,
) -> ParticipationChoice:
    """Save what a young person answered by themselves.

    Whoever calls this has made sure that it is them. ``seen`` is the number of the newest answer
    their page was drawn with. NotFoundError for an item that is not theirs; RuleError for an answer
    that cannot be, or once their slot is over; ConflictError where somebody answered since.
    """
    at = own_item(young_person_id, item_id)
    refuse_over(at, now)
    return _choose(at, topic, given, seen, now)


def choose_for_them(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    topic: Topic,
    given: Mapping[str, object],
    seen: int,
    way: Way | None,
) -> ParticipationChoice:
    """Save what a young person told somebody who works with them, and how they told it.

    RuleError (field `way`) without a way; otherwise raises as `choose_as_young_person`.
    """
    telling(actor=actor, item_id=item_id, now=now)
    at = queries.booked(item_id)
    refuse_over(at, now)
    if way is None:
        raise RuleError("Choose how they told you", "way_told")
    return _choose(at, topic, given, seen, now, actor=actor, way=way)


def telling(*, actor: Actor, item_id: UUID, now: datetime) -> ItemAt:
    """Return an item for somebody who writes down what its young person chose.

    NotFoundError for whom it is not there, ForbiddenError for whoever is none of its own.
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    policy.require_telling(actor, found)
    return found


def own_item(young_person_id: UUID, item_id: UUID) -> Booked:
    """Return a young person's own item; NotFoundError for another's."""
    at = queries.booked(item_id)
    if at.item.young_person_id != young_person_id:
        raise NotFoundError("There is no such item.")
    return at


def slot_ends(at: Booked) -> datetime | None:
    """Return when an item's slot is over; None where it is on no agenda."""
    if at.slot is None:
        return None
    start = datetime.combine(at.meeting.held_on, at.slot.starts_at, tzinfo=LONDON)
    return start + timedelta(minutes=at.slot.minutes)


def refuse_over(at: Booked, now: datetime) -> None:
    """Raise RuleError once a slot is over, or where there is none any more."""
    ended = at.item.closed_at is not None or at.meeting.state == "cancelled"
    if ended or at.slot is None or not asks.may_change(now, slot_ends(at)):
        raise RuleError(OVER)


def _choose(
    at: Booked,
    topic: Topic,
    given: Mapping[str, object],
    seen: int,
    now: datetime,
    *,
    actor: Actor | None = None,
    way: Way | None = None,
) -> ParticipationChoice:
    answers = choices.clean(topic, given)
    if queries.newest_number(at.item.id, topic) != seen:
        raise ConflictError(CHANGED)
    row = ParticipationChoice(
        district_id=at.item.district_id,
        item_id=at.item.id,
        young_person_id=at.item.young_person_id,
        topic=topic.value,
        number=seen + 1,
        answers=choices.to_text(answers),
        asked_for=at.meeting.held_on,
        told_to=actor.person_id if actor else None,
        way_told=way.value if way else "",
        told_at=now,
    )
    session.add(row)
    try:
        flush()
    except ConflictError as error:
        raise ConflictError(CHANGED) from error
    audit.record(
        event="participation:choice:saved",
        subject=("item", at.item.id),
        district_id=at.item.district_id,
        actor_id=actor.person_id if actor else None,
        now=now,
        facts={"topic": topic.value, "number": row.number},
    )
    return row
