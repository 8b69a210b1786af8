"""What the agenda and the panel day ask of this room: whether an item may be heard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portal.agreements import queries
from portal.agreements.queries import Standing
from portal.agreements.rules import Kind
from portal.agreements.rules.listing import before_the_panel, day_of, is_lost, listing_sentence
from portal.database import session
from portal.panels.hearing import Asked, Hearing
from portal.panels.models import Item

DAYS_BEFORE = timedelta(days=7)
"""By when to ask where no agenda's deadline is known: five working days before the panel."""
THEY = "They"


def hearings(asked: Asked) -> Mapping[UUID, Hearing]:
    """Say of items whether they may be heard, in a constant number of queries."""
    if asked.holding:
        people = session.scalars(
            select(Item.young_person_id)
            .where(Item.id.in_(asked.items))
            .order_by(Item.young_person_id)
        )
        queries.hold(set(people))
    return {
        item_id: _hearing(standing, asked, asked.items[item_id] or THEY)
        for item_id, standing in queries.standings(asked.items).items()
    }


def _hearing(standing: Standing, asked: Asked, who: str) -> Hearing:
    found = standing.heard(asked.now, who=who)
    ask_by = asked.ask_by or standing.panel_day - DAYS_BEFORE
    return Hearing(
        may=found.yes,
        sentence=listing_sentence(found, ask_by=ask_by, today=day_of(asked.now)),
        lost=is_lost(found),
        overridden=found.overridden,
        warning=before_the_panel(
            standing.history,
            standing.question(Kind.BE_DISCUSSED),
            at=asked.now,
            panel_day=standing.panel_day,
            who=who,
        ),
    )
