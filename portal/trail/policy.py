"""Who may ask who has looked."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from portal.cases.models import YoungPerson
from portal.cases.rules.allocation import team_in
from portal.kernel.errors import ForbiddenError, NotFoundError
from portal.people import decisions
from portal.people.policy import Actor, Permission


def require_readers(
    actor: Actor, district_id: str | None, managers: Collection[UUID | None], *, knows: bool
) -> None:
    """Let through who runs the panel, a manager of an item of theirs, and who keeps the trail.

    ForbiddenError for others who know what is asked about, NotFoundError where they do not.
    """
    if not (
        actor.may(Permission.READERS_SEE, district_id)
        or actor.may(Permission.TRAIL_SEE, district_id)
        or actor.person_id in managers
    ):
        if not knows:
            raise NotFoundError
        raise ForbiddenError(
            "Only those who run the panel and the manager of this young person’s item may see "
            "who has looked."
        )
    decisions.allowed("asking who has looked")


def works_with(actor: Actor, person: YoungPerson) -> bool:
    """Tell whether somebody works with a young person or manages who does, and so knows of them.

    Where they come from counts before what a row says (A16).
    """
    return actor.in_childrens_services and actor.person_id in team_in(person).people
