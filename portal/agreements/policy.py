"""Who may see, record, stop and decide: the item's own people first.

The item's own people record answers and read everything. Case support sees how things stand, and
records a stop that somebody told them. A manager of those who work with them, or a district lead,
may decide that an item is heard without an agreement. For everybody else there is nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal.kernel.errors import ForbiddenError
from portal.panels.operations import ItemAt
from portal.people import decisions
from portal.people.policy import Actor, Permission

NOT_YOURS = "Only the people who work with this young person, and case support, can open this page."
NOT_TO_RECORD = (
    "Only the people who work with this young person can record what they answered. If they told "
    "you to stop, you can record that."
)


@dataclass(frozen=True, slots=True)
class Powers:
    """What one person may do about one item's agreements."""

    own: bool
    sees: bool
    decides: bool
    reads_papers: bool
    """Whether they read the papers that were asked about, and so what each is called."""

    @property
    def records(self) -> bool:
        """Whether they record answers and capacity, and read the words."""
        return self.own

    @property
    def stops(self) -> bool:
        """Whether they record that the young person stopped something."""
        return self.sees


def powers(actor: Actor, found: ItemAt) -> Powers:
    """Say what somebody may do about an item's agreements."""
    own = bool(found.about.own.ties_of(actor))
    manages = actor.in_childrens_services and actor.person_id in managers(found)
    decides = manages or found.may(actor, Permission.AGREEMENT_OVERRIDE)
    sees = own or decides or found.may(actor, Permission.AGREEMENT_SEE)
    reads_papers = own or found.may(actor, Permission.PAPER_SEE)
    return Powers(own=own, sees=sees, decides=decides, reads_papers=reads_papers)


def managers(found: ItemAt) -> frozenset[UUID]:
    """Return the managers of those who work with the young person."""
    own = found.about.own
    named = (own.manager_id, own.adviser_manager_id)
    return frozenset(each for each in named if each is not None)


def require_seeing(actor: Actor, found: ItemAt) -> Powers:
    """Let pass who may see how an item's agreements stand, else ForbiddenError."""
    held = powers(actor, found)
    if not held.sees:
        raise ForbiddenError(NOT_YOURS)
    decisions.allowed("how one item's agreements stand")
    return held


def require_recording(actor: Actor, found: ItemAt) -> Powers:
    """Let pass who may record an answer, else ForbiddenError."""
    held = require_seeing(actor, found)
    if not held.records:
        raise ForbiddenError(NOT_TO_RECORD)
    return held


def require_deciding(actor: Actor, found: ItemAt) -> Powers:
    """Let pass who may decide without an agreement, else ForbiddenError."""
    held = require_seeing(actor, found)
    if not held.decides:
        raise ForbiddenError(
            "Only a manager of the people who work with this young person, or a district lead, "
            "can decide this."
        )
    return held
