"""What a young person is asked again about one paper for one organisation, case by case (A11)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from portal.agreements.rules import (
    Answer,
    Cell,
    Given,
    History,
    Kind,
    Overridden,
    Question,
    SharedPaper,
    Why,
    Window,
    to_ask_again,
)

ITEM, PAPER, OTHER, COUNTY, HOUSING = (UUID(int=number) for number in range(1, 6))
ASKED, NOW = datetime(2026, 11, 20, 9, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)
BORN, NOW_18 = date(2009, 6, 1), date(2008, 11, 25)
DISCUSSED = Given(seq=1, kind=Kind.BE_DISCUSSED, answer=Answer.YES, at=ASKED, item_id=ITEM)


def discussed(answer: Answer) -> Given:
    return Given(seq=3, kind=Kind.BE_DISCUSSED, answer=answer, at=ASKED, item_id=ITEM)


def shared(answer: Answer = Answer.YES, *, agreed: bool = True) -> Given:
    return Given(
        seq=2,
        kind=Kind.SHARE_PAPERS,
        answer=answer,
        at=ASKED,
        item_id=ITEM,
        papers={PAPER: frozenset({"home"})},
        organisations=frozenset({COUNTY}),
        agreed=frozenset({Cell(PAPER, COUNTY)} if agreed else ()),
    )


def asks(
    paper: UUID = PAPER, section: str = "home", to: UUID = COUNTY, window: Window | None = None
) -> Question:
    return Question(
        kind=Kind.SHARE_PAPERS,
        item_id=ITEM,
        window=window or Window(),
        paper=SharedPaper(paper, frozenset({section})),
        organisation_id=to,
    )


OVER = Window(ASKED, "the panel is over and its record is filed")
ANYWAY = (Overridden(item_id=ITEM, at=ASKED),)
CASES: dict[str, tuple[History, Question, Why | None]] = {
    "agreed": (History(BORN, (DISCUSSED, shared())), asks(), None),
    "said no to this one": (History(BORN, (DISCUSSED, shared(agreed=False))), asks(), None),
    "said no": (History(BORN, (DISCUSSED, shared(Answer.NO))), asks(), None),
    "stopped": (History(BORN, (DISCUSSED, shared(Answer.STOPPED))), asks(), None),
    "wants time": (History(BORN, (DISCUSSED, shared(Answer.THINKING))), asks(), Why.THINKING),
    "never asked": (History(BORN, (DISCUSSED,)), asks(), None),
    "a new paper": (History(BORN, (DISCUSSED, shared())), asks(OTHER), Why.NEW_PAPER),
    "a new part": (History(BORN, (DISCUSSED, shared())), asks(section="m"), Why.NEW_SECTIONS),
    "somebody new": (History(BORN, (DISCUSSED, shared())), asks(to=HOUSING), Why.NEW_ORGANISATION),
    "turned 18": (History(NOW_18, (DISCUSSED, shared())), asks(), Why.TURNED_18),
    "a new paper, and not to be discussed": (
        History(BORN, (DISCUSSED, shared(), discussed(Answer.STOPPED))),
        asks(OTHER),
        None,
    ),
    "the same where a manager has it heard": (
        History(BORN, (DISCUSSED, shared(), discussed(Answer.NO)), ANYWAY),
        asks(OTHER),
        Why.NEW_PAPER,
    ),
    "a new paper while they think about being discussed": (
        History(BORN, (DISCUSSED, shared(), discussed(Answer.THINKING))),
        asks(OTHER),
        Why.NEW_PAPER,
    ),
    "once the panel is over": (
        History(BORN, (DISCUSSED, shared())),
        asks(OTHER, window=OVER),
        None,
    ),
}


@pytest.mark.requirement("R49")
@pytest.mark.parametrize("case", CASES)
def test_what_is_new_is_asked_and_a_no_is_left_alone(case: str) -> None:
    history, question, why = CASES[case]
    assert to_ask_again(history, question, NOW) is why
