"""The panels of a district with their seats, the list of meetings, and whom one may nominate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from portal.cases.models import YoungPerson
from portal.cases.rules.allocation import Team, team_in
from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import plain_date
from portal.panels import queries
from portal.panels.models import Panel
from portal.panels.operations.drafting import other_district
from portal.panels.operations.facts import timetable_for
from portal.panels.operations.items import places
from portal.panels.operations.local import day_of
from portal.panels.pages.meeting import part_words
from portal.panels.policy import nominates_only_own, require_at, shown
from portal.panels.queries import MeetingRow, TermRow
from portal.panels.rules import membership, nomination, timetable
from portal.people.policy import Actor, Permission
from portal.tenancy.door import variation_of
from portal.variations.manager import DistrictVariation
from portal.variations.values import Seat

SHOWN = 20
"""How many young people a nomination page lists before it asks for a search."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermLine:
    """Somebody in a seat, and until when. `id` is the term's, for ending it."""

    id: UUID
    name: str
    words: str
    ended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLine:
    """A seat, who is in it, and what it is where nobody holds it."""

    key: str
    label: str
    core: bool
    case_bound: bool
    empty: bool
    note: str
    terms: tuple[TermLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelCard:
    """One panel: its seats, who chairs and why, how often it meets."""

    kind: str
    name: str
    seats: tuple[SeatLine, ...]
    empty: int
    chair: str
    chair_sentence: str
    quorum_sentence: str
    frequency_sentence: str
    gap_alert: str
    next_meeting: date | None
    manages: bool = False
    """Whether this reader may fill its seats."""


def panel_cards(*, actor: Actor, district_id: str, now: datetime) -> tuple[PanelCard, ...]:
    """Return the panels of a district that this reader may know, as they stand today."""
    today = day_of(now)
    variation = variation_of(district_id)
    panels = [
        panel
        for panel in queries.panels_of(district_id)
        if actor.may(Permission.PANEL_SEE, district_id, panel.id)
    ]
    terms = queries.terms([panel.id for panel in panels])
    coming = queries.next_meetings(today=today, district_id=district_id)
    return tuple(
        replace(
            _card(panel, variation, terms, coming, today),
            manages=actor.may(Permission.SEATS_MANAGE, district_id, panel.id),
        )
        for panel in panels
    )


def _card(
    panel: Panel,
    variation: DistrictVariation,
    terms: tuple[TermRow, ...],
    coming: tuple[MeetingRow, ...],
    today: date,
) -> PanelCard:
    kind = PanelKind(panel.kind)
    seats = variation.seats(as_of=today, kind=kind).value
    own = tuple(term for term in terms if term.panel_id == panel.id)
    holders = tuple(term.holder for term in own)
    rule = variation.chair_rule(as_of=today, kind=kind).value
    chairing = membership.who_chairs(
        rule=rule,
        seats=seats,
        holders=holders,
        day=today,
        other_district=other_district(rule.district),
    )
    empty = {seat.key for seat in membership.empty_seats(seats, holders, today)}
    frequency = variation.meeting_frequency(as_of=today, kind=kind).value
    days = [meeting.held_on for meeting in coming if meeting.panel_id == panel.id]
    before = queries.neighbours(panel.id, today)[0]
    alert = timetable.gap_alert(before, days[0] if days else today, frequency)
    return PanelCard(
        kind=kind.value,
        name=kind.label,
        seats=tuple(_seat(seat, own, today, empty=seat.key in empty) for seat in seats),
        empty=len(empty),
        chair=chairing.name,
        chair_sentence=chairing.sentence,
        quorum_sentence=membership.quorum_sentence(
            variation.quorum_rule(as_of=today, kind=kind).value, seats
        ),
        frequency_sentence=timetable.frequency_sentence(frequency),
        gap_alert=alert or "",
        next_meeting=days[0] if days else None,
    )


def _seat(seat: Seat, terms: tuple[TermRow, ...], today: date, *, empty: bool) -> SeatLine:
    here = [term for term in terms if term.holder.seat_key == seat.key]
    return SeatLine(
        key=seat.key,
        label=seat.label,
        core=seat.core,
        case_bound=seat.case_bound,
        empty=empty,
        note=seat.note,
        terms=tuple(
            term_line(term, today)
            for term in here
            if term.holder.ends_on is None or term.holder.ends_on >= today
        ),
    )


def term_line(term: TermRow, today: date) -> TermLine:
    """Return a term in words: "from 1 May 2026", "deputy, until 31 March 2027".

    Who left or is suspended is "away": why is not for everybody who reads of the panel.
    """
    held = term.holder
    words = ["deputy"] if held.deputy else []
    words.append(
        f"from {plain_date(held.starts_on)}"
        if held.starts_on > today or held.ends_on is None
        else f"until {plain_date(held.ends_on)}"
    )
    if held.starts_on > today and held.ends_on is not None:
        words.append(f"until {plain_date(held.ends_on)}")
    if held.holds_on(today) and not held.sits_on(today):
        words.append("away")
    return TermLine(
        id=term.id, name=held.name, words=", ".join(words), ended=held.ends_on is not None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting in a list."""

    id: UUID
    day: date
    panel_name: str
    part: str
    place: str
    status: str
    colour: str | None
    items: int
    places: int
    published: bool
    builds: bool


def meeting_lines(
    rows: tuple[MeetingRow, ...], today: date, actor: Actor
) -> tuple[MeetingLine, ...]:
    """Return meetings as a list shows them."""
    return tuple(
        MeetingLine(
            id=row.id,
            day=row.held_on,
            panel_name=row.kind.label,
            part=part_words(row.part),
            place=row.place,
            status=_status(row, today)[0],
            colour=_status(row, today)[1],
            items=row.items,
            places=row.places,
            published=row.versions > 0,
            builds=actor.may(Permission.AGENDA_BUILD, row.district_id, row.panel_id, row.id),
        )
        for row in rows
    )


def _status(row: MeetingRow, today: date) -> tuple[str, str | None]:
    if row.state == "cancelled":
        return "Cancelled", None
    if row.state == "held":
        return "Held", None
    if row.held_on < today:
        return "Not recorded as held", "yellow"
    if row.versions:
        return f"Agenda published, version {row.versions}", None
    return "Agenda not published", "blue"


@dataclass(frozen=True, slots=True, kw_only=True)
class NomineeLine:
    """A young person who may be put on an agenda, as this reader may see them.

    `age` is on the panel day; `why_not` says where that is too young, or that they are on this
    agenda already (`listed`). `nameless` where nobody has entered a name yet.
    """

    id: UUID
    who: str
    reference: str
    age: int
    why_not: str
    nameless: bool
    team: Team
    listed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NomineePage:
    """Whom one may nominate for a meeting. `total` counts all, `lines` those that are shown."""

    meeting_id: UUID
    panel_name: str
    day: date
    lines: tuple[NomineeLine, ...]
    total: int
    searched: bool
    least_age: int | None
    own_only: bool
    free: int


def nominee_page(*, actor: Actor, meeting_id: UUID, find: str = "") -> NomineePage:
    """Return young people of the meeting's district who are not on its agenda, by reference.

    NotFoundError, ForbiddenError for whoever may not nominate for this meeting.

    Without a search those old enough on the panel day; a search finds the younger too, so that
    nobody wonders where they are.
    """
    row = queries.meeting_row(meeting_id)
    require_at(actor, Permission.ITEM_NOMINATE, row, row.id)
    own_only = nominates_only_own(actor, row.district_id, row.panel_id)
    least = nomination.LEAST_AGE.get(row.kind)
    born_by = None
    if least is not None and not find:
        born_by = nomination.latest_birth(row.held_on, least)
    found, total = queries.may_be_nominated(
        district_id=row.district_id,
        meeting_id=meeting_id,
        born_by=born_by,
        find=find,
        own_of=actor.person_id if own_only else None,
        limit=SHOWN,
    )
    theirs = queries.theirs(actor.person_id, [person.id for person in found])
    return NomineePage(
        meeting_id=meeting_id,
        panel_name=row.kind.label,
        day=row.held_on,
        lines=tuple(_nominee(person, actor, row, theirs) for person in found),
        total=total,
        searched=bool(find),
        least_age=least,
        own_only=own_only,
        free=len(timetable.free_places(places(timetable_for(meeting_id, actor)))),
    )


def nominee_line(*, actor: Actor, meeting_id: UUID, young_person_id: UUID) -> NomineeLine:
    """Return one young person as the nomination form shows them.

    NotFoundError for somebody of another district, or whom this reader may not nominate.
    """
    row = queries.meeting_row(meeting_id)
    require_at(actor, Permission.ITEM_NOMINATE, row, row.id)
    own_only = nominates_only_own(actor, row.district_id, row.panel_id)
    person = queries.young_person(
        young_person_id, row.district_id, own_of=actor.person_id if own_only else None
    )
    theirs = queries.theirs(actor.person_id, [person.id])
    line = _nominee(person, actor, row, theirs)
    former = queries.item_of(meeting_id, young_person_id)
    if former is None or former.slot_id is None:
        return line
    here = next(p for p in places(timetable_for(meeting_id, actor)) if p.item_id == former.id)
    try:
        nomination.check_not_listed(nomination.Nominee(person.born_on, line.who), here)
    except RuleError as error:
        line = replace(line, why_not=error.message, listed=True)
    return line


def _nominee(
    person: YoungPerson, actor: Actor, row: MeetingRow, theirs: frozenset[UUID]
) -> NomineeLine:
    who = shown(
        sees=person.id in theirs or actor.sees_every_name(row.district_id, row.panel_id),
        name=person.preferred_name or "",
        reference=person.reference,
    )
    why_not = ""
    try:
        nomination.check_age(nomination.Nominee(person.born_on, who), row.kind, row.held_on)
    except RuleError as error:
        why_not = error.message
    return NomineeLine(
        id=person.id,
        who=who,
        reference=person.reference,
        age=nomination.age_on(person.born_on, row.held_on),
        why_not=why_not,
        nameless=not person.preferred_name,
        team=team_in(person),
    )
