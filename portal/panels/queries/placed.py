"""Items with their meetings, in one statement: what is asked before anything else of an item."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, select

from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.panels.models import Item, Meeting, Panel
from portal.panels.policy import ItemFacts
from portal.panels.queries.items import own_people


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """An item with its meeting and the kind of its panel."""

    item: Item
    meeting: Meeting
    kind: PanelKind

    @property
    def about(self) -> ItemFacts:
        """The item as the policy asks about it, by its row alone."""
        return ItemFacts(
            item_id=self.item.id,
            young_person_id=self.item.young_person_id,
            own=own_people(self.item, self.item.id),
        )


def placed_item(item_id: UUID | ScalarSelect[UUID]) -> PlacedItem:
    """Return one item with its meeting, withdrawn or not, in one query. Raises NotFoundError.

    ``item_id`` may be a subquery: which item something belongs to.
    """
    found = _placed(Item.id == item_id)
    if not found:
        raise NotFoundError("There is no such item.")
    return found[0]


def placed_items_of(young_person_id: UUID) -> list[PlacedItem]:
    """Return a young person's items, withdrawn or not, those of the latest panel first."""
    return _placed(Item.young_person_id == young_person_id)


def placed_items(item_ids: Collection[UUID]) -> list[PlacedItem]:
    """Return those of some items that are in the scope, withdrawn or not, in one query."""
    return _placed(Item.id.in_(item_ids)) if item_ids else []


_PLACED = (
    select(Item, Meeting, Panel.kind)
    .join(Meeting, joins(Item, "meeting_id", Meeting))
    .join(Panel, joins(Meeting, "panel_id", Panel))
    .order_by(Meeting.held_on.desc(), Item.id)
)


def _placed(chosen: ColumnElement[bool]) -> list[PlacedItem]:
    rows = session.execute(_PLACED.where(chosen))
    return [PlacedItem(item, meeting, PanelKind(kind)) for item, meeting, kind in rows]
