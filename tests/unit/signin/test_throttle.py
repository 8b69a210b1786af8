"""Guesses come slower and slower; nobody is locked out by another's (C27)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from portal.signin.rules import throttle
from portal.signin.rules.throttle import ACCOUNT, DEVICE, OWN, SOURCE, Pace, Tally, decide

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Counts:
    """Every count there is, as a table of them would hold it."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, ...], Tally] = {}

    def knock(
        self,
        now: datetime,
        account: str,
        place: str,
        *,
        device: str | None = None,
        names_itself: bool = False,
        told: datetime | None = None,
    ) -> datetime | None:
        """Try a wrong password. Returns when to come back, None if it was checked.

        ``told`` is the time this browser was told before.
        """
        if device is not None:
            own = ("device", account, device)
            decision = decide(now, self.held.get(own, Tally()))
            self.held[own] = decision.own
            return decision.not_before
        own, kept = ("own", account, place), ("promises", account, place)
        due = told is not None and now >= told
        decision = decide(
            now,
            self.held.get(own, Tally()),
            account=self.held.get(("account", account), Tally()),
            source=self.held.get(("source", place), Tally()),
            names_itself=names_itself,
            promised=self.held.get(kept, Tally()) if due else None,
        )
        assert decision.account is not None
        assert decision.source is not None
        self.held |= {
            own: decision.own,
            ("account", account): decision.account,
            ("source", place): decision.source,
        }
        if due:
            self.held[kept] = decision.promised
        return decision.not_before


@pytest.mark.parametrize(
    ("failures", "pace", "seconds"),
    [
        (0, OWN, 0),
        (4, OWN, 0),
        (5, OWN, 30),
        (6, OWN, 60),
        (9, OWN, 480),
        (10, OWN, 900),
        (10_000, OWN, 900),
        (9, ACCOUNT, 0),
        (10, ACCOUNT, 60),
        (13, ACCOUNT, 480),
        (14, ACCOUNT, 900),
        (19, SOURCE, 0),
        (20, SOURCE, 30),
        (24, SOURCE, 300),
        (9, DEVICE, 0),
        (10, DEVICE, 30),
    ],
)
def test_the_wait_doubles_up_to_its_most(failures: int, pace: Pace, seconds: int) -> None:
    assert throttle.wait(failures, pace) == timedelta(seconds=seconds)


def place(number: int) -> str:
    return f"198.51.{number // 250}.{number % 250}"


def one(_number: int) -> str:
    return "casey"


def here(_number: int) -> str:
    return "192.0.2.1"


def many(number: int) -> str:
    return f"person-{number}"


@pytest.mark.control("C27")
@pytest.mark.parametrize(
    ("account_of", "place_of"),
    [(one, here), (one, place), (many, here)],
    ids=[
        "one account from one place",
        "one account from a thousand places",
        "a thousand accounts from one place",
    ],
)
def test_of_a_thousand_guesses_fewer_than_thirty_are_checked(
    account_of: Callable[[int], str], place_of: Callable[[int], str]
) -> None:
    counts = Counts()
    checked = [
        counts.knock(NINE + number * SECOND / 10, account_of(number), place_of(number)) is None
        for number in range(1_000)
    ]
    assert 0 < sum(checked) < 30


@pytest.mark.control("C27")
def test_the_right_person_gets_in_from_a_known_device_at_once_whatever_others_do() -> None:
    counts = Counts()
    for number in range(100):
        counts.knock(NINE, "casey", place(number))
        counts.knock(NINE, "casey", "192.0.2.1")
    assert counts.knock(NINE, "casey", "192.0.2.1", device="laptop") is None


@pytest.mark.control("C27")
def test_the_right_person_gets_in_from_a_new_place_after_a_wait_that_others_cannot_move() -> None:
    counts = Counts()
    for number in range(200):
        counts.knock(NINE, "casey", place(number))
    told = counts.knock(NINE, "casey", "203.0.113.9")
    assert told is not None
    assert told <= NINE + throttle.LONGEST_WAIT
    for number in range(200):
        counts.knock(NINE + number * SECOND, "casey", place(number))
    assert counts.knock(told - SECOND, "casey", "203.0.113.9") == told, (
        "knocking early moves nothing"
    )
    assert counts.knock(told, "casey", "203.0.113.9") is None


HOURS = 8
COUNCIL = "192.0.2.1"
"""The one address by which a whole council goes out."""


@pytest.mark.control("C27")
def test_a_guesser_behind_the_same_address_keeps_no_new_browser_out() -> None:
    """A guess every five seconds; somebody new comes when they were told to, a second late."""
    counts, tries, checked = Counts(), 0, 0
    told: datetime | None = None
    for second in range(0, HOURS * 3_600, 5):
        now = NINE + second * SECOND
        counts.knock(now, "casey", COUNCIL)
        if second < 3_600 or (told is not None and now < told + SECOND):
            continue
        tries += 1
        answer = counts.knock(now, "casey", COUNCIL, told=told)
        if told is None:
            assert answer is not None
            assert answer <= now + throttle.LONGEST_WAIT
        elif answer is None:
            checked += 1
        told = answer
    assert tries > 30
    assert checked >= tries // 2, "each time they were told is kept"


@pytest.mark.control("C27")
def test_whoever_gathers_promises_guesses_twice_as_fast_at_the_most() -> None:
    """A browser more with every guess, and each comes back the moment it was told to."""
    counts, checked = Counts(), 0
    told: list[datetime] = []
    for second in range(0, HOURS * 3_600, 5):
        now = NINE + second * SECOND
        answer = counts.knock(now, "casey", COUNCIL)
        if answer is None:
            checked += 1
        elif len(told) < 1_000:
            told.append(answer)
        if told and now >= told[0]:
            again = counts.knock(now, "casey", COUNCIL, told=told.pop(0))
            if again is None:
                checked += 1
            else:
                told.append(again)
    quarters = HOURS * 4
    before_the_longest = OWN.free + 5
    assert quarters < checked <= before_the_longest + 2 * quarters + 1


def test_a_promise_is_not_kept_before_its_time_and_one_only_in_a_quarter_of_an_hour() -> None:
    counts = Counts()
    for _ in range(5):
        counts.knock(NINE, "casey", COUNCIL)
    told = counts.knock(NINE, "casey", COUNCIL)
    assert told == NINE + 30 * SECOND
    assert counts.knock(told, "casey", COUNCIL) is None, "somebody else's turn"
    assert counts.knock(told - SECOND, "casey", COUNCIL, told=told) is not None
    assert counts.knock(told, "casey", COUNCIL, told=told) is None, "and still theirs"
    third = counts.knock(told, "casey", COUNCIL, told=told)
    assert third is not None
    assert third <= told + throttle.LONGEST_WAIT
    elsewhere = counts.knock(told, "casey", place(7), told=told)
    assert elsewhere is None or elsewhere > told, "a place has its own"


def test_a_try_is_free_again_once_the_wait_is_over_and_the_next_wait_is_longer() -> None:
    counts = Counts()
    for _ in range(5):
        assert counts.knock(NINE, "casey", "192.0.2.1") is None
    told = counts.knock(NINE, "casey", "192.0.2.1")
    assert told == NINE + timedelta(seconds=30)
    assert counts.knock(told - SECOND, "casey", "192.0.2.1") == told
    assert counts.knock(told, "casey", "192.0.2.1") is None
    assert counts.knock(told, "casey", "192.0.2.1") == told + timedelta(seconds=60)


@pytest.mark.parametrize(
    ("after", "left"), [(timedelta(days=1) - SECOND, 7), (timedelta(days=1), 0)]
)
def test_old_tries_are_forgotten(after: timedelta, left: int) -> None:
    old = Tally(7, NINE, NINE + timedelta(minutes=2))
    assert throttle.remembered(old, OWN, NINE + after).failures == left


def test_a_right_try_is_taken_back_from_the_shared_counts() -> None:
    assert throttle.forgiven(Tally(3, NINE)).failures == 2
    assert throttle.forgiven(Tally(0, NINE)).failures == 0


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:2:ffff::1", "2001:0db8:0001:0002::/64"),
        ("2001:db8:1:3::1", "2001:0db8:0001:0003::/64"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_household_with_many_addresses_is_one_place(address: str, found: str) -> None:
    assert throttle.place_of(address) == found


def test_whoever_takes_a_new_name_for_every_try_is_bounded_by_their_place() -> None:
    """A browser's own name is as new as somebody likes: waves of a thousand, every five minutes."""
    counts, checked = Counts(), 0
    for wave in range(12):
        for browser in range(1000):
            now = NINE + wave * timedelta(minutes=5)
            checked += (
                counts.knock(now, f"browser {browser}", "one place", names_itself=True) is None
            )
    assert checked == throttle.MOST_OF_A_PLACE
    assert counts.knock(NINE, "another browser", "another place", names_itself=True) is None
