"""What can be done on a panel day and afterwards, one function for each use.

A second saver of the same version gets a ConflictError before anything changes, so that the page
can show both versions and let them choose.
"""

from __future__ import annotations

from portal.records.operations.day import (
    Day,
    Finished,
    SeatAnswer,
    finish_meeting,
    list_whom_the_starter_may_not_know,
    open_day,
    panel_day,
    seat_states,
    set_attendance,
)
from portal.records.operations.filing import add_to_record, file_record
from portal.records.operations.promises import answer_promise, complete_action, tell_of_answer
from portal.records.operations.shared import (
    NOT_PUBLISHED,
    line_for_writer,
    still_to_read,
    to_read,
    why_not_open,
)
from portal.records.operations.taking_away import NOTHING_THERE, may_move_to, take_away_decision
from portal.records.operations.writing import (
    Owner,
    draft_of,
    possible_owners,
    save_item,
    save_participation,
)

__all__ = [
    "NOTHING_THERE",
    "NOT_PUBLISHED",
    "Day",
    "Finished",
    "Owner",
    "SeatAnswer",
    "add_to_record",
    "answer_promise",
    "complete_action",
    "draft_of",
    "file_record",
    "finish_meeting",
    "line_for_writer",
    "list_whom_the_starter_may_not_know",
    "may_move_to",
    "open_day",
    "panel_day",
    "possible_owners",
    "save_item",
    "save_participation",
    "seat_states",
    "set_attendance",
    "still_to_read",
    "take_away_decision",
    "tell_of_answer",
    "to_read",
    "why_not_open",
]
