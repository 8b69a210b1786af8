"""Joiners and leavers from a file: each row is taken or refused on its own, and each is told of.

A row does no more than its reader could do on the pages: the same operations, the same refusals.
The same file again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.database import session
from portal.kernel.errors import PortalError, RuleError
from portal.kernel.wording import plain_date
from portal.people import holdings, joiners, queries, rules
from portal.people.granting import NOT_YOURS_TO_GIVE, may_give, why_not_from, why_not_there
from portal.people.joiners import Kind, Row
from portal.people.models import Organisation, Person, RoleGrant
from portal.people.operations.access import day_of, seen
from portal.people.operations.joining import Details, invite
from portal.people.operations.leaving import leave
from portal.people.operations.roles import give_role
from portal.people.places import Place, place_called
from portal.people.policy import Actor, Permission, Role, require
from portal.variations.values import OrganisationKind
from portal.web.csv_import import FileReport, LineReport, Outcome


@dataclass(frozen=True, slots=True)
class ImportReport(FileReport):
    """What became of every row of a file of joiners or of leavers."""

    kind: Kind

    def as_facts(self) -> dict[str, object]:
        """Return the report as plain values."""
        return {"kind": self.kind.value, **self.facts("email")}


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who imports, when, and what a row may name."""

    actor: Actor | None
    now: datetime
    places: tuple[Place, ...]
    organisations: Mapping[str, Organisation]

    @property
    def today(self) -> date:
        return day_of(self.now)


def import_people(*, actor: Actor | None, now: datetime, data: bytes) -> ImportReport:
    """Take in a file of joiners or leavers and say what became of each row.

    Raises UnreadableFileError for a file that is neither, ForbiddenError without the permission.
    """
    if actor is not None and not actor.may_somewhere(Permission.PERSON_MANAGE):
        require(actor, Permission.PERSON_MANAGE, None)
    file = joiners.read(data)
    today = day_of(now)
    desk = _Desk(
        actor=actor,
        now=now,
        places=holdings.places(today),
        organisations={
            row.organisation.name.casefold(): row.organisation
            for row in queries.organisations(today)
            if row.organisation.closed_on is None
        },
    )
    return ImportReport(
        tuple(_line(desk, file.kind, row) for row in file.rows), file.notes, file.kind
    )


def _line(desk: _Desk, kind: Kind, row: Row) -> LineReport:
    email = row.cells.get("email", "")
    if row.problem:
        return LineReport(row.line, email, Outcome.REFUSED, row.problem)
    take = _join if kind is Kind.JOINERS else _leave
    try:
        # A row that is refused half-way leaves nothing behind.
        with session.begin_nested():
            outcome, message = take(desk, row)
    except PortalError as error:
        return LineReport(row.line, email, Outcome.REFUSED, f"{error.message.rstrip('.')}.")
    return LineReport(row.line, email, outcome, message)


def _join(desk: _Desk, row: Row) -> tuple[Outcome, str]:
    """Add a person where they are not here yet, and give them the row's role."""
    role = _role(row.cells["role"])
    place = place_called(row.cells["where"], desk.places)
    if place is None:
        raise RuleError(f"There is no place called “{row.cells['where']}”")
    organisation = desk.organisations.get(row.cells["organisation"].casefold())
    if organisation is None:
        raise RuleError(f"There is no open organisation called “{row.cells['organisation']}”")
    if desk.actor is not None and not may_give(desk.actor, role, place):
        raise RuleError(NOT_YOURS_TO_GIVE)
    reason = why_not_there(role, place)
    reason = reason or why_not_from(role, OrganisationKind(organisation.kind))
    if reason is not None:
        raise RuleError(reason)
    person = queries.person_by_email(row.cells["email"])
    starts_on, ends_on = row.days["from"], row.days.get("until")
    if person is None:
        rules.check_term(starts_on, ends_on, desk.today)
        details = Details(
            name=row.cells["name"],
            email=row.cells["email"],
            job_title=row.cells["job_title"],
            organisation_id=organisation.id,
        )
        person_id = invite(
            actor=desk.actor, now=desk.now, details=details, starts_on=starts_on
        ).person_id
        said = "Added, with this role."
    else:
        person_id = person.id
        _same_person(desk, person, row, organisation.id)
        held = _held(person_id, role, place, starts_on)
        if held is not None:
            return _held_already(held, ends_on)
        said = "Here already; this role is new."
    give_role(
        actor=desk.actor,
        now=desk.now,
        person_id=person_id,
        role=role,
        place_key=place.key,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    return Outcome.TAKEN, said


def _role(text: str) -> Role:
    wanted = text.casefold()
    for role in Role:
        if wanted in {role.value, role.label.casefold(), role.value.replace("_", " ")}:
            return role
    raise RuleError(f"There is no role called “{text}”")


def _same_person(desk: _Desk, person: Person, row: Row, organisation_id: UUID) -> None:
    """Refuse a row about somebody who is here under another name, from elsewhere, or who left."""
    seen(desk.actor, person.id, desk.today)
    if person.name.casefold() != row.cells["name"].casefold():
        raise RuleError("This email address is somebody else’s here. Check it")
    if person.organisation_id != organisation_id:
        raise RuleError("They are here from another organisation. Change that on their page first")
    if row.cells["job_title"] and person.job_title != row.cells["job_title"]:
        raise RuleError("They are here with another job title. Change that on their page first")
    if person.ends_on is not None and person.ends_on < desk.today:
        raise RuleError(
            f"They left on {plain_date(person.ends_on)}. Take them back on their page first"
        )


def _held(person_id: UUID, role: Role, place: Place, starts_on: date) -> RoleGrant | None:
    """Return the role that this row, or the same row before, gave them."""
    for row in queries.roles_of([person_id]):
        where = (row.area_id, row.district_id, row.panel_id)
        same = row.role == role and where == (place.area_id, place.district_id, place.panel_id)
        if same and row.starts_on == starts_on:
            return row
    return None


def _held_already(row: RoleGrant, ends_on: date | None) -> tuple[Outcome, str]:
    if row.ended_at is None and row.ends_on == ends_on:
        return Outcome.ALREADY, "They are here with this role already."
    if row.ends_on is not None:
        raise RuleError(
            f"This role was ended on {plain_date(row.ends_on)}. Give it again on their page"
        )
    raise RuleError("They hold this role with no last day. End it on their page")


def _leave(desk: _Desk, row: Row) -> tuple[Outcome, str]:
    last_day = row.days["leaves_on"]
    person = queries.person_by_email(row.cells["email"])
    if person is None:
        raise RuleError(NOBODY)
    try:
        seen(desk.actor, person.id, desk.today)
    except PortalError:
        raise RuleError(NOBODY) from None
    if person.ends_on == last_day:
        return Outcome.ALREADY, "This is their last day already."
    leave(actor=desk.actor, now=desk.now, person_id=person.id, last_day=last_day)
    return Outcome.TAKEN, f"Their last day is {plain_date(last_day)}."


NOBODY = "Nobody with this email address is here"
