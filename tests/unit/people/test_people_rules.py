"""Where somebody stands, who is next in the chain, when a role is looked at again."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from portal.kernel.errors import RuleError
from portal.people import rules
from portal.people.rules import Candidate, State

TODAY = date(2026, 11, 23)
YESTERDAY, TOMORROW = date(2026, 11, 22), date(2026, 11, 24)
LONG_AGO = date(2020, 1, 1)
LEAVER, MANAGER, DEPUTY, LEAD = (UUID(int=number) for number in range(1, 5))


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "suspended", "invited", "state"),
    [
        (LONG_AGO, None, False, False, State.HERE),
        (LONG_AGO, TODAY, False, False, State.HERE),
        (LONG_AGO, YESTERDAY, False, False, State.LEFT),
        (LONG_AGO, YESTERDAY, True, True, State.LEFT),
        (LONG_AGO, None, True, True, State.SUSPENDED),
        (TODAY, None, False, True, State.INVITED),
        (TOMORROW, None, False, True, State.NOT_YET),
        (TOMORROW, None, True, False, State.SUSPENDED),
        (TODAY, None, False, False, State.HERE),
    ],
)
def test_where_somebody_stands(
    starts_on: date, ends_on: date | None, *, suspended: bool, invited: bool, state: State
) -> None:
    found = rules.state_on(
        TODAY, starts_on=starts_on, ends_on=ends_on, suspended=suspended, invited=invited
    )
    assert found is state
    assert found.label


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "review"),
    [
        (date(2026, 11, 23), None, date(2027, 11, 23)),
        (date(2028, 2, 29), None, date(2029, 2, 28)),
        (date(2026, 11, 23), date(2027, 11, 23), None),
        (date(2026, 11, 23), date(2027, 11, 24), date(2027, 11, 23)),
    ],
    ids=["a year on", "from a leap day", "ends by then", "ends a day after"],
)
def test_when_a_role_is_looked_at_again(
    starts_on: date, ends_on: date | None, review: date | None
) -> None:
    assert rules.review_day(starts_on, ends_on) == review


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        (TODAY, None, None),
        (LONG_AGO, TODAY, None),
        (TODAY, TODAY, None),
        (date(1999, 12, 31), None, "starts_on"),
        (date(2037, 1, 1), None, "starts_on"),
        (TODAY, YESTERDAY, "ends_on"),
        (LONG_AGO, YESTERDAY, "ends_on"),
        (TODAY, date(2037, 1, 1), "ends_on"),
    ],
)
def test_dates_of_a_role_that_cannot_be(
    starts_on: date, ends_on: date | None, field: str | None
) -> None:
    if field is None:
        rules.check_term(starts_on, ends_on, TODAY)
        return
    with pytest.raises(RuleError) as refusal:
        rules.check_term(starts_on, ends_on, TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("last_day", "right"),
    [(LONG_AGO, True), (YESTERDAY, True), (date(2019, 12, 31), False), (date(2037, 1, 1), False)],
)
def test_a_last_day_that_cannot_be(last_day: date, *, right: bool) -> None:
    if right:
        rules.check_leaving(last_day, LONG_AGO, TODAY)
        return
    with pytest.raises(RuleError):
        rules.check_leaving(last_day, LONG_AGO, TODAY)


@pytest.mark.parametrize(
    ("candidates", "absent", "names"),
    [
        ([(MANAGER, None), (DEPUTY, None), (LEAD, None)], (), [MANAGER, DEPUTY, LEAD]),
        ([(MANAGER, None), (DEPUTY, None)], (MANAGER,), [DEPUTY]),
        ([(MANAGER, TODAY), (DEPUTY, None)], (), [DEPUTY]),
        ([(MANAGER, TOMORROW), (DEPUTY, None)], (), [MANAGER, DEPUTY]),
        ([(LEAVER, None), (LEAD, None)], (), [LEAD]),
        ([(MANAGER, None), (LEAD, None), (MANAGER, None)], (), [MANAGER, LEAD]),
        ([], (), []),
    ],
    ids=[
        "in their order",
        "who is away is passed over",
        "who leaves by then too is passed over",
        "who leaves later is not",
        "never the leaver themself",
        "each once",
        "nobody",
    ],
)
def test_an_unfilled_post_offers_the_next_in_the_chain(
    candidates: list[tuple[UUID, date | None]], absent: tuple[UUID, ...], names: list[UUID]
) -> None:
    found = rules.chain(
        leaver=LEAVER,
        candidates=[Candidate(person, "because", until) for person, until in candidates],
        absent=absent,
        last_day=TODAY,
    )
    assert [each.person_id for each in found] == names


def test_an_invitation_is_open_until_it_is_accepted() -> None:
    moment = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert rules.invited(moment, None)
    assert not rules.invited(moment, moment)
    assert not rules.invited(None, None)
