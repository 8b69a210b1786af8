"""Young people, their care and the county's return."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    GOES_WITH_PERSON,
    Entry,
    Way,
    columns,
)
from portal.variations.keeping import Kept

CARE: dict[str, Entry] = {
    # Nothing of this row is sealed. A name is searched by its parts and sorted by, a code and a
    # date of birth are compared: sealed, every list would read and open every row. A disk or a
    # backup that is stolen is what encryption of the disk and of the backups is for (C48); what is
    # said of somebody, in whosever words, is sealed besides.
    "young_person": Entry(
        "Who they are",
        Way.SELF,
        columns(
            them="district_id reference child_code preferred_name born_on sex arrived_alone "
            "address_protected",
            others="social_worker_id social_worker_since manager_id manager_since "
            "personal_adviser_id personal_adviser_since adviser_manager_id adviser_manager_since",
        ),
        kept=GOES_WITH_PERSON,
        labels={
            "child_code": "Code in the county’s return",
            "born_on": "Date of birth",
            "arrived_alone": "Came to the United Kingdom alone, seeking asylum",
        },
    ),
    "erased_child": Entry(
        "That a later return does not bring them back",
        Way.PATH,
        columns(them="young_person_id key_number code_hash erased_on"),
        path="young_person_id",
        stays="A keyed hash of a code, so that what was deleted stays deleted; it says nothing "
        "without the key, and goes when two people let somebody back.",
    ),
    "care_episode": Entry(
        "Times in care",
        Way.PATH,
        columns(
            them="young_person_id started_on reason_new legal_status need place ended_on "
            "reason_ended reason_place_change",
            others="place_provider provider_number",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "care_review": Entry(
        "Reviews of their care",
        Way.PATH,
        columns(them="young_person_id held_on participation"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={"participation": "How they took part (the return’s code)"},
    ),
    "return_row": Entry(
        "Other rows of the county’s return",
        Way.PATH,
        columns(them="young_person_id module row_key", words="facts"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "return_import": Entry(
        "Imports that mention them",
        Way.MENTIONS,
        columns(
            words="report", others="started_by", nobody="started_at finished_at year as_of state"
        ),
        kept=(Kept.IMPORT_REPORTS,),
    ),
    "panel_case": Entry(
        "Matters before a panel",
        Way.PATH,
        columns(them="young_person_id kind opened_on closed_on", nobody="district_id"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
}
