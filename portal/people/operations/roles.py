"""Giving a role, ending it, and looking again whether it is still needed (C12)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal.database import flush, session
from portal.kernel.errors import ForbiddenError, NotFoundError, RuleError
from portal.people import holdings, queries, rules
from portal.people.granting import (
    NOT_YOURS_TO_GIVE,
    TO_ONESELF,
    may_give,
    why_not_from,
    why_not_there,
)
from portal.people.models import Person, RoleGrant
from portal.people.operations.access import day_of, over, seen
from portal.people.operations.joining import tell
from portal.people.places import Place, place_with
from portal.people.policy import Actor, Role
from portal.variations.values import OrganisationKind


def give_role(
    *,
    actor: Actor | None,
    now: datetime,
    person_id: UUID,
    role: Role,
    place_key: str,
    starts_on: date,
    ends_on: date | None = None,
    reason: str = "",
) -> UUID:
    """Give somebody a role in a place for a term; return its id. It counts from the next request.

    RuleError (fields `role`, `place`, `starts_on`, `ends_on`) for a role or place beyond the
    giver's own, a role for oneself, one that people from their organisation cannot hold, one they
    hold there already, and dates that cannot be.
    """
    today = day_of(now)
    person = seen(actor, person_id, today)
    place = place_with(place_key, holdings.places(today))
    if place is None:
        raise RuleError(NOT_YOURS_TO_GIVE, "place")
    check_may_give(actor, person, role, place, today)
    rules.check_term(starts_on, ends_on, today)
    _refuse_second(person, role, place, (starts_on, ends_on))
    row = RoleGrant(
        person_id=person.id,
        role=role,
        area_id=place.area_id,
        district_id=place.district_id,
        panel_id=place.panel_id,
        starts_on=starts_on,
        ends_on=ends_on,
        sponsor_id=actor.person_id if actor else None,
        reason=reason,
        review_on=rules.review_day(starts_on, ends_on),
    )
    session.add(row)
    flush()
    facts = {
        "role": role.value,
        "place": place.key,
        "from": starts_on.isoformat(),
        "until": ends_on.isoformat() if ends_on else None,
    }
    tell(actor, now, "people:role:given", person.id, facts, district_id=place.district_id)
    return row.id


def check_may_give(
    actor: Actor | None, person: Person, role: Role, place: Place, today: date
) -> None:
    """Refuse a role that this giver may not give this person there. RuleError (field `role`)."""
    if actor is not None:
        if not may_give(actor, role, place):
            raise RuleError(NOT_YOURS_TO_GIVE, "role")
        if actor.person_id == person.id:
            raise RuleError(TO_ONESELF, "role")
    if person.ends_on is not None and person.ends_on < today:
        raise RuleError("They have left. Take them back first, then give them a role", "role")
    misplaced = why_not_there(role, place)
    if misplaced is not None:
        raise RuleError(misplaced, "place")
    kind = None
    if person.organisation_id is not None:
        kind = OrganisationKind(queries.organisation(person.organisation_id).kind)
    reason = why_not_from(role, kind)
    if reason is not None:
        raise RuleError(reason, "role")


def same_role(
    person_id: UUID, role: Role, place: Place, term: tuple[date, date | None]
) -> RoleGrant | None:
    """Return the role they hold in this place already on a day of this term."""
    starts_on, ends_on = term
    for row in queries.roles_of([person_id]):
        same = (row.role, row.area_id, row.district_id, row.panel_id) == (
            role,
            place.area_id,
            place.district_id,
            place.panel_id,
        )
        apart = (ends_on is not None and ends_on < row.starts_on) or (
            row.ends_on is not None and row.ends_on < starts_on
        )
        if same and not apart and row.ended_at is None:
            return row
    return None


def _refuse_second(
    person: Person, role: Role, place: Place, term: tuple[date, date | None]
) -> None:
    if same_role(person.id, role, place, term) is not None:
        raise RuleError(
            "They hold that role there already. End it first, or choose later days", "role"
        )


def role_in_reach(
    actor: Actor | None, grant_id: UUID, today: date
) -> tuple[RoleGrant, Person, Place]:
    """Return a role that the actor may end. NotFoundError where they may not know of it."""
    try:
        row = queries.role_grant(grant_id)
    except NotFoundError:
        # Of nobody the same is asked as of somebody who is kept from the reader (C13).
        seen(actor, grant_id, today)
        raise
    person = seen(actor, row.person_id, today)
    place = holdings.place_of(row, holdings.places())
    if actor is not None and not may_give(actor, Role(row.role), place):
        if not place.meets(actor.districts):
            raise NotFoundError("There is no such role.")
        raise ForbiddenError("This role is not yours to end. Ask who gave it.")
    if over(row.ends_on, today, ended=row.ended_at is not None):
        raise NotFoundError("There is no such role any more.")
    return row, person, place


def end_role(
    *, actor: Actor | None, now: datetime, grant_id: UUID, last_day: date | None = None
) -> UUID:
    """End a role at once, or on a day; return whose it was. What it brought them to is taken back.

    RuleError for a role of one's own, and (field `last_day`) a day that is past or before it began.
    """
    today = day_of(now)
    row, person, place = role_in_reach(actor, grant_id, today)
    if actor is not None and actor.person_id == person.id:
        raise RuleError("Nobody ends a role of their own. Ask somebody else who gives roles")
    if last_day is None:
        row.ended_at = now
        row.ends_on = max(today, row.starts_on)
    else:
        rules.check_term(row.starts_on, last_day, today)
        row.ends_on = last_day
    flush()
    holdings.changed(person_id=person.id, now=now)
    facts = {
        "role": row.role,
        "place": place.key,
        "until": row.ends_on.isoformat(),
        "at_once": last_day is None,
    }
    tell(actor, now, "people:role:ended", person.id, facts, district_id=place.district_id)
    return person.id


def keep_role(*, actor: Actor | None, now: datetime, grant_id: UUID) -> UUID:
    """Say that a role was looked at and is still needed; return whose it is. Again in a year."""
    today = day_of(now)
    row, person, place = role_in_reach(actor, grant_id, today)
    if actor is not None and actor.person_id == person.id:
        raise RuleError("Nobody reviews a role of their own. Ask somebody else who gives roles")
    row.review_on = rules.review_day(today, row.ends_on)
    flush()
    facts = {"role": row.role, "place": place.key}
    tell(actor, now, "people:role:reviewed", person.id, facts, district_id=place.district_id)
    return person.id
