"""What was done, and who looked."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    TRAIL,
    Entry,
    Way,
    columns,
)

TRAIL_TABLES: dict[str, Entry] = {
    "audit_event": Entry(
        "What was done, and who looked",
        Way.EVENTS,
        columns(
            them="kind event subject_kind subject_id young_person_id happened_at page why facts",
            others="actor_id",
            nobody="seq about_district purpose salt facts_digest key_number digest",
        ),
        stays=TRAIL,
    ),
    "audit_event_earlier": Entry(
        "What was done, not yet in the chain",
        Way.EVENTS,
        columns(
            them="event subject_kind subject_id happened_at facts",
            others="actor_id",
            nobody="about_district",
        ),
        stays=TRAIL,
    ),
    "audit_head": Entry(
        "The end of the trail",
        Way.NONE,
        columns(nobody="seq digest"),
        stays="How long the trail is; about nobody.",
    ),
}
