"""Builds the invented county by the portal's own operations, as its people would have done it.

Three districts stand at the same stage of one panel cycle, each with a finished cycle behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from portal import audit
from portal.cases import operations as cases
from portal.cases.models import YoungPerson
from portal.database import Scope, open_scope, session, unit_of_work
from portal.demo import after
from portal.demo.care import write_return
from portal.demo.cycle import Cycle, Guests, deliver
from portal.demo.people import (
    DISTRICTS,
    EVERYWHERE,
    PASSWORD,
    InventedPerson,
    local_people,
    organisation_of,
    young_name,
)
from portal.demo.young import give_ways_in
from portal.kernel.kinds import PanelKind
from portal.kernel.working_days import Calendar
from portal.panels import operations as panels
from portal.people import operations as people
from portal.people import standing
from portal.people.models import Organisation, Person
from portal.people.policy import Actor
from portal.preparation import operations as preparation
from portal.tenancy.door import EXTENSION
from portal.trail import operations as trail
from portal.variations.calendar import england_and_wales
from portal.variations.manager import Registry

DAYS_BETWEEN_PANELS = 42
DAYS_SINCE_EVERYTHING_BEGAN = 400
OLD_ENOUGH_BEFORE = slice(4, 8)
"""Those of the stories who were 16 at the panel before this one."""
RETURN_YEAR_STARTS = 4
DAYS_TO_NEXT_REVIEW = 180
FORGOTTEN = "provider-burnley"
"""Whose role nobody has looked at again in time."""


class Stage(StrEnum):
    """Where in the cycle the practice starts."""

    PREPARING = "preparing"
    AGENDA_DUE = "agenda-due"
    PANEL_DAY = "panel-day"
    RECORDING = "recording"
    SETTLED = "settled"


def build(app: Flask, *, stage: Stage, start: datetime) -> list[dict[str, str]]:
    """Fill an empty database for a practice that starts at ``start`` (England's time).

    Returns the ways in of its young people.
    """
    today = start.date()
    register: Registry = app.extensions[EXTENSION]
    began = today - timedelta(days=DAYS_SINCE_EVERYTHING_BEGAN)
    with working(app):
        panels.enter_county(now=start)
        known = _register_people(register, began, start)
        officer = standing.actor(known["case-support"].id, start)
        assert officer is not None
        ids = {key: person.id for key, person in known.items()}
    with working(app):
        _fill_seats(officer, register, ids, began, start)
    with TemporaryDirectory() as folder, working(app):
        _take_in_return(officer, Path(folder), start)
    with working(app):
        listed = _introduce_young_people(ids, start)
    calendar = england_and_wales(today.year - 1, today.year + 2)
    for district in DISTRICTS:
        with working(app):
            before = Cycle(officer, district, tuple(listed[district][OLD_ENOUGH_BEFORE]), register)
            panel_day = _working_day(calendar, today - timedelta(days=DAYS_BETWEEN_PANELS))
            after.still_wrong(before.finished(panel_day)[0], start)
        with working(app):
            guests = _guests(ids, district)
            cycle = Cycle(officer, district, tuple(listed[district]), register, guests)
            _current(cycle, stage, calendar, start)
    with working(app):
        _leave_odd_reading(ids, listed, start)
    with working(app):
        _let_the_trail_leave(start)
    with working(app):
        preparation.queue_reminding(now=start)
        return give_ways_in(officer, now=start)


def _let_the_trail_leave(start: datetime) -> None:
    """Send this day's seal and word of last month's list; the worker does it from tomorrow on."""
    trail.send_seal(now=start)
    trail.tell_of_list(now=start)
    deliver(start)
    trail.queue_sending(now=start + timedelta(days=1))


def _leave_odd_reading(
    ids: dict[str, UUID], listed: dict[str, list[UUID]], start: datetime
) -> None:
    """Let somebody have opened one person of another district, late one evening last month."""
    last_month = start.replace(day=1) - timedelta(days=1)
    young_person_id = listed["preston"][0]
    audit.opened(
        subject=("young_person", young_person_id),
        actor_id=ids["team-manager-burnley"],
        now=last_month.replace(day=12, hour=22, minute=40),
        district_id="preston",
        young_person_id=young_person_id,
    )
    openings = audit.take_openings() or ()
    audit.log(openings, event="coverage.person", page="The young person’s page", why="")


def _guests(ids: dict[str, UUID], district: str) -> Guests:
    """Return who comes to this cycle's panel besides its seats, and who stays out of an item."""
    return Guests(
        adviser=ids[f"adviser-{district}"],
        deputy_email=f"deputy-{district}@practice.example",
        deputy_for=ids[f"housing-{district}"],
        visitor_email=f"visitor-{district}@practice.example",
        out=ids["fostering"],
    )


def _current(cycle: Cycle, stage: Stage, calendar: Calendar, start: datetime) -> None:
    """Take this cycle's panel as far as the stage says."""
    today = start.date()
    if stage is Stage.PREPARING:
        cycle.prepared(calendar.forward(today, 12), now=start, items=6, waiting=True)
    elif stage is Stage.AGENDA_DUE:
        cycle.prepared(calendar.forward(today, 5), now=start, items=8)
    elif stage is Stage.PANEL_DAY:
        _, listed = cycle.published(_working_day(calendar, today), items=8)
        cycle.stopped(listed[-1], now=start - timedelta(hours=1))
    elif stage is Stage.RECORDING:
        cycle.recorded(calendar.back(today, 2), items=8, left=2)
    else:
        cycle.finished(calendar.back(today, 9), items=8)
    cycle.planned(_working_day(calendar, today + timedelta(days=DAYS_BETWEEN_PANELS)), now=start)


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Do one step of the building in one county-wide commit."""
    with unit_of_work(_scope(app, "building a practice county", writes=True)):
        yield


@contextmanager
def reading(app: Flask) -> Iterator[None]:
    """Read the whole county."""
    with open_scope(_scope(app, "reading a practice county")):
        yield


def _scope(app: Flask, purpose: str, *, writes: bool = False) -> Scope:
    register: Registry = app.extensions[EXTENSION]
    return Scope(register.authority.id, None, None, purpose, writes=writes)


def _register_people(register: Registry, began: date, start: datetime) -> dict[str, Person]:
    known: dict[str, Person] = {}
    organisations: dict[str, Organisation] = {}
    for each in _everybody(register):
        name, kind = organisation_of(each)
        if name not in organisations:
            organisations[name] = people.add_organisation(
                actor=None, now=start, name=name, kind=kind
            )
        person = people.register(
            name=each.name,
            email=each.email,
            password=PASSWORD,
            starts_on=began,
            job_title=each.job_title,
            organisation=organisations[name],
            manager_id=known[each.manager].id if each.manager else None,
        )
        known[each.key] = person
        if each.role is None:
            continue  # their seat, their item or an invitation lets them in
        for district in each.districts or (None,):
            row = people.grant_role(
                person=person, role=each.role, district_id=district, starts_on=began
            )
            # Looked at half a year ago; one was forgotten, so that there is something to do.
            if each.key != FORGOTTEN:
                row.review_on = start.date() + timedelta(days=DAYS_TO_NEXT_REVIEW)
    return known


def _everybody(register: Registry) -> list[InventedPerson]:
    local = [
        person
        for slug in DISTRICTS
        for person in local_people(slug, register.district(slug).ref.name)
    ]
    return [*EVERYWHERE, *local]


def _fill_seats(
    officer: Actor, register: Registry, ids: dict[str, UUID], began: date, start: datetime
) -> None:
    """Put people in the seats they hold, on each of their districts' panels that has the seat."""
    for each in _everybody(register):
        for district in each.districts or ():
            variation = register.district(district)
            for kind in PanelKind:
                seats = {s.key for s in variation.seats(as_of=start.date(), kind=kind).value}
                for seat in seats.intersection(each.seats):
                    panels.hold_seat(
                        actor=officer,
                        now=start,
                        district_id=district,
                        kind=kind,
                        seat_key=seat,
                        person_id=ids[each.key],
                        starts_on=began,
                    )


def _take_in_return(officer: Actor, folder: Path, start: datetime) -> None:
    today = start.date()
    write_return(folder, today)
    cases.import_return(
        actor=officer,
        now=start,
        paths=[folder],
        year=today.year + (today.month >= RETURN_YEAR_STARTS),
        as_of=today,
    )


def _introduce_young_people(ids: dict[str, UUID], start: datetime) -> dict[str, list[UUID]]:
    """Give everybody a name and a social worker; return those who may be listed, by district."""
    listed: dict[str, list[UUID]] = {slug: [] for slug in DISTRICTS}
    everyone = session.scalars(select(YoungPerson).order_by(YoungPerson.child_code))
    for number, young_person in enumerate(everyone):
        young_person.preferred_name = young_name(number)
        if young_person.district_id in listed:
            turn = "social-worker" if number % 2 else "social-worker-2"
            young_person.social_worker_id = ids[f"{turn}-{young_person.district_id}"]
            young_person.manager_id = ids[f"team-manager-{young_person.district_id}"]
            listed[young_person.district_id].append(young_person.id)
    audit.record(
        event="practice:young_people:introduced",
        subject=("list", None),
        actor_id=None,
        now=start,
        facts={slug: len(found) for slug, found in listed.items()},
    )
    return listed


def _working_day(calendar: Calendar, day: date) -> date:
    """Return the day itself, or the next that is worked."""
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day
