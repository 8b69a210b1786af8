"""What an answer would come to, case by case: asked of the rule that decides when it is given."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from portal.agreements.rules import (
    Answer,
    Cell,
    Given,
    History,
    InForce,
    Kind,
    Overridden,
    Question,
    SharedPaper,
    Why,
    in_force,
)
from portal.agreements.rules.in_force import Limit
from portal.agreements.rules.supposing import EVERY, Supposed, as_if_answered

ITEM, PAPER, COUNTY, HOUSING = (UUID(int=number) for number in range(1, 5))
ASKED, NOW = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
BORN = date(2009, 6, 1)
PARTS = frozenset({"home", "health"})
NOBODY_ASKED = History(BORN)
AGREED = History(
    BORN,
    (
        Given(seq=4, kind=Kind.BE_DISCUSSED, answer=Answer.YES, at=ASKED, item_id=ITEM),
        Given(
            seq=7,
            kind=Kind.SHARE_PAPERS,
            answer=Answer.YES,
            at=ASKED,
            item_id=ITEM,
            papers={PAPER: frozenset({"home"})},
            organisations=frozenset({COUNTY}),
            agreed=frozenset({Cell(PAPER, COUNTY)}),
            limits=(Limit(frozenset({"health"})),),
        ),
    ),
)
REFUSED = History(
    BORN, (Given(seq=2, kind=Kind.BE_DISCUSSED, answer=Answer.NO, at=ASKED, item_id=ITEM),)
)
TURNED_18 = History(date(2008, 11, 25), AGREED.given)
ANYWAY = History(BORN, REFUSED.given, (Overridden(item_id=ITEM, at=ASKED),))


def supposed(history: History, answer: Supposed) -> History:
    return as_if_answered(
        history,
        answer,
        item_id=ITEM,
        papers=[SharedPaper(PAPER, PARTS)],
        organisations=[COUNTY, HOUSING],
        at=NOW,
    )


def reads(history: History, answer: Supposed, to: UUID = HOUSING) -> InForce:
    question = Question(
        kind=Kind.SHARE_PAPERS,
        item_id=ITEM,
        paper=SharedPaper(PAPER, PARTS),
        organisation_id=to,
    )
    return in_force(supposed(history, answer), question, NOW)


@pytest.mark.requirement("R49", "R50")
@pytest.mark.parametrize("to", [COUNTY, HOUSING])
@pytest.mark.parametrize("history", [NOBODY_ASKED, AGREED, REFUSED, TURNED_18])
@pytest.mark.parametrize(
    ("talk", "papers", "why"),
    [
        (True, True, Why.AGREED),
        (True, False, Why.SAID_NO),
        (False, True, Why.NOT_DISCUSSED),
        (False, False, Why.NOT_DISCUSSED),
    ],
)
def test_papers_are_read_where_both_are_a_yes(
    history: History, to: UUID, *, talk: bool, papers: bool, why: Why
) -> None:
    assert reads(history, Supposed(talk=talk, papers=papers), to).why is why


def test_a_manager_s_decision_stands_against_a_no_and_gives_no_paper_that_was_refused() -> None:
    assert reads(ANYWAY, Supposed(talk=False, papers=True)).yes
    assert not reads(ANYWAY, Supposed(talk=False, papers=False)).yes


def test_a_part_that_was_kept_back_stays_kept_back() -> None:
    assert reads(AGREED, Supposed(talk=True, papers=True)).without == frozenset({"health"})
    assert reads(NOBODY_ASKED, Supposed(talk=True, papers=True)).without == frozenset()


def test_supposing_changes_nothing_that_was_answered() -> None:
    for each in EVERY:
        found = supposed(AGREED, each)
        assert found.given[: len(AGREED.given)] == AGREED.given
        assert [one.seq for one in found.given[len(AGREED.given) :]] == [8, 9]
    assert len(AGREED.given) == 2


def test_every_way_to_answer_both_is_there_once() -> None:
    assert len(set(EVERY)) == len(EVERY) == 4
