"""A meeting and an item as the policy asks about them, and who chairs an item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

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
    knows_when_stopped,
    sight,
)
from portal.panels.queries import LiveItem, SlotRow
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
    """Return who chairs one item where the usual chair has an interest in it, else None."""
    return membership.who_chairs_item(chair_id=agenda.chair_id, chain=agenda.chain, out=live.out)


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


def item_for(*, actor: Actor, item_id: UUID) -> ItemAt:
    """Return an item for somebody who reads its agenda. NotFoundError: for others it is not there.

    Whoever declared an interest in it is one of those others.
    """
    found = _seen_by(actor, item_unseen(item_id))
    if found is None:
        raise NotFoundError("There is no such item.")
    return found


def items_for(*, actor: Actor, item_ids: Collection[UUID]) -> dict[UUID, ItemAt]:
    """Return those of some items that `item_for` would, in a constant number of queries.

    Raises the errors of their districts' rules where those do not load.
    """
    if not item_ids:
        return {}
    items, live = queries.items_by_id(item_ids), queries.live_by_id(item_ids)
    meetings = queries.meetings_by_id({item.meeting_id for item in items.values()})
    agendas = queries.newest_agendas(meetings)
    found = {}
    for item_id, item in items.items():
        meeting, kind = meetings[item.meeting_id]
        at = _item_at(item, meeting, kind, agendas.get(meeting.id), live[item_id])
        seen = _seen_by(actor, at)
        if seen is not None:
            found[item_id] = seen
    return found


def _seen_by(actor: Actor, found: ItemAt) -> ItemAt | None:
    seen = sight(actor, found.facts, found.about)
    return replace(found, sight=seen) if seen.sees in {Sees.NAME, Sees.REFERENCE} else None


def still_there(
    actor: Actor, found: ItemAt, now: datetime, *, who: str = "", holding: bool = False
) -> Hearing | None:
    """Say whether an item may be heard, to somebody for whom it is there still; else None.

    One that was withdrawn is there for nobody. One whose young person stopped being discussed is
    there for its own people, who builds the agenda and who answers for agreements. ``who`` and
    ``holding`` as in `hearing.Asked`.
    """
    item_id = found.item.id
    if found.item.slot_id is None:
        return None
    said = hearing.of(Asked(items={item_id: who}, now=now, holding=holding))[item_id]
    if said.lost and not knows_when_stopped(actor, found.facts, found.about):
        return None
    return said


def require_heard(actor: Actor, found: ItemAt, now: datetime, *, who: str = "") -> Hearing:
    """Return whether an item may be heard. NotFoundError for whom it is not there any more."""
    said = still_there(actor, found, now, who=who)
    if said is None:
        raise NotFoundError("There is no such item.")
    return said


def item_unseen(item_id: UUID) -> ItemAt:
    """Return an item as nobody in particular sees it: for work that has no reader."""
    item = queries.item(item_id)
    meeting, kind = queries.meeting(item.meeting_id)
    version = queries.latest_version(meeting.id)
    agenda = None if version is None else frozen.from_json(version.frozen)
    return _item_at(item, meeting, kind, agenda, queries.live_items(meeting.id)[item.id])


def _item_at(
    item: Item, meeting: Meeting, kind: PanelKind, agenda: FrozenAgenda | None, live: LiveItem
) -> ItemAt:
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
