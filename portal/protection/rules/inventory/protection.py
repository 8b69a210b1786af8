"""What was decided about the data itself."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    GOES_WITH_PERSON,
    Entry,
    Way,
    columns,
)

PROTECTION: dict[str, Entry] = {
    "legal_hold": Entry(
        "Why everything about them had to be kept",
        Way.PATH,
        columns(
            them="young_person_id placed_at lifted_at",
            words="reason lift_reason",
            others="placed_by lifted_by",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "protection_ruling": Entry(
        "What was decided about deleting or hiding their data",
        Way.PATH,
        columns(
            them="young_person_id kind ground state proposed_at decided_at ended_at",
            words="reason end_reason",
            others="proposed_by decided_by ended_by",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "copy_request": Entry(
        "When somebody asked for a copy",
        Way.PATH,
        columns(
            them="young_person_id state asked_on stopped_on stopped_days opened_at read_at",
            words="note",
            others="opened_by read_by",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "copy_verdict": Entry(
        "What was decided about each part of a copy",
        Way.PATH,
        columns(
            them="request_id kind row_id verdict decided_at",
            words="reason instead",
            others="decided_by",
        ),
        path="request_id",
        kept=GOES_WITH_PERSON,
    ),
    "tombstone": Entry(
        "What was deleted, and when",
        Way.NONE,
        columns(nobody="kind row_id removed_at cause"),
        stays="That something was deleted is kept; what it said is not here.",
    ),
}
