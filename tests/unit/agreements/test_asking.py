"""What an agenda and a form say of an agreement: tables of cases."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from portal.agreements.rules import (
    Answer,
    Finding,
    Given,
    Ground,
    Help,
    History,
    InForce,
    Kind,
    Question,
    WayAnswered,
    WayAsked,
    Why,
)
from portal.agreements.rules.asking import AnswerDraft, Asker, AskingFacts, problems
from portal.agreements.rules.deciding import Assessed, capacity_problem, check_override
from portal.agreements.rules.listing import before_the_panel, listing_sentence
from portal.kernel.errors import RuleError

TODAY = date(2026, 11, 23)
SAM, OTHER = UUID(int=1), UUID(int=2)
PAPER = UUID(int=3)
GOOD = AnswerDraft(
    kind=Kind.BE_DISCUSSED,
    answer=Answer.YES,
    answered_on=TODAY,
    asked_by=SAM,
    way_asked=WayAsked.TOGETHER,
    way_answered=WayAnswered.SAID,
)
FACTS = AskingFacts(
    today=TODAY,
    born_on=date(2010, 3, 1),
    askers={SAM: Asker("Sam Testcase", date(2026, 1, 1), date(2026, 12, 31))},
    papers={PAPER: date(2026, 11, 20)},
    organisations=(OTHER,),
)


def test_a_good_answer_has_nothing_wrong() -> None:
    assert problems(GOOD, FACTS) == ()


@pytest.mark.parametrize(
    ("changes", "facts", "field"),
    [
        ({"answered_on": date(2026, 11, 24)}, {}, "answered_on"),
        ({"answered_on": date(2010, 2, 28)}, {}, "answered_on"),
        ({"answered_on": date(2025, 11, 22)}, {}, "answered_on"),
        ({"answered_on": date(2025, 12, 31)}, {}, "answered_on"),
        ({"answered_on": None}, {}, "answered_on"),
        ({"answered_on": date(2026, 11, 20)}, {"refused_on": date(2026, 11, 21)}, "answered_on"),
        ({"answered_on": date(2026, 11, 21)}, {"refused_on": date(2026, 11, 21)}, "answered_on"),
        ({"asked_by": OTHER}, {}, "asked_by"),
        ({"asked_by": None}, {}, "asked_by"),
        ({"answer": None}, {}, "answer"),
        ({"way_asked": None}, {}, "way_asked"),
        ({"way_asked": WayAsked.PORTAL}, {}, "way_asked"),
        ({"way_answered": None}, {}, "way_answered"),
        ({"way_answered": WayAnswered.PORTAL}, {}, "way_answered"),
        ({"helped": frozenset({Help.INTERPRETER})}, {}, "language"),
    ],
)
def test_one_thing_wrong_is_said_beside_its_box(
    changes: dict[str, Any], facts: dict[str, Any], field: str
) -> None:
    found = problems(replace(GOOD, **changes), replace(FACTS, **facts))
    assert [problem.field for problem in found] == [field]


@pytest.mark.parametrize(
    ("changes", "facts"),
    [
        ({"answered_on": date(2026, 11, 22)}, {"refused_on": date(2026, 11, 21)}),
        ({}, {"refused_on": TODAY}),
        ({"answer": Answer.NO, "answered_on": date(2026, 11, 2)}, {"refused_on": TODAY}),
        ({"answered_on": date(2026, 1, 1)}, {}),
        ({"helped": frozenset({Help.INTERPRETER}), "language": "Dari"}, {}),
    ],
)
def test_what_is_in_order_is_taken(changes: dict[str, Any], facts: dict[str, Any]) -> None:
    assert problems(replace(GOOD, **changes), replace(FACTS, **facts)) == ()


def test_in_the_portal_nobody_else_asks() -> None:
    own = replace(GOOD, asked_by=None, way_asked=WayAsked.PORTAL, way_answered=WayAnswered.PORTAL)
    assert problems(own, replace(FACTS, in_the_portal=True)) == ()


NO = InForce(yes=False, why=Why.NOT_ASKED, sentence="They have not been asked about it yet.")


@pytest.mark.parametrize(
    ("found", "ask_by", "expected"),
    [
        (
            NO,
            date(2026, 12, 10),
            (
                "Cannot be listed: they have not been asked about it yet. Ask before Thursday 10 "
                "December."
            ),
        ),
        (
            NO,
            TODAY,
            (
                "Cannot be listed: they have not been asked about it yet. Ask today: the agenda is "
                "due."
            ),
        ),
        (
            NO,
            date(2026, 11, 20),
            (
                "Cannot be listed: they have not been asked about it yet. Ask now: the agenda was "
                "due on Friday 20 November."
            ),
        ),
        (
            InForce(yes=False, why=Why.OVER, sentence="The agreement ended: it is over."),
            TODAY,
            "Cannot be listed: the agreement ended: it is over.",
        ),
        (InForce(yes=True, why=Why.AGREED, sentence="Sam agreed."), TODAY, "Sam agreed."),
    ],
)
def test_a_status_is_a_sentence_with_its_next_step(
    found: InForce, ask_by: date, expected: str
) -> None:
    assert listing_sentence(found, ask_by=ask_by, today=TODAY) == expected


@pytest.mark.parametrize(
    ("born_on", "warned"),
    [
        (date(2008, 12, 17), True),
        (date(2008, 12, 18), False),
        (date(2008, 11, 23), False),  # they are 18 already, so the answer was given at 18
        (date(2008, 11, 24), True),
    ],
)
def test_a_birthday_before_the_panel_is_told_ahead(born_on: date, *, warned: bool) -> None:
    at = datetime(2026, 11, 23, 9, tzinfo=UTC)
    yes = Given(seq=1, kind=Kind.BE_DISCUSSED, answer=Answer.YES, at=at, item_id=SAM)
    said = before_the_panel(
        History(born_on, (yes,)),
        Question(kind=Kind.BE_DISCUSSED, item_id=SAM),
        at=at,
        panel_day=date(2026, 12, 17),
    )
    assert bool(said) is warned


def _decide(**more: Any) -> None:
    values: dict[str, Any] = {
        "manager_id": SAM,
        "managers": {SAM},
        "askers": set(),
        "found": NO,
        "ground": Ground.SERIOUS_HARM,
        "reason": "A reason",
        "told": "Words",
        "capacity": None,
    }
    check_override(**(values | more))


def test_a_manager_may_decide_on_a_ground() -> None:
    _decide()
    _decide(ground=Ground.LACKS_CAPACITY, capacity=Assessed(Finding.LACKS_CAPACITY, OTHER))


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"found": InForce(yes=True, why=Why.AGREED, sentence="They agreed.")}, None),
        ({"managers": {OTHER}}, None),
        ({"askers": {SAM}}, None),
        ({"ground": None}, "ground"),
        ({"ground": Ground.LACKS_CAPACITY}, "ground"),
        (
            {
                "ground": Ground.LACKS_CAPACITY,
                "capacity": Assessed(Finding.HAS_CAPACITY, OTHER),
            },
            "ground",
        ),
        (
            {"ground": Ground.LACKS_CAPACITY, "capacity": Assessed(Finding.LACKS_CAPACITY, SAM)},
            "ground",
        ),
        ({"reason": " "}, "reason"),
        ({"told": " "}, "told"),
    ],
)
def test_a_decision_is_refused(more: dict[str, Any], field: str | None) -> None:
    with pytest.raises(RuleError) as refused:
        _decide(**more)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("finding", "day", "words", "field"),
    [
        (None, TODAY, "Words", "finding"),
        (Finding.LACKS_CAPACITY, None, "Words", "assessed_on"),
        (Finding.LACKS_CAPACITY, date(2026, 11, 24), "Words", "assessed_on"),
        (Finding.LACKS_CAPACITY, date(2010, 2, 1), "Words", "assessed_on"),
        (Finding.LACKS_CAPACITY, date(2026, 2, 28), "Words", "assessed_on"),
        (Finding.HAS_CAPACITY, date(2025, 11, 22), "", "assessed_on"),
        (Finding.LACKS_CAPACITY, TODAY, " ", "said"),
        (Finding.WITH_HELP, TODAY, "", "said"),
        (Finding.HAS_CAPACITY, TODAY, "", None),
        (Finding.LACKS_CAPACITY, date(2026, 3, 1), "Words", None),
    ],
)
def test_a_record_of_capacity(
    finding: Finding | None, day: date | None, words: str, field: str | None
) -> None:
    found = capacity_problem(
        assessed_on=day, today=TODAY, born_on=date(2010, 3, 1), words=words, finding=finding
    )
    assert (found.field if found else None) == field
