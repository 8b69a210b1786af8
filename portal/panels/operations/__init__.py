"""What can be done on the agenda side of a panel: seats, meetings, items, publishing.

Each is keyword-only, asks the policy first, leaves one event in the trail, and never commits.
"""

from __future__ import annotations

from portal.panels.operations.drafting import Draft, draft_agenda
from portal.panels.operations.items import Moved, Nominated, move_item, nominate, withdraw_item
from portal.panels.operations.meetings import (
    Planned,
    cancel_meeting,
    plan_meeting,
    warnings_about_day,
)
from portal.panels.operations.publishing import Published, publish_agenda
from portal.panels.operations.seats import end_seat, hold_seat, open_panels

__all__ = [
    "Draft",
    "Moved",
    "Nominated",
    "Planned",
    "Published",
    "cancel_meeting",
    "draft_agenda",
    "end_seat",
    "hold_seat",
    "move_item",
    "nominate",
    "open_panels",
    "plan_meeting",
    "publish_agenda",
    "warnings_about_day",
    "withdraw_item",
]
