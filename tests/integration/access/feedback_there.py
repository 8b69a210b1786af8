"""What changed because of feedback, in the access tests' world: one thing in each district."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.feedback import operations, queries
from portal.people.policy import Actor


def a_change(actor: Actor, now: datetime, district: str) -> UUID:
    """Return the id of what changed in a district, written down by the first who asks for it."""
    for known in queries.changes(district, shown_only=False):
        return known.change_id
    return operations.write_change(
        actor=actor,
        now=now,
        district_id=district,
        heard="The room is cold",
        changed="The panel meets in a warmer one",
    ).id
