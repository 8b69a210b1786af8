"""What young people thought of their panel."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import GOES_WITH_PERSON, Entry, Way, columns
from portal.variations.keeping import Kept

FEEDBACK: dict[str, Entry] = {
    "feedback": Entry(
        "What they thought of their panel",
        Way.PATH,
        columns(them="item_id face show_words given_on", words="words", nobody="district_id"),
        path="item_id",
        kept=(Kept.FEEDBACK, *GOES_WITH_PERSON),
        labels={"show_words": "Whether the panel may read the words, without a name"},
    ),
    "feedback_change": Entry(
        "What changed because of feedback",
        Way.NONE,
        columns(
            others="written_by",
            nobody="district_id heard changed written_at shown version translations",
        ),
        stays="It says what a panel does now, and is about nobody.",
    ),
}
