"""Every column with somebody's words holds a canary, so that a leak of it is found."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from portal.database import Base, session
from portal.protection.rules.inventory import INVENTORY, About
from tests.integration.access.unplanted import UNPLANTED
from tests.integration.access.world import CANARY, World


@pytest.mark.control("C11")
@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_every_column_of_words_holds_a_canary_or_says_why_not(world: World) -> None:
    """Who adds a column of words plants it in the world, and says who may find it."""
    models = {each.class_.__tablename__: each.class_ for each in Base.registry.mappers}
    said = {
        (kind, column)
        for kind, entry in INVENTORY.items()
        for column, about in entry.columns.items()
        if about in {About.WORDS, About.ALONE}
    }
    with world.working(writes=False):
        lacking = {
            f"{kind}.{column}"
            for kind, column in said
            if not any(
                CANARY.search(json.dumps(getattr(row, column), default=str))
                for row in session.scalars(select(models[kind]).order_by(models[kind].id))
            )
        }
    assert lacking == UNPLANTED.keys()
