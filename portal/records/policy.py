"""Who may read a record, and who may say that an action is done."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from portal.kernel.errors import ForbiddenError
from portal.people import decisions
from portal.people.policy import Actor, Permission


def is_own(actor: Actor, people: Collection[UUID | None]) -> bool:
    """Tell whether the actor is one of an item's own people: its social worker or their manager."""
    return actor.person_id in people


def sees_name(actor: Actor, district_id: str, people: Collection[UUID | None]) -> bool:
    """Tell whether the actor may read the young person's name: the agenda's own rule (A16)."""
    return actor.sees_every_name(district_id) or is_own(actor, people)


def require_reading(actor: Actor, district_id: str, people: Collection[UUID | None]) -> None:
    """Let through who may read an item's record: roles that read records, and its own people."""
    if not (actor.may(Permission.RECORD_SEE, district_id) or is_own(actor, people)):
        raise ForbiddenError(
            "Only the people of this item and those who run the panel may read it."
        )
    decisions.allowed("reading the record of one item")


def may_complete(actor: Actor, district_id: str, owner_id: UUID) -> bool:
    """Tell whether the actor may say an action is done: its owner, or who writes the record."""
    return actor.person_id == owner_id or actor.may(Permission.RECORD_WRITE, district_id)
