"""What a reader from one organisation, in one seat, would be given of an item (idea 2).

The same rule is asked with the same facts as for their own pack, so that a preview cannot differ
from what they get. Before the agenda is out it is shown as it would be then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portal.agreements import queries as agreed
from portal.agreements.rules.listing import is_lost
from portal.agreements.rules.supposing import EVERY, Supposed, as_if_answered
from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.packs import queries, said
from portal.packs.operations.giving import chair_seat_in, item_facts, item_number
from portal.packs.policy import From, in_seat, reader_of, reads_in, visitor, works_with
from portal.packs.rules import giving, places
from portal.packs.rules.giving import ItemFacts, ItemPages, Reader
from portal.packs.rules.places import Standing
from portal.panels import hearing
from portal.panels import operations as panels
from portal.panels import queries as agendas
from portal.panels.operations import ItemAt
from portal.panels.policy import OPENS, Sees, sight, speaks_for_young_people
from portal.papers.queries import paper as paper_row
from portal.papers.readers import PaperReader, who_can_see
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Actor, Permission
from portal.tenancy.door import variation_of
from portal.variations.values import OrganisationKind, Seat

ASKED = "asked"
"""What stands for a seat in the address of whoever is asked to the item alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Everybody from one organisation who reads an item as the same reader, by name.

    In a seat they sit in or their role stands for; ``seat`` None is who is asked to the item alone.
    """

    comes_from: From
    organisation_id: UUID
    organisation: str
    seat: Seat | None
    names: tuple[str, ...]

    @property
    def key(self) -> str:
        """What names it in an address."""
        return ASKED if self.seat is None else self.seat.key

    @property
    def label(self) -> str:
        """As whom they read, in words."""
        return "Asked to this item" if self.seat is None else self.seat.label

    @property
    def kind(self) -> OrganisationKind:
        """What kind of organisation speaks there: the seat's, else their own."""
        own = self.comes_from.organisation_kind or OrganisationKind.OTHER
        return own if self.seat is None else self.seat.organisation_kind

    @property
    def reader(self) -> Reader:
        """As whom the rules give them the item."""
        if self.seat is None:
            return visitor(self.comes_from)
        hears = said.source().heard_in(self.seat, self.comes_from)
        return replace(in_seat(self.seat, self.comes_from), hears=hears)


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
    return _audiences(_item(actor, item_id, now), now)


def preview(
    *, actor: Actor, item_id: UUID, organisation_id: UUID, seat_key: str, now: datetime
) -> Preview:
    """Return an item as an organisation's people in a seat would be given it now.

    Of what the young person says it holds what whoever asks may read as well.

    NotFoundError where nobody from there sits in that seat; ForbiddenError as for the list.
    """
    item = _item(actor, item_id, now)
    audience = next(
        (
            each
            for each in _audiences(item, now)
            if each.organisation_id == organisation_id and each.key == seat_key
        ),
        None,
    )
    if audience is None:
        raise NotFoundError("Nobody from there reads this item.")
    facts = as_if_out(item_facts([item_id], _number(item), "published", now)[item_id])
    hears = said.source().heard_by(actor, item.facts, item.about)
    # What is for fewer than them alone is not read here either.
    reader = replace(audience.reader, hears=audience.reader.hears & hears)
    return Preview(item=item, audience=audience, pages=giving.item_pages(reader, facts, now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Previews:
    """An item as each of its audiences would be given it: as things stand, and as they could.

    ``could`` holds it for every answer the young person could give now, as if it were given. It is
    empty where their time is over: nothing they answer changes what anybody is given.
    """

    stand: tuple[Preview, ...]
    could: dict[Supposed, tuple[Preview, ...]]


def previews(item: ItemAt, now: datetime) -> Previews:
    """Return an item as each of its audiences would be given it, for the young person it is about.

    Whoever calls this has made sure that it is them, and shows kinds of papers and no words: a
    paper may say things of other people.
    """
    item_id = item.item.id
    facts = as_if_out(item_facts([item_id], _number(item), "published", now)[item_id])
    there = _audiences(item, now)
    return Previews(
        stand=_given(item, there, facts, now),
        could=_could_be_given(item, there, facts, now),
    )


def _could_be_given(
    item: ItemAt, there: tuple[Audience, ...], facts: ItemFacts, now: datetime
) -> dict[Supposed, tuple[Preview, ...]]:
    item_id = item.item.id
    standing = agreed.standing(item_id)
    if standing.window.over(now):
        return {}
    papers = [each.shared for each in agreed.papers_now(item_id)]
    was_heard = item_id in hearing.were_heard([item_id])
    found = {}
    for supposed in EVERY:
        history = as_if_answered(
            facts.history,
            supposed,
            item_id=item_id,
            papers=papers,
            organisations=frozenset(each.organisation_id for each in there),
            at=now,
        )
        lost = is_lost(replace(standing, history=history).heard(now))
        as_if = replace(facts, history=history, heard=not lost, heard_before=was_heard)
        found[supposed] = _given(item, there, as_if, now)
    return found


def _given(
    item: ItemAt, there: tuple[Audience, ...], facts: ItemFacts, now: datetime
) -> tuple[Preview, ...]:
    return tuple(
        Preview(item=item, audience=each, pages=giving.item_pages(each.reader, facts, now))
        for each in there
    )


def readers_of_paper(item: ItemAt, paper_id: UUID, now: datetime) -> list[PaperReader]:
    """Return who is given a paper in their pack as things stand, each with why.

    By the rule that makes the packs, for each person with all that they hold.
    """
    item_id = item.item.id
    facts = item_facts([item_id], _number(item), item.meeting.state, now)[item_id]
    everyone = _everyone(item, now)
    come_from = queries.comes_from(each.person_id for each in everyone)
    chair_seat, found = _chair_seat(item), []
    for each in everyone:
        comes_from = come_from.get(each.person_id, From())
        reader = reader_of(each, item.facts, item.about, comes_from, chair_seat=chair_seat)
        pages = giving.item_pages(reader, facts, now).shown
        page = next((page for page in pages if page.paper_id == paper_id), None)
        if page is not None and _has_pack(each, item):
            reasons = [*sight(each, item.facts, item.about).reasons, "it is agreed for where they"]
            why = f"{'; '.join(reasons)} come from"
            if not page.whole:
                why += ", but for a part that is kept back"
            found.append(PaperReader(each.person_id, each.name, why))
    return found


def who_can_see_shown(item_id: UUID, paper_id: UUID, now: datetime) -> tuple[PaperReader, ...]:
    """Return everybody who can see a paper, each with why, for somebody who is shown it.

    Whoever calls this has made sure that they are.
    """
    return who_can_see(panels.item_unseen(item_id), paper_row(paper_id), now)


def _has_pack(actor: Actor, item: ItemAt) -> bool:
    """Tell whether somebody is given papers at all: by what they hold, or as a visitor."""
    visits = sight(actor, item.facts, item.about).sees is Sees.VISITOR
    return visits or item.may(actor, Permission.PACK_SEE)


def _number(item: ItemAt) -> dict[UUID, int]:
    return {item.item.id: item_number(item.meeting.id, item.item.id) or 1}


def as_if_out(facts: ItemFacts) -> ItemFacts:
    """Return an item as it would stand once its agenda is out and nothing waits to join its pack.

    Its ready papers are in their places, and what is newest is what everybody is given.
    """
    standing = [Standing(paper.id, paper.place) for paper in facts.papers if paper.ready]
    order = sorted(standing, key=lambda each: _kind_of(facts, each.paper_id))
    placed = places.allot(facts.number, order)
    papers = tuple(
        replace(
            paper,
            place=placed.get(paper.id, paper.place),
            versions=tuple(replace(each, joined_at=each.made_at) for each in paper.versions),
        )
        for paper in facts.papers
    )
    forms = tuple(
        replace(
            form, versions=tuple(replace(each, joined_at=each.made_at) for each in form.versions)
        )
        for form in facts.forms
    )
    return replace(facts, papers=papers, forms=forms)


def _kind_of(facts: ItemFacts, paper_id: UUID) -> int:
    kinds = list(PaperKind)
    return next(kinds.index(paper.kind) for paper in facts.papers if paper.id == paper_id)


def _item(actor: Actor, item_id: UUID, now: datetime) -> ItemAt:
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    if not works_with(actor, found.facts, found.about):
        raise ForbiddenError("Those who bring this item’s papers see what others are given.")
    return found


def _audiences(item: ItemAt, now: datetime) -> tuple[Audience, ...]:
    everyone = _everyone(item, now)
    seen = {each.person_id: sight(each, item.facts, item.about).sees for each in everyone}
    readers = [
        each
        for each in everyone
        if seen[each.person_id] in {*OPENS, Sees.VISITOR}
        and not works_with(each, item.facts, item.about)
        and not speaks_for_young_people(each, item.facts)
        and _has_pack(each, item)
    ]
    chair_seat = _chair_seat(item)
    come_from = queries.comes_from(each.person_id for each in readers)
    names = queries.organisations(
        each.organisation_id for each in come_from.values() if each.organisation_id
    )
    found: dict[tuple[UUID, str], Audience] = {}
    for each in readers:
        comes_from = come_from.get(each.person_id, From())
        if comes_from.organisation_id is None:
            continue
        visits = seen[each.person_id] is Sees.VISITOR
        seats = reads_in(each, item.facts, item.about, chair_seat=chair_seat)
        for seat in (None,) if visits else seats:
            made = Audience(
                comes_from=comes_from,
                organisation_id=comes_from.organisation_id,
                organisation=names[comes_from.organisation_id].name,
                seat=seat,
                names=(),
            )
            known = found.get((made.organisation_id, made.key), made)
            found[made.organisation_id, made.key] = replace(known, names=(*known.names, each.name))
    return tuple(sorted(found.values(), key=lambda row: (row.organisation, row.label, row.key)))


def _everyone(item: ItemAt, now: datetime) -> tuple[Actor, ...]:
    meeting = item.meeting
    return agendas.everyone_at(
        district_id=meeting.district_id, panel_id=meeting.panel_id, meeting_id=meeting.id, now=now
    )


def _chair_seat(item: ItemAt) -> str:
    """Return the key of the seat that chairs: as published, else as the district says now."""
    if item.agenda is not None:
        return chair_seat_in(item.agenda)
    variation = variation_of(item.item.district_id)
    return variation.chair_rule(as_of=item.meeting.held_on, kind=item.kind).value.seat
