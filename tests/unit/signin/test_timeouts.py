"""Sessions end on the second: unused, in all, and for whoever manages people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.people.policy import Permission
from portal.signin.rules import timeouts
from portal.signin.rules.timeouts import Limits, Use

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LIMITS = Limits()


@pytest.mark.control("C25")
@pytest.mark.parametrize(
    ("used_after", "manages", "ends_after"),
    [
        (timedelta(), False, timedelta(minutes=30)),
        (timedelta(), True, timedelta(minutes=15)),
        (timedelta(hours=3), False, timedelta(hours=3, minutes=30)),
        (timedelta(hours=3), True, timedelta(hours=3, minutes=15)),
        (timedelta(hours=11, minutes=30), False, timedelta(hours=12)),
        (timedelta(hours=11, minutes=29), False, timedelta(hours=11, minutes=59)),
        (timedelta(hours=11, minutes=59, seconds=59), False, timedelta(hours=12)),
        (timedelta(hours=11, minutes=50), True, timedelta(hours=12)),
    ],
)
def test_a_session_is_there_until_its_second_and_not_on_it(
    used_after: timedelta, ends_after: timedelta, *, manages: bool
) -> None:
    use = Use(NINE, NINE + used_after)
    end = NINE + ends_after
    assert timeouts.ends_at(use, LIMITS, manages_people=manages) == end
    assert not timeouts.is_over(use, LIMITS, end - SECOND, manages_people=manages)
    assert timeouts.is_over(use, LIMITS, end, manages_people=manages)
    assert timeouts.is_over(use, LIMITS, end + SECOND, manages_people=manages)


@pytest.mark.parametrize(
    ("used_after", "longer"),
    [
        (timedelta(hours=11, minutes=29, seconds=59), True),
        (timedelta(hours=11, minutes=30), False),
        (timedelta(hours=11, minutes=45), False),
    ],
)
def test_staying_is_offered_only_while_it_helps(used_after: timedelta, *, longer: bool) -> None:
    use = Use(NINE, NINE + used_after)
    assert timeouts.can_be_longer(use, LIMITS, manages_people=False) is longer


@pytest.mark.control("C26")
@pytest.mark.parametrize(
    ("after", "fresh"),
    [
        (timedelta(), True),
        (timedelta(minutes=5) - SECOND, True),
        (timedelta(minutes=5), False),
        (timedelta(minutes=5) + SECOND, False),
    ],
)
def test_a_proof_is_fresh_for_five_minutes(after: timedelta, *, fresh: bool) -> None:
    assert timeouts.is_fresh(NINE, NINE + after) is fresh
    assert not timeouts.is_fresh(None, NINE)


@pytest.mark.parametrize(
    ("after", "noted"),
    [(timedelta(seconds=59), False), (timedelta(seconds=60), True), (timedelta(hours=1), True)],
)
def test_a_use_is_written_down_once_a_minute(after: timedelta, *, noted: bool) -> None:
    assert timeouts.is_to_be_noted(Use(NINE, NINE), NINE + after) is noted


def test_the_warning_comes_at_least_two_minutes_before_the_end() -> None:
    assert timedelta(minutes=2) <= timeouts.WARNING < LIMITS.idle_managing


@pytest.mark.parametrize(
    ("permissions", "manages"),
    [
        ((Permission.PERSON_MANAGE,), True),
        (("people:role:grant",), True),
        ((Permission.SEATS_MANAGE, Permission.AGENDA_SEE), False),
        (("people:person:see",), False),
        ((), False),
    ],
)
def test_who_manages_people(permissions: tuple[str, ...], *, manages: bool) -> None:
    assert timeouts.manages_people(permissions) is manages
