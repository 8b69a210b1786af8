"""What was brought to an item before its panel."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    Entry,
    Way,
    columns,
)
from portal.variations.keeping import Kept

_KEPT = (Kept.PREPARATION, Kept.YOUNG_PEOPLE)

PREPARATION: dict[str, Entry] = {
    "contribution": Entry(
        "What agencies wrote for their panel",
        Way.PATH,
        columns(
            them="item_id young_person_id agency as_of given_at joined_at",
            words="answers",
            others="organisation_id given_by joined_by",
            nobody="district_id stream version",
        ),
        path="young_person_id",
        kept=_KEPT,
        labels={"as_of": "The day the information is of", "joined_at": "Joined the pack"},
    ),
    "invitation": Entry(
        "How they were invited, and what they answered",
        Way.PATH,
        columns(
            them="item_id young_person_id number invited_on way answer recorded_at",
            words="note",
            others="invited_by recorded_by",
            nobody="district_id",
        ),
        path="young_person_id",
        kept=_KEPT,
    ),
    "views_sought": Entry(
        "How they were asked for their views",
        Way.PATH,
        columns(
            them="item_id young_person_id number tried_on way outcome recorded_at",
            words="note",
            others="recorded_by",
            nobody="district_id",
        ),
        path="young_person_id",
        kept=_KEPT,
    ),
    "reminder_sent": Entry(
        "Who was reminded to prepare their item",
        Way.PATH,
        columns(
            them="item_id task step sent_on",
            others="person_id",
            nobody="district_id",
        ),
        path="item_id",
        kept=_KEPT,
    ),
}
