"""What was put into another language for a young person, or into English from theirs."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import Entry, Way, columns
from portal.variations.keeping import Kept

TRANSLATIONS: dict[str, Entry] = {
    "translation": Entry(
        "What was translated for them, or of what they said",
        Way.PATH,
        columns(
            them="item_id young_person_id source language_name handed_at",
            words="words made_by",
            others="handed_by",
            nobody="district_id subject_id number language direction digest",
        ),
        path="young_person_id",
        kept=(
            Kept.RECORD_WORDS,
            Kept.ACTION_WORDS,
            Kept.PREPARATION,
            Kept.VIEWS,
            Kept.YOUNG_PEOPLE,
        ),
        labels={
            "source": "What was translated",
            "language_name": "Into which language",
            "made_by": "Who translated it",
            "handed_by": "Who handed it over",
        },
    ),
}
