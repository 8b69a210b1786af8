"""Papers given their places in the pack: when the agenda goes out, and one by one when late."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal import audit
from portal.database import flush, session
from portal.kernel.errors import RuleError
from portal.packs import queries
from portal.packs.operations import telling
from portal.packs.operations.giving import OUT
from portal.packs.operations.telling import What
from portal.packs.rules import places
from portal.packs.rules.places import Standing
from portal.panels import looking
from portal.panels import queries as agendas
from portal.panels.looking import LookedThrough
from portal.panels.models import Meeting
from portal.panels.operations.facts import KEPT_SLOT, timetable_for
from portal.panels.policy import NOT_SHOWN, require_at
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.papers.rules.kinds import PaperState
from portal.people.policy import Actor, Permission


def give_places(
    *, meeting_id: UUID, actor_id: UUID | None, now: datetime, through: LookedThrough
) -> int:
    """Give a place to every paper that was looked through and has none; return how many.

    A place once given stays. Two who do this at once take turns at the meeting's own row. Where a
    version was out already, whoever reads these papers hears that their pack changed, unless they
    hear of the agenda's next version anyway.
    """
    given = _give(meeting_id, actor_id, now, through)
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


def _give(
    meeting_id: UUID, actor_id: UUID | None, now: datetime, through: LookedThrough
) -> list[UUID]:
    meeting = session.scalars(
        select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    ).one()
    numbers = places.numbers(queries.listed_in_versions(meeting_id))
    there = papers.papers_of(numbers, states=(PaperState.READY, PaperState.WITHDRAWN))
    given: dict[UUID, str] = {}
    for item_id, number in numbers.items():
        given |= _of_one(there[item_id], number, through.papers)
    for paper_id, place in given.items():
        _paper(there, paper_id).place = place
    flush()
    if given or through.found:
        audit.record(
            event="packs:places:given",
            subject=("meeting", meeting_id),
            district_id=meeting.district_id,
            actor_id=actor_id,
            now=now,
            facts={
                "papers": {str(paper_id): place for paper_id, place in given.items()},
                "looked_at": [str(each.paper_id or each.version_id) for each in through.found],
            },
        )
    return list(given)


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


def joining(item_ids: Iterable[UUID]) -> dict[UUID, tuple[Paper, ...]]:
    """Return the papers of some items that are ready and in no pack yet, by item."""
    there = papers.papers_of(item_ids, states=(PaperState.READY,))
    return {
        item_id: tuple(paper for paper in each if paper.place is None)
        for item_id, each in there.items()
    }


def late_items(meeting_id: UUID) -> frozenset[UUID]:
    """Return the items of an agenda that is out, as far as they are still on it."""
    listed = places.numbers(queries.listed_in_versions(meeting_id))
    return frozenset(row.id for row in agendas.items_of(meeting_id) if row.id in listed)


def late_papers(meeting_id: UUID) -> int:
    """Return how many papers of an agenda that is out are ready and not in the pack yet."""
    return sum(map(len, joining(late_items(meeting_id)).values()))


def why_not_put_in(actor: Actor, meeting_id: UUID) -> str:
    """Say why somebody may not put late papers in; nothing where they may, or none is late.

    Whoever is not shown the whole agenda cannot tell whom a paper names, so a colleague does.
    """
    if not late_papers(meeting_id):
        return ""
    shown = timetable_for(meeting_id, actor)
    if all(row.kind != KEPT_SLOT or row.id in actor.withheld_slots for row in shown):
        return ""
    return (
        f"{NOT_SHOWN}, so you are not shown the whole pack. Ask a colleague in case support to put "
        "papers in it."
    )


def put_in_pack(*, actor: Actor, meeting_id: UUID, now: datetime, looked: str = "") -> int:
    """Put the papers that came late into a pack that is out, and say so; return how many.

    ForbiddenError for whoever does not publish; RuleError where the agenda is not out, as
    `why_not_put_in` says, and (field `looked`) where one must be looked at and ``looked`` is not
    the mark of that (C16).
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
    given = _give(meeting_id, actor.person_id, now, through)
    telling.tell(
        meeting_id=meeting_id, paper_ids=given, what=What.JOINED, by=actor.person_id, now=now
    )
    return len(given)
