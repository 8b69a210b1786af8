"""A meeting and an item as the policy asks about them, and who chairs an item."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ScalarSelect

from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.panels import hearing, queries
from portal.panels.hearing import Asked, Hearing
from portal.panels.models import Item, Meeting
from portal.panels.policy import (
    ItemFacts,
    MeetingFacts,
    Sees,
    Sight,
    is_out,
    is_there,
    knows_when_stopped,
    sight,
)
from portal.panels.queries import LiveItem, PlacedItem, SlotRow
from portal.panels.rules import frozen, membership
from portal.panels.rules.frozen import FrozenAgenda
from portal.people.policy import Actor, Permission
from portal.tenancy.door import variation_of

KEPT_SLOT = "kept"
"""The kind of a slot in which something stands that this reader has an interest in."""


def meeting_facts(
    meeting: Meeting, kind: PanelKind, agenda: FrozenAgenda | None = None
) -> MeetingFacts:
    """Return a meeting as the policy asks about it, by the seats frozen with its agenda if any."""
    day = meeting.held_on
    seats = (
        variation_of(meeting.district_id).seats(as_of=day, kind=kind).value
        if agenda is None
        else frozen.seats(agenda)
    )
    return MeetingFacts(
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        meeting_id=meeting.id,
        panel_day=day,
        seats={seat.key: seat for seat in seats},
    )


def chair_of(agenda: FrozenAgenda, live: LiveItem) -> membership.ItemChair | None:
    """Return who chairs one item where the usual chair has an interest in it, else None.

    Or where whoever is in the chair's place has. Who stands there on the day is asked only of an
    item that anybody is out of.
    """
    if agenda.chair_id is None or not live.out:
        return None
    meeting, _ = queries.meeting(live.meeting_id)
    chain = queries.chain_there(agenda, meeting)
    return membership.who_chairs_item(chair_id=agenda.chair_id, chain=chain, out=live.out)


def item_facts(agenda: FrozenAgenda | None, live: LiveItem) -> ItemFacts:
    """Return an item as the policy asks about it, with whoever chairs it in the chair's place."""
    handed_on = None if agenda is None else chair_of(agenda, live)
    return live.facts if handed_on is None else replace(live.facts, chair_id=handed_on.person_id)


@dataclass(frozen=True, slots=True)
class ItemAt:
    """One item with its meeting, as one person may know it."""

    item: Item
    meeting: Meeting
    kind: PanelKind
    agenda: FrozenAgenda | None
    live: LiveItem
    facts: MeetingFacts
    about: ItemFacts
    sight: Sight

    @property
    def over(self) -> bool:
        """Whether its record is filed, it was withdrawn, or its meeting was cancelled."""
        return (
            self.item.closed_at is not None
            or self.item.slot_id is None
            or self.meeting.state == "cancelled"
        )

    def chairs(self, actor: Actor) -> bool:
        """Tell whether somebody chairs this one item in the usual chair's place."""
        return self.about.chair_id == actor.person_id

    def may(self, actor: Actor, permission: Permission) -> bool:
        """Tell whether somebody has a permission at the item's meeting."""
        meeting = self.meeting
        return actor.may(permission, meeting.district_id, meeting.panel_id, meeting.id)


def item_for(*, actor: Actor, item_id: UUID | ScalarSelect[UUID], now: datetime) -> ItemAt:
    """Return an item for somebody who reads its agenda. NotFoundError: for others it is not there.

    Whoever declared an interest in it is one of those others. So is, once it was taken off the
    agenda or was stopped before it was heard, whoever neither works with it, nor builds the agenda,
    nor answers for agreements. ``item_id`` may be a subquery for it.
    """
    placed = placed_for(actor=actor, item_id=item_id, now=now)
    return _seen_by(actor, _unseen(placed))


def placed_for(*, actor: Actor, item_id: UUID | ScalarSelect[UUID], now: datetime) -> PlacedItem:
    """Return an item with its meeting for whom `item_for` would. NotFoundError for others.

    One statement is asked, for those others too, as for an id that nobody ever had. Only of an item
    on an agenda that they read is more asked: whether it may still be heard, or was.
    """
    placed = queries.placed_item(item_id)
    if not _there(actor, [placed], now):
        raise NotFoundError("There is no such item.")
    return placed


def items_there(*, actor: Actor, young_person_id: UUID, now: datetime) -> list[UUID]:
    """Return those of a young person's items that `item_for` would, the latest panel first.

    In one statement, also where none of them is there; more as for `placed_for`.
    """
    placed = queries.placed_items_of(young_person_id)
    return [each.item.id for each in _there(actor, placed, now)]


def those_there(*, actor: Actor, item_ids: Collection[UUID], now: datetime) -> frozenset[UUID]:
    """Return those of some items that `item_for` would, in at most three queries."""
    placed = queries.placed_items(item_ids)
    return frozenset(each.item.id for each in _there(actor, placed, now))


def items_for(*, actor: Actor, item_ids: Collection[UUID], now: datetime) -> dict[UUID, ItemAt]:
    """Return those of some items that `item_for` would, in a constant number of queries.

    Raises the errors of their districts' rules where those do not load.
    """
    if not item_ids:
        return {}
    items, live = queries.items_by_id(item_ids), queries.live_by_id(item_ids)
    meetings = queries.meetings_by_id({item.meeting_id for item in items.values()})
    agendas = queries.newest_agendas(meetings)
    placed = [PlacedItem(item, *meetings[item.meeting_id]) for item in items.values()]
    found = {}
    for each in _there(actor, placed, now):
        item = each.item
        at = _item_at(each, agendas.get(item.meeting_id), live[item.id])
        found[item.id] = _seen_by(actor, at)
    return found


def _there(actor: Actor, placed: Sequence[PlacedItem], now: datetime) -> list[PlacedItem]:
    """Return those items of which anything is there for somebody, in their order."""
    read: list[PlacedItem] = []
    others: dict[UUID, str] = {}
    for each in placed:
        facts, listed = _bare_facts(each.meeting), each.item.slot_id is not None
        if is_there(actor, facts, each.about, listed=listed):
            read.append(each)
            if not knows_when_stopped(actor, facts, each.about):
                others[each.item.id] = ""
    said = hearing.of(Asked(items=others, now=now))
    return [each for each in read if each.item.id not in said or not said[each.item.id].gone]


def _bare_facts(meeting: Meeting) -> MeetingFacts:
    """Return a meeting as the policy asks about it where no seat matters."""
    return MeetingFacts(
        district_id=meeting.district_id,
        panel_id=meeting.panel_id,
        meeting_id=meeting.id,
        panel_day=meeting.held_on,
    )


def _seen_by(actor: Actor, found: ItemAt) -> ItemAt:
    return replace(found, sight=sight(actor, found.facts, found.about))


def require_heard(actor: Actor, found: ItemAt, now: datetime, *, who: str = "") -> Hearing:
    """Return whether an item may be heard. NotFoundError for whom it is not there any more.

    One that was withdrawn is there for nobody. One whose young person stopped being discussed
    before it was heard is there for its own people, who builds the agenda and who answers for
    agreements. ``who`` as in `hearing.Asked`.
    """
    item_id = found.item.id
    if found.item.slot_id is not None:
        said = hearing.of(Asked(items={item_id: who}, now=now))[item_id]
        if not said.gone or knows_when_stopped(actor, found.facts, found.about):
            return said
    raise NotFoundError("There is no such item.")


def is_open(actor: Actor, found: ItemAt, now: datetime, *, holding: bool = False) -> bool:
    """Tell whether what was brought and said for an item is open to somebody for whom it is there.

    What others wrote down for it, its papers and its young person's views close at once when they
    stop, whether or not it was heard by then, but for whoever knows of it still. ``holding`` as in
    `hearing.Asked`.
    """
    if knows_when_stopped(actor, found.facts, found.about):
        return True
    return not hearing.is_lost(found.item.id, now, holding=holding)


def require_open(actor: Actor, found: ItemAt, now: datetime) -> None:
    """Let pass to whom what was brought and said for an item is open. NotFoundError for others."""
    require_heard(actor, found, now)
    if not is_open(actor, found, now):
        raise NotFoundError("There is no such item.")


def item_unseen(item_id: UUID) -> ItemAt:
    """Return an item as nobody in particular sees it: for work that has no reader."""
    return _unseen(queries.placed_item(item_id))


def _unseen(placed: PlacedItem) -> ItemAt:
    version = queries.latest_version(placed.meeting.id)
    agenda = None if version is None else frozen.from_json(version.frozen)
    return _item_at(placed, agenda, queries.live_items(placed.meeting.id)[placed.item.id])


def _item_at(placed: PlacedItem, agenda: FrozenAgenda | None, live: LiveItem) -> ItemAt:
    item, meeting, kind = placed.item, placed.meeting, placed.kind
    facts, about = meeting_facts(meeting, kind, agenda), item_facts(agenda, live)
    return ItemAt(item, meeting, kind, agenda, live, facts, about, Sight(Sees.NOTHING))


def as_seen(slots: tuple[SlotRow, ...], actor: Actor | None) -> tuple[SlotRow, ...]:
    """Return a timetable as this person may know it: what they have an interest in is not there.

    Its slot is neither free nor anybody's to them, so that two items cannot meet in it.
    """
    return tuple(_seen(slot, actor) for slot in slots)


def _seen(slot: SlotRow, actor: Actor | None) -> SlotRow:
    if actor is None:
        return slot
    hidden = slot.id in actor.kept_slots or (
        slot.item is not None and is_out(actor, slot.item.facts)
    )
    return replace(slot, kind=KEPT_SLOT, item=None) if hidden else slot


def timetable_for(meeting_id: UUID, actor: Actor | None) -> tuple[SlotRow, ...]:
    """Return a meeting's slots and items as this person may know them."""
    return as_seen(queries.timetable(meeting_id), actor)
