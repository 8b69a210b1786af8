"""A record as tests of what young people are told need it: filed, with staff's own words marked."""

from __future__ import annotations

from datetime import date, datetime

from portal.people import standing
from portal.records import operations as records
from portal.records.rules import ActionDraft, RecordDraft, TookPart
from tests.support.invented_panel import InventedPanel

TOLD = "You can stay where you are."
PROMISE = "We ask for the money you need."
CANARY = "zq-only-for-staff"
"""In every word of the record that the young person is not told."""


def file_first(panel: InventedPanel, now: datetime) -> None:
    """Record and file the first item, as case support does. Call inside a writing scope."""
    version = decide_first(panel, now)
    actor = standing.actor(panel.people["support"], now)
    assert actor is not None
    records.file_record(
        actor=actor, now=now, item_id=panel.items[0], version=version, receipt="CS-1042"
    )


def decide_first(panel: InventedPanel, now: datetime) -> int:
    """Record the first item with its decision; return the record's version."""
    actor = standing.actor(panel.people["support"], now)
    assert actor is not None
    item_id = panel.items[0]
    records.save_participation(
        actor=actor,
        now=now,
        item_id=item_id,
        version=0,
        took_part=TookPart.VIEWS_SHARED,
        note=f"{CANARY} note",
    )
    made = records.save_item(
        actor=actor,
        now=now,
        item_id=item_id,
        version=1,
        draft=RecordDraft(
            discussion=f"{CANARY} said",
            decision_key="deferred",
            reason=f"{CANARY} risk",
            who=f"{CANARY} who",
            until=date(2026, 12, 10),
            barriers=(f"{CANARY} barrier",),
            actions=(
                ActionDraft(
                    f"{CANARY} action",
                    panel.people["worker"],
                    date(2026, 12, 4),
                    plain_words=PROMISE,
                ),
            ),
            plain_words=TOLD,
        ),
    )
    return made.version
