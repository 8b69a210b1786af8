"""The second step towards somebody's account is another person's, or comes after a wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from portal.signin.rules.two_people import WAIT, Step, Taken, TooSoon, too_soon, words

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CASEY, ROBIN, LEE, WREN, GALE = (UUID(int=number) for number in range(1, 6))
SECOND = timedelta(seconds=1)


def taken(step: Step, by: UUID, *, of: UUID = CASEY, at: datetime = NINE) -> Taken:
    return Taken(step, of, by, at)


def asked(step: Step, by: UUID, *before: Taken, now: datetime = NINE + SECOND) -> TooSoon | None:
    return too_soon(step, actor_id=by, person_id=CASEY, taken=before, now=now)


@pytest.mark.parametrize(
    ("before", "step", "alone"),
    [
        (Step.ADDRESS, Step.LINK, False),
        (Step.ADDRESS, Step.FACTORS, False),
        (Step.ADDRESS, Step.COUNCIL, False),
        (Step.FACTORS, Step.LINK, False),
        (Step.LINK, Step.FACTORS, False),
        # A link goes to their own address, and the council says itself who somebody is.
        (Step.LINK, Step.LINK, True),
        (Step.FACTORS, Step.FACTORS, True),
        (Step.FACTORS, Step.COUNCIL, True),
        (Step.LINK, Step.COUNCIL, True),
        (Step.COUNCIL, Step.LINK, True),
        (Step.COUNCIL, Step.FACTORS, True),
        (Step.BROUGHT_IN, Step.LINK, True),
    ],
)
def test_which_two_steps_one_person_does_not_take(before: Step, step: Step, *, alone: bool) -> None:
    found = asked(step, LEE, taken(before, LEE))
    assert found == (None if alone else TooSoon(before, NINE + WAIT))
    assert asked(step, WREN, taken(before, LEE)) is None, "a second person takes it at once"
    assert asked(step, LEE, taken(before, LEE, of=ROBIN)) is None, "nor is it about another"


@pytest.mark.parametrize(("later", "waits"), [(WAIT - SECOND, True), (WAIT, False)])
def test_the_wait_ends_on_its_second(later: timedelta, *, waits: bool) -> None:
    found = asked(Step.LINK, LEE, taken(Step.FACTORS, LEE), now=NINE + later)
    assert (found is not None) == waits


def test_the_wait_is_counted_from_the_last_step() -> None:
    later = taken(Step.ADDRESS, LEE, at=NINE + timedelta(hours=5))
    now = NINE + timedelta(hours=6)
    found = asked(Step.LINK, LEE, taken(Step.FACTORS, LEE), later, now=now)
    assert found == TooSoon(Step.ADDRESS, later.at + WAIT)


@pytest.mark.parametrize("how", [Step.BROUGHT_IN, Step.LINK, Step.ADDRESS, Step.FACTORS])
def test_somebody_just_brought_in_is_no_second_person(how: Step) -> None:
    removed, made = taken(Step.FACTORS, LEE), taken(how, LEE, of=WREN)
    assert asked(Step.LINK, WREN, removed, made) is not None
    assert asked(Step.LINK, GALE, removed, made, taken(how, WREN, of=GALE)) is not None
    long_ago = taken(how, LEE, of=WREN, at=NINE - WAIT)
    assert asked(Step.LINK, WREN, removed, long_ago) is None
    assert asked(Step.LINK, LEE, taken(Step.FACTORS, WREN), made) is not None, "nor the other way"


def test_whom_one_person_brought_in_are_no_two_people_either() -> None:
    wren, gale = taken(Step.BROUGHT_IN, LEE, of=WREN), taken(Step.BROUGHT_IN, LEE, of=GALE)
    assert asked(Step.LINK, GALE, taken(Step.ADDRESS, WREN), wren, gale) is not None
    chain = taken(Step.BROUGHT_IN, WREN, of=GALE)
    assert asked(Step.LINK, WREN, taken(Step.ADDRESS, GALE), wren, chain) is not None
    assert asked(Step.FACTORS, LEE, taken(Step.LINK, WREN), wren, chain) is not None


@pytest.mark.parametrize(
    ("others", "who"),
    [
        ([], "Ask whoever runs the portal’s machine."),
        (["Wren Fictional"], "Ask Wren Fictional or whoever runs the portal’s machine."),
    ],
)
def test_it_says_who_else_can_and_from_when(others: list[str], who: str) -> None:
    said = words(Step.LINK, TooSoon(Step.FACTORS, NINE + WAIT), others)
    assert "machine" not in words(Step.FACTORS, TooSoon(Step.ADDRESS, NINE + WAIT), others)
    assert "their second factors were removed" in said
    assert who in said
    assert "from 9am on Thursday 26 November 2026" in said
