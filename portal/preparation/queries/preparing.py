"""A meeting's items with what must be ready for each, whose work that is, and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.kernel import deadlines
from portal.kernel.deadlines import Deadline
from portal.kernel.kinds import PanelKind
from portal.panels import queries as panels
from portal.panels.models import Meeting
from portal.panels.operations.facts import meeting_facts
from portal.panels.policy import ItemFacts, MeetingFacts
from portal.panels.queries import ItemRow
from portal.panels.rules import frozen
from portal.people import queries as people
from portal.people.policy import Role
from portal.preparation.queries.gathering import evidence_of, providers_asked
from portal.preparation.rules import tasks as rules
from portal.preparation.rules.agencies import Agency, of_seat
from portal.preparation.rules.evidence import Evidence
from portal.preparation.rules.owners import Chain, Level, Named, Post
from portal.preparation.rules.tasks import Task, Timetable
from portal.tenancy.door import variation_of
from portal.variations.values import Seat
from portal.web.clock import LONDON


@dataclass(frozen=True, slots=True)
class ItemPrepared:
    """One item with everything that must be ready for it. Names are for entitled readers."""

    item: ItemRow
    about: ItemFacts
    evidence: Evidence
    timetable: Timetable
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Preparation:
    """A meeting as its preparation stands now, its items in order of time."""

    meeting: Meeting
    kind: PanelKind
    facts: MeetingFacts
    agenda: Deadline
    items: tuple[ItemPrepared, ...]

    def item(self, item_id: UUID) -> ItemPrepared | None:
        """Return one of its items, None where it is not on the agenda."""
        return next((each for each in self.items if each.item.id == item_id), None)


def meeting_prepared(meeting_id: UUID, now: datetime) -> Preparation:
    """Return a meeting with what must be ready for each item, in a constant number of queries.

    The deadlines and seats are those frozen with the agenda once it is out. NotFoundError for no
    such meeting; errors of the district's rules as they are.
    """
    return _prepared(meeting_id, panels.items_of(meeting_id), now)


def item_prepared(item_id: UUID, now: datetime) -> Preparation:
    """Return a meeting with one of its items alone. NotFoundError where it is not on an agenda."""
    row = panels.item_row(item_id)
    return _prepared(row.meeting_id, (row,), now)


def _prepared(meeting_id: UUID, rows: Sequence[ItemRow], now: datetime) -> Preparation:
    meeting, kind = panels.meeting(meeting_id)
    version = panels.latest_version(meeting_id)
    agenda = None if version is None else frozen.from_json(version.frozen)
    facts = meeting_facts(meeting, kind, agenda)
    due = agenda.deadline if agenda else _agenda_due(meeting, kind)
    out = {item_id: live.out for item_id, live in panels.live_items(meeting_id).items()}
    sits = any(of_seat(seat) is Agency.IRO for seat in facts.seats.values())
    now_local = now.astimezone(LONDON)
    staffed = _staffed(meeting, facts.seats, rows, now_local.date())
    evidence = evidence_of(rows, now=now, iro_sits=sits, providers=staffed.providers)
    found = []
    for row in rows:
        timetable = _timetable(meeting, kind, row, due)
        posts = staffed.posts(row, out.get(row.id, frozenset()))
        tasks = rules.tasks(evidence[row.id], timetable, posts, now_local)
        found.append(ItemPrepared(row, row.facts, evidence[row.id], timetable, tasks))
    return Preparation(meeting, kind, facts, due, tuple(found))


def _agenda_due(meeting: Meeting, kind: PanelKind) -> Deadline:
    variation, day = variation_of(meeting.district_id), meeting.held_on
    notice = variation.notice_period(as_of=day, kind=kind, deadline="agenda").value
    calendar = variation.calendar(as_of=day, kind=kind, deadline="agenda").value
    return deadlines.agenda_due(day, notice.as_notice(), calendar)


def _timetable(meeting: Meeting, kind: PanelKind, row: ItemRow, agenda: Deadline) -> Timetable:
    variation, day = variation_of(meeting.district_id), meeting.held_on
    notice = variation.notice_period(as_of=day, kind=kind, deadline="retrieval").value
    fetching = variation.calendar(as_of=day, kind=kind, deadline="retrieval").value
    papers = deadlines.retrieval_due(row.nominated_on, notice.as_notice(), fetching, agenda.due)
    calendar = variation.calendar(as_of=day, kind=kind, deadline="agenda").value
    return Timetable(day, row.nominated_on, agenda, papers, calendar)


@dataclass(frozen=True, slots=True)
class _Staffed:
    """Who is there today for a meeting's work."""

    here: Mapping[UUID, Named]
    holders: Mapping[Agency, tuple[UUID, ...]]
    deputies: Mapping[Agency, tuple[UUID, ...]]
    support: tuple[UUID, ...]
    leads: tuple[UUID, ...]
    providers: Mapping[UUID, tuple[UUID, ...]]
    """By item, who of a provider is asked to it."""

    def posts(self, row: ItemRow, out: frozenset[UUID]) -> dict[Post, Chain]:
        """Return the chain of each post for one item; whoever is out of it is in none."""
        top = (
            self._level("Case support", self.support, out),
            self._level("District lead", self.leads, out),
        )
        managers = (row.own.stand_in_id, row.manager_id)
        found: dict[Post, Chain] = {
            Post.SOCIAL_WORKER: (
                self._level("Social worker", (row.social_worker_id,), out),
                self._level("Their manager", managers, out),
                *top,
            ),
            Post.CASE_SUPPORT: top,
        }
        for post in Post:
            agency = post.agency
            if agency is None:
                continue
            first = self.holders.get(agency, ())
            if agency is Agency.PROVIDER and self.providers.get(row.id):
                first = self.providers[row.id]
            found[post] = (
                self._level(post.label, first, out),
                self._level(f"Deputy of the {post.label}", self.deputies.get(agency, ()), out),
                *top,
            )
        return found

    def _level(self, label: str, ids: Iterable[UUID | None], out: frozenset[UUID]) -> Level:
        known = dict.fromkeys(each for each in ids if each is not None and each not in out)
        return Level(label, tuple(self.here[each] for each in known if each in self.here))


def _staffed(
    meeting: Meeting, seats: Mapping[str, Seat], rows: Sequence[ItemRow], today: date
) -> _Staffed:
    holders: dict[Agency, list[UUID]] = defaultdict(list)
    deputies: dict[Agency, list[UUID]] = defaultdict(list)
    for held in panels.holders(meeting.panel_id):
        agency = of_seat(seats[held.seat_key]) if held.seat_key in seats else None
        sits = held.starts_on <= today and (held.ends_on is None or today <= held.ends_on)
        if agency is not None and sits:
            (deputies if held.deputy else holders)[agency].append(held.person_id)
    for sent in panels.deputies_for(meeting.id):
        agency = of_seat(seats[sent.seat_key]) if sent.seat_key in seats else None
        if agency is not None:
            deputies[agency].append(sent.person_id)
    support = _with_role(Role.CASE_SUPPORT, meeting, today)
    leads = _with_role(Role.DISTRICT_LEAD, meeting, today)
    providers = providers_asked([row.id for row in rows])
    wanted = {*support, *leads}
    for group in (*holders.values(), *deputies.values(), *providers.values()):
        wanted |= set(group)
    for row in rows:
        wanted |= row.own.ids
    here = people.there_today(wanted, today)
    return _Staffed(
        here={key: Named(person.name, key) for key, person in here.items()},
        holders={agency: tuple(ids) for agency, ids in holders.items()},
        deputies={agency: tuple(ids) for agency, ids in deputies.items()},
        support=support,
        leads=leads,
        providers=providers,
    )


def _with_role(role: Role, meeting: Meeting, today: date) -> tuple[UUID, ...]:
    found = people.people_with_role(role, district_id=meeting.district_id, today=today)
    return tuple(person.id for person in found)
