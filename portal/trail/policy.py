"""Who may ask who has looked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from portal.kernel.errors import ForbiddenError
from portal.people import decisions
from portal.people.policy import Actor, Permission


def require_readers(
    actor: Actor, district_id: str | None, managers: Collection[UUID | None]
) -> None:
    """Let through who runs the panel, a manager of an item of theirs, and who keeps the trail."""
    if not (
        actor.may(Permission.READERS_SEE, district_id)
        or actor.may(Permission.TRAIL_SEE, district_id)
        or actor.person_id in managers
    ):
        raise ForbiddenError(
            "Only those who run the panel and the manager of this young person’s item may see "
            "who has looked."
        )
    decisions.allowed("asking who has looked")
