"""How a young person gets in, and how they are reached."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import GOES_WITH_PERSON, Entry, Way, columns

SURE = "Whether a code that a worker gave stands behind it"
ENTRY: dict[str, Entry] = {
    "young_link": Entry(
        "Links they were given to their own pages",
        Way.PATH,
        columns(
            them="item_id young_person_id way made_at expires_at ended_at starts last_used_at",
            others="made_by",
            nobody="district_id token_hash",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={"starts": "How often it let them in", "way": "How it was given"},
    ),
    "young_link_ask": Entry(
        "When they asked for a new link",
        Way.PATH,
        columns(
            them="item_id young_person_id asked_on asked_at for_code answered_at",
            others="answered_by",
            nobody="district_id link_id",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={
            "for_code": "Whether they asked for a code",
            "answered_at": "When they had a way in again",
        },
    ),
    "young_code": Entry(
        "Codes they were given to their own pages",
        Way.PATH,
        columns(
            them="item_id young_person_id kind sure"
            " made_at expires_at ended_at starts last_used_at",
            others="made_by",
            nobody="district_id code_hash",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={"starts": "How often it let them in", "kind": "What it was for", "sure": SURE},
    ),
    "young_word": Entry(
        "The word they chose to come back with",
        Way.PATH,
        columns(them="young_person_id sure chosen_at", nobody="word_hash"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={"sure": SURE},
    ),
    "young_visit": Entry(
        "When they were in their own pages",
        Way.PATH,
        columns(
            them="item_id young_person_id way sure began_at used_at ended_at wrote_at",
            nobody="district_id token_hash link_id",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={
            "way": "What let them in",
            "sure": SURE,
            "wrote_at": "When they first changed something",
        },
    ),
    "young_kept": Entry(
        "What they typed and have not sent",
        Way.PATH,
        columns(them="young_person_id kept_until", alone="fields action page"),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "young_contact": Entry(
        "How they are reached",
        Way.PATH,
        columns(
            them=(
                "young_person_id phone email language safe_to_text safe_to_email said_on "
                "text_stopped_at email_stopped_at"
            ),
            words="said_by",
            others="recorded_by",
            nobody="version",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
        labels={
            "safe_to_text": "Whether a text may be sent",
            "safe_to_email": "Whether an email may be sent",
            "text_stopped_at": "When they stopped texts themselves",
            "email_stopped_at": "When they stopped emails themselves",
        },
    ),
}
