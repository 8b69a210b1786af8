"""Whose messages somebody may see: those of the districts in which their role includes it."""

from __future__ import annotations

from portal.kernel.errors import NotFoundError
from portal.people.policy import Actor, Permission
from portal.tenancy.door import registry


def seen_in(actor: Actor) -> frozenset[str] | None:
    """Return the districts whose messages somebody may see; None for the whole county."""
    if actor.may(Permission.OUTBOX_SEE, None):
        return None
    return frozenset(
        ref.slug for ref in registry().districts() if actor.may(Permission.OUTBOX_SEE, ref.slug)
    )


def require_sight(actor: Actor, district_id: str | None) -> None:
    """Raise NotFoundError for a message of a district in which they see none."""
    if not actor.may(Permission.OUTBOX_SEE, district_id):
        raise NotFoundError
