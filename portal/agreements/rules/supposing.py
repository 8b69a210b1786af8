"""What somebody could answer, as if they had: so that they see what it comes to before they do."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portal.agreements.rules.in_force import Cell, Given, History, Limit, SharedPaper
from portal.agreements.rules.kinds import Answer, Kind


@dataclass(frozen=True, slots=True)
class Supposed:
    """Yes or no to being talked about, and yes or no to every paper for everybody on the list."""

    talk: bool
    papers: bool


EVERY = (
    Supposed(talk=True, papers=True),
    Supposed(talk=True, papers=False),
    Supposed(talk=False, papers=True),
    Supposed(talk=False, papers=False),
)
"""Each way in which both can be answered."""


def as_if_answered(
    history: History,
    supposed: Supposed,
    *,
    item_id: UUID,
    papers: Iterable[SharedPaper],
    organisations: Collection[UUID],
    at: datetime,
) -> History:
    """Return a history with these answers given now, after everything that was answered before.

    A part that was kept back from a paper stays kept back, as it does where they answer anew.
    """
    number = max((each.seq for each in history.given), default=0)
    talk = Given(
        seq=number + 1,
        kind=Kind.BE_DISCUSSED,
        answer=_said(yes=supposed.talk),
        at=at,
        item_id=item_id,
    )
    there = frozenset(organisations)
    shared = tuple(
        Given(
            seq=number + 2 + place,
            kind=Kind.SHARE_PAPERS,
            answer=_said(yes=supposed.papers),
            at=at,
            item_id=item_id,
            papers={paper.id: paper.sections},
            organisations=there,
            agreed=frozenset(Cell(paper.id, each) for each in there if supposed.papers),
            limits=kept_back(history, item_id, paper.id),
        )
        for place, paper in enumerate(papers)
    )
    return replace(history, given=(*history.given, talk, *shared))


def kept_back(history: History, item_id: UUID, paper_id: UUID) -> tuple[Limit, ...]:
    """Return the limits of the newest answer that named a paper: another loses none of them."""
    named = [each for each in history.given if each.item_id == item_id and paper_id in each.papers]
    newest = max(named, key=lambda each: each.seq, default=None)
    return newest.limits if newest else ()


def _said(*, yes: bool) -> Answer:
    return Answer.YES if yes else Answer.NO
