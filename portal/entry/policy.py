"""Who gives a young person their ways in: their own people on the item, and case support.

Whoever makes a code could come in by it. So nobody else does, and the young person sees in their
own pages when a code was made and when somebody was last in.
"""

from __future__ import annotations

from portal.kernel.errors import ForbiddenError
from portal.panels.operations import ItemAt
from portal.people import decisions
from portal.people.policy import Actor, Permission


def gives_ways_in(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody gives this item's young person their ways in."""
    own = bool(found.about.own.ties_of(actor))
    return own or found.may(actor, Permission.AGENDA_PUBLISH)


def require_giving(actor: Actor, found: ItemAt) -> None:
    """Let pass who gives this item's young person their ways in, or raise ForbiddenError."""
    if not gives_ways_in(actor, found):
        raise ForbiddenError("Only the people of this item and case support give ways in.")
    decisions.allowed("giving a young person their ways in")
