"""Papers, and an address that is protected."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    GOES_WITH_PERSON,
    Entry,
    Way,
    columns,
)
from portal.variations.keeping import Kept

_KEPT = (Kept.PAPERS, Kept.YOUNG_PEOPLE)

PAPERS: dict[str, Entry] = {
    "paper": Entry(
        "Papers about them",
        Way.PATH,
        columns(
            them="item_id young_person_id kind place written_on state added_at withdrawn_at",
            words="title withdrawn_reason",
            others="added_by withdrawn_by",
            nobody="district_id version",
        ),
        path="young_person_id",
        kept=_KEPT,
        labels={"written_on": "The day its content is of"},
    ),
    "paper_version": Entry(
        "Versions of papers about them",
        Way.PATH,
        columns(
            them="paper_id item_id young_person_id number made_at written_on how pages joined_at",
            words="blob",
            others="made_by joined_by",
            nobody="district_id digest size",
        ),
        path="paper_id",
        kept=_KEPT,
        labels={"blob": "The file", "joined_at": "Joined the pack"},
        question="It waits because the section “why we are involved”, or a protected address, may "
        "be in it. Read it before you release it.",
    ),
    "paper_section": Entry(
        "What papers about them say",
        Way.PATH,
        columns(
            them="paper_version_id item_id young_person_id key",
            words="heading words",
            nobody="district_id position",
        ),
        path="paper_version_id",
        kept=_KEPT,
    ),
    "paper_picture": Entry(
        "Pictures in papers about them",
        Way.PATH,
        columns(
            them="paper_version_id item_id young_person_id",
            words="description blob",
            nobody="district_id section position digest size",
        ),
        path="paper_version_id",
        kept=_KEPT,
        labels={"blob": "The file"},
    ),
    "paper_intake": Entry(
        "Papers about them that wait to be confirmed",
        Way.PATH,
        columns(
            them="paper_id item_id young_person_id written_on made_at how why pages found",
            words="title sections blob",
            others="made_by",
            nobody="district_id version digest size",
        ),
        path="paper_id",
        kept=_KEPT,
        labels={"blob": "The file"},
    ),
    "protected_address": Entry(
        "Their address, which is protected",
        Way.PATH,
        columns(
            them="young_person_id lines postcode recorded_at",
            others="recorded_by",
            nobody="version",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "address_reveal": Entry(
        "Who asked to see their protected address",
        Way.PATH,
        columns(
            them="young_person_id state asked_at decided_at shown_at",
            words="reason",
            others="asked_by decided_by",
            nobody="version",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
}
