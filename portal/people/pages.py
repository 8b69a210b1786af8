"""What the pages about people show: frozen values, with every role as a sentence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.kernel.wording import joined, plain_date
from portal.people import holdings, operations, queries, rules, standing
from portal.people.granting import may_give
from portal.people.models import Organisation, Person, RoleGrant
from portal.people.operations.access import (
    BY_COMMAND,
    day_of,
    is_let_in_by_command,
    may_manage,
    over,
    seen,
)
from portal.people.places import Place, place_with
from portal.people.policy import Actor, Permission, Role
from portal.people.queries import Happened, PersonRow, Wanted
from portal.people.rules import State
from portal.people.wording import Term, role_sentence, what_it_allows
from portal.variations.values import OrganisationKind

PAGE_LENGTH = 50
HISTORY = 50
"""How many of the newest events a person's page shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLine:
    """Somebody in the list."""

    id: UUID
    name: str
    email: str
    job_title: str
    organisation: str
    state: State
    roles: tuple[str, ...]
    review_due: bool
    ends_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """A page of the list. `start` counts from 0; `total` is how many there are in all."""

    lines: tuple[PersonLine, ...]
    start: int
    total: int

    @property
    def next_start(self) -> int | None:
        """Where the next page starts, None on the last."""
        after = self.start + PAGE_LENGTH
        return after if after < self.total else None

    @property
    def previous_start(self) -> int | None:
        """Where the page before starts, None on the first."""
        return max(0, self.start - PAGE_LENGTH) if self.start else None


def people_page(
    *, actor: Actor, now: datetime, wanted: Wanted, start: int = 0, limit: int | None = PAGE_LENGTH
) -> PeoplePage:
    """Return the people this reader may know of who are wanted, by name."""
    today = day_of(now)
    within = actor.districts_with(Permission.PERSON_SEE)
    asked = frozenset({wanted.district_id}) if wanted.district_id else within
    seated = holdings.sitting_in(asked, today) if asked is not None else frozenset()
    rows, total = queries.find_people(
        wanted,
        reader_id=actor.person_id,
        within=within,
        seated=seated,
        today=today,
        start=start,
        limit=limit,
    )
    roles = queries.roles_of([row.person.id for row in rows])
    known = holdings.places()
    return PeoplePage(
        lines=tuple(_line(row, roles, known, within, today) for row in rows),
        start=start,
        total=total,
    )


def _line(
    row: PersonRow,
    roles: Sequence[RoleGrant],
    known: Collection[Place],
    within: frozenset[str] | None,
    today: date,
) -> PersonLine:
    own = [
        (each, holdings.place_of(each, known))
        for each in roles
        if each.person_id == row.person.id
        and not over(each.ends_on, today, ended=each.ended_at is not None)
    ]
    shown = [(each, place) for each, place in own if place.meets(within)]
    return PersonLine(
        id=row.person.id,
        name=row.person.name,
        email=row.person.email,
        job_title=row.person.job_title,
        organisation=row.organisation,
        state=state_of(row.person, today),
        roles=tuple(sorted(f"{Role(each.role).label}, {place.name}" for each, place in shown)),
        review_due=any(_review_due(each, today) for each, _ in shown),
        ends_on=row.person.ends_on,
    )


def state_of(person: Person, today: date) -> State:
    """Return where somebody stands today."""
    return rules.state_on(
        today,
        starts_on=person.starts_on,
        ends_on=person.ends_on,
        suspended=person.suspended_at is not None,
        invited=rules.invited(person.invited_at, person.accepted_at),
    )


def _review_due(row: RoleGrant, today: date) -> bool:
    return row.review_on is not None and row.review_on <= today


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleLine:
    """A role somebody holds, will hold or held, as a sentence."""

    id: UUID
    label: str
    sentence: str
    reason: str
    sponsor: str
    review: str
    review_due: bool
    allows: tuple[str, ...]
    may_end: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnedLine:
    """Work somebody has, and who it is offered to: (id, name and why), first choice first."""

    kind: str
    words: str
    takers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLine:
    """Something that was done to somebody's entry."""

    title: str
    when: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPage:
    """One person, as this reader may see and change them."""

    id: UUID
    version: int
    name: str
    email: str
    job_title: str
    organisation: Organisation | None
    manager: Person | None
    sponsor: str
    starts_on: date
    ends_on: date | None
    state: State
    status: str
    suspended_reason: str
    roles: tuple[RoleLine, ...]
    past_roles: tuple[RoleLine, ...]
    seats: tuple[str, ...]
    owned: tuple[OwnedLine, ...]
    history: tuple[PastLine, ...]
    way_in: str
    """How far they have come with signing in, and what is next; empty for who may not change it."""
    link_by_mail: bool
    """Whether a link goes to their own address; else it is shown to whoever makes it."""
    by_command: str
    """Why no link for them is made here; empty where one may be."""
    oneself: bool
    shut_out: bool
    """They have nothing that lets them in yet; told to whoever may see every district."""
    may_manage: bool
    may_give: bool
    in_part: bool
    """The reader sees some districts, so what is held elsewhere is not here."""


def person_page(*, actor: Actor, now: datetime, person_id: UUID) -> PersonPage:
    """Return one person. NotFoundError for somebody this reader may not know of."""
    today = day_of(now)
    person = seen(actor, person_id, today)
    manages = may_manage(actor, person, today)
    within = actor.districts_with(Permission.PERSON_SEE)
    known = holdings.places()
    rows = [
        (row, holdings.place_of(row, known))
        for row in queries.roles_of([person.id])
        if holdings.place_of(row, known).meets(within)
    ]
    others = queries.people_by_id(
        {each for each in (person.manager_id, person.sponsor_id) if each}
        | {row.sponsor_id for row, _ in rows if row.sponsor_id}
    )
    names = {key: each.name for key, each in others.items()}
    lines = [(_role_line((row, place), person, actor, names, today), row) for row, place in rows]
    organisation = queries.organisation(person.organisation_id) if person.organisation_id else None
    oneself = actor.person_id == person.id
    return PersonPage(
        id=person.id,
        version=person.version,
        name=person.name,
        email=person.email,
        job_title=person.job_title,
        organisation=organisation,
        manager=others.get(person.manager_id) if person.manager_id else None,
        sponsor=names.get(person.sponsor_id, "") if person.sponsor_id else "",
        starts_on=person.starts_on,
        ends_on=person.ends_on,
        state=state_of(person, today),
        status=_status(person, today),
        suspended_reason=person.suspended_reason if manages else "",
        roles=tuple(line for line, row in lines if not _over(row, today)),
        past_roles=tuple(line for line, row in lines if _over(row, today)),
        seats=tuple(
            seat.words
            for seat in holdings.seats(person.id, today)
            if within is None or seat.district_id in within
        ),
        owned=_owned(person, actor, today) if manages else (),
        history=_history(person, known) if manages else (),
        by_command=BY_COMMAND if is_let_in_by_command(person.id, today) else "",
        way_in=holdings.way_in(person.id) if manages and not oneself else "",
        link_by_mail=holdings.came_in(person.id),
        oneself=oneself,
        shut_out=within is None
        and all(_over(row, today) for row, _ in rows)
        and standing.actor(person.id, now) is None,
        may_manage=manages and not oneself,
        may_give=not oneself and bool(roles_to_give(actor)),
        in_part=within is not None,
    )


def _over(row: RoleGrant, today: date) -> bool:
    return over(row.ends_on, today, ended=row.ended_at is not None)


def _role_line(
    held: tuple[RoleGrant, Place],
    person: Person,
    actor: Actor,
    names: dict[UUID, str],
    today: date,
) -> RoleLine:
    row, place = held
    role = Role(row.role)
    due = _review_due(row, today)
    review = ""
    if row.review_on is not None:
        review = (
            f"Look at it again: it was due on {plain_date(row.review_on)}"
            if due
            else f"To be looked at again on {plain_date(row.review_on)}"
        )
    return RoleLine(
        id=row.id,
        label=role.label,
        sentence=role_sentence(
            name=person.name,
            role=role,
            place=place,
            term=Term(row.starts_on, row.ends_on, ended=row.ended_at is not None),
            today=today,
            suspended=person.suspended_at is not None,
        ),
        reason=row.reason,
        sponsor=names.get(row.sponsor_id, "") if row.sponsor_id else "",
        review=review,
        review_due=due,
        allows=what_it_allows(role),
        may_end=actor.person_id != person.id and may_give(actor, role, place),
    )


def _status(person: Person, today: date) -> str:
    """Say where somebody stands, with the day that matters."""
    state = state_of(person, today)
    if state is State.LEFT:
        assert person.ends_on is not None  # only somebody with a last day has left
        return f"Left: their last day was {plain_date(person.ends_on)}"
    if state is State.SUSPENDED:
        return "Suspended: they can open nothing"
    if state is State.NOT_YET:
        return f"Not here yet: their first day is {plain_date(person.starts_on)}"
    if person.ends_on is not None:
        return f"Leaving: their last day is {plain_date(person.ends_on)}"
    return "Invited, and has not signed in yet" if state is State.INVITED else "Works here"


def _owned(person: Person, actor: Actor, today: date) -> tuple[OwnedLine, ...]:
    """Return what must be handed on, and to whom: not to whoever reads this."""
    owned = operations.owned_by(person.id, today)
    if not owned:
        return ()
    takers = tuple(
        (str(taker.id), f"{taker.name}, {candidate.why}")
        for candidate, taker in operations.next_in_chain(person, today)
        if taker.id != actor.person_id
    )
    return tuple(OwnedLine(kind=each.kind, words=each.words, takers=takers) for each in owned)


EVENTS = {
    "people:person:invited": "Was added and invited",
    "people:person:accepted": "Came in by the invitation",
    "people:person:changed": "Details were changed",
    "people:person:suspended": "Access was suspended",
    "people:person:restored": "Access was given back",
    "people:person:leaves": "A last day was set",
    "people:person:stays": "The last day was taken back",
    "people:person:handed_over": "Work was handed on",
    "people:role:given": "A role was given",
    "people:role:ended": "A role was ended",
    "people:role:reviewed": "A role was looked at again and kept",
}
"""What the trail's events are called on a person's page."""


def _history(person: Person, known: Collection[Place]) -> tuple[PastLine, ...]:
    return tuple(
        PastLine(
            title=_event_words(each, known),
            when=each.event.happened_at,
            by=each.by or "whoever runs the portal",
        )
        for each in queries.history(person.id, HISTORY)
    )


def _event_words(happened: Happened, known: Collection[Place]) -> str:
    facts = happened.event.facts or {}
    words = EVENTS.get(happened.event.event, "Something was recorded")
    if "role" in facts:
        place = place_with(str(facts.get("place")), known)
        where = place.name if place else "a place that is no more"
        words += f": {Role(facts['role']).label}, {where}"
    if facts.get("changed"):
        words += f": {joined([str(key).replace('_', ' ') for key in facts['changed']])}"
    if facts.get("until"):
        words += f", until {plain_date(date.fromisoformat(facts['until']))}"
    return words


def roles_to_give(actor: Actor) -> tuple[Role, ...]:
    """Return the roles this reader may give somewhere, by name."""
    known = holdings.places()
    found = {role for role in Role if any(may_give(actor, role, place) for place in known)}
    return tuple(sorted(found, key=lambda role: role.label))


def places_to_give(actor: Actor, today: date) -> tuple[Place, ...]:
    """Return the places in which this reader may give some role."""
    return tuple(
        place
        for place in holdings.places(today)
        if any(may_give(actor, role, place) for role in Role)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGuide:
    """A role and everything it lets somebody do."""

    label: str
    allows: tuple[str, ...]


def role_guides(roles: Collection[Role] = tuple(Role)) -> tuple[RoleGuide, ...]:
    """Return these roles, by name; every role where none are given."""
    return tuple(
        RoleGuide(label=role.label, allows=what_it_allows(role))
        for role in sorted(roles, key=lambda role: role.label)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationLine:
    """An organisation in the list."""

    id: UUID
    name: str
    kind: str
    people: int
    closed_on: date | None


def organisation_lines(today: date) -> tuple[OrganisationLine, ...]:
    """Return every organisation, open ones first, by name."""
    lines = [
        OrganisationLine(
            id=row.organisation.id,
            name=row.organisation.name,
            kind=OrganisationKind(row.organisation.kind).label,
            people=row.people,
            closed_on=row.organisation.closed_on,
        )
        for row in queries.organisations(today)
    ]
    return tuple(sorted(lines, key=lambda line: line.closed_on is not None))
