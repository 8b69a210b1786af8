"""Joiners and movers: somebody new is invited; their details change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.kernel.errors import ForbiddenError, RuleError
from portal.people import holdings, queries, rules
from portal.people.granting import why_not_from
from portal.people.models import Organisation, Person
from portal.people.operations.access import day_of, managed, over
from portal.people.operations.warning import warn
from portal.people.policy import Actor, Permission, Role
from portal.variations.values import OrganisationKind

LONGEST_CHAIN = 20
"""Managers of managers: nobody has more above them, unless somebody manages themselves."""
NOT_TO_ADD = "Your role does not include adding people."
TAKEN = "Somebody with this email address is here already. Find them on the list of people"


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of somebody. The organisation decides which roles they may hold."""

    name: str
    email: str
    job_title: str = ""
    organisation_id: UUID | None = None
    manager_email: str = ""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who was invited: what a link is made for, and the only person it may be used by."""

    person_id: UUID
    name: str
    email: str


def invite(*, actor: Actor | None, now: datetime, details: Details, starts_on: date) -> Invitation:
    """Add somebody who may come in by invitation, from their first day; they hold no role yet.

    RuleError (fields `email`, `organisation`, `manager`, `starts_on`) for an address that is taken,
    an organisation that is closed, a manager who is not here, a day that cannot be.
    """
    if actor is not None and not actor.may_somewhere(Permission.PERSON_MANAGE):
        raise ForbiddenError(NOT_TO_ADD)
    rules.check_term(starts_on, None, day_of(now))
    return _add(actor, now, details, starts_on)


def invite_to_panel(
    *,
    actor: Actor,
    now: datetime,
    district_id: str,
    details: Details,
    kinds: Collection[OrganisationKind],
) -> Invitation:
    """Add somebody from today whom the actor names for a panel: they hold no role, and none comes.

    Whoever calls this has made sure that it is theirs to name, and names them at once: that alone
    lets the new person in. ``kinds`` are of the organisations they may come from. ForbiddenError
    for whoever does not see the district's people; RuleError as `invite` and for no name (`name`).
    """
    if not actor.may(Permission.PERSON_SEE, district_id):
        raise ForbiddenError(NOT_TO_ADD)
    if not details.name.strip():
        raise RuleError("Enter their full name", "name")
    organisation = open_organisation(details.organisation_id, day_of(now))
    if OrganisationKind(organisation.kind) not in kinds:
        raise RuleError(
            "No seat they could come for is open to people from there. Ask the people "
            "administrator of the county to add them",
            "organisation",
        )
    return _add(actor, now, details, day_of(now))


def _add(actor: Actor | None, now: datetime, details: Details, starts_on: date) -> Invitation:
    today = day_of(now)
    email = details.email.strip().lower()
    if queries.person_by_email(email) is not None:
        raise RuleError(TAKEN, "email")
    organisation = open_organisation(details.organisation_id, today)
    manager = _manager(details.manager_email, None, today)
    person = Person(
        name=details.name,
        email=email,
        job_title=details.job_title,
        organisation_id=organisation.id,
        manager_id=manager.id if manager else None,
        starts_on=starts_on,
        sponsor_id=actor.person_id if actor else None,
        invited_at=now,
    )
    session.add(person)
    flush()
    tell(actor, now, "people:person:invited", person.id, {"from": starts_on.isoformat()})
    return Invitation(person.id, person.name, person.email)


def accept_invitation(*, person_id: UUID, now: datetime) -> None:
    """Note that somebody came in by their invitation, where they had one: the first time only."""
    person = queries.person(person_id)
    if person.invited_at is not None and person.accepted_at is None:
        person.accepted_at = now
        flush()
        audit.record(
            event="people:person:accepted",
            subject=("person", person_id),
            actor_id=person_id,
            now=now,
        )


def change_person(
    *, actor: Actor | None, now: datetime, person_id: UUID, version: int, details: Details
) -> None:
    """Change what is known of somebody. `version` is that of the entry the change was made to.

    RuleError where somebody else saved meanwhile (what they saved is said), for an address that is
    taken, an organisation that is closed or whose people may not hold a role or a seat of theirs, a
    manager who is not here or whom they manage themselves.
    """
    today = day_of(now)
    person = managed(actor, person_id, today)
    if person.version != version:
        raise RuleError(_saved_meanwhile(person), "version")
    email = details.email.strip().lower()
    other = queries.person_by_email(email)
    if other is not None and other.id != person.id:
        raise RuleError(TAKEN, "email")
    came_from = person.organisation_id
    if details.organisation_id != came_from:
        organisation = open_organisation(details.organisation_id, today)
        _check_what_they_hold(person, organisation, today)
        person.organisation_id = organisation.id
    manager = _manager(details.manager_email, person, today)
    before = (person.name, person.email, person.job_title, person.manager_id)
    person.name, person.email, person.job_title = details.name, email, details.job_title
    person.manager_id = manager.id if manager else None
    after = (person.name, person.email, person.job_title, person.manager_id)
    flush()
    changed = [
        key
        for key, old, new in zip(
            ("name", "email", "job_title", "manager"), before, after, strict=True
        )
        if old != new
    ]
    if "email" in changed:
        # The address before hears of it too: it may be all that its holder still reads.
        for address in (before[1], after[1]):
            warn(address=address, now=now)
    facts: dict[str, object] = {"changed": changed}
    if person.organisation_id != came_from:
        # Where somebody comes from decides what they may see, so both are named.
        changed.append("organisation")
        facts["organisation_from"] = str(came_from) if came_from else None
        facts["organisation_to"] = str(person.organisation_id)
    tell(actor, now, "people:person:changed", person.id, facts)


def _saved_meanwhile(person: Person) -> str:
    return (
        "Somebody else saved this person’s details while you were typing. They now say: "
        f"{person.name}, {person.email}, {person.job_title or 'no job title'}. "
        "Check yours, then save again to replace them"
    )


def refuse_closed(person: Person, today: date) -> None:
    """Raise RuleError for somebody who came from an organisation that is closed by now."""
    if person.organisation_id is None:
        return
    closed_on = queries.organisation(person.organisation_id).closed_on
    if closed_on is not None and closed_on <= today:
        raise RuleError(
            "The organisation they came from is closed. Choose another for them under “Change "
            "details” first"
        )


def open_organisation(organisation_id: UUID | None, today: date) -> Organisation:
    """Return an organisation that takes people, or raise RuleError (field `organisation`)."""
    found = None
    if organisation_id is not None:
        known = [row.organisation for row in queries.organisations(today)]
        found = next((each for each in known if each.id == organisation_id), None)
    if found is None:
        raise RuleError("Choose the organisation they come from", "organisation")
    if found.closed_on is not None and found.closed_on <= today:
        raise RuleError("That organisation is closed. Choose another", "organisation")
    return found


def _check_what_they_hold(person: Person, organisation: Organisation, today: date) -> None:
    """Refuse an organisation whose people may not hold a role or a seat that this person holds.

    Nothing ends by itself: a panel would lose a holder, and a young person a worker, without
    anybody having decided it.
    """
    kind = OrganisationKind(organisation.kind)
    for row in queries.roles_of([person.id]):
        if over(row.ends_on, today, ended=row.ended_at is not None):
            continue
        reason = why_not_from(Role(row.role), kind)
        if reason is not None:
            label = Role(row.role).label.lower()
            raise RuleError(
                f"They are {label} here, which people from there cannot be. End that role first",
                "organisation",
            )
    held = holdings.why_not_from(person.id, kind, today)
    if held:
        raise RuleError(held, "organisation")


def _manager(email: str, person: Person | None, today: date) -> Person | None:
    """Return the manager with this address, None for no address; RuleError (field `manager`)."""
    if not email.strip():
        return None
    found = queries.person_by_email(email)
    gone = found is not None and found.ends_on is not None and found.ends_on < today
    if found is None or gone:
        raise RuleError("Nobody with this email address works here", "manager")
    if person is not None:
        above: Person | None = found
        for _ in range(LONGEST_CHAIN):
            if above is None:
                break
            if above.id == person.id:
                raise RuleError("That would make them their own manager", "manager")
            above = queries.person(above.manager_id) if above.manager_id else None
    return found


def tell(
    actor: Actor | None,
    now: datetime,
    event: str,
    person_id: UUID,
    facts: Mapping[str, object] | None = None,
    *,
    district_id: str | None = None,
) -> None:
    """Put on the trail what was done to somebody's entry."""
    audit.record(
        event=event,
        subject=("person", person_id),
        actor_id=actor.person_id if actor else None,
        now=now,
        district_id=district_id,
        facts=dict(facts or {}),
    )
