"""What they agreed to, and what was decided without them."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    GOES_WITH_PERSON,
    Entry,
    Way,
    columns,
)

AGREEMENTS: dict[str, Entry] = {
    "agreement_state": Entry(
        "How often they were asked",
        Way.PATH,
        columns(them="young_person_id", nobody="newest"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "agreement_event": Entry(
        "What they were asked, and what they answered",
        Way.PATH,
        columns(
            them="young_person_id item_id seq kind answer covers answered_on way_asked "
            "way_answered helped recorded_at",
            others="asked_by recorded_by",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={
            "covers": "Which papers, organisations and parts were named",
            "answered_on": "The day they answered",
            "way_asked": "How they were asked",
            "way_answered": "How they answered",
            "helped": "Who helped them",
        },
    ),
    "capacity_record": Entry(
        "Whether they could decide, as somebody found",
        Way.PATH,
        columns(
            them="young_person_id item_id seq kind finding assessed_on recorded_at",
            others="assessed_by recorded_by",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "agreement_words": Entry(
        "Their words when they were asked",
        Way.PATH,
        columns(
            them="young_person_id item_id event_id capacity_id language",
            words="said limits support",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={
            "said": "What they said, or what was found",
            "limits": "What they did not want shared",
            "support": "What helped them to understand",
        },
    ),
    "agreement_override": Entry(
        "When a manager had them discussed without an agreement",
        Way.PATH,
        columns(
            them="young_person_id item_id ground told placed_at ended_at",
            words="reason",
            others="manager_id ended_by",
            nobody="version",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={"told": "What they were told", "reason": "Why"},
    ),
}
