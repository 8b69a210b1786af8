"""Everybody there is, by what they hold and where; every list has an order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from portal.audit.models import Event
from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.people.models import Organisation, Person, RoleGrant
from portal.people.policy import ROLE_PERMISSIONS, Grant, Permission, Role
from portal.people.queries.who import grants_in, in_force
from portal.tenancy.door import registry
from portal.tenancy.models import Area, District
from portal.variations.values import OrganisationKind


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """Somebody's role; ``place`` is the district's name, None for the whole county.

    ``role`` is None for whoever holds none and is only asked to one item.
    """

    role: Role | None
    name: str
    job_title: str
    email: str
    district_id: str | None
    place: str | None


def person_by_email(email: str) -> Person | None:
    """Return the person with this address, whatever its capitals."""
    return session.scalars(
        select(Person).where(Person.email == email.strip().lower())
    ).one_or_none()


def people_who_may(permission: Permission, district_id: str, today: date) -> Sequence[Person]:
    """Return the people whose role in this district allows it, by name."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    return people_with_role(*roles, district_id=district_id, today=today)


def people_who_may_everywhere(permission: Permission, today: date) -> Sequence[Person]:
    """Return the people whose role for the whole county allows it, by name."""
    return session.scalars(
        select(Person)
        .join(RoleGrant, joins(RoleGrant, "person_id", Person))
        .where(
            RoleGrant.role.in_(
                [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
            ),
            RoleGrant.district_id.is_(None),
            RoleGrant.area_id.is_(None),
            in_force(Person, today),
            in_force(RoleGrant, today),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    ).all()


def people_with_role(
    *roles: Role, district_id: str, today: date, childrens_services: bool = False
) -> Sequence[Person]:
    """Return the people who hold one of these roles in a district or county-wide, by name.

    With ``childrens_services`` only those who come from there.
    """
    return session.scalars(
        select(Person)
        .join(RoleGrant, joins(RoleGrant, "person_id", Person))
        .where(
            RoleGrant.role.in_(roles),
            _counts_in({district_id}),
            in_force(Person, today),
            in_force(RoleGrant, today),
            *((_from_childrens_services(),) if childrens_services else ()),
        )
        .distinct()
        .order_by(Person.name, Person.id)
    ).all()


def everybody_with_a_role(today: date) -> list[RoleHeld]:
    """Return everybody who may sign in, once for each role and district, by role and name."""
    rows = session.execute(
        select(
            Person.name,
            Person.job_title,
            Person.email,
            RoleGrant.role,
            RoleGrant.district_id,
            func.coalesce(District.name, Area.name).label("place"),
        )
        .join(RoleGrant, joins(RoleGrant, "person_id", Person))
        .outerjoin(District, joins(RoleGrant, "district_id", District))
        .outerjoin(Area, joins(RoleGrant, "area_id", Area))
        .where(in_force(Person, today), in_force(RoleGrant, today))
        .order_by(RoleGrant.role, Person.name, Person.email, District.name)
    )
    return [
        RoleHeld(
            role=Role(row.role),
            name=row.name,
            job_title=row.job_title,
            email=row.email,
            district_id=row.district_id,
            place=row.place,
        )
        for row in rows
    ]


def roles_in(district_id: str, today: date) -> dict[UUID, tuple[Grant, ...]]:
    """Return what everybody holds by name in a district, county-wide and area roles included."""
    return roles_in_each([district_id], today)[district_id]


def roles_in_each(
    district_ids: Collection[str], today: date
) -> dict[str, dict[UUID, tuple[Grant, ...]]]:
    """Return the same for some districts, by district. One query."""
    rows = session.execute(
        select(
            RoleGrant.person_id,
            RoleGrant.role,
            RoleGrant.area_id,
            RoleGrant.district_id,
            RoleGrant.panel_id,
        )
        .where(in_force(RoleGrant, today))
        .order_by(
            RoleGrant.person_id,
            RoleGrant.role,
            RoleGrant.area_id,
            RoleGrant.district_id,
            RoleGrant.panel_id,
        )
    )
    found: dict[str, dict[UUID, tuple[Grant, ...]]] = {each: {} for each in district_ids}
    for row in rows:
        grants = grants_in(row)
        for district_id, held in found.items():
            here = [grant for grant in grants if grant.district_id in {None, district_id}]
            if here:
                held[row.person_id] = (*held.get(row.person_id, ()), *here)
    return found


def grants_of(*roles: Role, today: date) -> list[tuple[UUID, Grant]]:
    """Return who holds one of these roles today and where, by name, in one query."""
    rows = session.execute(
        select(
            RoleGrant.person_id,
            RoleGrant.role,
            RoleGrant.area_id,
            RoleGrant.district_id,
            RoleGrant.panel_id,
        )
        .join(Person, joins(RoleGrant, "person_id", Person))
        .where(RoleGrant.role.in_(roles), in_force(RoleGrant, today))
        .order_by(Person.name, Person.id, RoleGrant.id)
    )
    return [(row.person_id, grant) for row in rows for grant in grants_in(row)]


def held_today(*roles: Role, today: date) -> list[tuple[Person, Grant]]:
    """Return who holds one of these roles and may sign in today, and where, by name."""
    grants = grants_of(*roles, today=today)
    there = there_today({person_id for person_id, _ in grants}, today)
    return [(there[person_id], grant) for person_id, grant in grants if person_id in there]


def everybody_there(today: date, *, childrens_services: bool = False) -> Sequence[Person]:
    """Return everybody who may sign in today, by name.

    With ``childrens_services`` only those who come from there.
    """
    only = (_from_childrens_services(),) if childrens_services else ()
    return session.scalars(
        select(Person).where(in_force(Person, today), *only).order_by(Person.name, Person.id)
    ).all()


def _from_childrens_services() -> ColumnElement[bool]:
    """Return the condition for the county's own children's services (A16, A19)."""
    kinds = [kind.value for kind in OrganisationKind if kind.is_childrens_services]
    return Person.organisation_id.in_(select(Organisation.id).where(Organisation.kind.in_(kinds)))


def there_today(ids: Collection[UUID], today: date) -> dict[UUID, Person]:
    """Return those of these people who may sign in today, by id."""
    found = session.scalars(
        select(Person)
        .where(Person.id.in_(ids), in_force(Person, today))
        .order_by(Person.name, Person.id)
    ).all()
    return {person.id: person for person in found}


def kinds_of(ids: Collection[UUID]) -> dict[UUID, OrganisationKind]:
    """Return which kind of organisation people come from, by id; who comes from none is not in it.

    It decides which roles and seats are open to them.
    """
    return {person_id: kind for person_id, (_, kind) in organisations_of(ids).items()}


def organisations_of(ids: Collection[UUID]) -> dict[UUID, tuple[UUID, OrganisationKind]]:
    """Return the organisation people come from and its kind, by id; who has none is not in it."""
    rows = session.execute(
        select(Person.id, Person.organisation_id, Organisation.kind)
        .join(Organisation, joins(Person, "organisation_id", Organisation))
        .where(Person.id.in_(ids))
        .order_by(Person.id)
    )
    return {row.id: (row.organisation_id, OrganisationKind(row.kind)) for row in rows}


def people_by_id(ids: set[UUID]) -> dict[UUID, Person]:
    """Return these people by id, in one query."""
    found = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
    return {person.id: person for person in found}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom a list of people is about. Nothing set is everybody who has not left.

    `find` is a part of a name or an address; `district_id` keeps to roles and seats that count
    there; `state` is one of `people.rules.State`, or "review" for a role to be looked at again.
    """

    find: str = ""
    organisation_id: UUID | None = None
    role: Role | None = None
    district_id: str | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody in a list, with the name of the organisation they come from."""

    person: Person
    organisation: str


def find_people(
    wanted: Wanted,
    *,
    reader_id: UUID,
    within: frozenset[str] | None,
    seated: Collection[UUID],
    today: date,
    start: int = 0,
    limit: int | None = None,
) -> tuple[list[PersonRow], int]:
    """Return a page of the people a reader may know of, by name, and how many there are in all.

    `within` are the reader's districts (None: the whole county), `seated` who sits on a panel in
    the districts asked about. Somebody without a role is seen by whoever added them.
    """
    chosen = [*_chosen(wanted, seated, today), *_seen_by(reader_id, within, seated)]
    total = session.scalar(select(func.count()).select_from(Person).where(*chosen)) or 0
    rows = session.execute(
        select(Person, Organisation.name)
        .outerjoin(Organisation, joins(Person, "organisation_id", Organisation))
        .where(*chosen)
        .order_by(Person.name, Person.email)
        .offset(start)
        .limit(limit)
    )
    return [PersonRow(person, organisation or "") for person, organisation in rows], total


def _seen_by(
    reader_id: UUID, within: frozenset[str] | None, seated: Collection[UUID]
) -> list[ColumnElement[bool]]:
    if within is None:
        return []
    return [
        or_(
            Person.id.in_(select(RoleGrant.person_id).where(_counts_in(within))),
            Person.id.in_(sorted(seated)),
            Person.sponsor_id == reader_id,
            Person.id == reader_id,
        )
    ]


def _chosen(wanted: Wanted, seated: Collection[UUID], today: date) -> list[ColumnElement[bool]]:
    found = [_in_state(wanted.state, today)]
    if wanted.find:
        part = wanted.find.lower().replace("/", "//").replace("%", "/%").replace("_", "/_")
        pattern = f"%{part}%"
        found.append(
            or_(
                func.lower(Person.name).like(pattern, escape="/"),
                func.lower(Person.email).like(pattern, escape="/"),
            )
        )
    if wanted.organisation_id is not None:
        found.append(Person.organisation_id == wanted.organisation_id)
    if wanted.role is not None:
        found.append(
            Person.id.in_(
                select(RoleGrant.person_id).where(RoleGrant.role == wanted.role, _not_over(today))
            )
        )
    if wanted.district_id is not None:
        found.append(
            or_(
                Person.id.in_(
                    select(RoleGrant.person_id).where(
                        _counts_in({wanted.district_id}), _not_over(today)
                    )
                ),
                Person.id.in_(sorted(seated)),
            )
        )
    return found


def _in_state(state: str, today: date) -> ColumnElement[bool]:
    """Return the condition for a state; without one, everybody who has not left."""
    left = Person.ends_on.is_not(None) & (Person.ends_on < today)
    stays = or_(Person.ends_on.is_(None), Person.ends_on >= today)
    if state == "left":
        return left
    if state == "suspended":
        return stays & Person.suspended_at.is_not(None)
    if state == "invited":
        return stays & Person.invited_at.is_not(None) & Person.accepted_at.is_(None)
    if state == "review":
        due = select(RoleGrant.person_id).where(RoleGrant.review_on <= today, _not_over(today))
        return stays & Person.id.in_(due)
    return stays


def _not_over(today: date) -> ColumnElement[bool]:
    """Return the condition for a role that counts now or will."""
    return RoleGrant.ended_at.is_(None) & or_(
        RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today
    )


def _counts_in(districts: Collection[str]) -> ColumnElement[bool]:
    """Return the condition for a role that counts in one of these districts."""
    areas = sorted({ref.area for ref in registry().districts() if ref.slug in districts})
    return or_(
        RoleGrant.district_id.in_(sorted(districts)),
        RoleGrant.area_id.in_(areas),
        RoleGrant.district_id.is_(None) & RoleGrant.area_id.is_(None),
    )


def person(person_id: UUID) -> Person:
    """Return one person, or raise NotFoundError."""
    found = session.scalars(select(Person).where(Person.id == person_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such person.")
    return found


def roles_of(person_ids: Collection[UUID]) -> Sequence[RoleGrant]:
    """Return every role these people hold, will hold or held, the newest first."""
    return session.scalars(
        select(RoleGrant)
        .where(RoleGrant.person_id.in_(sorted(person_ids)))
        .order_by(RoleGrant.starts_on.desc(), RoleGrant.role, RoleGrant.id)
    ).all()


def role_grant(grant_id: UUID) -> RoleGrant:
    """Return one role that somebody holds, or raise NotFoundError."""
    found = session.scalars(select(RoleGrant).where(RoleGrant.id == grant_id)).one_or_none()
    if found is None:
        raise NotFoundError("There is no such role.")
    return found


def managed_by(person_id: UUID, today: date) -> Sequence[Person]:
    """Return the people whose manager this is, who have not left, by name."""
    return session.scalars(
        select(Person)
        .where(
            Person.manager_id == person_id,
            or_(Person.ends_on.is_(None), Person.ends_on >= today),
        )
        .order_by(Person.name, Person.id)
    ).all()


def people_by_email(emails: Collection[str]) -> dict[str, Person]:
    """Return the people with these addresses, by address."""
    found = session.scalars(
        select(Person).where(Person.email.in_(sorted(emails))).order_by(Person.email)
    )
    return {each.email: each for each in found}


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation, and how many people who have not left come from it."""

    organisation: Organisation
    people: int


def organisations(today: date) -> list[OrganisationRow]:
    """Return every organisation, by name, closed ones included."""
    rows = session.execute(
        select(Organisation, func.count(Person.id))
        .outerjoin(
            Person,
            joins(Person, "organisation_id", Organisation)
            & or_(Person.ends_on.is_(None), Person.ends_on >= today),
        )
        .group_by(*Organisation.__table__.columns)
        .order_by(Organisation.name, Organisation.id)
    )
    return [OrganisationRow(organisation, people) for organisation, people in rows]


def organisation(organisation_id: UUID) -> Organisation:
    """Return one organisation, or raise NotFoundError."""
    found = session.scalars(
        select(Organisation).where(Organisation.id == organisation_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such organisation.")
    return found


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that was done to somebody, by whom (empty: at the machine), and its facts."""

    event: Event
    by: str


def history(person_id: UUID, limit: int) -> list[Happened]:
    """Return what was done to somebody's entry, the newest first."""
    doer = aliased(Person, name="doer")
    rows = session.execute(
        select(Event, doer.name)
        .outerjoin(doer, joins(Event, "actor_id", doer))
        .where(
            Event.subject_kind == "person",
            Event.subject_id == person_id,
            Event.event != SIGNED_IN,
        )
        .order_by(Event.seq.desc())
        .limit(limit)
    )
    return [Happened(event, name or "") for event, name in rows]


SIGNED_IN = "people:person:signed_in"
