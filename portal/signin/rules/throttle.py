"""How fast guesses may come: slower and slower, never locked, and each way in by its own count.

A guess is counted before it is checked. Three counts hold it back: the account as tried from one
place, the account from everywhere, and the place whatever the account. A device that signed in to
the account before has a count of its own, which nobody else's guesses touch.

Somebody new while an account or a place is being guessed at is told when to come back, and that
time is their browser's: knocking earlier changes nothing, and the guesses of others do not move it,
not from the same place either, which may be a whole council's one address. So the wait of the right
person is bounded (at most 15 minutes; C27, ASVS 6.3.1).

What was promised is kept to one browser in a quarter of an hour for each account at each place.
Else whoever gathers promises would be checked as often as they have browsers: as it is, guesses
from one place at one account are checked at most twice as often as without promises. Whoever does
gather them can still take that one turn from somebody new at their own place: there a device that
is known is what helps.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address


@dataclass(frozen=True, slots=True)
class Pace:
    """How many wrong tries are free, the wait after that, which doubles, and its most."""

    free: int
    first: timedelta
    most: timedelta
    forgotten_after: timedelta


OWN = Pace(5, timedelta(seconds=30), timedelta(minutes=15), timedelta(days=1))
"""One account from one place."""
DEVICE = Pace(10, timedelta(seconds=30), timedelta(minutes=15), timedelta(days=1))
"""One account from a device that signed in to it before."""
ACCOUNT = Pace(10, timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=1))
"""One account from everywhere else."""
SOURCE = Pace(20, timedelta(seconds=30), timedelta(minutes=5), timedelta(hours=1))
"""One place, whatever the account: an office shares one."""
_HOUSEHOLD = len("2001:0db8:0000:0000")
LONGEST_WAIT = max(pace.most for pace in (OWN, DEVICE, ACCOUNT, SOURCE))


@dataclass(frozen=True, slots=True)
class Tally:
    """Wrong tries so far, the last of them, and the earliest time of the next."""

    failures: int = 0
    last_at: datetime | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a try may be checked now, else when; and the counts after it."""

    not_before: datetime | None
    own: Tally
    account: Tally | None
    source: Tally | None
    promised: Tally = field(default_factory=Tally)

    @property
    def may_try(self) -> bool:
        """Whether the try may be checked."""
        return self.not_before is None


def place_of(address: str) -> str:
    """Return where a request comes from: an address, or the network one IPv6 household has."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return f"{found.exploded[:_HOUSEHOLD]}::/64"
    return str(found)


def wait(failures: int, pace: Pace) -> timedelta:
    """Return how long after so many wrong tries the next one waits."""
    beyond = failures - pace.free
    if beyond < 0:
        return timedelta()
    # Doubling past the most is never worked out: the figure would have no end.
    doublings = min(beyond, int(pace.most / pace.first))
    return min(pace.first * (1 << doublings), pace.most)


def remembered(tally: Tally, pace: Pace, now: datetime) -> Tally:
    """Return what still counts of a tally: nothing once it is long enough ago."""
    if tally.last_at is not None and now >= tally.last_at + pace.forgotten_after:
        return Tally()
    return tally


MOST_OF_A_PLACE = 200
"""Wrong tries of one place by those who name themselves; after them none until it is forgotten."""


def decide(
    now: datetime,
    own: Tally,
    *,
    account: Tally | None = None,
    source: Tally | None = None,
    names_itself: bool = False,
    promised: Tally | None = None,
) -> Decision:
    """Decide on one try and count it where it may go on.

    ``account`` and ``source`` are None for a device that is known: then only its own count holds.
    Whoever ``names_itself`` has no account that others know: they could begin anew with each try,
    so their place has a bound of its own. ``promised`` is the count of promises kept for this
    account at this place, where the browser was told a time for its next try and it has come.
    """
    known = account is None or source is None
    own = remembered(own, DEVICE if known else OWN, now)
    account = None if account is None else remembered(account, ACCOUNT, now)
    source = None if source is None else remembered(source, SOURCE, now)
    if names_itself and source and source.last_at and source.failures >= MOST_OF_A_PLACE:
        return Decision(source.last_at + SOURCE.forgotten_after, own, account, source)
    shared = _shared_wait(account, source)
    if own.not_before is None and shared:
        own = replace(own, last_at=own.last_at or now, not_before=now + shared)
    kept = promised or Tally()
    if own.not_before is not None and now < own.not_before:
        turn = None if promised is None else _next_turn(promised)
        if promised is None or (turn is not None and now < turn):
            return Decision(min(own.not_before, turn or own.not_before), own, account, source, kept)
        kept = Tally(1, now)
    account = None if account is None else _counted(account, now)
    source = None if source is None else _counted(source, now)
    own = _counted(own, now)
    pause = max(wait(own.failures, DEVICE if known else OWN), _shared_wait(account, source))
    own = replace(own, not_before=now + pause if pause else None)
    return Decision(None, own, account, source, kept)


def forgiven(tally: Tally) -> Tally:
    """Return a shared count after the try turned out to be right."""
    return replace(tally, failures=max(0, tally.failures - 1))


def _next_turn(promised: Tally) -> datetime | None:
    """Return from when another promise is kept; None where none was kept yet."""
    return None if promised.last_at is None else promised.last_at + LONGEST_WAIT


def _shared_wait(account: Tally | None, source: Tally | None) -> timedelta:
    by_account = wait(account.failures, ACCOUNT) if account else timedelta()
    by_source = wait(source.failures, SOURCE) if source else timedelta()
    return max(by_account, by_source)


def _counted(tally: Tally, now: datetime) -> Tally:
    return replace(tally, failures=tally.failures + 1, last_at=now)
