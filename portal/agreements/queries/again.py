"""What young people are to be asked about their papers again, of many items at once (A11).

Papers and organisations come and go after somebody answered. Nothing that is opened here is words:
papers count by the keys of their parts, readers by the organisation they come from.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal.agreements.queries.asking import READS, as_shared
from portal.agreements.queries.standing import Standing
from portal.agreements.rules import (
    AGAIN,
    Given,
    Kind,
    Question,
    SharedPaper,
    Why,
    of_age_at,
    to_ask_again,
)
from portal.database import joins, session
from portal.panels import queries as panels
from portal.panels.policy import ItemFacts, MeetingFacts, sight
from portal.panels.queries import Where
from portal.papers import queries as papers
from portal.papers.models import Paper, PaperVersion
from portal.papers.rules.kinds import PaperState
from portal.people import queries as people
from portal.people.policy import Actor
from portal.variations.values import OrganisationKind
from portal.web.clock import LONDON

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Why somebody is asked again, and since which day; None where no day is known."""

    why: Why
    since: date | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """A paper that is ready, as the rules ask about it, and the day its newest version came."""

    shared: SharedPaper
    made_on: date


@dataclass(frozen=True, slots=True)
class _From:
    """An organisation, and who comes from it to a meeting."""

    id: UUID
    kind: OrganisationKind | None
    people: tuple[Actor, ...]


def papers_to_ask_again(
    items: Collection[tuple[ItemFacts, MeetingFacts]],
    standings: Mapping[UUID, Standing],
    now: datetime,
) -> dict[UUID, AskAgain]:
    """Return the items whose papers are to be asked about again, and why, in a constant of queries.

    Each ready paper is asked about for each organisation whose people read the item now. Where
    nobody comes from an organisation, a paper is still new to who was asked about others.
    """
    open_ = [(item, meeting) for item, meeting in items if _was_asked(standings, item, now)]
    ready = _ready_papers([item.item_id for item, _ in open_])
    open_ = [(item, meeting) for item, meeting in open_ if ready.get(item.item_id)]
    if not open_:
        return {}
    readers = _readers([meeting for _, meeting in open_], now)
    found = {}
    for item, meeting in open_:
        standing = standings[item.item_id]
        asked = _Asked(item, meeting, standing, ready[item.item_id], now)
        again = asked.again(readers[meeting.meeting_id])
        if again is not None:
            found[item.item_id] = again
    return found


def _was_asked(standings: Mapping[UUID, Standing], item: ItemFacts, now: datetime) -> bool:
    standing = standings.get(item.item_id)
    if standing is None or standing.window.over(now):
        return False
    return any(_about_papers(standing))


def _about_papers(standing: Standing) -> Iterator[Given]:
    for each in standing.history.given:
        if each.kind is Kind.SHARE_PAPERS and each.item_id == standing.item_id:
            yield each


@dataclass(frozen=True, slots=True)
class _Asked:
    """One item whose young person was asked about its papers."""

    item: ItemFacts
    meeting: MeetingFacts
    standing: Standing
    papers: tuple[_Ready, ...]
    now: datetime

    def again(self, organisations: Iterable[_From]) -> AskAgain | None:
        """Return what weighs most of why they are asked again, None where they are not."""
        found: dict[Why, list[date]] = defaultdict(list)
        for one in organisations:
            whys = [(why, paper.made_on) for paper in self.papers if (why := self._why(paper, one))]
            if whys and any(map(self._reads, one.people)):
                for why, day in whys:
                    found[why].append(day)
        if not found and (paper := self._unknown()) is not None:
            found[Why.NEW_PAPER].append(paper.made_on)
        why = next((each for each in AGAIN if each in found), None)
        return None if why is None else AskAgain(why, self._since(why, found[why]))

    def _why(self, paper: _Ready, organisation: _From) -> Why | None:
        question = Question(
            kind=Kind.SHARE_PAPERS,
            item_id=self.item.item_id,
            window=self.standing.window,
            paper=paper.shared,
            organisation_id=organisation.id,
            organisation_kind=organisation.kind,
        )
        return to_ask_again(self.standing.history, question, self.now)

    def _unknown(self) -> _Ready | None:
        """Return a paper that no answer named, whoever is to read it."""
        nobody = _From(_NOBODY, None, ())
        new = [each for each in self.papers if self._why(each, nobody) is Why.NEW_PAPER]
        return max(new, key=lambda each: each.made_on, default=None)

    def _reads(self, actor: Actor) -> bool:
        return sight(actor, self.meeting, self.item).sees in READS

    def _since(self, why: Why, days: Iterable[date]) -> date | None:
        """Return the day from which on they were to be asked again."""
        if why is Why.TURNED_18:
            return of_age_at(self.standing.history.born_on).date()
        if why is Why.THINKING:
            return max(each.at.astimezone(LONDON).date() for each in _about_papers(self.standing))
        return None if why is Why.NEW_ORGANISATION else max(days)


def _ready_papers(item_ids: Collection[UUID]) -> dict[UUID, tuple[_Ready, ...]]:
    """Return the ready papers of items with the keys of their newest parts. Two queries."""
    if not item_ids:
        return {}
    rows = session.scalars(
        select(PaperVersion)
        .join(Paper, joins(PaperVersion, "paper_id", Paper))
        .where(Paper.item_id.in_(item_ids), Paper.state == PaperState.READY.value)
        .order_by(PaperVersion.paper_id, PaperVersion.number)
    )
    newest = {row.paper_id: row for row in rows}
    sections = papers.sections_of(each.id for each in newest.values())
    found: dict[UUID, list[_Ready]] = defaultdict(list)
    for version in newest.values():
        made_on = version.made_at.astimezone(LONDON).date()
        shared = as_shared(version, sections.get(version.id, ()))
        found[version.item_id].append(_Ready(shared, made_on))
    return {item_id: tuple(ready) for item_id, ready in found.items()}


def _readers(meetings: Iterable[MeetingFacts], now: datetime) -> dict[UUID, tuple[_From, ...]]:
    """Return from which organisations people come to each meeting, by meeting."""
    wanted = {
        each.meeting_id: Where(each.district_id, each.panel_id, each.meeting_id)
        for each in meetings
    }
    there = panels.everyone_at_each(list(wanted.values()), now)
    ids = {actor.person_id for actors in there.values() for actor in actors}
    comes_from = people.organisations_of(ids)
    found = {}
    for meeting_id, actors in there.items():
        groups: dict[tuple[UUID, OrganisationKind], list[Actor]] = defaultdict(list)
        for actor in actors:
            if actor.person_id in comes_from:
                groups[comes_from[actor.person_id]].append(actor)
        found[meeting_id] = tuple(_From(*key, tuple(each)) for key, each in groups.items())
    return found
