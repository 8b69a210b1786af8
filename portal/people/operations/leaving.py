"""Suspending somebody, their last day, and handing on what they still have to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from portal import outbox
from portal.database import flush
from portal.kernel.errors import RuleError
from portal.people import holdings, queries, rules
from portal.people.models import Person
from portal.people.operations.access import day_of, managed, over
from portal.people.operations.joining import LONGEST_CHAIN, refuse_closed, tell
from portal.people.policy import Actor, Role
from portal.people.rules import Candidate

STAFF = "staff"
"""The kind of what this room itself hands on: the people somebody manages."""
ONESELF = "Nobody does this to themselves. Ask somebody else who manages people"


def suspend(*, actor: Actor | None, now: datetime, person_id: UUID, reason: str) -> None:
    """Stop somebody's access at once; their next request is refused. It can be undone.

    What still waits to leave for them is called off, and what they were invited to is taken back.
    RuleError for oneself, and for somebody who is suspended already.
    """
    person = managed(actor, person_id, day_of(now))
    _refuse_oneself(actor, person)
    if person.suspended_at is not None:
        raise RuleError("Their access is suspended already")
    person.suspended_at = now
    person.suspended_reason = reason
    flush()
    outbox.cancel_for(recipient_id=person.id, now=now)
    holdings.changed(person_id=person.id, now=now)
    tell(actor, now, "people:person:suspended", person.id)


def restore(*, actor: Actor | None, now: datetime, person_id: UUID) -> None:
    """Give a suspended person back what they held. RuleError where they are not suspended."""
    person = managed(actor, person_id, day_of(now))
    _refuse_oneself(actor, person)
    if person.suspended_at is None:
        raise RuleError("Their access is not suspended")
    person.suspended_at = None
    person.suspended_reason = ""
    flush()
    holdings.changed(person_id=person.id, now=now)
    tell(actor, now, "people:person:restored", person.id)


def leave(*, actor: Actor | None, now: datetime, person_id: UUID, last_day: date) -> None:
    """Set somebody's last day; every role and seat that would go on ends with it.

    What they were invited to after that day is taken back; once it is past, nothing is sent.
    RuleError for oneself, and (field `last_day`) a day before their first.
    """
    today = day_of(now)
    person = managed(actor, person_id, today)
    _refuse_oneself(actor, person)
    rules.check_leaving(last_day, person.starts_on, today)
    person.ends_on = last_day
    ended = 0
    for row in queries.roles_of([person.id]):
        if over(row.ends_on, today, ended=row.ended_at is not None):
            continue
        if row.starts_on > last_day:
            row.ended_at = now
            ended += 1
        elif row.ends_on is None or row.ends_on > last_day:
            row.ends_on = last_day
            ended += 1
    flush()
    if last_day < today:
        outbox.cancel_for(recipient_id=person.id, now=now)
    seats = holdings.leave(
        person_id=person.id,
        last_day=last_day,
        actor_id=actor.person_id if actor else None,
        now=now,
    )
    facts = {"until": last_day.isoformat(), "roles": ended, "seats": seats}
    tell(actor, now, "people:person:leaves", person.id, facts)


def stay(*, actor: Actor | None, now: datetime, person_id: UUID) -> None:
    """Take a last day back: they stay, or have come back. Roles that ended are given anew.

    RuleError where no last day is set, and where the organisation they came from is closed.
    """
    today = day_of(now)
    person = managed(actor, person_id, today)
    _refuse_oneself(actor, person)
    if person.ends_on is None:
        raise RuleError("No last day is set for them")
    refuse_closed(person, today)
    person.ends_on = None
    flush()
    holdings.changed(person_id=person.id, now=now)
    tell(actor, now, "people:person:stays", person.id)


def _refuse_oneself(actor: Actor | None, person: Person) -> None:
    if actor is not None and actor.person_id == person.id:
        raise RuleError(ONESELF)


def owned_by(person_id: UUID, today: date) -> tuple[holdings.Owned, ...]:
    """Return what somebody has that must be handed on when they go, one line for each kind."""
    staff = len(queries.managed_by(person_id, today))
    own = (holdings.Owned(STAFF, staff, _people_managed(staff)),) if staff else ()
    return (*holdings.owned(person_id, today), *own)


def _people_managed(count: int) -> str:
    return (
        "1 person whose manager they are"
        if count == 1
        else f"{count} people whose manager they are"
    )


def next_in_chain(person: Person, today: date) -> tuple[tuple[Candidate, Person], ...]:
    """Return who may take over from somebody, first choice first, each with why they are asked."""
    last_day = max(person.ends_on or today, today)
    candidates = list(_candidates(person, today))
    known = queries.people_by_id({each.person_id for each in candidates})
    absent = {
        each.id
        for each in known.values()
        if each.suspended_at is not None or each.starts_on > today
    }
    whole = [
        Candidate(each.person_id, each.why, known[each.person_id].ends_on)
        for each in candidates
        if each.person_id in known
    ]
    found = rules.chain(leaver=person.id, candidates=whole, absent=absent, last_day=last_day)
    return tuple((each, known[each.person_id]) for each in found)


def _candidates(person: Person, today: date) -> Iterator[Candidate]:
    yield from _managers(person)
    for deputy in holdings.stand_ins(person.id, today):
        yield Candidate(deputy, "the deputy in a seat of theirs")
    for district in _districts(person, today):
        for lead in queries.people_with_role(Role.DISTRICT_LEAD, district_id=district, today=today):
            yield Candidate(lead.id, "the district lead")


def _managers(person: Person) -> Iterator[Candidate]:
    above = person.manager_id
    for step in range(LONGEST_CHAIN):
        if above is None:
            return
        yield Candidate(above, "their manager" if step == 0 else "a manager above them")
        above = queries.person(above).manager_id


def _districts(person: Person, today: date) -> list[str]:
    """Return the districts somebody works in, those of ended roles too: they may have left."""
    known = holdings.places()
    found = {
        district
        for row in queries.roles_of([person.id])
        for district in holdings.place_of(row, known).covers
        if district is not None
    }
    return sorted(found | {seat.district_id for seat in holdings.seats(person.id, today)})


def hand_over(*, actor: Actor | None, now: datetime, person_id: UUID, kind: str, to: UUID) -> int:
    """Give all somebody's work of a kind to the next in the chain; return how much there was.

    RuleError (field `to`) for somebody who is not in the chain: work about young people goes to
    those who answer for it, not to anybody an administrator thinks of, and not to themselves.
    """
    today = day_of(now)
    person = managed(actor, person_id, today)
    takers = {each.id: each for _, each in next_in_chain(person, today)}
    if to not in takers:
        raise RuleError("Choose somebody from the list", "to")
    if actor is not None and actor.person_id == to:
        raise RuleError(ONESELF, "to")
    actor_id = actor.person_id if actor else None
    if kind == STAFF:
        count = _hand_staff(person, takers[to], today)
    else:
        count = holdings.hand_over(
            kind=kind, person_id=person.id, to=to, actor_id=actor_id, now=now
        )
    facts = {"kind": kind, "count": count, "to": str(to)}
    tell(actor, now, "people:person:handed_over", person.id, facts)
    return count


def _hand_staff(person: Person, to: Person, today: date) -> int:
    """Give the people somebody manages to another manager.

    That one, and whoever is above them, go to the leaver's own manager: nobody manages themselves.
    """
    above = {to.id, *(each.person_id for each in _managers(to))}
    staff = queries.managed_by(person.id, today)
    for each in staff:
        each.manager_id = person.manager_id if each.id in above else to.id
    flush()
    return len(staff)
