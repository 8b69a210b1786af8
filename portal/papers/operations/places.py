"""Giving each paper its place in the pack, at the first publication and ever after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from portal.database import flush
from portal.papers import queries
from portal.papers.operations.shared import tell
from portal.papers.rules.kinds import PaperState
from portal.papers.rules.places import allot
from portal.people.policy import Actor


def allot_places(*, actor: Actor, now: datetime, item_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Give each ready paper of a meeting's items, in agenda order, a place; return the new ones.

    Called by what publishes, which has checked that the actor may.
    """
    papers = queries.papers_of(item_ids)
    held = {
        paper.id: paper.place for of_item in papers.values() for paper in of_item if paper.place
    }
    in_order = [
        (
            item_id,
            [
                paper.id
                for paper in papers[item_id]
                if paper.state == PaperState.READY or paper.place
            ],
        )
        for item_id in item_ids
    ]
    given = allot(in_order, held)
    for of_item in papers.values():
        for paper in of_item:
            if paper.id in given:
                paper.place = given[paper.id]
                tell(actor, now, paper, "papers:paper:placed", {"place": paper.place})
    flush()
    return given
