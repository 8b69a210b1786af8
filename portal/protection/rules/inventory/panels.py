"""Panels, meetings, and who is let in to an item or kept out of it."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import (
    ARRANGEMENTS,
    GOES_WITH_PERSON,
    POINTS_TO_STAFF,
    Entry,
    Way,
    columns,
)
from portal.variations.keeping import Kept

PANELS: dict[str, Entry] = {
    "item": Entry(
        "When a panel was to look at their plan",
        Way.PATH,
        columns(
            them="meeting_id slot_id case_id young_person_id nominated_on closed_at",
            words="item_type withdrawn_reason",
            others="social_worker_id manager_id personal_adviser_id adviser_manager_id "
            "stand_in_id stand_in_since nominated_by",
            nobody="district_id version",
        ),
        path="young_person_id",
        kept=(Kept.WITHDRAWAL_REASONS, Kept.YOUNG_PEOPLE),
        labels={"item_type": "What the panel was asked to look at"},
    ),
    "agenda_version": Entry(
        "Agendas they were on, and who was sent them",
        Way.AGENDAS,
        columns(
            them="frozen",
            words="late_reason withdrawn_reason",
            others="published_by late_accepted_by withdrawn_by",
            nobody="district_id meeting_id number published_at withdrawn_at",
        ),
        path="meeting_id",
        kept=(Kept.AGENDAS, Kept.YOUNG_PEOPLE),
    ),
    "meeting": Entry(
        "Meetings",
        Way.MEETINGS,
        columns(nobody="district_id panel_id held_on part place state unusual_day_reason version"),
        path="id",
        stays=ARRANGEMENTS,
    ),
    # The portal's pages keep it from young people and from whoever may bid for their home (R17,
    # A19). But it is theirs by law when they ask for all that is held: it neither vanishes from the
    # copy nor goes out unseen, and a person says of each amount whether an exemption applies.
    "item_cost": Entry(
        "What their home costs",
        Way.PATH,
        columns(
            them="item_id weekly_pence recorded_at",
            words="note",
            others="recorded_by",
            nobody="district_id version",
        ),
        path="item_id",
        kept=GOES_WITH_PERSON,
        labels={"weekly_pence": "A week, in pence"},
        question="Cost is kept from young people on the portal’s pages. Release it unless an "
        "exemption applies.",
    ),
    "visit": Entry(
        "Who was asked to their item for one matter",
        Way.PATH,
        columns(
            them="item_id tells_name opens_at closes_at ended_at",
            words="reason",
            others="person_id invited_by",
            nobody="district_id",
        ),
        path="item_id",
        kept=GOES_WITH_PERSON,
        labels={"tells_name": "Whether the visitor was told their name"},
    ),
    "recusal": Entry(
        "Who declared an interest and was kept out",
        Way.PATH,
        columns(
            them="item_id young_person_id declared_at ended_at",
            words="reason",
            others="person_id declared_by ended_by",
            nobody="district_id",
        ),
        path="young_person_id",
        kept=GOES_WITH_PERSON,
    ),
    "meeting_deputy": Entry(
        "Who came to a meeting for somebody else",
        Way.MEETINGS,
        columns(
            others="holder_id person_id named_by",
            nobody="district_id meeting_id seat_key named_at ended_at",
        ),
        path="meeting_id",
        stays=POINTS_TO_STAFF,
    ),
    "seat_holder": Entry(
        "Holders of seats",
        Way.NONE,
        columns(
            others="person_id starts_on ends_on", nobody="district_id panel_id seat_key deputy"
        ),
        stays=POINTS_TO_STAFF,
    ),
    "panel": Entry(
        "Panels",
        Way.NONE,
        columns(nobody="district_id kind starts_on ends_on"),
        stays=ARRANGEMENTS,
    ),
    "slot": Entry(
        "Slots",
        Way.NONE,
        columns(nobody="district_id meeting_id starts_at minutes kind"),
        stays=ARRANGEMENTS,
    ),
}
