"""Cases of a manager's decision to have an item heard without an agreement."""

from __future__ import annotations

from portal.agreements.rules import Answer, Kind, Overridden, Why
from tests.support.agreements.ground import (
    FILED,
    ITEM,
    OTHER_ITEM,
    REFERRAL,
    Case,
    at,
    being_discussed,
    discuss,
    paper,
)

DECIDED = Overridden(item_id=ITEM, at=at(3))
OVERRIDES: tuple[Case, ...] = (
    Case(
        "They said no, and a manager decided otherwise on 3 December",
        "May the panel discuss them, on 2 December?",
        being_discussed(),
        at(2),
        Why.SAID_NO,
        (discuss(1, Answer.NO, at(1)),),
        (DECIDED,),
    ),
    Case(
        "The same",
        "The same, on 4 December: yes, and it is no agreement",
        being_discussed(),
        at(4),
        Why.OVERRIDDEN,
        (discuss(1, Answer.NO, at(1)),),
        (DECIDED,),
    ),
    Case(
        "The manager ended that on 5 December",
        "The same, on 6 December",
        being_discussed(),
        at(6),
        Why.SAID_NO,
        (discuss(1, Answer.NO, at(1)),),
        (Overridden(item_id=ITEM, at=at(3), ended_at=at(5)),),
    ),
    Case(
        "A manager decided otherwise, and then they agreed",
        "The same: it is an agreement",
        being_discussed(),
        at(6),
        Why.AGREED,
        (discuss(1, Answer.YES, at(5)),),
        (DECIDED,),
    ),
    Case(
        "A manager decided it for another panel's day",
        "The same",
        being_discussed(),
        at(6),
        Why.NOT_ASKED,
        (),
        (Overridden(item_id=OTHER_ITEM, at=at(3)),),
    ),
    Case(
        "A manager decided it; papers were not agreed",
        "May housing have the summary? An override gives no paper to anybody",
        paper(),
        at(6),
        Why.NOT_ASKED,
        (),
        (DECIDED,),
    ),
    Case(
        "A manager decided it, and the record is filed",
        "May the panel discuss them?",
        being_discussed(FILED),
        at(22),
        Why.OVER,
        (),
        (DECIDED,),
    ),
    Case(
        "They said no to a referral, and a manager had the item heard",
        "May they be referred to housing?",
        REFERRAL,
        at(6),
        Why.SAID_NO,
        (discuss(1, Answer.NO, at(1), kind=Kind.REFER_TO_HOUSING),),
        (DECIDED,),
    ),
)
