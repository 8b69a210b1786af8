"""Who works with which young people, and who may be put down for it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select

from portal.cases.models import YoungPerson
from portal.cases.rules.allocation import Post
from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item, Meeting
from portal.people import queries as people
from portal.people.models import Person
from portal.people.policy import WORKS_ON_CASES, Role


def of_theirs(person_id: UUID) -> ColumnElement[bool]:
    """Return the condition for the young people somebody works with, or answers for as manager.

    Where no manager is written down, the worker's own manager answers.
    """
    staff = select(Person.id).where(Person.manager_id == person_id)
    return or_(
        *(getattr(YoungPerson, f"{post.value}_id") == person_id for post in Post),
        and_(YoungPerson.manager_id.is_(None), YoungPerson.social_worker_id.in_(staff)),
        and_(YoungPerson.adviser_manager_id.is_(None), YoungPerson.personal_adviser_id.in_(staff)),
    )


def theirs(person_id: UUID, among: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these young people somebody works with or answers for, in one query."""
    return frozenset(
        session.scalars(
            select(YoungPerson.id).where(YoungPerson.id.in_(among), of_theirs(person_id))
        )
    )


def young_person_to_change(young_person_id: UUID) -> YoungPerson:
    """Return a young person of the scope as they are now, locked against others' changes.

    Raises NotFoundError.
    """
    found = session.scalars(
        select(YoungPerson)
        .where(YoungPerson.id == young_person_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such young person.")
    return found


def items_of_young_person(young_person_id: UUID) -> Sequence[Item]:
    """Return every item of a young person in the scope, withdrawn ones too, by meeting."""
    return session.scalars(
        select(Item).where(Item.young_person_id == young_person_id).order_by(Item.meeting_id)
    ).all()


def days_listed(young_person_id: UUID, today: date) -> Sequence[date]:
    """Return the days of panels to come on whose agenda a young person stands."""
    return session.scalars(
        select(Meeting.held_on)
        .join(Item, joins(Item, "meeting_id", Meeting))
        .where(
            Item.young_person_id == young_person_id,
            Item.slot_id.is_not(None),
            Meeting.held_on >= today,
            Meeting.state != "cancelled",
        )
        .order_by(Meeting.held_on, Item.id)
    ).all()


@dataclass(frozen=True, slots=True)
class Offered:
    """Who may be put down to work with young people of a district today, by name."""

    social_workers: tuple[Person, ...]
    managers: tuple[Person, ...]
    advisers: tuple[Person, ...]
    team_managers: tuple[Person, ...]
    """Who answers where there is no social worker (R71): team managers, else district leads."""
    answering_as: Role
    """Which of the two those are."""

    def for_post(self, post: Post) -> tuple[Person, ...]:
        """Return who may be put in a post."""
        return {
            Post.SOCIAL_WORKER: self.social_workers,
            Post.MANAGER: self.managers,
            Post.PERSONAL_ADVISER: self.advisers,
            Post.ADVISER_MANAGER: self.managers,
        }[post]


def offered(district_id: str, today: date) -> Offered:
    """Return who may be put down in a district: of children's services, and here today.

    Housing authorities and providers never: who works with a young person reads everything about
    them (A16, A19). A personal adviser comes from anywhere in children's services, whoever holds
    the role here first: their access comes from the young person alone (R25).
    """

    def having(*roles: Role) -> tuple[Person, ...]:
        return tuple(
            people.people_with_role(
                *roles, district_id=district_id, today=today, childrens_services=True
            )
        )

    everybody = people.everybody_there(today, childrens_services=True)
    advisers = having(Role.PERSONAL_ADVISER)
    workers = having(Role.SOCIAL_WORKER)
    # A worker's own manager may hold no role in this district.
    above = {each.manager_id for each in (*workers, *advisers)}
    own = [each for each in everybody if each.id in above]
    team_managers = having(Role.TEAM_MANAGER)
    return Offered(
        social_workers=workers,
        managers=tuple(dict.fromkeys((*having(*WORKS_ON_CASES), *own))),
        advisers=tuple(dict.fromkeys((*advisers, *everybody))),
        team_managers=team_managers or having(Role.DISTRICT_LEAD),
        answering_as=Role.TEAM_MANAGER if team_managers else Role.DISTRICT_LEAD,
    )


def managers_of(person_ids: Iterable[UUID], today: date) -> Mapping[UUID, UUID | None]:
    """Return the own manager of each of these people; None for one who may not be put down."""
    found = people.people_by_id(set(person_ids))
    above = {each.manager_id for each in found.values() if each.manager_id is not None}
    there = {each.id for each in people.everybody_there(today, childrens_services=True)} & above
    return {
        each.id: each.manager_id if each.manager_id in there else None for each in found.values()
    }


def by_code(codes: Collection[str], within: frozenset[str] | None) -> dict[str, UUID]:
    """Return the young people of some districts (None: all) by CHILD code and by reference."""
    columns = (YoungPerson.id, YoungPerson.child_code, YoungPerson.reference)
    chosen = [
        or_(YoungPerson.child_code.in_(codes), YoungPerson.reference.in_(codes)),
        YoungPerson.district_id.is_not(None),
    ]
    if within is not None:
        chosen.append(YoungPerson.district_id.in_(sorted(within)))
    rows = session.execute(select(*columns).where(*chosen).order_by(YoungPerson.reference)).all()
    by_reference = {row.reference: row.id for row in rows}
    return by_reference | {row.child_code: row.id for row in rows if row.child_code}


def young_people_of(person_id: UUID, district_id: str) -> Sequence[YoungPerson]:
    """Return a district's young people whom somebody works with or answers for, by reference."""
    return session.scalars(
        select(YoungPerson)
        .where(YoungPerson.district_id == district_id, of_theirs(person_id))
        .order_by(YoungPerson.reference, YoungPerson.id)
    ).all()
