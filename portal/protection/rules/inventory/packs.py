"""What readers of packs write for themselves."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import Entry, Way, columns
from portal.variations.keeping import Kept

PACKS: dict[str, Entry] = {
    "pack_note": Entry(
        "What a reader of their papers wrote for themselves",
        Way.PATH,
        columns(
            them="item_id young_person_id place written_at",
            words="words",
            others="person_id",
            nobody="district_id version",
        ),
        path="young_person_id",
        kept=(Kept.PACK_NOTES, Kept.YOUNG_PEOPLE),
    ),
}
