"""How a young person was invited and asked for their views, written down and never changed."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.cases import queries as cases
from portal.database import flush, session
from portal.kernel.errors import ConflictError, RuleError
from portal.panels import operations as panels
from portal.panels.operations import ItemAt
from portal.people import queries as people
from portal.people.policy import Actor
from portal.preparation import policy, queries
from portal.preparation.models import Invitation, ViewsSought
from portal.preparation.rules import inviting
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Outcome, Way
from portal.web.clock import LONDON

CHANGED = "Somebody else wrote this down while you were working on it."
OVER = "The record of this item is filed, so nothing can be added to it here."


def telling(*, actor: Actor, item_id: UUID, now: datetime) -> ItemAt:
    """Return an item for somebody who writes down how its young person was asked.

    NotFoundError for whom it is not there, ForbiddenError for whoever is none of its own.
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    policy.require_telling(actor, found.facts, found.about)
    return found


def possible_inviters(found: ItemAt, actor: Actor) -> list[tuple[UUID, str]]:
    """Return who may have invited a young person: who writes it down, and the item's own people."""
    own = found.about.own.ids
    known = people.people_by_id(set(own) | {actor.person_id})
    first = known.pop(actor.person_id)
    others = sorted(known.values(), key=lambda person: (person.name, str(person.id)))
    return [(person.id, person.name) for person in (first, *others)]


def record_invitation(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    number: int,
    invited_on: date,
    invited_by: UUID,
    way: Way,
    answer: Answered,
    note: str,
) -> None:
    """Write down that a young person was invited to their panel, and what they answered (R51).

    ``number`` is that of the newest entry the page was drawn with, 0 before the first. RuleError
    (fields `invited_on`, `invited_by`); ConflictError where somebody wrote since.
    """
    found = telling(actor=actor, item_id=item_id, now=now)
    _check(found, invited_on, now, "invited_on")
    if invited_by not in {key for key, _ in possible_inviters(found, actor)}:
        raise RuleError("Choose who invited them", "invited_by")
    held = queries.invitations_of(item_id)
    _check_newest(held[0].number if held else 0, number)
    session.add(
        Invitation(
            district_id=found.item.district_id,
            item_id=item_id,
            young_person_id=found.item.young_person_id,
            number=number + 1,
            invited_on=invited_on,
            invited_by=invited_by,
            way=way.value,
            answer=answer.value,
            note=note.strip(),
            recorded_by=actor.person_id,
            recorded_at=now,
        )
    )
    _write(actor, now, found, "preparation:invitation:recorded", answer.value)


def record_views_sought(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    number: int,
    tried_on: date,
    way: Way,
    outcome: Outcome,
    note: str,
) -> None:
    """Write down how a young person was asked for their views, and what came of it (R52).

    RuleError (fields `tried_on`, `note`); ConflictError as `record_invitation`.
    """
    found = telling(actor=actor, item_id=item_id, now=now)
    _check(found, tried_on, now, "tried_on")
    problem = inviting.note_problem(outcome, note)
    if problem is not None:
        raise problem
    held = queries.views_sought_of(item_id)
    _check_newest(held[0].number if held else 0, number)
    session.add(
        ViewsSought(
            district_id=found.item.district_id,
            item_id=item_id,
            young_person_id=found.item.young_person_id,
            number=number + 1,
            tried_on=tried_on,
            way=way.value,
            outcome=outcome.value,
            note=note.strip(),
            recorded_by=actor.person_id,
            recorded_at=now,
        )
    )
    _write(actor, now, found, "preparation:views:sought", outcome.value)


def _check(found: ItemAt, day: date, now: datetime, field: str) -> None:
    if found.over:
        raise RuleError(OVER)
    born_on = cases.young_person(found.item.young_person_id).born_on
    problem = inviting.day_problem(day, born_on, now.astimezone(LONDON).date(), field)
    if problem is not None:
        raise problem


def _check_newest(held: int, seen: int) -> None:
    if held != seen:
        raise ConflictError(CHANGED)


def _write(actor: Actor, now: datetime, found: ItemAt, event: str, said: str) -> None:
    """Write now, and leave an event without a word of what they said."""
    try:
        flush()
    except ConflictError as error:
        raise ConflictError(CHANGED) from error
    audit.record(
        event=event,
        subject=("item", found.item.id),
        district_id=found.item.district_id,
        actor_id=actor.person_id,
        now=now,
        facts={"said": said},
    )
