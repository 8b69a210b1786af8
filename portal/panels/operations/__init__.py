"""What can be done on the agenda side of a panel: seats, meetings, items, publishing.

Each is keyword-only, asks the policy first, leaves one event in the trail, and never commits.
"""

from __future__ import annotations

from portal.panels.operations.allocating import (
    Allocated,
    allocate,
    allocated_by,
    allocates_only_own,
    may_allocate,
    require_allocating,
)
from portal.panels.operations.allocating_many import allocate_from_file
from portal.panels.operations.attending import (
    declare_interest,
    end_visit,
    invite_visitor,
    lift_interest,
    record_cost,
    runs,
)
from portal.panels.operations.deputies import (
    NOBODY_NEW,
    Newcomer,
    end_deputy,
    may_add,
    may_name_stand_in,
    may_stand_in_oneself,
    name_deputy,
    name_stand_in,
    places_to_send,
)
from portal.panels.operations.drafting import Draft, draft_agenda
from portal.panels.operations.facts import (
    ItemAt,
    chair_of,
    is_open,
    item_facts,
    item_for,
    item_unseen,
    items_for,
    items_there,
    meeting_facts,
    placed_for,
    require_heard,
    require_open,
    those_there,
)
from portal.panels.operations.items import Moved, Nominated, move_item, nominate, withdraw_item
from portal.panels.operations.meetings import (
    Planned,
    cancel_meeting,
    move_meeting,
    plan_meeting,
    warnings_about_day,
)
from portal.panels.operations.publishing import Published, publish_agenda, take_back_agenda
from portal.panels.operations.reminding import remind_reader, try_again
from portal.panels.operations.seats import end_seat, enter_county, hold_seat, open_panels
from portal.panels.operations.telling import tell_meeting

__all__ = [
    "NOBODY_NEW",
    "Allocated",
    "Draft",
    "ItemAt",
    "Moved",
    "Newcomer",
    "Nominated",
    "Planned",
    "Published",
    "allocate",
    "allocate_from_file",
    "allocated_by",
    "allocates_only_own",
    "cancel_meeting",
    "chair_of",
    "declare_interest",
    "draft_agenda",
    "end_deputy",
    "end_seat",
    "end_visit",
    "enter_county",
    "hold_seat",
    "invite_visitor",
    "is_open",
    "item_facts",
    "item_for",
    "item_unseen",
    "items_for",
    "items_there",
    "lift_interest",
    "may_add",
    "may_allocate",
    "may_name_stand_in",
    "may_stand_in_oneself",
    "meeting_facts",
    "move_item",
    "move_meeting",
    "name_deputy",
    "name_stand_in",
    "nominate",
    "open_panels",
    "placed_for",
    "places_to_send",
    "plan_meeting",
    "publish_agenda",
    "record_cost",
    "remind_reader",
    "require_allocating",
    "require_heard",
    "require_open",
    "runs",
    "take_back_agenda",
    "tell_meeting",
    "those_there",
    "try_again",
    "warnings_about_day",
    "withdraw_item",
]
