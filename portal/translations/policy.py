"""Who hands a translation over: who writes for the young person, or writes for them what they say.

Nobody from an organisation that offers homes does, whatever else they hold.
"""

from __future__ import annotations

from portal.kernel.errors import NotFoundError
from portal.panels.operations import ItemAt
from portal.panels.policy import seats_at
from portal.people import decisions
from portal.people.policy import Actor, Permission
from portal.preparation.policy import tells_of_young_person


def may_hand_over(actor: Actor, found: ItemAt) -> bool:
    """Tell whether somebody may: the item's own people, case support, who writes its record."""
    writes = found.may(actor, Permission.RECORD_WRITE) or found.chairs(actor)
    if not (writes or tells_of_young_person(actor, found.facts, found.about)):
        return False
    if any(seat.organisation_kind.offers_homes for seat in seats_at(actor, found.facts)):
        return False
    return actor.organisation_kind is None or not actor.organisation_kind.offers_homes


def require_handing_over(actor: Actor, found: ItemAt) -> None:
    """Let pass who hands translations over. NotFoundError for others: there is no such page."""
    if not may_hand_over(actor, found):
        raise NotFoundError("There is no such page.")
    decisions.allowed("putting words into another language for one young person")
