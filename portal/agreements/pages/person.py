"""A young person's agreements over all their panels, for who works with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.agreements import policy, queries
from portal.agreements.pages.item import called
from portal.agreements.rules import Kind
from portal.kernel.errors import NotFoundError
from portal.panels import operations as panels
from portal.people.policy import Actor


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item, how being discussed stands there, and whether its panel is over."""

    item_id: UUID
    panel_name: str
    day: date
    sentence: str
    over: bool


@dataclass(frozen=True, slots=True)
class PersonAgreements:
    """A young person's items that this reader may open, the newest first, and the referral."""

    young_person_id: UUID
    who: str
    items: tuple[ItemLine, ...]
    referral: str


def person_agreements(*, actor: Actor, young_person_id: UUID, now: datetime) -> PersonAgreements:
    """Return it for who may see one of their items' agreements, else NotFoundError."""
    lines, names = [], []
    for item_id in panels.items_there(actor=actor, young_person_id=young_person_id, now=now):
        found = _may_open(actor, item_id, now)
        if found is None:
            continue
        standing = queries.standing(item_id)
        names.append(called(found))
        lines.append(
            ItemLine(
                item_id=item_id,
                panel_name=found.kind.label,
                day=found.meeting.held_on,
                sentence=standing.asks(Kind.BE_DISCUSSED, now).sentence,
                over=standing.window.over(now),
            )
        )
    if not lines:
        raise NotFoundError("There is no such young person.")
    return PersonAgreements(
        young_person_id,
        names[0],
        tuple(lines),
        queries.housing_referral(young_person_id, now).sentence,
    )


def _may_open(actor: Actor, item_id: UUID, now: datetime) -> panels.ItemAt | None:
    """Return an item where this reader may see its agreements."""
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    if not policy.powers(actor, found).sees:
        return None
    policy.require_seeing(actor, found)
    return found
