"""Messages that wait or have gone, and work done outside a request."""

from __future__ import annotations

from portal.protection.rules.inventory.kinds import GOES_WITH_PERSON, Entry, Way, columns
from portal.variations.keeping import Kept

OUTBOX: dict[str, Entry] = {
    "outbox_message": Entry(
        "Who was sent word of their item",
        Way.PATH,
        columns(
            them="item_id",
            others="recipient_id address",
            nobody="district_id key state queued_at due_at claim attempts failures fault "
            "settled_at kind audience rank channel urgency subject body calendar settle_key "
            "settling_since subject_id not_after",
        ),
        path="item_id",
        kept=(Kept.MESSAGES,),
        labels={
            "subject": "Subject: the same for everybody",
            "body": "Words: the same for everybody",
        },
    ),
    "meeting_notice": Entry(
        "What others were told about the day of their item",
        Way.PATH,
        columns(
            them="item_id starts_at ends_at",
            others="person_id",
            nobody="district_id meeting_id message_id sequence news stands mark tells",
        ),
        path="item_id",
        kept=GOES_WITH_PERSON,
    ),
    "outbox_job": Entry(
        "Work done outside a request",
        Way.NONE,
        columns(
            others="arguments",
            nobody="district_id key state queued_at due_at claim attempts failures fault "
            "settled_at name",
        ),
        stays="Keys alone: what the work needs, it reads when it is done.",
    ),
    "outbox_heartbeat": Entry(
        "When messages were last looked after",
        Way.NONE,
        columns(nobody="beat_at"),
        stays="A moment, and nobody’s.",
    ),
}
