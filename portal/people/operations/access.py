"""Whose entry an actor may see and change; whoever runs the machine (no actor) may do both."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.people import holdings, queries
from portal.people.models import Person
from portal.people.places import Place
from portal.people.policy import APPOINTED, Actor, Permission, Role, require
from portal.web.clock import LONDON

NOT_THEIRS = "Your role does not include this person. Ask the people administrator of the county."

BY_COMMAND = (
    "Their role watches over those who manage people, so a link for them is made on the machine. "
    "Ask whoever runs the portal."
)


def day_of(now: datetime) -> date:
    """Return the day by England's clock."""
    return now.astimezone(LONDON).date()


def seen(actor: Actor | None, person_id: UUID, today: date) -> Person:
    """Return a person whose entry the actor may read, or raise NotFoundError.

    The same is asked of the database whether there is nobody or somebody to be kept from (C13).
    """
    within = None if actor is None else actor.districts_with(Permission.PERSON_SEE)
    if actor is None or within is None:
        return queries.person(person_id)
    there = any(place.meets(within) for place in _where(person_id, today))
    sits = person_id in holdings.sitting_in(within, today)
    person = queries.person(person_id)
    if there or sits or actor.person_id in {person.id, person.sponsor_id}:
        return person
    raise NotFoundError("There is no such person.")


def managed(actor: Actor | None, person_id: UUID, today: date) -> Person:
    """Return a person whose entry the actor may change.

    It takes the permission everywhere the person has a role or a seat: nobody is suspended or sent
    off by somebody who knows only a part of what they do. Raises NotFoundError for somebody the
    actor may not know of, ForbiddenError for one who is not theirs to change.
    """
    person = seen(actor, person_id, today)
    if actor is not None and not may_manage(actor, person, today):
        raise ForbiddenError(NOT_THEIRS)
    return person


def may_manage(actor: Actor, person: Person, today: date) -> bool:
    """Tell whether the actor may change this person's entry."""
    if not actor.may_somewhere(Permission.PERSON_MANAGE):
        return False
    # Asked with a district, a role on one panel of it does not count: a panel is less than that.
    districts: set[str | None] = {
        district for place in _where(person.id, today) for district in place.covers
    }
    districts |= {seat.district_id for seat in holdings.seats(person.id, today)}
    return all(actor.may(Permission.PERSON_MANAGE, district) for district in districts)


def let_in_by(actor: Actor | None, person_id: UUID, today: date) -> Person:
    """Return a person to whom the actor may open a way in: a link, or without second factors.

    Who holds a role that is given by command alone watches those who manage people too, so whoever
    runs the machine opens the way for them. Raises as `managed` does.
    """
    person = managed(actor, person_id, today)
    if actor is not None and is_let_in_by_command(person.id, today):
        raise ForbiddenError(BY_COMMAND)
    return person


def newcomer_of(actor: Actor, person: Person, today: date) -> bool:
    """Tell whether somebody was added by the actor, never came in, and has no role and no seat.

    Whoever named them for a panel gives them their first link. Nothing else of theirs is theirs.
    """
    return (
        person.sponsor_id == actor.person_id
        and person.invited_at is not None
        and person.accepted_at is None
        and person.password_hash is None
        and not queries.roles_of([person.id])
        and not holdings.seats(person.id, today)
    )


def is_let_in_by_command(person_id: UUID, today: date) -> bool:
    """Tell whether only whoever runs the machine opens a way in for somebody."""
    return any(
        Role(row.role) in APPOINTED
        for row in queries.roles_of([person_id])
        if not over(row.ends_on, today, ended=row.ended_at is not None)
    )


def require_county(actor: Actor | None, permission: Permission) -> None:
    """Let through who has a permission in the whole county, or raise ForbiddenError."""
    if actor is not None:
        require(actor, permission, None)


def _where(person_id: UUID, today: date) -> list[Place]:
    known = holdings.places()
    return [
        holdings.place_of(row, known)
        for row in queries.roles_of([person_id])
        if not over(row.ends_on, today, ended=row.ended_at is not None)
    ]


def over(ends_on: date | None, today: date, *, ended: bool) -> bool:
    """Tell whether a role no longer counts and never will."""
    return ended or (ends_on is not None and ends_on < today)
