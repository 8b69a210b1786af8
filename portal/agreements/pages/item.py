"""An item's agreements as one reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from portal.agreements import policy, queries
from portal.agreements.operations import newest_of
from portal.agreements.policy import Powers
from portal.agreements.queries import (
    CapacityRow,
    EventRow,
    OrganisationNow,
    OverrideRow,
    PaperNow,
    Standing,
)
from portal.agreements.rules import Answer, Given, InForce, Kind, Limit
from portal.agreements.rules.listing import before_the_panel, day_of, listing_sentence
from portal.kernel import deadlines
from portal.kernel.kinds import PanelKind
from portal.kernel.wording import counted, joined, plain_date
from portal.panels import hearing
from portal.panels import operations as panels
from portal.panels.hearing import HEARD_BEFORE
from portal.panels.operations import ItemAt
from portal.panels.pages.posts import nobody_at
from portal.panels.policy import shown
from portal.people import queries as people
from portal.people.policy import Actor, Permission
from portal.tenancy.door import variation_of
from portal.variations.values import OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class KindView:
    """How one kind of agreement stands, in a sentence, and what this reader may do."""

    kind: Kind
    sentence: str
    warning: str
    yes: bool
    overridden: bool
    may_stop: bool


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper for one organisation: whether it goes there, or why not."""

    title: str
    goes: bool
    words: str


@dataclass(frozen=True, slots=True)
class AudienceView:
    """What the people of one organisation would get."""

    organisation: str
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """One answer of the history. Words are there for the item's own people alone."""

    number: int
    label: str
    answer: str
    day: date
    how: str
    helped: str
    recorded: str
    recorded_at: datetime
    named: tuple[str, ...]
    said: str
    limits: str
    support: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementsPage:
    """An item's agreements: how each stands, what each audience would get, and the history."""

    item_id: UUID
    young_person_id: UUID
    meeting_id: UUID
    who: str
    reference: str
    panel_name: str
    district_name: str
    day: date
    start: time | None
    item_type: str
    powers: Powers
    kinds: tuple[KindView, ...]
    audiences: tuple[AudienceView, ...]
    papers: tuple[PaperNow, ...]
    organisations: tuple[OrganisationNow, ...]
    history: tuple[EventView, ...]
    capacity: tuple[CapacityRow, ...]
    overrides: tuple[OverrideRow, ...]
    may_override: bool
    nobody_decides: str
    """That nobody is there to decide without an agreement, and who can change that."""
    was_heard: bool
    """Whether its decision is written down: what is answered now does not undo that."""
    over: str
    newest: int
    """The number of the newest thing that was recorded."""


def agreements_page(*, actor: Actor, item_id: UUID, now: datetime) -> AgreementsPage:
    """Return an item's agreements for who may see them, else ForbiddenError or NotFoundError."""
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    powers = policy.require_seeing(actor, found)
    standing = queries.standing(item_id)
    who = called(found)
    papers = queries.papers_now(item_id)
    organisations = queries.organisations_at(found, now)
    rows = queries.events_of(standing.young_person_id, item_id)
    kinds = tuple(_kind_view(kind, standing, who, now, powers) for kind in Kind)
    heard, was_heard = standing.asks(Kind.BE_DISCUSSED, now), bool(hearing.were_heard([item_id]))
    if was_heard and not heard.yes:
        kinds = tuple(_after_it_was_heard(each) for each in kinds)
    asked = heard.yes or was_heard
    over = standing.window.ended_by if standing.window.over(now) else ""
    return AgreementsPage(
        item_id=item_id,
        young_person_id=standing.young_person_id,
        meeting_id=standing.meeting_id,
        who=who,
        reference=_reference(found),
        panel_name=found.kind.label,
        district_name=variation_of(found.item.district_id).ref.name,
        day=found.meeting.held_on,
        start=_start(found),
        # Once it is taken off the agenda, what the panel was to look at is nobody's to read here.
        item_type=found.item.item_type if found.item.slot_id is not None else "",
        powers=powers,
        kinds=kinds,
        audiences=tuple(_audience(each, papers, standing, now, powers) for each in organisations),
        papers=papers,
        organisations=organisations,
        history=_history(rows, item_id, own=powers.own),
        capacity=queries.capacity_of(standing.young_person_id) if powers.own else (),
        overrides=queries.overrides_of(item_id),
        may_override=powers.decides and not asked and not over,
        nobody_decides="" if asked or over else _nobody_decides(found, day_of(now)),
        was_heard=was_heard,
        over=over,
        newest=queries.newest_number(standing.young_person_id),
    )


def _nobody_decides(found: ItemAt, today: date) -> str:
    """Say who fills the post that decides without an agreement, where no manager is there (A11)."""
    if people.there_today(policy.managers(found), today):
        return ""
    waits = "nobody can decide that the panel talks about them without an agreement"
    return nobody_at(found.meeting, Permission.AGREEMENT_OVERRIDE, waits, today=today)


def called(found: ItemAt) -> str:
    """Return how the young person is called for this reader."""
    return shown(sees=found.sight.named, name=found.live.name, reference=_reference(found))


def _reference(found: ItemAt) -> str:
    return queries.reference_of(found.item.young_person_id)


def _start(found: ItemAt) -> time | None:
    return None if found.item.slot_id is None else queries.start_of(found.item.slot_id)


def _kind_view(kind: Kind, standing: Standing, who: str, now: datetime, powers: Powers) -> KindView:
    newest = newest_of(standing, kind)
    found = _of_kind(kind, standing, newest, who, now)
    warning = before_the_panel(
        standing.history,
        standing.question(kind),
        at=now,
        panel_day=standing.panel_day,
        who=who,
    )
    over = standing.question(kind).window.over(now)
    agreed = newest is not None and newest.answer in {Answer.YES, Answer.THINKING}
    return KindView(
        kind=kind,
        sentence=_sentence(kind, found, standing, now),
        warning=warning,
        yes=found.yes,
        overridden=found.overridden,
        may_stop=powers.stops and agreed and not over,
    )


def _after_it_was_heard(view: KindView) -> KindView:
    """Say of being discussed, once it was stopped, that what was decided stands."""
    return view if view.kind is not Kind.BE_DISCUSSED else replace(view, sentence=HEARD_BEFORE)


def _of_kind(
    kind: Kind, standing: Standing, newest: Given | None, who: str, now: datetime
) -> InForce:
    """Say how a kind stands as a whole; of papers, as far as their newest answer says it."""
    if kind is not Kind.SHARE_PAPERS:
        return standing.asks(kind, now, who=who)
    return queries.papers_as_a_whole(standing, newest, now, who=who)


def _sentence(kind: Kind, found: InForce, standing: Standing, now: datetime) -> str:
    if kind is not Kind.BE_DISCUSSED:
        return found.sentence
    return listing_sentence(found, ask_by=ask_by(standing), today=day_of(now))


def ask_by(standing: Standing) -> date:
    """Return the day the agenda is due: by then they are to be asked."""
    variation = variation_of(standing.district_id)
    kind = PanelKind(queries.panel_kind_of(standing.meeting_id))
    day = standing.panel_day
    notice = variation.notice_period(as_of=day, kind=kind, deadline="agenda").value.as_notice()
    calendar = variation.calendar(as_of=day, kind=kind, deadline="agenda").value
    return deadlines.agenda_due(day, notice, calendar).due


def _audience(
    organisation: OrganisationNow,
    papers: Iterable[PaperNow],
    standing: Standing,
    now: datetime,
    powers: Powers,
) -> AudienceView:
    lines = (_paper_line(paper, organisation, standing, now, powers) for paper in papers)
    return AudienceView(organisation.label, tuple(lines))


def _paper_line(
    paper: PaperNow,
    organisation: OrganisationNow,
    standing: Standing,
    now: datetime,
    powers: Powers,
) -> PaperLine:
    """Say what an organisation gets of a paper; to who reads none, no word that stands in it."""
    title = paper.title if powers.reads_papers else paper.kind.label
    found = standing.asks(
        Kind.SHARE_PAPERS,
        now,
        paper=paper.shared,
        organisation_id=organisation.id,
        organisation_kind=organisation.kind,
    )
    if not found.yes:
        return PaperLine(title, goes=False, words=found.sentence)
    headings = dict(paper.parts)
    without = joined(sorted(headings.get(key, key) for key in found.without))
    if not powers.reads_papers:
        without = counted(len(found.without), "part") if without else ""
    words = f"Without: {without}." if without else "All of it."
    if not paper.ready:
        words = f"{words} It is a draft, so it is not given to anybody yet."
    return PaperLine(title, goes=True, words=words)


def _history(rows: Iterable[EventRow], item_id: UUID, *, own: bool) -> tuple[EventView, ...]:
    rows = tuple(rows)
    titles = queries.paper_titles(item_id) if own else {}
    named = {each for row in rows for each in row.given.organisations}
    organisations = queries.organisation_names(named)
    return tuple(_event(row, titles, organisations, own=own) for row in rows)


def _event(
    row: EventRow,
    titles: Mapping[UUID, str],
    organisations: Mapping[UUID, OrganisationNow],
    *,
    own: bool,
) -> EventView:
    given = row.given
    how = f"{row.way_asked.label}. {row.way_answered.label}."
    if row.asked_by and row.asked_by != row.recorded_by:
        how = f"Asked by {row.asked_by}. {how}"
    helped = joined([each.label for each in row.helped])
    language = f" in {row.language}" if own and row.language else ""
    return EventView(
        number=given.seq,
        label=given.kind.label,
        answer=given.answer.label,
        day=given.day,
        how=how,
        helped=f"{helped}{language}" if own else helped,
        recorded=row.recorded_by or "The young person",
        recorded_at=row.recorded_at,
        named=_named(given, titles, organisations) if own else (),
        said=row.said if own else "",
        limits=row.limits if own else "",
        support=row.support if own else "",
    )


def _named(
    given: Given, titles: Mapping[UUID, str], organisations: Mapping[UUID, OrganisationNow]
) -> tuple[str, ...]:
    """Say which paper was agreed for whom, a line for each paper, and what was kept back."""
    lines = []
    for paper_id in sorted(given.papers, key=str):
        to = [
            organisations[cell.organisation_id].name
            for cell in sorted(given.agreed, key=lambda each: str(each.organisation_id))
            if cell.paper_id == paper_id and cell.organisation_id in organisations
        ]
        title = titles.get(paper_id, "A paper")
        lines.append(f"{title}: {joined(sorted(to))}" if to else f"{title}: nobody")
    return (*lines, *(_limit_words(limit) for limit in given.limits))


def _limit_words(limit: Limit) -> str:
    parts = joined(sorted(part.replace("_", " ") for part in limit.sections))
    kinds = joined(sorted(_kind_label(kind) for kind in limit.kinds), "or")
    return f"Not {parts} to {kinds}" if kinds else f"Not {parts} to anybody"


def _kind_label(kind: OrganisationKind) -> str:
    return kind.label.lower()


def last_words(page: AgreementsPage) -> str:
    """Say what was recorded last, for whoever was working on the page meanwhile."""
    if not page.history:
        return ""
    newest = page.history[0]
    return (
        f"{newest.recorded} recorded: {newest.label}, “{newest.answer}”, on "
        f"{plain_date(newest.day)}."
    )
