"""What young people answered, as the rules take it, in a constant number of queries.

Plain columns throughout: what another transaction wrote meanwhile is then read as it is, and not as
this session remembers it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from portal.agreements.models import AgreementEvent, AgreementOverride, AgreementState
from portal.agreements.rules import (
    Answer,
    Cell,
    Given,
    History,
    InForce,
    Kind,
    Limit,
    Overridden,
    Question,
    SharedPaper,
    Window,
    in_force,
)
from portal.cases.models import YoungPerson
from portal.database import current_scope, joins, read_once, session
from portal.kernel import deadlines
from portal.kernel.england import day_begins
from portal.kernel.errors import NotFoundError, PortalError
from portal.kernel.kinds import PanelKind
from portal.panels.models import Item, Meeting, Panel
from portal.tenancy.door import variation_of
from portal.variations.values import OrganisationKind

LAST = timedelta(microseconds=1)
NEVER = datetime.min.replace(tzinfo=UTC)
_KNOWN = "agreements:standings"
_ANSWERED = (
    AgreementEvent.item_id,
    AgreementEvent.seq,
    AgreementEvent.kind,
    AgreementEvent.answer,
    AgreementEvent.covers,
    AgreementEvent.answered_on,
    AgreementEvent.recorded_at,
    AgreementOverride.id.label("override_id"),
    AgreementOverride.item_id.label("override_of"),
    AgreementOverride.placed_at,
    AgreementOverride.ended_at,
)
"""An answer and an override of one young person, side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One item with everything its young person answered."""

    item_id: UUID
    young_person_id: UUID
    meeting_id: UUID
    district_id: str
    panel_day: date
    history: History
    window: Window
    heard_until: datetime
    """From then on a later answer no longer changes whether it was heard."""

    def asks(
        self,
        kind: Kind,
        at: datetime,
        *,
        paper: SharedPaper | None = None,
        section: str | None = None,
        organisation_id: UUID | None = None,
        organisation_kind: OrganisationKind | None = None,
        who: str = "They",
    ) -> InForce:
        """Say whether an agreement is in force at an instant; of papers for one organisation."""
        question = self.question(kind)
        if kind is Kind.SHARE_PAPERS:
            question = Question(
                kind=kind,
                item_id=question.item_id,
                window=question.window,
                paper=paper,
                section=section,
                organisation_id=organisation_id,
                organisation_kind=organisation_kind,
            )
        return in_force(self.history, question, at, who=who)

    def question(self, kind: Kind) -> Question:
        """Return the question about a kind, for this item where it is asked for one panel."""
        if not kind.of_an_item:
            return Question(kind=kind)
        return Question(kind=kind, item_id=self.item_id, window=self.window)

    def heard(self, now: datetime, *, who: str = "They") -> InForce:
        """Say whether the item may be heard now or, once its day is over, whether it could be."""
        return self.asks(Kind.BE_DISCUSSED, min(now, self.heard_until), who=who)


def standings(item_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Return items with what was answered about them, by id, in one query.

    A page asks for each item once: its agenda, its preparation and who was heard share the answer.
    """
    known: dict[UUID, Standing | None] = read_once().setdefault(_KNOWN, {})
    missing = [item_id for item_id in item_ids if item_id not in known]
    if missing:
        known |= dict.fromkeys(missing) | _read(missing)
    found = ((item_id, known[item_id]) for item_id in item_ids)
    return {item_id: each for item_id, each in found if each is not None}


# Put together once: that takes longer than asking, and most pages ask.
_ITEMS = (
    select(
        Item.id.label("of_item"),
        Item.young_person_id,
        Item.meeting_id,
        Item.district_id,
        Item.slot_id,
        Item.closed_at,
        Meeting.held_on,
        Meeting.state,
        Panel.kind.label("panel_kind"),
        YoungPerson.born_on,
        *_ANSWERED,
    )
    .select_from(Item)
    .join(Meeting, joins(Item, "meeting_id", Meeting))
    .join(Panel, joins(Meeting, "panel_id", Panel))
    .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
    .outerjoin(AgreementEvent, joins(AgreementEvent, "young_person_id", YoungPerson))
    .outerjoin(AgreementOverride, joins(AgreementOverride, "young_person_id", YoungPerson))
    .where(Item.id.in_(bindparam("items", expanding=True)))
    .order_by(Item.id, AgreementEvent.seq, AgreementOverride.placed_at, AgreementOverride.id)
)


def _read(item_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Read items, each with every answer and every override of its young person beside it."""
    rows = session.execute(_ITEMS, {"items": list(item_ids)})
    found: dict[UUID, Standing] = {}
    ends: dict[tuple[str, date, str], date] = {}
    for item_id, group in groupby(rows, key=lambda row: row.of_item):
        beside = list(group)
        row = beside[0]
        panel = (row.district_id, row.held_on, row.panel_kind)
        if panel not in ends:
            ends[panel] = record_due(*panel)
        found[item_id] = Standing(
            item_id=item_id,
            young_person_id=row.young_person_id,
            meeting_id=row.meeting_id,
            district_id=row.district_id,
            panel_day=row.held_on,
            history=_history_of(beside),
            window=window_of(row, ends[panel]),
            heard_until=_heard_until(row),
        )
    return found


def _history_of(rows: Iterable[Any]) -> History:
    """Return a young person's history: each answer stands beside each override in the rows."""
    given: dict[int, Given] = {}
    overrides: dict[UUID, Overridden] = {}
    born_on = date.min
    for row in rows:
        born_on = row.born_on
        if row.seq is not None and row.seq not in given:
            given[row.seq] = given_of(row)
        if row.override_id is not None:
            overrides[row.override_id] = Overridden(
                item_id=row.override_of, at=row.placed_at, ended_at=row.ended_at
            )
    return History(born_on, tuple(given.values()), tuple(overrides.values()))


def standing(item_id: UUID) -> Standing:
    """Return one item's. Raises NotFoundError."""
    found = standings([item_id])
    if item_id not in found:
        raise NotFoundError("There is no such item.")
    return found[item_id]


def refused(at: datetime) -> frozenset[UUID]:
    """Return whose newest answer about being discussed, at whichever panel, is no yes."""
    rows = session.execute(
        select(AgreementEvent.young_person_id, AgreementEvent.answer)
        .where(AgreementEvent.kind == Kind.BE_DISCUSSED.value, AgreementEvent.recorded_at <= at)
        .order_by(AgreementEvent.young_person_id, AgreementEvent.seq)
    )
    newest = {row.young_person_id: row.answer for row in rows}
    return frozenset(who for who, answer in newest.items() if answer != Answer.YES.value)


def housing_referral(young_person_id: UUID, at: datetime, *, who: str = "They") -> InForce:
    """Say whether a young person agrees to be referred to housing. Raises NotFoundError."""
    return in_force(history(young_person_id), Question(kind=Kind.REFER_TO_HOUSING), at, who=who)


def history(young_person_id: UUID) -> History:
    """Return everything a young person answered. Raises NotFoundError."""
    rows = session.execute(
        select(
            YoungPerson.born_on,
            *_ANSWERED,
        )
        .select_from(YoungPerson)
        .outerjoin(AgreementEvent, joins(AgreementEvent, "young_person_id", YoungPerson))
        .outerjoin(AgreementOverride, joins(AgreementOverride, "young_person_id", YoungPerson))
        .where(YoungPerson.id == young_person_id)
        .order_by(AgreementEvent.seq, AgreementOverride.placed_at, AgreementOverride.id)
    ).all()
    if not rows:
        raise NotFoundError("There is no such young person.")
    return _history_of(rows)


def papers_as_a_whole(
    standing: Standing, newest: Given | None, at: datetime, *, who: str = "They"
) -> InForce:
    """Say how papers stand as a whole: by the newest answer about them, whatever it names.

    For a heading; what one paper is for one organisation is asked on its own.
    """
    nothing = UUID(int=0)
    cell = Cell(nothing, nothing)
    if newest is not None and newest.papers:
        named = [Cell(p, o) for p in newest.papers for o in newest.organisations]
        cell = min(newest.agreed or named, key=str)
    paper = SharedPaper(cell.paper_id)
    return standing.asks(
        Kind.SHARE_PAPERS, at, paper=paper, organisation_id=cell.organisation_id, who=who
    )


def given_of(row: Any) -> Given:
    """Return an event as the rules take it."""
    covers = row.covers
    return Given(
        seq=row.seq,
        kind=Kind(row.kind),
        answer=Answer(row.answer),
        at=row.recorded_at,
        answered_on=row.answered_on,
        item_id=row.item_id,
        papers={
            UUID(paper): frozenset(sections) for paper, sections in covers.get("papers", {}).items()
        },
        organisations=frozenset(UUID(each) for each in covers.get("organisations", ())),
        agreed=frozenset(Cell(UUID(paper), UUID(to)) for paper, to in covers.get("agreed", ())),
        limits=tuple(
            Limit(
                frozenset(limit["sections"]),
                frozenset(OrganisationKind(kind) for kind in limit["kinds"]),
            )
            for limit in covers.get("limits", ())
        ),
    )


def window_of(row: Any, due_on: date) -> Window:
    """Say when an item's time ends: its record is filed, or was due (R75), or it is not heard."""
    if row.state == "cancelled":
        return Window(NEVER, "the meeting was cancelled")
    if row.slot_id is None:
        return Window(NEVER, "they were taken off this agenda")
    due = Window(_midnight_after(due_on), "the panel is over and its record was due")
    if row.closed_at is not None and due.ends_at is not None and row.closed_at < due.ends_at:
        return Window(row.closed_at, "the panel is over and its record is filed")
    return due


def _heard_until(row: Any) -> datetime:
    """Return the last moment at which a change of mind still counts for being heard."""
    end = _midnight_after(row.held_on)
    if row.closed_at is not None:
        end = min(end, row.closed_at)
    return end - LAST


def record_due(district_id: str, panel_day: date, kind: str) -> date:
    """Return the day a record is due; the panel's own day where the district's rules do not load.

    Closing early is the safe side.
    """
    with suppress(PortalError):
        variation = variation_of(district_id)
        notice = variation.notice_period(
            as_of=panel_day, kind=PanelKind(kind), deadline="record"
        ).value
        calendar = variation.calendar(
            as_of=panel_day, kind=PanelKind(kind), deadline="record"
        ).value
        return deadlines.record_due(panel_day, notice.as_notice(), calendar).due
    return panel_day


def _midnight_after(day: date) -> datetime:
    return day_begins(day + timedelta(days=1))


def hold(young_person_ids: Collection[UUID], *, to_change: bool = False) -> dict[UUID, int]:
    """Take turns with whoever changes these people's answers, until this transaction ends.

    Returns the number of each one's newest event. Readers share the turn; ``to_change`` has it
    alone. In a scope that only reads there is nothing to take turns for: what is read is given
    away by nothing but this answer. On SQLite a scope that writes is alone from its start.
    """
    wanted = select(AgreementState.young_person_id, AgreementState.newest).where(
        AgreementState.young_person_id.in_(young_person_ids)
    )
    wanted = wanted.order_by(AgreementState.young_person_id)
    if current_scope().writes:
        wanted = wanted.with_for_update(read=not to_change)
    return {row.young_person_id: row.newest for row in session.execute(wanted)}
