"""The panel day and what was filed."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    Entry,
    Way,
    columns,
)
from portal.variations.keeping import Kept

RECORDS: dict[str, Entry] = {
    "item_record": Entry(
        "What they said, what was said, and what the panel decided",
        Way.PATH,
        columns(
            them="item_id took_part participation decision_key decision_label decision_until "
            "filed_at receipt recorded_at",
            words="took_part_note discussion decision_reason decision_who plain_words",
            others="recorded_by filed_by social_worker manager",
            nobody="district_id version",
        ),
        path="item_id",
        kept=(Kept.RECORD_WORDS, Kept.YOUNG_PEOPLE),
        labels={
            "took_part_note": "Their views and who passed these on, or what was tried",
            "decision_label": "What the panel decided",
            "plain_words": "The decision as they were told it",
        },
    ),
    "barrier": Entry(
        "What stood in the way",
        Way.PATH,
        columns(them="item_record_id item_id", words="wording", nobody="district_id position"),
        path="item_record_id",
        kept=(Kept.RECORD_WORDS, Kept.YOUNG_PEOPLE),
    ),
    "action": Entry(
        "What somebody promised to do",
        Way.PATH,
        columns(
            them="item_record_id item_id due_on done_on young_said",
            words="wording plain_words",
            others="owner_id",
            nobody="district_id position",
        ),
        path="item_record_id",
        kept=(Kept.ACTION_WORDS, Kept.YOUNG_PEOPLE),
        labels={
            "plain_words": "The promise as they were told it",
            "young_said": "Whether they say that it happened",
        },
    ),
    "promise_answer": Entry(
        "What was said of a promise",
        Way.PATH,
        columns(
            them="item_id action_id said said_at",
            words="words",
            others="said_by",
            nobody="district_id number",
        ),
        path="action_id",
        kept=(Kept.ACTION_WORDS, Kept.YOUNG_PEOPLE),
    ),
    "record_addition": Entry(
        "What was added to a record later",
        Way.PATH,
        columns(
            them="item_record_id item_id receipt added_at",
            words="wording plain_words",
            others="added_by",
            nobody="district_id",
        ),
        path="item_record_id",
        kept=(Kept.RECORD_WORDS, Kept.YOUNG_PEOPLE),
        labels={"plain_words": "What was added for them"},
    ),
    "attendance": Entry(
        "Who was in the room",
        Way.MEETINGS,
        columns(
            others="person_id stand_in", nobody="district_id meeting_id seat_key state version"
        ),
        path="meeting_id",
        kept=(Kept.ATTENDANCE,),
    ),
}
