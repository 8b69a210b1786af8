"""Named reads of panels, meetings, items and agendas; every list has an order.

Each is one query whatever the number of rows. Other capabilities start from `next_meetings`,
`items_of` and `latest_version`.
"""

from __future__ import annotations

from portal.panels.queries.items import (
    ItemRow,
    SlotRow,
    item,
    item_of,
    item_row,
    items_of,
    may_be_nominated,
    names_of,
    open_case,
    other_days_listed,
    timetable,
    young_person,
)
from portal.panels.queries.meetings import (
    MeetingRow,
    find_meeting,
    free_places,
    latest_version,
    meeting,
    meeting_on,
    meeting_row,
    neighbours,
    newest_versions,
    next_meetings,
    past_meetings,
    published,
)
from portal.panels.queries.membership import (
    TermRow,
    holders,
    panel,
    panels_of,
    sits_in,
    term,
    terms,
)

__all__ = [
    "ItemRow",
    "MeetingRow",
    "SlotRow",
    "TermRow",
    "find_meeting",
    "free_places",
    "holders",
    "item",
    "item_of",
    "item_row",
    "items_of",
    "latest_version",
    "may_be_nominated",
    "meeting",
    "meeting_on",
    "meeting_row",
    "names_of",
    "neighbours",
    "newest_versions",
    "next_meetings",
    "open_case",
    "other_days_listed",
    "panel",
    "panels_of",
    "past_meetings",
    "published",
    "sits_in",
    "term",
    "terms",
    "timetable",
    "young_person",
]
