"""Whom an item lets in for one matter, and whom it keeps out (R40, idea 11); what a home costs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from portal import audit, database
from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.panels import queries
from portal.panels.models import Item, ItemCost, Recusal, Visit
from portal.panels.operations.deputies import NOBODY_NEW, Newcomer, person_named
from portal.panels.operations.facts import ItemAt, item_for, items_there
from portal.panels.operations.local import day_of
from portal.panels.operations.telling import tell_meeting
from portal.panels.policy import Sees, records_cost, sight
from portal.panels.rules import windows
from portal.people import standing
from portal.people.policy import Actor, Permission, not_included

NOT_YOURS = not_included(Permission.AGENDA_BUILD, Permission.RECORD_WRITE)
OVER = "This item is over."


def runs(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody runs the item's panel: they note interests and may lift them."""
    return found.may(actor, Permission.AGENDA_BUILD) or found.may(actor, Permission.RECORD_WRITE)


def declare_interest(
    *, actor: Actor, now: datetime, item_id: UUID, reason: str, person_id: UUID | None = None
) -> None:
    """Keep an item from somebody who has an interest in it: from now it is not there for them.

    For oneself, or by whoever runs the panel for `person_id`. RuleError (fields `reason`,
    `person`) without a reason, for somebody who cannot open the item anyway, or once it is over.
    """
    found = item_for(actor=actor, item_id=item_id, now=now)
    who = person_id or actor.person_id
    if who != actor.person_id and not runs(actor, found):
        raise ForbiddenError(NOT_YOURS)
    if found.over:
        raise RuleError(OVER)
    if who != actor.person_id:
        _check_concerned(found, who, now)
    if not reason.strip():
        raise RuleError("Say what the interest is.", "reason")
    session.add(
        Recusal(
            district_id=found.item.district_id,
            item_id=item_id,
            young_person_id=found.item.young_person_id,
            person_id=who,
            reason=reason.strip(),
            declared_by=actor.person_id,
            declared_at=now,
        )
    )
    database.flush()
    facts = {"person": str(who), "by_themself": who == actor.person_id}
    _tell(actor, now, found.item, "panels:interest:declared", facts)


def _check_concerned(found: ItemAt, person_id: UUID, now: datetime) -> None:
    other = standing.actor(person_id, now)
    if other is None or sight(other, found.facts, found.about).sees in {Sees.NOTHING, Sees.RECUSED}:
        raise RuleError("Choose somebody from the list.", "person")


def lift_interest(*, actor: Actor, now: datetime, recusal_id: UUID) -> UUID:
    """Let somebody back to an item; return its id, where it was declared if that is theirs.

    By somebody else who runs a panel that hears the young person, there or where they have moved
    to: it would keep nobody out if they could lift it themselves. NotFoundError for whoever runs
    none: who declared an interest is not told them.
    """
    recusal = queries.recusal(recusal_id)
    item = _run_by(actor, recusal, now)
    if item is None:
        raise NotFoundError("There is no such interest.")
    if recusal.person_id == actor.person_id:
        raise ForbiddenError(NOT_YOURS)
    recusal.ended_at, recusal.ended_by = now, actor.person_id
    database.flush()
    _tell(actor, now, item, "panels:interest:lifted", {"person": str(recusal.person_id)})
    return item.id


def _run_by(actor: Actor, recusal: Recusal, now: datetime) -> Item | None:
    """Return an item of whom an interest is in, at a panel that somebody runs."""
    there = items_there(actor=actor, young_person_id=recusal.young_person_id, now=now)
    found = (
        item_for(actor=actor, item_id=item_id, now=now)
        for item_id in sorted(there, key=lambda item_id: item_id != recusal.item_id)
    )
    return next((each.item for each in found if runs(actor, each)), None)


def invite_visitor(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    email: str,
    reason: str,
    tells_name: bool = False,
    closes_at: datetime | None = None,
    newcomer: Newcomer = NOBODY_NEW,
) -> UUID:
    """Ask somebody to one item, for one matter (R40); return the visit's id.

    ``newcomer`` says who an address is of that nobody signs in with: they are added.

    They may read its time and place from now until its record is filed, or until `closes_at`.
    RuleError (fields `email`, `reason`, `closes_at`) for an address nobody signs in with, somebody
    who reads the item anyway or is asked to it already, and a time that is past; as `person_named`
    raises for somebody new.
    """
    found = item_for(actor=actor, item_id=item_id, now=now)
    if not found.may(actor, Permission.AGENDA_BUILD):
        raise ForbiddenError(NOT_YOURS)
    if found.over or day_of(now) > windows.last_day(found.meeting.held_on):
        raise RuleError(OVER)
    person = person_named(
        actor=actor,
        now=now,
        meeting=found.meeting,
        email=email,
        newcomer=newcomer,
        seats=found.facts.seats.values(),
    )
    _check_new_visitor(found, person.id, person.name, now)
    if not reason.strip():
        raise RuleError("Say what they are asked to come for.", "reason")
    if closes_at is not None and closes_at <= now:
        raise RuleError("The last moment must be in the future.", "closes_at")
    made = Visit(
        district_id=found.item.district_id,
        item_id=item_id,
        person_id=person.id,
        reason=reason.strip(),
        tells_name=tells_name,
        invited_by=actor.person_id,
        opens_at=now,
        closes_at=closes_at,
    )
    session.add(made)
    database.flush()
    facts = {"person": str(person.id), "tells_name": tells_name}
    _tell(actor, now, found.item, "panels:visit:opened", facts)
    tell_meeting(actor=actor, now=now, meeting_id=found.meeting.id)
    return made.id


def _check_new_visitor(found: ItemAt, person_id: UUID, name: str, now: datetime) -> None:
    other = standing.actor(person_id, now)
    seen = sight(other, found.facts, found.about) if other else None
    if seen is None or seen.sees is Sees.NOTHING:
        return
    if seen.sees is Sees.RECUSED:
        raise RuleError(f"{name} declared an interest in this item.", "email")
    if seen.sees is Sees.VISITOR:
        raise RuleError(f"{name} is asked to this item already.", "email")
    raise RuleError(f"{name} can read this item already: {seen.reasons[0]}.", "email")


def end_visit(*, actor: Actor, now: datetime, visit_id: UUID) -> UUID:
    """Close a visit at once; return the item's id."""
    visit, item = queries.visit(visit_id)
    found = item_for(actor=actor, item_id=item.id, now=now)
    if not found.may(actor, Permission.AGENDA_BUILD):
        raise ForbiddenError(NOT_YOURS)
    if visit.ended_at is None:
        visit.ended_at = now
        database.flush()
        _tell(actor, now, item, "panels:visit:ended", {"person": str(visit.person_id)})
        tell_meeting(actor=actor, now=now, meeting_id=item.meeting_id)
    return item.id


def record_cost(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    version: int,
    weekly_pence: int | None,
    note: str,
) -> None:
    """Write down what a young person's home costs (R17), for children's services alone (A19).

    NotFoundError for whoever may not see it. RuleError where nothing is written; ConflictError
    where somebody saved since the page was drawn with `version` (0: nothing was saved then).
    """
    found = item_for(actor=actor, item_id=item_id, now=now)
    if not found.sight.sees_cost:
        raise NotFoundError("There is no such page.")
    if not records_cost(actor, found.facts, found.about):
        raise ForbiddenError(NOT_YOURS)
    if weekly_pence is None and not note.strip():
        raise RuleError("Enter what it costs a week, or a note.", "weekly")
    kept = queries.cost_of(item_id)
    if (kept[0].version if kept else 0) != version:
        raise ConflictError("Somebody else saved this while you were working on it.")
    cost = kept[0] if kept else ItemCost(district_id=found.item.district_id, item_id=item_id)
    cost.weekly_pence, cost.note = weekly_pence, note.strip()
    cost.recorded_by, cost.recorded_at = actor.person_id, now
    session.add(cost)
    database.flush()
    _tell(actor, now, found.item, "panels:cost:recorded", {})


def _tell(actor: Actor, now: datetime, item: Item, event: str, facts: Mapping[str, object]) -> None:
    audit.record(
        event=event,
        subject=("item", item.id),
        district_id=item.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=dict(facts),
    )
