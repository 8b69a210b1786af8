"""What young people said before their panel, and what was made of it."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import Entry, Way, columns
from portal.variations.keeping import Kept

_KEPT = (Kept.VIEWS, Kept.YOUNG_PEOPLE)

VOICE: dict[str, Entry] = {
    "views_sheet": Entry(
        "What they were asked before a panel",
        Way.PATH,
        columns(
            them="item_id young_person_id asked started_at shared_at taken_back_at",
            nobody="district_id version",
        ),
        path="young_person_id",
        kept=_KEPT,
        labels={"asked": "The questions", "taken_back_at": "When they took it all back"},
    ),
    "views_answer": Entry(
        "What they answered, in their own words",
        Way.PATH,
        columns(
            them="views_sheet_id item_id young_person_id question_key asked how audience chosen "
            "not_sure language way answered_at shared_at draft media",
            words="words scribe blob",
            others="written_by",
            nobody="district_id version digest size checked saved_before",
        ),
        path="young_person_id",
        kept=_KEPT,
        labels={
            "asked": "The question as they read it",
            "how": "How they answered",
            "audience": "For whom it is",
            "way": "How they were asked",
            "scribe": "Who wrote it for them",
            "draft": "Whether it is theirs alone",
            "blob": "Their file",
        },
        drafts=("words", "chosen", "scribe", "blob"),
    ),
    "views_heard": Entry(
        "When their views were opened and shown",
        Way.PATH,
        columns(
            them="views_sheet_id item_id young_person_id what heard_at",
            others="person_id",
            nobody="district_id",
        ),
        path="young_person_id",
        kept=_KEPT,
    ),
    "views_summary": Entry(
        "What a worker made of their views",
        Way.PATH,
        columns(
            them="item_id young_person_id written_at",
            words="words",
            others="written_by",
            nobody="district_id version",
        ),
        path="young_person_id",
        kept=_KEPT,
    ),
}
