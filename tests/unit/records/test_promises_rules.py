"""What a young person is told, and where a promise stands."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from portal.guides.rules.plainness import advice
from portal.panels.policy import OwnPeople
from portal.records.pages.young import owner_is
from portal.records.rules.promises import (
    OwnerIs,
    PromiseState,
    Said,
    done_problem,
    promise_state,
    twin_problem,
)

DUE = date(2026, 12, 4)
BEFORE, AFTER = date(2026, 12, 4), date(2026, 12, 5)
DONE = date(2026, 12, 2)
PERSON, OTHER = UUID(int=1), UUID(int=2)


@pytest.mark.parametrize(
    ("done_on", "young_said", "today", "state"),
    [
        (None, "", BEFORE, PromiseState.WAITING),
        (None, "", AFTER, PromiseState.PASSED),
        (DONE, "", AFTER, PromiseState.SAID_DONE),
        (None, Said.HAPPENED, AFTER, PromiseState.KEPT),
        (DONE, Said.HAPPENED, AFTER, PromiseState.KEPT),
        (None, Said.NOT_HAPPENED, BEFORE, PromiseState.OPEN_AGAIN),
        (None, Said.NOT_HAPPENED, AFTER, PromiseState.OPEN_AGAIN),
        (DONE, Said.NOT_HAPPENED, AFTER, PromiseState.ANSWERED),
    ],
    ids=[
        "its day is not over",
        "its day is over",
        "said to be done",
        "kept, by their word alone",
        "kept, by both",
        "not kept, before its day",
        "not kept, after its day",
        "not kept, and answered since",
    ],
)
def test_where_a_promise_stands(
    done_on: date | None, young_said: str, today: date, state: PromiseState
) -> None:
    found = promise_state(due_on=DUE, done_on=done_on, young_said=young_said, today=today)
    assert found is state


@pytest.mark.parametrize(
    ("young_said", "words", "refused"),
    [
        ("", "", False),
        (Said.HAPPENED, "", False),
        (Said.NOT_HAPPENED, "", True),
        (Said.NOT_HAPPENED, "  \n", True),
        (Said.NOT_HAPPENED, "I rang them today.", False),
    ],
)
def test_a_disputed_promise_is_closed_only_with_words_for_them(
    young_said: str, words: str, *, refused: bool
) -> None:
    assert (done_problem(young_said, words) is not None) is refused


@pytest.mark.parametrize(
    ("decision", "promises", "said"),
    [
        ("You can stay.", (), None),
        ("You can stay.", ("We ring you.",), None),
        ("", (), "the decision."),
        ("You can stay.", ("We ring you.", " "), "action 2."),
        ("", ("", "We ring you."), "the decision and action 1."),
    ],
)
def test_what_a_record_lacks_in_plain_words(
    decision: str, promises: tuple[str, ...], said: str | None
) -> None:
    problem = twin_problem(decision, promises)
    assert (said is None) == (problem is None)
    if problem is not None and said is not None:
        assert f"no plain words for {said}" in problem.message


@pytest.mark.parametrize(
    ("own", "is_"),
    [
        (OwnPeople(social_worker_id=PERSON), OwnerIs.SOCIAL_WORKER),
        (OwnPeople(personal_adviser_id=PERSON), OwnerIs.PERSONAL_ADVISER),
        (OwnPeople(manager_id=PERSON), OwnerIs.MANAGER),
        (OwnPeople(adviser_manager_id=PERSON), OwnerIs.ADVISER_MANAGER),
        (OwnPeople(stand_in_id=PERSON), OwnerIs.MANAGER),
        (OwnPeople(manager_id=PERSON, social_worker_id=PERSON), OwnerIs.SOCIAL_WORKER),
        (OwnPeople(social_worker_id=OTHER), OwnerIs.OTHER),
    ],
)
def test_who_the_owner_is_to_them(own: OwnPeople, is_: OwnerIs) -> None:
    assert owner_is(PERSON, own) is is_


def test_advice_names_long_sentences_hard_words_and_words_to_avoid() -> None:
    words = (
        "Your placement is fine. We will undertake a multidisciplinary consultation.\n"
        "We will then, as soon as we have heard from everybody who has to say something, write."
    )
    found = [each.why for each in advice(words, avoid=["placement"])]
    assert found == [
        "17 words, more than 14",
        "“multidisciplinary” has 7 syllables",
        "“consultation” has 4 syllables",
        "“placement” is a word to avoid",
    ]


def test_no_advice_on_names_or_on_plain_words() -> None:
    assert advice("Alexandrina Papadopoulou rings you on Friday.", avoid=["placement"]) == ()
    assert advice("", avoid=["placement"]) == ()
