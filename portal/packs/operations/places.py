"""What joins a pack when it was looked through: when the agenda goes out, or later, what is late.

A paper is given its place; its newest version, and what agencies wrote, are noted as joined, which
is what readers are given from then on (C16).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.database import flush, read_once, session
from portal.kernel.errors import RuleError
from portal.packs import queries
from portal.packs.operations import telling
from portal.packs.operations.giving import OUT
from portal.packs.operations.telling import What
from portal.packs.queries import Newest
from portal.packs.rules import places
from portal.packs.rules.places import Standing
from portal.packs.rules.waiting import NOTHING, Waiting
from portal.panels import looking
from portal.panels import queries as agendas
from portal.panels.looking import LookedThrough
from portal.panels.models import Meeting
from portal.panels.operations.facts import KEPT_SLOT, timetable_for
from portal.panels.policy import NOT_SHOWN, is_out, require_at
from portal.panels.queries import ItemRow
from portal.papers import queries as papers
from portal.papers.models import Paper, PaperVersion
from portal.papers.rules.kinds import PaperState
from portal.people.policy import Actor, Permission
from portal.preparation.models import Contribution

_ITEMS = "packs:items-and-numbers"


def give_places(
    *, meeting_id: UUID, actor_id: UUID | None, now: datetime, through: LookedThrough
) -> int:
    """Let what was looked through join the pack; return how many papers were given a place.

    A place once given stays. Two who do this at once take turns at the meeting's own row. Where a
    version was out already, whoever reads these papers hears that their pack changed, unless they
    hear of the agenda's next version anyway.
    """
    given = list(_give(meeting_id, actor_id, now, through).places)
    if len(agendas.versions_out(meeting_id)) > 1:
        telling.tell(
            meeting_id=meeting_id,
            paper_ids=given,
            what=What.JOINED,
            by=actor_id,
            now=now,
            with_agenda=True,
        )
    return len(given)


@dataclass(frozen=True, slots=True)
class _Joined:
    """What joined a pack just now: papers with the place they were given, versions and forms."""

    places: Mapping[UUID, str]
    versions: Mapping[UUID, UUID]
    """The paper of each version."""
    forms: Collection[UUID]

    @property
    def waited(self) -> Waiting:
        """How many there are of each; a paper that was given its place is told of once."""
        newer = [paper for paper in self.versions.values() if paper not in self.places]
        return Waiting(papers=len(self.places), versions=len(newer), forms=len(self.forms))


def _give(
    meeting_id: UUID, actor_id: UUID | None, now: datetime, through: LookedThrough
) -> _Joined:
    meeting = session.scalars(
        select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    ).one()
    numbers = places.numbers(queries.listed_in_versions(meeting_id))
    queries.hold_papers(numbers)
    versions = queries.to_join(through.versions)
    there = papers.papers_of(numbers, states=(PaperState.READY, PaperState.WITHDRAWN))
    given: dict[UUID, str] = {}
    for item_id, number in numbers.items():
        given |= _of_one(there[item_id], number, through.papers)
    for paper_id, place in given.items():
        _paper(there, paper_id).place = place
    forms = queries.forms_to_join(through.forms)
    joining: list[PaperVersion | Contribution] = [*versions, *forms]
    for each in joining:
        each.joined_at, each.joined_by = now, actor_id
    flush()
    found = _Joined(
        given, {each.id: each.paper_id for each in versions}, [each.id for each in forms]
    )
    if found.waited or through.found:
        audit.record(
            event="packs:places:given",
            subject=("meeting", meeting_id),
            district_id=meeting.district_id,
            actor_id=actor_id,
            now=now,
            facts={
                "papers": {str(paper_id): place for paper_id, place in given.items()},
                "versions": [str(each) for each in found.versions],
                "forms": [str(each) for each in found.forms],
                "looked_at": [str(each.paper_id or each.version_id) for each in through.found],
            },
        )
    return found


def _of_one(there: tuple[Paper, ...], number: int, through: frozenset[UUID]) -> dict[UUID, str]:
    """Return the new places of one item's papers; what was withdrawn before is given none."""
    standing = [
        Standing(paper.id, paper.place)
        for paper in there
        if paper.place or (paper.state == PaperState.READY and paper.id in through)
    ]
    return dict(places.allot(number, standing))


def _paper(there: dict[UUID, tuple[Paper, ...]], paper_id: UUID) -> Paper:
    return next(each for row in there.values() for each in row if each.id == paper_id)


def items_and_numbers(meeting_id: UUID) -> tuple[tuple[ItemRow, ...], Mapping[UUID, int]]:
    """Return a meeting's items, and the numbers of all that were ever on an agenda of it.

    A page asks for each meeting once.
    """
    known = read_once().setdefault(_ITEMS, {})
    if meeting_id not in known:
        been = places.numbers(queries.listed_in_versions(meeting_id))
        known[meeting_id] = agendas.items_of(meeting_id), been
    found: tuple[tuple[ItemRow, ...], Mapping[UUID, int]] = known[meeting_id]
    return found


def _late_items(meeting_id: UUID) -> tuple[ItemRow, ...]:
    """Return the items of an agenda that is out, as far as they are on it still and are open."""
    rows, been = items_and_numbers(meeting_id)
    return tuple(row for row in rows if row.id in been and row.closed_at is None)


def late(meeting_id: UUID, actor: Actor) -> Waiting:
    """Return what waits to join a pack that is out, of whom somebody may know."""
    meeting, _ = agendas.meeting(meeting_id)
    if meeting.state not in OUT:
        return NOTHING
    there = [row.id for row in _late_items(meeting_id) if not is_out(actor, row.facts)]
    return waiting(queries.newest_of(there))


def waiting(newest: Collection[Newest]) -> Waiting:
    """Count what waits of the newest that there is."""
    found = [each for each in newest if each.waits]
    papers_of = [each for each in found if each.paper_id is not None]
    new = sum(not each.placed for each in papers_of)
    return Waiting(papers=new, versions=len(papers_of) - new, forms=len(found) - len(papers_of))


def late_in_words(meeting_id: UUID, actor: Actor) -> str:
    """Say what waits to join a pack that is out; nothing where nothing does."""
    return late(meeting_id, actor).words


def why_not_put_in(actor: Actor, meeting_id: UUID) -> str:
    """Say why somebody may not put in what is late; nothing where they may, or nothing is.

    Whoever is not shown the whole agenda cannot tell whom a paper names, so a colleague does.
    """
    there = [row.id for row in _late_items(meeting_id)]
    if not any(each.waits for each in queries.newest_of(there)):
        return ""
    shown = timetable_for(meeting_id, actor)
    if all(row.kind != KEPT_SLOT or row.id in actor.withheld_slots for row in shown):
        return ""
    return (
        f"{NOT_SHOWN}, so you are not shown the whole pack. Ask a colleague in case support to put "
        "papers in it."
    )


def put_in_pack(*, actor: Actor, meeting_id: UUID, now: datetime, looked: str = "") -> Waiting:
    """Let what came late join a pack that is out, and say so; return what waited and joined.

    ForbiddenError for whoever does not publish; RuleError where the agenda is not out, or as
    `why_not_put_in` says; NotLookedAtError where one must be looked at and ``looked`` is not the
    mark of that (C16).
    """
    meeting, _ = agendas.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_PUBLISH, meeting, meeting.id)
    if meeting.state not in OUT:
        raise RuleError("The agenda is not out. Papers join the pack when it is published.")
    barred = why_not_put_in(actor, meeting_id)
    if barred:
        raise RuleError(barred)
    through = looking.of(meeting_id, actor, late=True)
    looking.refuse_unseen(through, looked)
    joined = _give(meeting_id, actor.person_id, now, through)
    telling.tell(
        meeting_id=meeting_id,
        paper_ids=list(joined.places),
        what=What.JOINED,
        by=actor.person_id,
        now=now,
    )
    return joined.waited
