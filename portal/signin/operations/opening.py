"""Opening somebody's account for them: what takes a second person, and telling whose it is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.kernel.errors import RuleError
from portal.people import queries as people
from portal.people.models import Person
from portal.people.operations.access import day_of
from portal.people.operations.warning import warn
from portal.people.policy import Actor, Permission
from portal.signin import queries
from portal.signin.rules.two_people import WAIT, Step, TooSoon, too_soon, words


def why_not(actor: Actor | None, person: Person, step: Step, now: datetime) -> str:
    """Say why the actor may not take this step yet and who can; nothing where they may.

    Whoever runs the machine may, and a first invitation takes one person: there is nothing yet that
    somebody could come in to.
    """
    if actor is None or not queries.came_in(person):
        return ""
    taken = queries.steps_since(now - WAIT)

    def too_soon_for(actor_id: UUID) -> TooSoon | None:
        return too_soon(step, actor_id=actor_id, person_id=person.id, taken=taken, now=now)

    found = too_soon_for(actor.person_id)
    if found is None:
        return ""
    managers = people.people_who_may_everywhere(Permission.PERSON_MANAGE, day_of(now))
    others = [
        each.name
        for each in managers
        if each.id not in {actor.person_id, person.id} and too_soon_for(each.id) is None
    ]
    return words(step, found, others)


def require_second(actor: Actor | None, person: Person, step: Step, now: datetime) -> None:
    """Let through whoever may take this step now. Raises RuleError as `why_not` says."""
    reason = why_not(actor, person, step, now)
    if reason:
        raise RuleError(reason)


def tell(person: Person, now: datetime) -> None:
    """Tell somebody at their own address that how they sign in was changed."""
    warn(address=person.email, now=now)
