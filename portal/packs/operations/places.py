"""Papers given their places in the pack: when the agenda goes out, and one by one when late."""

from __future__ import annotations

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
from portal.panels.models import Meeting
from portal.panels.policy import ItemFacts, is_out, require_at
from portal.papers import queries as papers
from portal.papers.models import Paper
from portal.papers.rules.kinds import PaperState
from portal.people.policy import Actor, Permission


def give_places(*, meeting_id: UUID, actor_id: UUID | None, now: datetime) -> int:
    """Give a place to every paper of a meeting that is ready and has none; return how many.

    A place once given stays. Two who do this at once take turns at the meeting's own row. Where a
    version was out already, whoever reads these papers hears that their pack changed, unless they
    hear of the agenda's next version anyway.
    """
    given = _give(meeting_id, actor_id, now)
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
    meeting_id: UUID, actor_id: UUID | None, now: datetime, *, kept_from: Actor | None = None
) -> list[UUID]:
    meeting = session.scalars(
        select(Meeting).where(Meeting.id == meeting_id).with_for_update()
    ).one()
    numbers = places.numbers(queries.listed_in_versions(meeting_id))
    there = papers.papers_of(numbers, states=(PaperState.READY, PaperState.WITHDRAWN))
    given: dict[UUID, str] = {}
    kept = frozenset() if kept_from is None else items_kept_from(kept_from, meeting_id)
    for item_id, number in numbers.items():
        if item_id in kept:
            continue
        given |= _of_one(there[item_id], number)
    for paper_id, place in given.items():
        _paper(there, paper_id).place = place
    flush()
    if given:
        audit.record(
            event="packs:places:given",
            subject=("meeting", meeting_id),
            district_id=meeting.district_id,
            actor_id=actor_id,
            now=now,
            facts={"papers": {str(paper_id): place for paper_id, place in given.items()}},
        )
    return list(given)


def _of_one(there: tuple[Paper, ...], number: int) -> dict[UUID, str]:
    """Return the new places of one item's papers; what was withdrawn before is given none."""
    standing = [
        Standing(paper.id, paper.place)
        for paper in there
        if paper.place or paper.state == PaperState.READY
    ]
    return dict(places.allot(number, standing))


def _paper(there: dict[UUID, tuple[Paper, ...]], paper_id: UUID) -> Paper:
    return next(each for row in there.values() for each in row if each.id == paper_id)


def items_kept_from(actor: Actor, meeting_id: UUID) -> frozenset[UUID]:
    """Return the items of a meeting in which somebody declared an interest."""
    return frozenset(
        row.id
        for row in agendas.items_of(meeting_id)
        if is_out(actor, ItemFacts(item_id=row.id, young_person_id=row.young_person_id))
    )


def late_papers(meeting_id: UUID, actor: Actor) -> int:
    """Return how many papers of an agenda that is out are ready and not in the pack yet.

    Those of an item that is kept from whoever asks are not told of: a colleague puts them in.
    """
    listed = places.numbers(queries.listed_in_versions(meeting_id))
    there = frozenset(listed) - items_kept_from(actor, meeting_id)
    found = papers.papers_of(there, states=(PaperState.READY,))
    return sum(paper.place is None for each in found.values() for paper in each)


def put_in_pack(*, actor: Actor, meeting_id: UUID, now: datetime, looked: str = "") -> int:
    """Put the papers that came late into a pack that is out, and say so; return how many.

    Those of an item that is kept from them wait for a colleague.

    ForbiddenError for whoever does not publish; RuleError where the agenda is not out, or (field
    `looked`) where one must be looked at and ``looked`` is not the mark of that (C16).
    """
    meeting, _ = agendas.meeting(meeting_id)
    require_at(actor, Permission.AGENDA_PUBLISH, meeting, meeting.id)
    if meeting.state not in OUT:
        raise RuleError("The agenda is not out. Papers join the pack when it is published.")
    looking.refuse_unseen(looking.of(meeting_id, actor), looked)
    given = _give(meeting_id, actor.person_id, now, kept_from=actor)
    telling.tell(
        meeting_id=meeting_id, paper_ids=given, what=What.JOINED, by=actor.person_id, now=now
    )
    return len(given)
