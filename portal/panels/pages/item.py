"""One item with its people, and "Who can see this?" for an item and for an agenda.

The lists are made by the same function that decides what each page shows, so that whoever is
listed is who can open it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from portal.kernel.wording import capitalised, plain_date
from portal.panels import operations, queries, taking_part
from portal.panels.operations import ItemAt
from portal.panels.policy import (
    Sees,
    Sight,
    reasons_to_open,
    records_cost,
    require_knowing,
    shown,
    sight,
)
from portal.panels.queries import DeputyRow, ItemRow, RecusalRow, VisitRow
from portal.panels.rules import frozen, windows
from portal.panels.taking_part import SILENT, At, TakingPart
from portal.people.policy import Actor, Permission
from portal.tenancy.door import variation_of
from portal.web.clock import LONDON


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody who can open something, with every reason they have."""

    name: str
    reasons: tuple[str, ...]
    reads_record: bool = False
    sees_cost: bool = False

    @property
    def why(self) -> str:
        """The reasons in one line."""
        return "; ".join(map(capitalised, self.reasons[:1])) + "".join(
            f"; {reason}" for reason in self.reasons[1:]
        )


@dataclass(frozen=True, slots=True)
class OutLine:
    """Somebody who is out of an item. ``lifted_by_reader``: whether this reader may let them back.

    ``reason`` is empty for a reader who does not run the panel.
    """

    id: UUID
    name: str
    reason: str
    declared: str
    may_lift: bool


@dataclass(frozen=True, slots=True)
class VisitLine:
    """Somebody asked to an item, and until when."""

    id: UUID
    name: str
    reason: str
    window: str
    open: bool


@dataclass(frozen=True, slots=True)
class CostView:
    """What was written down of a home's cost, for those who may see it."""

    weekly: str
    note: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """One item as one reader may see it, and everybody who can open it."""

    id: UUID
    meeting_id: UUID
    young_person_id: UUID
    panel_name: str
    district_name: str
    day: date
    start: time | None
    who: str
    reference: str
    item_type: str
    facts: tuple[tuple[str, str], ...]
    chair_sentence: str
    over: bool
    named: tuple[PersonLine, ...]
    by_reference: tuple[PersonLine, ...]
    visitors: tuple[PersonLine, ...]
    runs: bool
    out: tuple[OutLine, ...]
    visits: tuple[VisitLine, ...]
    cost: CostView | None
    sees_cost: bool
    may_record_cost: bool
    may_invite: bool
    may_name_stand_in: bool
    may_allocate: bool
    """Whether they say who works with the young person, to whom this item then passes on."""
    reads_record: bool
    reads_pack: bool
    """Whether the agenda is out and papers may be read with it."""
    works: bool
    """Whether they bring the item's papers: its own people and case support."""
    builds: bool
    hearing: str
    """Whether it may be heard, for its own people and for those who build the agenda."""
    sees_agreements: bool
    part: TakingPart
    """How the young person takes part, for those who read the record or build the agenda."""
    reads_part: bool

    @property
    def last_day(self) -> date:
        """When whoever comes for it alone can read it no more, whatever was filed."""
        return windows.last_day(self.day)


def item_page(*, actor: Actor, item_id: UUID, now: datetime) -> ItemPage:
    """Return an item for a reader of its agenda. NotFoundError for whom it is not there."""
    found = operations.item_for(actor=actor, item_id=item_id, now=now)
    row = queries.item_row(item_id)
    seen = _everyone(found, now)
    runs = operations.runs(actor, found)
    builds = found.may(actor, Permission.AGENDA_BUILD)
    own = bool(found.about.own.ties_of(actor))
    who = shown(sees=found.sight.named, name=row.preferred_name, reference=row.reference)
    heard = operations.require_heard(actor, found, now, who=who)
    reads_part = own or builds or (found.sight.reads_record and not heard.lost)
    handed_on = operations.chair_of(found.agenda, found.live) if found.agenda else None
    return ItemPage(
        id=item_id,
        meeting_id=row.meeting_id,
        young_person_id=row.young_person_id,
        panel_name=found.kind.label,
        district_name=variation_of(row.district_id).ref.name,
        day=found.meeting.held_on,
        start=row.start,
        who=who,
        reference=row.reference,
        item_type=row.item_type,
        facts=_facts(row.social_worker, row.manager, row.personal_adviser, found.live.stand_in),
        chair_sentence=handed_on.sentence if handed_on else "",
        over=found.over,
        named=_lines(seen, Sees.NAME),
        by_reference=_lines(seen, Sees.REFERENCE),
        visitors=_lines(seen, Sees.VISITOR),
        runs=runs,
        out=_out(queries.recusals_at(row.meeting_id, item_id), actor) if runs else (),
        visits=_visits(row.meeting_id, item_id, now, stopped=heard.gone) if builds else (),
        cost=cost_view(item_id) if found.sight.sees_cost else None,
        sees_cost=found.sight.sees_cost,
        may_record_cost=records_cost(actor, found.facts, found.about),
        may_invite=builds and not found.over,
        may_name_stand_in=operations.may_name_stand_in(actor, found) and not found.over,
        may_allocate=_may_allocate(actor, row),
        reads_record=found.sight.reads_record and found.agenda is not None,
        reads_pack=found.agenda is not None and found.may(actor, Permission.PACK_SEE),
        works=bool(found.about.own.ties_of(actor)) or found.may(actor, Permission.AGENDA_PUBLISH),
        builds=builds,
        hearing=heard.words if own or builds else "",
        sees_agreements=own or found.may(actor, Permission.AGREEMENT_SEE),
        part=_part(actor, row, found.meeting.held_on) if reads_part else SILENT,
        reads_part=reads_part,
    )


def _may_allocate(actor: Actor, row: ItemRow) -> bool:
    """Tell it for a young person who is still of the item's district."""
    if not actor.may(Permission.YOUNG_PERSON_ALLOCATE, row.district_id):
        return False
    young_person = queries.young_person_of(row.young_person_id, row.district_id)
    return young_person is not None and operations.may_allocate(actor, young_person)


def _part(actor: Actor, row: ItemRow, day: date) -> TakingPart:
    at = At(day, row.start, row.minutes)
    return taking_part.of(actor, {row.id: at})[row.id]


def everyone_who(found: ItemAt, now: datetime) -> tuple[Actor, ...]:
    """Return everybody who can open an item, by name."""
    return tuple(
        actor
        for actor, seen in _everyone(found, now)
        if seen.sees in {Sees.NAME, Sees.REFERENCE, Sees.VISITOR}
    )


def _everyone(found: ItemAt, now: datetime) -> list[tuple[Actor, Sight]]:
    meeting = found.meeting
    everyone = queries.everyone_at(
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        meeting_id=meeting.id,
        now=now,
    )
    return [(each, sight(each, found.facts, found.about)) for each in everyone]


def _lines(seen: Iterable[tuple[Actor, Sight]], sees: Sees) -> tuple[PersonLine, ...]:
    return tuple(
        PersonLine(actor.name, each.reasons, each.reads_record, each.sees_cost)
        for actor, each in seen
        if each.sees is sees
    )


def _facts(
    social_worker: str, manager: str, adviser: str, stand_in: str
) -> tuple[tuple[str, str], ...]:
    answers = social_worker == manager and manager
    facts = [
        ("Social worker", "none yet: their manager answers" if answers else social_worker),
        ("Manager", manager or "none named"),
        ("Personal adviser", adviser),
        ("Comes in the social worker’s place", stand_in),
    ]
    return tuple((label, words) for label, words in facts if words)


def _out(rows: Iterable[RecusalRow], actor: Actor) -> tuple[OutLine, ...]:
    return tuple(
        OutLine(
            id=row.id,
            name=row.name,
            reason=row.reason,
            declared=f"{_by(row)} on {plain_date(row.declared_at.astimezone(LONDON).date())}",
            may_lift=row.person_id != actor.person_id,
        )
        for row in rows
    )


def _by(row: RecusalRow) -> str:
    return "Declared" if row.declared_by == row.name else f"Noted by {row.declared_by}"


def _visits(
    meeting_id: UUID, item_id: UUID, now: datetime, *, stopped: bool
) -> tuple[VisitLine, ...]:
    rows = [
        replace(row, window=replace(row.window, stopped=stopped))
        for row in queries.visits_at(meeting_id, item_id)
    ]
    return tuple(
        VisitLine(row.id, row.name, row.reason, _window(row, now), open=row.is_open(now))
        for row in rows
    )


def _window(row: VisitRow, now: datetime) -> str:
    if not row.is_open(now):
        return "Over"
    last = windows.last_day(row.window.held_on)
    if row.window.closes_at is None:
        return f"Until the record is filed, at the latest until {plain_date(last)}"
    last = min(last, row.window.closes_at.astimezone(LONDON).date())
    return f"Until {plain_date(last)} at the latest"


def cost_view(item_id: UUID) -> CostView | None:
    """Return what was written down of an item's cost. Only for those who may see it (A19)."""
    kept = queries.cost_of(item_id)
    if kept is None:
        return None
    cost, by = kept
    return CostView(in_pounds(cost.weekly_pence), cost.note, by, cost.recorded_at)


def in_pounds(pence: int | None) -> str:
    """Say an amount: "£1,250" or "£1,250.50"; nothing for none."""
    if pence is None:
        return ""
    pounds, rest = divmod(pence, 100)
    return f"£{pounds:,}.{rest:02}" if rest else f"£{pounds:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaWho:
    """Everybody who can open an agenda, with the reasons each has."""

    meeting_id: UUID
    panel_name: str
    district_name: str
    day: date
    published: bool
    readers: tuple[PersonLine, ...]
    deputies: tuple[DeputyRow, ...]

    @property
    def last_day(self) -> date:
        """When whoever comes for it alone can read it no more, whatever was filed."""
        return windows.last_day(self.day)


def agenda_who(*, actor: Actor, meeting_id: UUID, now: datetime) -> AgendaWho:
    """Return who can open a meeting's agenda. NotFoundError for whoever cannot themselves."""
    meeting, kind = queries.meeting(meeting_id)
    require_knowing(actor, meeting, meeting.id)
    version = queries.latest_version(meeting_id)
    agenda = None if version is None else frozen.from_json(version.frozen)
    facts = operations.meeting_facts(meeting, kind, agenda)
    everyone = queries.everyone_at(
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        meeting_id=meeting.id,
        now=now,
    )
    return AgendaWho(
        meeting_id=meeting_id,
        panel_name=kind.label,
        district_name=variation_of(meeting.district_id).ref.name,
        day=meeting.held_on,
        published=version is not None,
        readers=tuple(
            PersonLine(each.name, reasons)
            for each in everyone
            if (reasons := reasons_to_open(each, facts))
        ),
        deputies=queries.deputies_for(meeting_id),
    )
