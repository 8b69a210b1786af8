"""The world the access tests look at: young people of every kind of elsewhere, plainly invented.

Each object state is one young person with an item, a record, an action and an own set of canaries:
words that stand nowhere else, one for each kind of thing the portal keeps about them. Everything is
made by the portal's own operations, at the moments they would really happen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from portal.cases.models import CareEpisode, YoungPerson
from portal.cases.routes.staff import RUNNER
from portal.database import session
from portal.kernel.kinds import PanelKind
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.panels.models import Panel, Recusal
from portal.people import standing
from portal.people.models import Person, RoleGrant
from portal.people.policy import Actor, Role
from portal.people.standing import Standing
from portal.records import operations as records
from portal.tenancy.models import Area, Authority, District
from tests.integration.access.actors import BURNLEY, STATES, ActorState
from tests.integration.access.agendas_there import changed_late, taken_back
from tests.integration.access.bringing import bring
from tests.integration.access.classes import CLASSES
from tests.integration.access.feedback_there import a_change, thought
from tests.integration.access.files_there import files, place_of
from tests.integration.access.kept_there import a_copy, an_import, keep
from tests.integration.access.papers_there import (
    PLANNED,
    a_cost,
    a_note,
    an_address,
    publish,
    typed,
)
from tests.integration.access.people_there import (
    COMES_FROM,
    START,
    actor_at,
    away,
    cookie_of,
    email_of,
    register,
    register_all,
    scope,
)
from tests.integration.access.recorded_there import decided, stopped, taken_off, took_part
from tests.integration.access.translated_there import translated
from tests.integration.access.voices_there import say
from tests.integration.access.ways_there import an_invitation, not_sent, reached_at, their_link
from tests.support.agreed import agreed, heard_anyway
from tests.support.organisations import organisation
from tests.support.packs import shared_with

HERE, ELSEWHERE = "E10000017", "E99999999"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Nine on the morning of the panel day, a Monday."""
PANEL_DAY = NOW.date()
YESTERDAY = date(2026, 11, 22)
PUBLISHED = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
EARLY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

OWN, OTHER_ITEM, WITHDRAWN = "own", "other item", "withdrawn"
OTHER_PANEL, OTHER_DISTRICT, OTHER_AUTHORITY = "other panel", "other district", "other authority"
STOPPED = "stopped"
"""On the agenda that is out, and stopped on the day by the young person: not heard (A11)."""
UNLISTED = "unlisted"
"""A young person of the district who is on no agenda: there is nothing but who they are."""
TAGS = {
    OWN: "Own",
    OTHER_ITEM: "Oth",
    WITHDRAWN: "Wdn",
    OTHER_PANEL: "Pan",
    OTHER_DISTRICT: "Dis",
    OTHER_AUTHORITY: "Aut",
    UNLISTED: "Unl",
    STOPPED: "Stp",
}
OF_THE_WORKER = frozenset({OWN, WITHDRAWN, STOPPED})
"""Whose social worker is the own item's; the others' is another."""
ON_THE_AGENDA = (OWN, OTHER_ITEM, WITHDRAWN, STOPPED)
CANARY = re.compile(
    f"Qx(?:{'|'.join(word for word, _ in CLASSES.values())})(?:{'|'.join(TAGS.values())})"
)
"""A canary of any class about anybody."""
BORN = {
    tag: date(2009, month, day)
    for tag, month, day in zip(TAGS.values(), range(2, 10), range(11, 19), strict=True)
}
COSTS = {tag: 771_100 + number for number, tag in enumerate(TAGS.values(), start=1)}
"""What the home of each young person costs in pence a week: an amount that stands nowhere else."""
SOURCE = "tests.standing"
NO_PLACE, NO_LINK = "9.9", "no-such-link"


def canary(tag: str, letter: str) -> str:
    """Return the word that stands for one kind of thing about one young person."""
    return f"Qx{CLASSES[letter][0]}{tag}"


@dataclass(slots=True)
class Subject:
    """One young person's matter: the ids that addresses name."""

    state: str
    authority: str
    district: str
    kind: PanelKind
    meeting_id: UUID = field(default_factory=uuid4)
    panel_id: UUID = field(default_factory=uuid4)
    item_id: UUID = field(default_factory=uuid4)
    young_person_id: UUID = field(default_factory=uuid4)
    action_id: UUID = field(default_factory=uuid4)
    paper_id: UUID = field(default_factory=uuid4)
    filed_id: UUID = field(default_factory=uuid4)
    pictured_id: UUID = field(default_factory=uuid4)
    picture_id: UUID = field(default_factory=uuid4)
    intake_id: UUID = field(default_factory=uuid4)
    request_id: UUID = field(default_factory=uuid4)
    term_id: UUID = field(default_factory=uuid4)
    import_id: UUID = field(default_factory=uuid4)
    person_id: UUID = field(default_factory=uuid4)
    grant_id: UUID = field(default_factory=uuid4)
    organisation_id: UUID = field(default_factory=uuid4)
    visit_id: UUID = field(default_factory=uuid4)
    recusal_id: UUID = field(default_factory=uuid4)
    deputy_id: UUID = field(default_factory=uuid4)
    answer_id: UUID = field(default_factory=uuid4)
    ask_id: UUID = field(default_factory=uuid4)
    change_id: UUID = field(default_factory=uuid4)
    override_id: UUID = field(default_factory=uuid4)
    message_id: UUID = field(default_factory=uuid4)
    job_id: UUID = field(default_factory=uuid4)
    reveal_id: UUID = field(default_factory=uuid4)
    hold_id: UUID = field(default_factory=uuid4)
    ruling_id: UUID = field(default_factory=uuid4)
    filed_place: str = NO_PLACE
    pictured_place: str = NO_PLACE
    """Where their papers stand in a pack: the one that is a file, and the one with a picture."""
    invitation: str = NO_LINK
    """The words of a link to set a password."""
    link: str = NO_LINK
    """The words of their own link."""

    @property
    def tag(self) -> str:
        """The end of this young person's canaries."""
        return TAGS[self.state]


@dataclass(slots=True)
class World:
    """The application, who asks, and what they may ask for."""

    app: Flask
    subjects: dict[str, Subject]
    people: dict[str, UUID]
    cookies: dict[str, str | None]
    """The Cookie header of each actor state; None where the state could not come in."""

    @contextmanager
    def working(self, *, authority: str = HERE, writes: bool = True) -> Iterator[None]:
        """Open a county-wide scope for the test itself."""
        with self.app.app_context(), scope(authority, writes=writes):
            yield

    def say(self, key: str, said: Standing) -> None:
        """Let somebody stand so from now on, beside the roles they hold."""
        self.app.extensions[SOURCE][self.people[key]] = said


def build(app: Flask) -> World:
    """Enter the whole world and sign everybody in. Everything is committed."""
    app.extensions[RUNNER] = lambda _job: None  # an import runs in no thread here
    app.extensions[SOURCE] = {}
    kept: dict[UUID, Standing] = app.extensions[SOURCE]
    standing.add_source(app, lambda person_id, _now: kept.get(person_id, Standing()))
    with app.app_context():
        with scope(HERE):
            panels.open_panels()
        staff = register_all(HERE)
        made = [
            *_meeting(HERE, BURNLEY, PanelKind.LEAVING_CARE, staff, *ON_THE_AGENDA),
            *_meeting(HERE, BURNLEY, PanelKind.LASTING_HOME, staff, OTHER_PANEL),
            *_meeting(HERE, "preston", PanelKind.LEAVING_CARE, away(HERE), OTHER_DISTRICT),
            *_other_authority(app),
        ]
        with scope(HERE):
            _young_person("Unl", BURNLEY, staff["other_worker"])
        subjects = {subject.state: subject for subject in made}
        _import(HERE, [subject for subject in made if subject.authority == HERE], staff)
    world = World(app, subjects, staff, {})
    _settle_in(world)
    return world


def _other_authority(app: Flask) -> list[Subject]:
    """Enter another county's Burnley, in the same database.

    A SQLite file is one authority's and takes no other: there, what is another's names nothing.
    """
    if app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite"):
        return [Subject(OTHER_AUTHORITY, ELSEWHERE, BURNLEY, PanelKind.LEAVING_CARE)]
    with scope(ELSEWHERE):
        for row in (
            Authority(name="Elsewhere County Council"),
            Area(id="east", name="East"),
            District(id=BURNLEY, name="Burnley", area_id="east"),
        ):
            session.add(row)
            session.flush()
        session.add(Panel(district_id=BURNLEY, kind=PanelKind.LEAVING_CARE.value, starts_on=START))
    staff = away(ELSEWHERE, BURNLEY)
    made = _meeting(ELSEWHERE, BURNLEY, PanelKind.LEAVING_CARE, staff, OTHER_AUTHORITY)
    _import(ELSEWHERE, made, staff)
    return made


def _meeting(
    authority: str, district: str, kind: PanelKind, staff: dict[str, UUID], *states: str
) -> list[Subject]:
    """Hold one panel: planned, its agenda out, and on its day each item's record written."""
    made = [Subject(state, authority, district, kind) for state in states]
    with scope(authority):
        support = actor_at(staff["support"], PLANNED)
        held = _plan(made, support, staff)
    with scope(authority):
        for subject in made:
            worker = staff["worker" if subject.state in OF_THE_WORKER else "other_worker"]
            _nominate(subject, support, worker)
            words = partial(canary, subject.tag)
            subject.paper_id = typed(support, subject.item_id, words)
            brought = files(support, PLANNED, subject.item_id, words)
            for name, row_id in brought.items():
                setattr(subject, name, row_id)
            reached_at(support, PLANNED, subject.item_id, canary(subject.tag, "t"))
            not_sent(subject.item_id, canary(subject.tag, "u"))
            subject.ask_id = bring(support, PLANNED, subject.item_id, subject.tag, canary)
            subject.answer_id = say(support, PLANNED, subject.item_id, subject.tag, canary)
            subject.change_id = a_change(support, PLANNED, subject.district)
    with scope(authority):
        for subject in made:
            a_cost(support, subject.item_id, COSTS[subject.tag], canary(subject.tag, "G"))
            an_address(support, subject.young_person_id, canary(subject.tag, "J"))
    with scope(authority):
        if OWN in states:
            shared_with(made[0].item_id, [organisation(*COMES_FROM["visitor"]).id])
        publish(support, PUBLISHED, held)
    for subject in made:
        with scope(authority):
            subject.filed_place = place_of(subject.filed_id)
            subject.pictured_place = place_of(subject.pictured_id)
            chair = actor_at(staff["chair"], PUBLISHED)
            a_note(chair, PUBLISHED, subject.item_id, canary(subject.tag, "m"))
    with scope(authority):
        records.open_day(actor=support, now=EARLY, meeting_id=held)
    for subject in made:
        with scope(authority):
            _record(subject, support, staff)
    if WITHDRAWN in states:
        with scope(authority):
            words = partial(canary, made[0].tag)
            changed_late(support, EARLY, made[-1].item_id, staff["chair"], words)
            taken_back(support, EARLY, made[1].item_id, words)
    for subject in made:
        if subject.state == STOPPED:
            with scope(authority):
                stopped(support, actor_at(staff["district_lead"], EARLY), EARLY, subject.item_id)
    return made


def _plan(made: list[Subject], support: Actor, staff: dict[str, UUID]) -> UUID:
    first = made[0]
    held = panels.plan_meeting(
        actor=support,
        now=PLANNED,
        district_id=first.district,
        kind=first.kind,
        held_on=PANEL_DAY,
        part="am",
        place=f"{canary(first.tag, 'P')} House",
    ).meeting_id
    chairs = {
        PanelKind.LEAVING_CARE: "leaving_care_senior_manager",
        PanelKind.LASTING_HOME: "children_in_our_care_senior_manager",
    }
    term = panels.hold_seat(
        actor=support,
        now=PLANNED,
        district_id=first.district,
        kind=first.kind,
        seat_key=chairs[first.kind],
        person_id=staff["chair"],
        starts_on=START,
    )
    for subject in made:
        subject.meeting_id, subject.term_id = held, term
        subject.panel_id = panel_queries.panel(first.district, first.kind).id
    return held


def _young_person(tag: str, district: str, worker: UUID) -> UUID:
    """Enter a young person in care, every word of whom is a canary."""
    young = YoungPerson(
        district_id=district,
        reference=canary(tag, "R"),
        child_code=canary(tag, "C"),
        preferred_name=f"{canary(tag, 'N')} Invented",
        born_on=BORN[tag],
        social_worker_id=worker,
    )
    session.add(young)
    session.flush()
    session.add(
        CareEpisode(
            young_person_id=young.id,
            started_on=date(2015, 1, 5),
            reason_new="S",
            legal_status="C2",
            need="N1",
            place="U4",
        )
    )
    return young.id


def _nominate(subject: Subject, support: Actor, worker: UUID) -> None:
    subject.young_person_id = _young_person(subject.tag, subject.district, worker)
    subject.item_id = panels.nominate(
        actor=support,
        now=PLANNED,
        meeting_id=subject.meeting_id,
        young_person_id=subject.young_person_id,
        item_type=canary(subject.tag, "M"),
        social_worker_id=worker,
    ).item_id
    heard_anyway(subject.item_id, reason=canary(subject.tag, "g"))
    if subject.state == STOPPED:
        agreed(subject.item_id)


def _record(subject: Subject, support: Actor, staff: dict[str, UUID]) -> None:
    """Write one item's record; one is filed and added to, one is then taken off the agenda.

    Of the one that is stopped only how they took part is written down: it is before their slot.
    """
    words = partial(canary, subject.tag)
    common: dict[str, Any] = {"actor": support, "now": EARLY, "item_id": subject.item_id}
    version = took_part(common, words)
    if subject.state == STOPPED:
        return
    owner = staff["worker" if subject.state in OF_THE_WORKER else "other_worker"]
    subject.action_id = decided(common, version, owner, words, filed=subject.state == OTHER_ITEM)
    translated(EARLY, subject.item_id, words)
    if subject.state == WITHDRAWN:
        taken_off(subject.item_id, words("X"))


def _import(authority: str, made: list[Subject], staff: dict[str, UUID]) -> None:
    """Enter an import of the return, which belongs to the whole authority."""
    with scope(authority):
        entered = an_import(PLANNED, staff["support"], canary(made[0].tag, "F"))
    for subject in made:
        subject.import_id = entered


def _settle_in(world: World) -> None:
    """Put people in seats, ask visitors, declare interests, sign all in, then end what ended."""
    with world.working():
        support = actor_at(world.people["support"], PLANNED)
        terms = {state.key: _seat(world, support, state) for state in STATES if state.seat}
        for subject in world.subjects.values():
            if subject.authority == HERE:
                _people_of(subject)
    with world.working():
        for state in STATES:
            _attend(world, support, state)
    _keep_beside(world)
    for state in STATES:
        world.cookies[state.key] = cookie_of(world.app, state, world.subjects[state.whose].item_id)
    with world.working():
        world.subjects[OWN].invitation = an_invitation(world.people["keeper"], EARLY)
        world.subjects[OTHER_ITEM].link = their_link(world.subjects[OTHER_ITEM].item_id, EARLY)
    with world.working():
        for state in STATES:
            if state.seat_ended:
                panel_queries.term(terms[state.key]).ends_on = YESTERDAY
            if not state.left and not state.suspended:
                continue
            person = session.get_one(Person, (HERE, world.people[state.key]))
            if state.left:
                person.ends_on = YESTERDAY
            if state.suspended:
                person.suspended_at, person.suspended_reason = PUBLISHED, "An invented inquiry"


def _people_of(subject: Subject) -> None:
    """Note who an address about people names: the young person's social worker and their role."""
    item = panel_queries.item(subject.item_id)
    assert item.social_worker_id is not None
    subject.person_id = item.social_worker_id
    subject.grant_id = session.scalars(
        select(RoleGrant.id).where(RoleGrant.person_id == subject.person_id).order_by(RoleGrant.id)
    ).one()
    subject.organisation_id = organisation("Invented Homes").id


def _attend(world: World, support: Actor, state: ActorState) -> None:
    """Let somebody come to the own item or its meeting, or declare an interest in it."""
    own = world.subjects[OWN]
    if state.visits:
        own.visit_id = panels.invite_visitor(
            actor=support,
            now=EARLY,
            item_id=own.item_id,
            email=email_of(state.key),
            reason=canary(own.tag, "I"),
        )
    if state.stands_in:
        panels.name_stand_in(
            actor=support, now=EARLY, item_id=own.item_id, person_id=world.people[state.key]
        )
    if state.sent:
        own.deputy_id = panels.name_deputy(
            actor=support,
            now=EARLY,
            meeting_id=own.meeting_id,
            seat_key="housing_authority",
            holder_id=world.people["housing"],
            email=email_of(state.key),
        )
    if state.recused:
        panels.declare_interest(
            actor=actor_at(world.people[state.key], EARLY),
            now=EARLY,
            item_id=own.item_id,
            reason=canary(own.tag, "U"),
        )
        own.recusal_id = session.scalars(select(Recusal.id).order_by(Recusal.id)).one()


def _keep_beside(world: World) -> None:
    """Keep one of each about every young person of this county.

    Proposed by somebody who asks for nothing here: who proposes may not decide.
    """
    with world.working():
        role = (Role.INFORMATION_GOVERNANCE, None)
        world.people["keeper"] = keeper = register("keeper", role).id
    for subject in world.subjects.values():
        if subject.authority == HERE:
            with world.working():
                kept = keep(
                    EARLY,
                    governance=actor_at(keeper, EARLY),
                    worker=actor_at(subject.person_id, EARLY),
                    district=subject.district,
                    meeting_id=subject.meeting_id,
                    item_id=subject.item_id,
                    young_person_id=subject.young_person_id,
                    words=partial(canary, subject.tag),
                )
            for name, row_id in kept.items():
                setattr(subject, name, row_id)
    with world.working():
        own = world.subjects[OWN]
        asked, words = (own.young_person_id, own.item_id), canary(own.tag, "p")
        own.request_id = a_copy(actor_at(keeper, EARLY), EARLY, *asked, words)
        thought(EARLY, own.item_id, canary(own.tag, "f"))


def _seat(world: World, support: Actor, state: ActorState) -> UUID:
    own = world.subjects[OWN]
    if state.key == "chair":
        return own.term_id
    assert state.seat is not None
    return panels.hold_seat(
        actor=support,
        now=PLANNED,
        district_id=own.district,
        kind=own.kind,
        seat_key=state.seat,
        person_id=world.people[state.key],
        starts_on=START,
        deputy=state.deputy,
    )
