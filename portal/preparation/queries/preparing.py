"""A meeting's items with what must be ready for each, whose work that is, and by when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from portal.kernel import deadlines
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import PortalError
from portal.kernel.kinds import PanelKind
from portal.panels import hearing
from portal.panels import queries as panels
from portal.panels.hearing import Asked
from portal.panels.models import Meeting
from portal.panels.operations.facts import meeting_facts
from portal.panels.policy import ItemFacts, MeetingFacts
from portal.panels.queries import ItemRow, TermRow
from portal.people import queries as people
from portal.people.policy import ROLE_PERMISSIONS, Grant, Permission, Role
from portal.preparation.queries.gathering import evidence_of, providers_asked
from portal.preparation.rules import tasks as rules
from portal.preparation.rules.agencies import Agency, of_seat
from portal.preparation.rules.evidence import Evidence
from portal.preparation.rules.owners import Chain, Level, Named, Post, Step
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
    stopped: bool = False
    """Whether its young person may not be discussed any more."""


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
    """Return a meeting with what must be ready for each of its items.

    The deadlines and seats are those frozen with the agenda once it is out. NotFoundError for no
    such meeting; errors of the district's rules as they are.
    """
    panels.meeting(meeting_id)
    return meetings_prepared([meeting_id], now)[0]


def item_prepared(item_id: UUID, now: datetime) -> Preparation:
    """Return a meeting with one of its items alone. NotFoundError where it is not on an agenda."""
    row = panels.item_row(item_id)
    return _prepared([row.meeting_id], (row,), now)[0]


def meetings_prepared(meeting_ids: Collection[UUID], now: datetime) -> list[Preparation]:
    """Return some meetings, the soonest first, in a constant number of queries.

    One whose district's rules do not load is left out where there are others; alone it says so.
    """
    return _prepared(meeting_ids, panels.items_of_meetings(meeting_ids), now)


def _prepared(
    meeting_ids: Collection[UUID], rows: Sequence[ItemRow], now: datetime
) -> list[Preparation]:
    known = panels.meetings_by_id(meeting_ids)
    agendas = panels.newest_agendas(meeting_ids)
    facts: dict[UUID, tuple[MeetingFacts, Deadline]] = {}
    for meeting_id, (meeting, kind) in known.items():
        agenda = agendas.get(meeting_id)
        with _contained(len(known)):
            due = agenda.deadline if agenda else _agenda_due(meeting, kind)
            facts[meeting_id] = meeting_facts(meeting, kind, agenda), due
    rows = [row for row in rows if row.meeting_id in facts]
    now_local = now.astimezone(LONDON)
    staffed = _staffed(known, facts, rows, now_local.date())
    evidence = evidence_of(
        rows,
        now=now,
        meetings={meeting_id: each for meeting_id, (each, _) in facts.items()},
        providers=staffed.providers,
    )
    heard = hearing.of(Asked(items=dict.fromkeys((row.id for row in rows), ""), now=now))
    found: dict[UUID, list[ItemPrepared]] = {meeting_id: [] for meeting_id in facts}
    for row in rows:
        meeting, kind = known[row.meeting_id]
        with _contained(len(known)):
            timetable = _timetable(meeting, kind, row, facts[row.meeting_id][1])
            tasks = rules.tasks(
                evidence[row.id], timetable, staffed.posts(row), now_local, staffed.givers
            )
            prepared = ItemPrepared(
                row, row.facts, evidence[row.id], timetable, tasks, heard[row.id].lost
            )
            found[row.meeting_id].append(prepared)
    return [
        Preparation(known[key][0], known[key][1], each, due, tuple(found[key]))
        for key, (each, due) in facts.items()
    ]


@contextmanager
def _contained(meetings: int) -> Iterator[None]:
    """Leave out what one district's rules do not allow where others are asked for as well."""
    try:
        yield
    except PortalError:
        if meetings == 1:
            raise


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
class _Posts:
    """Who is there for one meeting's work."""

    holders: Mapping[Agency, tuple[UUID, ...]]
    deputies: Mapping[Agency, tuple[UUID, ...]]
    support: tuple[UUID, ...]
    leads: tuple[UUID, ...]
    allocating: frozenset[UUID]
    """Who of the last two holds the role for the district, not for this panel alone."""

    @property
    def ids(self) -> set[UUID]:
        """Everybody of them."""
        groups = (*self.holders.values(), *self.deputies.values(), self.support, self.leads)
        return {each for group in groups for each in group}


@dataclass(frozen=True, slots=True)
class _Staffed:
    """Who is there today for the work of some meetings."""

    here: Mapping[UUID, Named]
    meetings: Mapping[UUID, _Posts]
    providers: Mapping[UUID, tuple[UUID, ...]]
    """By item, who of a provider is asked to it."""
    out: Mapping[UUID, frozenset[UUID]]
    """By item, who declared an interest in it: they are asked for nothing of it."""
    givers: tuple[str, ...]
    """Who gives roles, by name."""

    def posts(self, row: ItemRow) -> dict[Post, Chain]:
        """Return the chain of each post for one item."""
        meeting, out = self.meetings[row.meeting_id], self.out.get(row.id, frozenset())
        top = (
            self._top("Case support", meeting.support, out, Step.CASE_SUPPORT, meeting.allocating),
            self._top("District lead", meeting.leads, out, Step.DISTRICT_LEAD, meeting.allocating),
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
            first = meeting.holders.get(agency, ())
            if agency is Agency.PROVIDER and self.providers.get(row.id):
                first = self.providers[row.id]
            deputies = meeting.deputies.get(agency, ())
            found[post] = (
                self._level(post.label, first, out),
                self._level(f"Deputy of the {post.label}", deputies, out),
                *top,
            )
        return found

    def _top(
        self,
        label: str,
        ids: Iterable[UUID],
        out: frozenset[UUID],
        step: Step,
        allocating: frozenset[UUID],
    ) -> Level:
        return replace(self._level(label, ids, out), step=step, allocating=allocating)

    def _level(self, label: str, ids: Iterable[UUID | None], out: frozenset[UUID]) -> Level:
        known = dict.fromkeys(each for each in ids if each is not None and each not in out)
        return Level(label, tuple(self.here[each] for each in known if each in self.here))


def _staffed(
    known: Mapping[UUID, tuple[Meeting, PanelKind]],
    facts: Mapping[UUID, tuple[MeetingFacts, Deadline]],
    rows: Sequence[ItemRow],
    today: date,
) -> _Staffed:
    terms = panels.terms([meeting.panel_id for meeting, _ in known.values()])
    sent = panels.deputies_at(list(facts))
    grants = people.grants_of(
        Role.CASE_SUPPORT, Role.DISTRICT_LEAD, Role.PEOPLE_ADMINISTRATOR, today=today
    )
    giving = [each for each, grant in grants if grant.role is Role.PEOPLE_ADMINISTRATOR]
    meetings = {
        meeting_id: _posts(
            known[meeting_id][0],
            seats=each.seats,
            terms=terms,
            sent=sent,
            grants=grants,
            today=today,
        )
        for meeting_id, (each, _) in facts.items()
    }
    item_ids = [row.id for row in rows]
    providers = providers_asked(item_ids)
    wanted = {each for row in rows for each in row.own.ids}
    wanted |= {each for group in providers.values() for each in group}
    wanted.update(giving)
    for posts in meetings.values():
        wanted |= posts.ids
    here = people.there_today(wanted, today)
    names = {key: Named(person.name, key) for key, person in here.items()}
    givers = tuple(names[each].name for each in dict.fromkeys(giving) if each in names)
    return _Staffed(names, meetings, providers, panels.out_of_items(item_ids), givers)


def _posts(
    meeting: Meeting,
    *,
    seats: Mapping[str, Seat],
    terms: Iterable[TermRow],
    sent: Mapping[UUID, tuple[tuple[str, UUID], ...]],
    grants: Iterable[tuple[UUID, Grant]],
    today: date,
) -> _Posts:
    holders: dict[Agency, list[UUID]] = defaultdict(list)
    deputies: dict[Agency, list[UUID]] = defaultdict(list)
    for term in terms:
        held = term.holder
        agency = of_seat(seats[held.seat_key]) if held.seat_key in seats else None
        sits = held.starts_on <= today and (held.ends_on is None or today <= held.ends_on)
        if agency is not None and sits and term.panel_id == meeting.panel_id:
            (deputies if held.deputy else holders)[agency].append(held.person_id)
    for seat_key, person_id in sent.get(meeting.id, ()):
        agency = of_seat(seats[seat_key]) if seat_key in seats else None
        if agency is not None:
            deputies[agency].append(person_id)
    counting = [
        (person_id, grant)
        for person_id, grant in grants
        if grant.counts(meeting.district_id, meeting.panel_id, meeting.id)
    ]
    here = [(person_id, grant.role) for person_id, grant in counting]
    return _Posts(
        {agency: tuple(ids) for agency, ids in holders.items()},
        {agency: tuple(ids) for agency, ids in deputies.items()},
        tuple(each for each, role in here if role is Role.CASE_SUPPORT),
        tuple(each for each, role in here if role is Role.DISTRICT_LEAD),
        frozenset(
            person_id
            for person_id, grant in counting
            if grant.panel_id is None
            and Permission.YOUNG_PERSON_ALLOCATE in ROLE_PERMISSIONS[grant.role]
        ),
    )
