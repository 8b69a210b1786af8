"""Readers told that their pack is not the one they printed: a paper joined it, or left it.

One neutral message to each reader whose own pack changes, once changes have settled, and never
twice for one change. It names no paper and nobody; what is new stands on their pack, where it is
marked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, datetime, time
from enum import StrEnum
from uuid import UUID

from portal import outbox
from portal.outbox import Channel, Recipient
from portal.outbox.rules.kinds import OPEN
from portal.packs import queries
from portal.packs.operations.giving import OUT, chair_seat_in, item_facts
from portal.packs.policy import From, reader_of, visitor
from portal.packs.rules import giving, places
from portal.packs.rules.giving import ItemFacts, Reader
from portal.panels import operations as panels
from portal.panels import queries as agendas
from portal.panels.models import Meeting
from portal.panels.policy import OPENS, Sees, sight
from portal.panels.rules import frozen
from portal.panels.rules.frozen import FrozenAgenda
from portal.papers import queries as papers
from portal.people.policy import Actor, Permission
from portal.web.access import Audience
from portal.web.clock import LONDON

MESSAGE = "pack_changed"


class What(StrEnum):
    """What became of a paper in the pack."""

    JOINED = "joined"
    LEFT = "left"


def tell_left(*, paper_id: UUID, actor_id: UUID, now: datetime) -> int:
    """Tell whoever was given a paper until now that their pack changed; return how many."""
    paper = papers.paper(paper_id)
    meeting_id = agendas.item(paper.item_id).meeting_id
    return tell(meeting_id=meeting_id, paper_ids=[paper_id], what=What.LEFT, by=actor_id, now=now)


def tell(
    *,
    meeting_id: UUID,
    paper_ids: Collection[UUID],
    what: What,
    by: UUID | None,
    now: datetime,
    with_agenda: bool = False,
) -> int:
    """Queue a message to each reader whose pack changes by these papers; return how many.

    Not to whoever did it, and to nobody before the agenda is out or once the meeting was held. Nor,
    ``with_agenda``, to whoever is just being told of a new version: one message says it.
    """
    meeting, kind = agendas.meeting(meeting_id)
    version = agendas.latest_version(meeting_id)
    today = now.astimezone(LONDON).date()
    if version is None or meeting.state not in OUT or meeting.held_on < today:
        return 0
    agenda = frozen.from_json(version.frozen)
    hearing = _hear_of_the_agenda(meeting_id) if with_agenda else frozenset()
    told = 0
    for actor, audience, changed in _whose_pack(meeting, agenda, set(paper_ids), what, now):
        if actor.person_id == by or actor.person_id in hearing:
            continue
        for paper_id in changed:
            outbox.queue(
                message=MESSAGE,
                key=f"pack:{meeting_id}:{actor.person_id}:{what.value}:{paper_id}",
                recipient=Recipient(actor.person_id, actor.email, Channel.EMAIL, audience),
                now=now,
                district_id=meeting.district_id,
                kind=kind,
                given={"day": meeting.held_on},
                not_after=_starts(meeting, agenda),
                settle_key=f"pack:{meeting_id}:{actor.person_id}",
                subject_id=meeting_id,
            )
        told += 1
    return told


def _hear_of_the_agenda(meeting_id: UUID) -> frozenset[UUID]:
    """Return for whom a message about a meeting waits to leave."""
    told = agendas.known_by(meeting_id)
    return frozenset(person_id for person_id, before in told.items() if before.state in OPEN)


def _whose_pack(
    meeting: Meeting, agenda: FrozenAgenda, paper_ids: set[UUID], what: What, now: datetime
) -> Iterator[tuple[Actor, Audience, list[UUID]]]:
    """Give each reader in whose pack some of these papers are or, of what left, were."""
    numbers = places.numbers(queries.listed_in_versions(meeting.id))
    live = agendas.live_items(meeting.id)
    listed = [row.item_id for row in agenda.rows if row.item_id in live]
    items = {
        item_id: _before(facts, paper_ids) if what is What.LEFT else facts
        for item_id, facts in item_facts(
            [each for each in listed if each is not None], numbers, meeting.state, now
        ).items()
        if any(paper.id in paper_ids for paper in facts.papers)
    }
    for actor, item_id, reader in _readers(meeting, agenda, items, now):
        shown = giving.item_pages(reader, items[item_id], now).shown
        changed = [page.paper_id for page in shown if page.paper_id in paper_ids]
        if changed:
            visits = reader.comes is giving.Comes.VISITS
            audience = Audience.VISITOR if visits else Audience.MEMBER
            yield actor, audience, [each for each in changed if each is not None]


def _before(item: ItemFacts, paper_ids: set[UUID]) -> ItemFacts:
    """Return an item as it was before these papers left."""
    return replace(
        item,
        papers=tuple(
            replace(paper, ready=True, withdrawn_at=None) if paper.id in paper_ids else paper
            for paper in item.papers
        ),
    )


def _readers(
    meeting: Meeting, agenda: FrozenAgenda, item_ids: Collection[UUID], now: datetime
) -> Iterator[tuple[Actor, UUID, Reader]]:
    """Give everybody who reads one of these items' papers, and as whom."""
    _, kind = agendas.meeting(meeting.id)
    facts, live = panels.meeting_facts(meeting, kind, agenda), agendas.live_items(meeting.id)
    everyone = agendas.everyone_at(
        district_id=meeting.district_id, panel_id=meeting.panel_id, meeting_id=meeting.id, now=now
    )
    comes_from = queries.comes_from(actor.person_id for actor in everyone)
    chair_seat = chair_seat_in(agenda)
    for actor in everyone:
        own = comes_from.get(actor.person_id, From())
        for item_id in item_ids:
            about = panels.item_facts(agenda, live[item_id])
            sees = sight(actor, facts, about).sees
            reads = actor.may(
                Permission.PACK_SEE, meeting.district_id, meeting.panel_id, meeting.id
            )
            if sees is Sees.VISITOR:
                yield actor, item_id, visitor(own)
            elif sees in OPENS and reads:
                yield (
                    actor,
                    item_id,
                    reader_of(actor, facts, about, own, chair_seat=chair_seat),
                )


def _starts(meeting: Meeting, agenda: FrozenAgenda) -> datetime:
    first = min((row.start for row in agenda.rows), default=time())
    return datetime.combine(meeting.held_on, first, tzinfo=LONDON).astimezone(UTC)
