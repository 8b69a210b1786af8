"""What a reader from one organisation, in one seat, would be given of an item (idea 2).

The same rule is asked with the same facts as for their own pack, so that a preview cannot differ
from what they get. Before the agenda is out it is shown as it would be then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.packs import queries, said
from portal.packs.operations.giving import item_facts, item_number
from portal.packs.policy import From, in_seat, works_with
from portal.packs.rules import giving, places
from portal.packs.rules.giving import ItemFacts, ItemPages, Reader
from portal.packs.rules.places import Standing
from portal.panels import operations as panels
from portal.panels import queries as agendas
from portal.panels.operations import ItemAt
from portal.panels.policy import OPENS, seats_at, sight
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Actor
from portal.variations.values import Seat


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Everybody from one organisation in one seat who reads an item, by name."""

    organisation_id: UUID
    organisation: str
    seat: Seat
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An item as one audience would be given it."""

    item: ItemAt
    audience: Audience
    pages: ItemPages


def audiences(*, actor: Actor, item_id: UUID, now: datetime) -> tuple[Audience, ...]:
    """Return who would read an item's papers, by organisation and seat, for who works with it.

    NotFoundError for whom the item is not there; ForbiddenError for whoever does not work with it.
    """
    return _audiences(_item(actor, item_id), now)


def preview(
    *, actor: Actor, item_id: UUID, organisation_id: UUID, seat_key: str, now: datetime
) -> Preview:
    """Return an item as an organisation's people in a seat would be given it now.

    NotFoundError where nobody from there sits in that seat; ForbiddenError as for the list.
    """
    item = _item(actor, item_id)
    audience = next(
        (
            each
            for each in _audiences(item, now)
            if each.organisation_id == organisation_id and each.seat.key == seat_key
        ),
        None,
    )
    if audience is None:
        raise NotFoundError("Nobody from there reads this item.")
    facts = as_if_out(item_facts([item_id], _number(item), "published", now)[item_id])
    comes_from = queries.organisations([organisation_id])[organisation_id]
    reader = _anybody(audience.seat, From(comes_from.id, comes_from.kind))
    return Preview(item=item, audience=audience, pages=giving.item_pages(reader, facts, now))


def previews(item: ItemAt, now: datetime) -> tuple[Preview, ...]:
    """Return an item as each of its audiences would be given it, for the young person it is about.

    Whoever calls this has made sure that it is them, and shows kinds of papers and no words: a
    paper may say things of other people.
    """
    item_id = item.item.id
    facts = as_if_out(item_facts([item_id], _number(item), "published", now)[item_id])
    found = _audiences(item, now)
    known = queries.organisations(each.organisation_id for each in found)
    return tuple(
        Preview(
            item=item,
            audience=each,
            pages=giving.item_pages(
                _anybody(each.seat, From(each.organisation_id, known[each.organisation_id].kind)),
                facts,
                now,
            ),
        )
        for each in found
    )


def _anybody(seat: Seat, comes_from: From) -> Reader:
    """Return anybody from an organisation who sits in a seat."""
    return replace(in_seat(seat, comes_from), hears=said.source().heard_in(seat, comes_from))


def _number(item: ItemAt) -> dict[UUID, int]:
    return {item.item.id: item_number(item.meeting.id, item.item.id) or 1}


def as_if_out(facts: ItemFacts) -> ItemFacts:
    """Return an item as it would stand once its agenda is out: its ready papers in their places."""
    standing = [Standing(paper.id, paper.place) for paper in facts.papers if paper.ready]
    order = sorted(standing, key=lambda each: _kind_of(facts, each.paper_id))
    placed = places.allot(facts.number, order)
    papers = tuple(
        replace(paper, place=placed.get(paper.id, paper.place)) for paper in facts.papers
    )
    return replace(facts, papers=papers)


def _kind_of(facts: ItemFacts, paper_id: UUID) -> int:
    kinds = list(PaperKind)
    return next(kinds.index(paper.kind) for paper in facts.papers if paper.id == paper_id)


def _item(actor: Actor, item_id: UUID) -> ItemAt:
    found = panels.item_for(actor=actor, item_id=item_id)
    if not works_with(actor, found.facts, found.about):
        raise ForbiddenError("Those who bring this item’s papers see what others are given.")
    return found


def _audiences(item: ItemAt, now: datetime) -> tuple[Audience, ...]:
    meeting = item.meeting
    everyone = agendas.everyone_at(
        district_id=meeting.district_id, panel_id=meeting.panel_id, meeting_id=meeting.id, now=now
    )
    readers = [
        each
        for each in everyone
        if sight(each, item.facts, item.about).sees in OPENS
        and not works_with(each, item.facts, item.about)
    ]
    come_from = queries.comes_from(each.person_id for each in readers)
    names = queries.organisations(
        each.organisation_id for each in come_from.values() if each.organisation_id
    )
    found: dict[tuple[UUID, str], tuple[Seat, list[str]]] = {}
    for each in readers:
        organisation_id = come_from.get(each.person_id, From()).organisation_id
        for seat in seats_at(each, item.facts) if organisation_id else ():
            assert organisation_id is not None  # asked for just above
            found.setdefault((organisation_id, seat.key), (seat, []))[1].append(each.name)
    rows = [
        Audience(
            organisation_id=organisation_id,
            organisation=names[organisation_id].name,
            seat=seat,
            names=tuple(people),
        )
        for (organisation_id, _), (seat, people) in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: (row.organisation, row.seat.label)))
