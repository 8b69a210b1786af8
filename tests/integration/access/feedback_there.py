"""Feedback in the access tests' world: what somebody thought, and one change in each district."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.database import session
from portal.feedback import operations, queries
from portal.feedback.models import Feedback
from portal.panels import queries as panels
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


def thought(now: datetime, item_id: UUID, words: str) -> None:
    """Let a young person have said what they thought, in words that they show nobody."""
    about = {"district_id": panels.item(item_id).district_id, "item_id": item_id}
    session.add(Feedback(**about, face="bad", words=words, given_on=now.date()))
    session.flush()
