"""A pack put together for one reader: facts read, the rule asked, and asked again before it leaves.

The last question is asked in the transaction that writes the reading into the trail, with the
answers and the papers held as they are: a pack whose answer changed meanwhile is not given (C15).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from uuid import UUID

from portal.agreements.operations import sharing
from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.packs import queries, said
from portal.packs.policy import From, reader_of, visitor
from portal.packs.rules import changes, giving, places
from portal.packs.rules.changes import Change
from portal.packs.rules.giving import ItemFacts, ItemPages, Reader
from portal.panels import hearing
from portal.panels import operations as panels
from portal.panels import queries as agendas
from portal.panels.hearing import Asked
from portal.panels.models import Meeting
from portal.panels.operations.drafting import without
from portal.panels.operations.facts import KEPT_SLOT
from portal.panels.policy import OPENS, MeetingFacts, Sight, require_knowing, shown, sight
from portal.panels.queries import LiveItem
from portal.panels.rules import frozen
from portal.panels.rules.frozen import FrozenAgenda, FrozenRow
from portal.people import decisions
from portal.people.policy import Actor, Permission

OUT = frozenset({"published", "held"})
"""The states of a meeting whose agenda is out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item in its slot, as one reader is given it. Without ``item_id`` it is a mark alone."""

    start: time
    minutes: int
    number: int
    pages: ItemPages
    changes: Mapping[str, Change]
    item_id: UUID | None = None
    meeting_id: UUID | None = None
    young_person_id: UUID | None = None
    who: str = ""
    named: bool = False
    reference: str = ""
    item_type: str = ""
    reader: Reader | None = None
    since: datetime | None = None
    """When this reader last opened it, before this sitting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A meeting's papers for one reader. ``number`` is 0 where its agenda is not out."""

    meeting_id: UUID
    district_id: str
    panel_id: UUID
    kind: PanelKind
    district_name: str
    panel_day: date
    place: str
    state: str
    number: int
    published_at: datetime | None
    reader: str
    rows: tuple[Row, ...]
    papers: MeetingFacts

    @property
    def given(self) -> tuple[Row, ...]:
        """The items of which something is to be read."""
        return tuple(row for row in self.rows if row.pages.shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A meeting whose agenda is out, and who asks for its papers."""

    actor: Actor
    meeting: Meeting
    facts: MeetingFacts
    agenda: FrozenAgenda
    now: datetime
    live: Mapping[UUID, LiveItem]

    def readers(self, rows: Iterable[FrozenRow]) -> dict[UUID, tuple[Sight, Reader]]:
        """Say of each item that is there for them what they see of it, and as whom they read."""
        found = {}
        own = self.actor.person_id
        comes_from = queries.comes_from([own]).get(own, From())
        chair_seat = chair_seat_in(self.agenda)
        for row in rows:
            if row.item_id is None or row.item_id not in self.live:
                continue
            about = panels.item_facts(self.agenda, self.live[row.item_id])
            seen = sight(self.actor, self.facts, about)
            if seen.sees in OPENS:
                reader = reader_of(self.actor, self.facts, about, comes_from, chair_seat=chair_seat)
                hears = said.source().heard_by(self.actor, self.facts, about)
                found[row.item_id] = (seen, replace(reader, hears=hears))
        return found


def chair_seat_in(agenda: FrozenAgenda) -> str:
    """Return the key of the seat that chairs, by the rules an agenda was published with."""
    return str(agenda.rules.get("chair_rule", {}).get("value", {}).get("seat", ""))


def give(
    *, actor: Actor, meeting_id: UUID, now: datetime, only: Collection[UUID] = frozenset()
) -> Pack:
    """Return a meeting's pack for somebody who reads its agenda; ``only`` these items, if any.

    NotFoundError for whoever does not: whether there is such a meeting is not for them to know.
    """
    meeting, kind = agendas.meeting(meeting_id)
    require_knowing(actor, meeting, meeting.id)
    if not actor.may(Permission.PACK_SEE, meeting.district_id, meeting.panel_id, meeting.id):
        raise NotFoundError("There is no such pack.")
    version = agendas.latest_version(meeting_id)
    agenda = None if version is None else frozen.from_json(version.frozen)
    facts = panels.meeting_facts(meeting, kind, agenda)
    is_out = agenda is not None and meeting.state in OUT
    rows: tuple[Row, ...] = ()
    if agenda is not None and is_out:
        asked = _Asked(
            actor=actor,
            meeting=meeting,
            facts=facts,
            agenda=agenda,
            now=now,
            live=agendas.live_items(meeting_id),
        )
        rows = _rows(asked, only)
    return Pack(
        meeting_id=meeting.id,
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        kind=kind,
        district_name=agenda.district_name if agenda else "",
        panel_day=meeting.held_on,
        place=meeting.place,
        state=meeting.state,
        number=version.number if version and is_out else 0,
        published_at=version.published_at if version and is_out else None,
        reader=actor.name,
        rows=rows,
        papers=facts,
    )


def _rows(asked: _Asked, only: Collection[UUID]) -> tuple[Row, ...]:
    meeting_id = asked.meeting.id
    numbers = places.numbers(queries.listed_in_versions(meeting_id))
    number_at = {row.slot_id: numbers[row.item_id] for row in asked.agenda.rows if row.item_id}
    wanted = [
        row
        for row in without(asked.agenda, asked.actor).rows
        if (row.item_id in only if only else row.item_id or row.kind == KEPT_SLOT)
    ]
    readers = asked.readers(wanted)
    items = item_facts(readers, numbers, asked.meeting.state, asked.now)
    opened = queries.openings_of(asked.actor.person_id, meeting_id, items.keys())
    found = []
    for row in wanted:
        item = items.get(row.item_id) if row.item_id else None
        if item is None:
            found.append(_mark(row, number_at[row.slot_id]))
            continue
        since = changes.last_sitting(opened.get(item.id, ()), asked.now)
        found.append(_row(asked, row, readers[item.id], item, since))
    return tuple(found)


def _mark(row: FrozenRow, number: int) -> Row:
    """Return the mark that stands where an item is that is not there for this reader."""
    pages = ItemPages(item_id=UUID(int=0), number=number, state=giving.State.NOT_SHOWN)
    return Row(start=row.start, minutes=row.minutes, number=number, pages=pages, changes={})


def _row(
    asked: _Asked,
    row: FrozenRow,
    reads: tuple[Sight, Reader],
    item: ItemFacts,
    since: datetime | None,
) -> Row:
    seen, reader = reads
    pages = giving.item_pages(reader, item, asked.now)
    before = None if since is None else giving.item_pages(reader, item, since)
    if pages.state is giving.State.NOT_HEARD and reader.comes is not giving.Comes.WORKS:
        # A mark stands there, as on the agenda: no name, no reference and no reason.
        return Row(
            start=row.start, minutes=row.minutes, number=item.number, pages=pages, changes={}
        )
    return Row(
        start=row.start,
        minutes=row.minutes,
        number=item.number,
        pages=pages,
        item_id=item.id,
        meeting_id=asked.meeting.id,
        young_person_id=row.young_person_id,
        named=seen.named,
        who=shown(sees=seen.named, name=asked.live[item.id].name, reference=row.reference),
        reference=row.reference,
        item_type=row.item_type,
        reader=reader,
        changes=changes.changes(before, pages),
        since=since,
    )


def item_facts(
    item_ids: Collection[UUID], numbers: Mapping[UUID, int], state: str, now: datetime
) -> dict[UUID, ItemFacts]:
    """Return items of one meeting as the rule is asked about them, in a constant number of queries.

    In a scope that writes, the answers and the papers are held until its transaction ends.
    """
    papers = queries.paper_facts(item_ids)
    forms = queries.form_facts(item_ids)
    standing = queries.items_now(item_ids)
    spoken = said.source().facts(item_ids)
    heard = hearing.of(Asked(items=dict.fromkeys(item_ids, ""), now=now))
    with sharing(item_ids=item_ids, now=now) as agreed:
        return {
            item_id: ItemFacts(
                id=item_id,
                number=numbers.get(item_id, 0),
                papers=papers[item_id],
                forms=forms[item_id],
                history=agreed.of(item_id).history,
                window=agreed.of(item_id).window,
                open=item.on_agenda and state in OUT,
                said=spoken.get(item_id),
                heard=not heard[item_id].lost,
                heard_before=heard[item_id].heard_before,
                closed_at=item.closed_at,
            )
            for item_id, item in standing.items()
        }


def give_visitor(*, actor: Actor, item_id: UUID, now: datetime) -> Row | None:
    """Return the papers of the one item somebody is asked to; None where it is none of theirs.

    Made from the item and its meeting alone: nothing of another slot is read.
    """
    decisions.allowed("the papers of the item somebody is asked to")
    visit = next((each for each in actor.visits if each.item_id == item_id), None)
    if visit is None:
        return None
    row = agendas.item_row(item_id)
    meeting, _ = agendas.meeting(row.meeting_id)
    comes_from = queries.comes_from([actor.person_id]).get(actor.person_id, From())
    reader = visitor(comes_from)
    facts = item_facts([item_id], {}, meeting.state, now)[item_id]
    return Row(
        start=row.start,
        minutes=row.minutes,
        number=0,
        pages=giving.item_pages(reader, facts, now),
        item_id=item_id,
        meeting_id=meeting.id,
        young_person_id=row.young_person_id,
        reference=row.reference,
        item_type=row.item_type,
        reader=reader,
        changes={},
    )


def still_given(rows: Collection[Row], *, meeting_id: UUID, now: datetime) -> Callable[[], bool]:
    """Return the question whether all that these rows show may still be given.

    Asked where the reading is written down, and answered by the facts as they are then, which
    nobody changes until that is committed.
    """
    given = {row.item_id: row for row in rows if row.item_id and row.pages.shown}

    def ask() -> bool:
        queries.hold_papers(given)
        said.source().hold(given)
        meeting, _ = agendas.meeting(meeting_id)
        facts = item_facts(list(given), {}, meeting.state, now)
        return all(_same(row, facts.get(item_id), now) for item_id, row in given.items())

    return ask


def _same(row: Row, facts: ItemFacts | None, now: datetime) -> bool:
    if facts is None or row.reader is None:
        return False
    numbered = replace(facts, number=row.pages.number)
    return giving.item_pages(row.reader, numbered, now) == row.pages


def item_number(meeting_id: UUID, item_id: UUID) -> int:
    """Return the number of an item in its meeting's pack; 0 before its agenda is out."""
    return places.numbers(queries.listed_in_versions(meeting_id)).get(item_id, 0)
