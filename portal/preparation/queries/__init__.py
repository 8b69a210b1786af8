"""Named reads of what was brought to items; every list has an order."""

from __future__ import annotations

from portal.preparation.queries.brought import (
    AnswerRow,
    InvitationRow,
    ViewsRow,
    answers_by_id,
    answers_from_json,
    answers_of,
    from_last_time,
    invitations_of,
    newest_answer,
    reminders_about,
    views_sought_of,
)
from portal.preparation.queries.gathering import evidence_of
from portal.preparation.queries.preparing import (
    ItemPrepared,
    Preparation,
    item_prepared,
    meeting_prepared,
    meetings_prepared,
)

__all__ = [
    "AnswerRow",
    "InvitationRow",
    "ItemPrepared",
    "Preparation",
    "ViewsRow",
    "answers_by_id",
    "answers_from_json",
    "answers_of",
    "evidence_of",
    "from_last_time",
    "invitations_of",
    "item_prepared",
    "meeting_prepared",
    "meetings_prepared",
    "newest_answer",
    "reminders_about",
    "views_sought_of",
]
