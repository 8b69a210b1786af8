"""The home page's values: each fact of the reader's districts as a task, where it is theirs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from uuid import UUID

from portal.home import queries, rules
from portal.home.pages import items
from portal.home.pages.desk import Desk
from portal.home.queries import PanelFact
from portal.home.rules import (
    Group,
    Place,
    Sitting,
    Task,
    actions,
    addresses,
    posts,
    taking_over,
)
from portal.home.rules.taking_over import Handed
from portal.kernel import deadlines
from portal.kernel.deadlines import Deadline
from portal.kernel.errors import ConfigurationError, PortalError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import clock_time, long_date
from portal.panels.queries import MeetingRow
from portal.panels.rules.membership import empty_seats, who_chairs_item
from portal.people.granting import may_give
from portal.people.places import Place as PlaceOfRole
from portal.people.policy import Actor, Permission, Role
from portal.records.policy import seen
from portal.records.queries import ItemLine
from portal.records.rules import lacks
from portal.tenancy.door import registry
from portal.variations.manager import DistrictVariation
from portal.variations.values import DistrictRef
from portal.web.clock import LONDON

MOST_COMING = 6
POSTS = (Role.CASE_SUPPORT, Role.DISTRICT_LEAD)
"""The roles whose work no other role does: who gives roles is told where one is held by nobody."""
KEEPS_TRAIL = Role.INFORMATION_GOVERNANCE
"""The same of the whole county, told on the home page and not on a district's."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A meeting to come. ``page`` is where this reader goes from it, empty for nowhere."""

    held_on: date
    panel: str
    district: str
    state: str
    page: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DistrictLink:
    """A district the reader works in."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """What to do next, in order, and the panels to come."""

    groups: tuple[Group, ...]
    coming: tuple[Coming, ...]
    districts: tuple[DistrictLink, ...]
    several: bool
    nothing: str
    named: frozenset[UUID]
    """The young people whom tasks name or say something about."""


def home_page(*, actor: Actor, now_local: datetime, only: str | None = None) -> HomePage:
    """Put together somebody's home page, or that of one district."""
    today = now_local.date()
    districts = _districts(actor, today, only)
    faults = registry().problems
    desk = Desk(
        actor=actor,
        now_local=now_local,
        facts=queries.facts(
            actor.person_id,
            now_local,
            cohort=actor.may_somewhere(Permission.COHORT_SEE),
            reveals=actor.may_somewhere(Permission.ADDRESS_REVEAL),
            packs=actor.may_somewhere(Permission.AGENDA_PUBLISH),
            posts=(*POSTS, KEEPS_TRAIL) if actor.may_somewhere(Permission.ROLE_GRANT) else (),
        ),
        districts=districts,
        variations={slug: registry().district(slug) for slug in districts if slug not in faults},
    )
    tasks = [task for make in MAKERS for task in make(desk)]
    tasks += _unreadable(desk, faults)
    if only is None:
        tasks += _keeper_tasks(desk)
    coming = tuple(_coming(desk))
    return HomePage(
        groups=rules.grouped(tasks, today),
        coming=coming,
        districts=tuple(DistrictLink(ref.slug, ref.name) for ref in districts.values()),
        several=len(districts) > 1,
        nothing=_nothing(coming),
        named=_named(desk),
    )


def _named(desk: Desk) -> frozenset[UUID]:
    """Return whom the reader's own items and actions are about; other tasks name nobody."""
    shown = [
        (line.district_id, line.young_person_id)
        for line in desk.facts.own_items
        if line.meeting_state != "held"
    ]
    shown += [
        (line.district_id, line.young_person_id)
        for line in desk.facts.actions
        if line.owner_id == desk.actor.person_id
    ]
    return frozenset(each for district_id, each in shown if district_id in desk.variations)


def _districts(actor: Actor, today: date, only: str | None) -> dict[str, DistrictRef]:
    """Return the reader's districts that exist today, by name."""
    held = actor.role_districts
    return {
        ref.slug: ref
        for ref in registry().districts(today)
        if (held is None or ref.slug in held) and only in {None, ref.slug}
    }


def _nothing(coming: tuple[Coming, ...]) -> str:
    if not coming:
        return "Nothing is due."
    first = coming[0]
    return f"Nothing is due. Next panel: {long_date(first.held_on)}, {first.district}."


def _unreadable(desk: Desk, faults: Mapping[str, ConfigurationError]) -> Iterator[Task]:
    for slug in desk.districts:
        if slug in faults and desk.actor.may_within(Permission.VARIATION_SEE, slug):
            yield rules.unreadable_task(desk.place(slug), faults[slug].message)


def _coming(desk: Desk) -> Iterator[Coming]:
    for row in islice(desk.meetings, MOST_COMING):
        yield Coming(
            held_on=row.held_on,
            panel=row.kind.label,
            district=desk.districts[row.district_id].name,
            state=row.state,
            page=_page_of(desk, row),
            values={"district": row.district_id, "meeting_id": str(row.id)},
        )


def _page_of(desk: Desk, row: MeetingRow) -> str:
    today = row.held_on == desk.today and row.state != "planned"
    if today and desk.may_at(Permission.RECORD_WRITE, row):
        return "records.day"
    if desk.may_at(Permission.AGENDA_BUILD, row):
        return "panels.meeting"
    return "panels.agenda" if row.versions else ""


def agenda_deadline(variation: DistrictVariation, kind: PanelKind, panel_day: date) -> Deadline:
    """Find when an agenda that is not out yet must be (R62)."""
    notice = variation.notice_period(as_of=panel_day, kind=kind, deadline="agenda").value
    calendar = variation.calendar(as_of=panel_day, kind=kind, deadline="agenda").value
    return deadlines.agenda_due(panel_day, notice.as_notice(), calendar)


def papers_deadline(
    variation: DistrictVariation, row: MeetingRow, submitted: date, agenda: Deadline
) -> Deadline:
    """Find when the papers of a submitted name must be fetched (R55)."""
    day, kind = row.held_on, row.kind
    notice = variation.notice_period(as_of=day, kind=kind, deadline="retrieval").value
    calendar = variation.calendar(as_of=day, kind=kind, deadline="retrieval").value
    return deadlines.retrieval_due(submitted, notice.as_notice(), calendar, agenda.due)


def _meeting_tasks(desk: Desk) -> Iterator[Task]:
    for row in desk.meetings:
        place, sitting = desk.place(row.district_id, row.kind), Sitting(str(row.id), row.held_on)
        try:
            yield from _tasks_of(desk, row, place, sitting)
        except PortalError as error:  # one meeting beyond the calendar must not hide the others
            yield rules.unreadable_task(place, error.message)


def _tasks_of(desk: Desk, row: MeetingRow, place: Place, sitting: Sitting) -> Iterator[Task]:
    writes = desk.may_at(Permission.RECORD_WRITE, row)
    items = desk.facts.out.get(row.id, ())
    lost = sum(desk.facts.hearings[each].gone for each in items)
    if lost and desk.may_at(Permission.AGENDA_BUILD, row):
        yield rules.lost_task(place, sitting, lost, desk.today)
    if row.state == "planned":
        yield from _planned_tasks(desk, row, place, sitting)
    elif row.state == "published" and writes and row.held_on == desk.today:
        yield rules.hold_task(place, sitting)
    elif row.state == "published" and not writes:
        pack = desk.may_at(Permission.PACK_SEE, row)
        yield rules.read_task(place, sitting, desk.today, pack=pack)


def _planned_tasks(desk: Desk, row: MeetingRow, place: Place, sitting: Sitting) -> Iterator[Task]:
    variation = desk.variations[row.district_id]
    due = agenda_deadline(variation, row.kind, row.held_on)
    if desk.may_at(Permission.AGENDA_PUBLISH, row):
        yield rules.agenda_task(place, sitting, due, desk.now_local, row.items)
        submitted = desk.facts.nominated.get(row.id, ())
        if submitted:
            papers = [papers_deadline(variation, row, day, due) for day in submitted]
            yield rules.papers_task(place, sitting, papers, desk.now_local)
    free = desk.facts.free.get(row.id, 0)
    builds = desk.may_at(Permission.AGENDA_BUILD, row)
    if free and builds and desk.may_at(Permission.ITEM_NOMINATE, row):
        yield rules.slots_task(place, sitting, due, desk.now_local, free)


def _record_tasks(desk: Desk) -> Iterator[Task]:
    """One task for each meeting whose records are not all filed."""
    by_meeting: dict[object, list[ItemLine]] = {}
    for line in seen(desk.facts.to_file, desk.actor):
        by_meeting.setdefault(line.meeting_id, []).append(line)
    for meeting_id, lines in by_meeting.items():
        agenda = desk.facts.agendas.get(lines[0].meeting_id)
        if agenda is None:
            continue
        first, due = lines[0], agenda.record_deadline
        place, sitting = desk.place_or_none(first), Sitting(str(meeting_id), first.held_on)
        if place is None:
            continue
        incomplete = [line for line in lines if lacks(line.state)]
        ready = len(lines) - len(incomplete)
        if ready and desk.may_for(Permission.RECORD_FILE, first):
            yield rules.file_task(place, first.held_on, due, desk.now_local, ready)
        over = first.held_on < desk.today or first.meeting_state == "held"
        if incomplete and over and desk.may_for(Permission.RECORD_WRITE, first):
            yield rules.write_task(place, sitting, due, desk.now_local, len(incomplete))


def _action_tasks(desk: Desk) -> Iterator[Task]:
    """One's own actions; for whoever reads records, others' that are late or open again."""
    late: dict[str, list[tuple[str, date]]] = {}
    again: dict[str, list[tuple[str, date]]] = {}
    for line in seen(desk.facts.actions, desk.actor):
        if line.district_id not in desk.variations:
            continue
        if line.owner_id == desk.actor.person_id:
            place = desk.place(line.district_id)
            action = str(line.action_id)
            yield actions.own_action_task(
                place, action, line.wording, line.due_on, desk.today, disputed=line.disputed
            )
        elif line.disputed and desk.may_for(Permission.RECORD_SEE, line):
            again.setdefault(line.district_id, []).append((line.owner, line.due_on))
        elif line.due_on < desk.today and desk.may_for(Permission.RECORD_SEE, line):
            late.setdefault(line.district_id, []).append((line.owner, line.due_on))
    for district_id, found in late.items():
        owners, days = [owner for owner, _ in found], [day for _, day in found]
        yield actions.late_actions_task(desk.place(district_id), owners, min(days))
    for district_id, found in again.items():
        owners, days = [owner for owner, _ in found], [day for _, day in found]
        yield actions.open_again_task(desk.place(district_id), owners, min(days), desk.today)


def _panel_tasks(desk: Desk) -> Iterator[Task]:
    """What standing panels need. On a page of several districts, not of those that never met."""
    for fact in desk.facts.panels:
        idle = fact.last is None and fact.next_on is None
        if fact.district_id in desk.variations and not (idle and len(desk.districts) > 1):
            yield from _tasks_of_panel(desk, fact, desk.variations[fact.district_id])


def _tasks_of_panel(desk: Desk, fact: PanelFact, variation: DistrictVariation) -> Iterator[Task]:
    place, today = desk.place(fact.district_id, fact.kind), desk.today
    if desk.may(Permission.MEETING_PLAN, fact.district_id, fact.panel_id):
        often = variation.meeting_frequency(as_of=today, kind=fact.kind).value
        task = rules.gap_task(place, fact.last, fact.next_on, often.alert_after_days, today)
        if task is not None:
            yield task
    if desk.may(Permission.SEATS_MANAGE, fact.district_id, fact.panel_id):
        seats = variation.seats(as_of=today, kind=fact.kind).value
        holders = desk.facts.holders.get(fact.panel_id, ())
        empty = [seat.label for seat in empty_seats(seats, holders, today)]
        if empty:
            yield rules.seats_task(place, empty)


def _post_tasks(desk: Desk) -> Iterator[Task]:
    """Posts nobody holds in a district where panels meet, for who may give them to somebody."""
    meet = {each.district_id for each in desk.facts.panels if each.last or each.next_on}
    for slug in desk.districts:
        if slug not in meet:
            continue
        held = {each.role for each in desk.facts.posts if each.district_id in {None, slug}}
        for role in POSTS:
            if role not in held and may_give(desk.actor, role, PlaceOfRole(district_id=slug)):
                pressing = role is Role.CASE_SUPPORT
                yield posts.post_task(desk.place(slug), role.label, pressing=pressing)


def _keeper_tasks(desk: Desk) -> Iterator[Task]:
    """The trail that nobody keeps, once panels meet, for who gives roles in the whole county."""
    meet = any(each.last or each.next_on for each in desk.facts.panels)
    held = any(each.role is KEEPS_TRAIL for each in desk.facts.posts)
    if meet and not held and desk.actor.may(Permission.ROLE_GRANT, None):
        yield posts.keeper_task(KEEPS_TRAIL.label)


def _taking_over_tasks(desk: Desk) -> Iterator[Task]:
    """What the reader does in somebody's place at a meeting to come."""
    for row in desk.meetings:
        if row.state != "held":
            place, sitting = (
                desk.place(row.district_id, row.kind),
                Sitting(str(row.id), row.held_on),
            )
            yield from _as_deputy(desk, row, place, sitting)
            yield from _in_the_chair(desk, row, place, sitting)


def _as_deputy(desk: Desk, row: MeetingRow, place: Place, sitting: Sitting) -> Iterator[Task]:
    variation = desk.variations[row.district_id]
    for seated in desk.actor.seats:
        if seated.deputy and seated.meeting_id == row.id:
            seats = variation.seats(as_of=row.held_on, kind=row.kind).value
            label = {seat.key: seat.label for seat in seats}.get(seated.seat_key, "a deputy")
            holders = desk.facts.holders.get(row.panel_id, ())
            names = {each.person_id: each.name for each in holders}
            instead_of = names.get(seated.holder_id, "") if seated.holder_id else ""
            yield taking_over.deputy_task(place, sitting, label, instead_of, desk.today)


def _in_the_chair(desk: Desk, row: MeetingRow, place: Place, sitting: Sitting) -> Iterator[Task]:
    agenda = desk.facts.agendas.get(row.id)
    starts = {} if agenda is None else {each.item_id: each.start for each in agenda.rows}
    for item_id in desk.facts.out.get(row.id, ()):
        out = desk.facts.interests.get(item_id)
        if agenda is None or out is None or item_id not in starts:
            continue
        chain = desk.facts.chains.get(row.id, ())
        chair = who_chairs_item(chair_id=agenda.chair_id, chain=chain, out=out)
        if chair is not None and chair.person_id == desk.actor.person_id:
            away = agenda.chair_id not in out
            instead_of = chain[0].name if away and chain else agenda.chair
            handed = Handed(str(item_id), clock_time(starts[item_id]), instead_of)
            yield taking_over.chair_task(place, sitting, handed, desk.today)


def _coverage_tasks(desk: Desk) -> Iterator[Task]:
    for district_id, count in desk.facts.unheard.items():
        if desk.may(Permission.COHORT_SEE, district_id):
            task = rules.coverage_task(
                desk.place(district_id),
                count.never_heard,
                count.overdue,
                nominates=desk.may(Permission.ITEM_NOMINATE, district_id),
            )
            if task is not None:
                yield task


Maker = Callable[[Desk], Iterable[Task]]


def _reveal_tasks(desk: Desk) -> Iterator[Task]:
    """What others asked to see of a protected address, for those who decide on it (C18)."""
    for asked in desk.facts.reveals:
        out = asked.young_person_id in desk.actor.recused.young_people
        if out or asked.asked_by == desk.actor.person_id or asked.district_id is None:
            continue
        if desk.may(Permission.ADDRESS_REVEAL, asked.district_id):
            day = asked.asked_at.astimezone(LONDON).date()
            whose, place = str(asked.young_person_id), desk.place(asked.district_id)
            yield addresses.reveal_task(place, whose, asked.asked_by_name, day, desk.today)


MAKERS: tuple[Maker, ...] = (
    _meeting_tasks,
    _record_tasks,
    _action_tasks,
    _panel_tasks,
    items.own_item_tasks,
    items.views_tasks,
    _taking_over_tasks,
    items.preparation_tasks,
    items.pack_tasks,
    items.asked_tasks,
    items.link_tasks,
    _coverage_tasks,
    _reveal_tasks,
    _post_tasks,
)
