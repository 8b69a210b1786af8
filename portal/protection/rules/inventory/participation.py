"""How young people take part in their panel, and what they ask for."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import Entry, Way, columns
from portal.variations.keeping import Kept

_KEPT = (Kept.PREPARATION, Kept.YOUNG_PEOPLE)

PARTICIPATION: dict[str, Entry] = {
    "participation_choice": Entry(
        "How they chose to take part",
        Way.PATH,
        columns(
            them="item_id young_person_id topic number asked_for way_told told_at",
            words="answers",
            others="told_to",
            nobody="district_id",
        ),
        path="young_person_id",
        kept=_KEPT,
        labels={"told_to": "Who wrote it down for them", "way_told": "How it was told"},
    ),
    "meeting_ask": Entry(
        "What they asked for or said is wrong, and the answer they got",
        Way.PATH,
        columns(
            them="item_id young_person_id kind asked_at answer_by taken_back_at outcome "
            "answered_at",
            words="whom why answer",
            others="person_id told_to answered_by",
            nobody="district_id seat_key version",
        ),
        path="young_person_id",
        kept=_KEPT,
        labels={
            "whom": "Who should not be there, in their words",
            "why": "Why, or what they say is wrong and what it should say",
            "told_to": "Who wrote it down for them",
        },
    ),
}
