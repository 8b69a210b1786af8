"""Whether a young person was somebody's own at a moment: by case, seat or invitation. Pure (C43).

Who works with somebody today says little about a reading a month ago. So what was so then is worked
out from when each tie began and ended, with the trail's own entries for those that passed on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

BEFORE_IT = timedelta(days=14)
"""How long before somebody is put on an agenda its panel's people look whether they should be."""
AFTER_IT = timedelta(days=30)
"""How long after the last thing that is due of it an item is still somebody's work."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Somebody had something from one moment until another; None is open on that side."""

    person_id: UUID
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, person_id: UUID, at: datetime) -> bool:
        """Tell whether it is this person's, and held then: from its first moment up to its end."""
        return (
            self.person_id == person_id
            and (self.since is None or self.since <= at)
            and (self.until is None or at < self.until)
        )


@dataclass(frozen=True, slots=True)
class Passed:
    """At a moment posts passed from somebody to somebody, as an entry of the trail says it."""

    at: datetime
    posts: Mapping[str, tuple[UUID | None, UUID | None]]


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat of a panel, or a holder's place at one of its meetings, and who had it when."""

    tie: Tie
    panel_id: UUID
    meeting_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """One item of a young person.

    ``nominated_on`` and ``last_on`` are the first and the last day that anything of it was due:
    put on the agenda, heard, filed, each of its actions. ``ties`` are its own people: the worker
    and adviser, their managers, whoever comes in their place or is asked to it, owners of actions.
    """

    district_id: str
    panel_id: UUID
    meeting_id: UUID
    nominated_on: date
    last_on: date
    ties: tuple[Tie, ...] = ()

    def is_work(self, day: date) -> bool:
        """Tell whether its panel's people had to do with it on a day."""
        return self.nominated_on - BEFORE_IT <= day <= self.last_on + AFTER_IT


Runs = Callable[[Heard], bool]
"""Whether the reader's role then let them run an item's panel."""


def ties_of(now: Mapping[str, UUID | None], passed: Iterable[Passed]) -> tuple[Tie, ...]:
    """Return who was in each of these posts when, from who is in it now and how it passed on.

    An entry whose facts are erased says nothing; whoever is known before it is taken to have been
    there all along.
    """
    until: dict[str, datetime | None] = dict.fromkeys(now)
    holders: dict[str, UUID | None] = dict(now)
    found: list[Tie] = []
    for each in sorted(passed, key=lambda each: each.at, reverse=True):
        for post in now.keys() & each.posts.keys():
            before, _ = each.posts[post]
            holder = holders[post]
            if holder is not None:
                found.append(Tie(holder, each.at, until[post]))
            holders[post], until[post] = before, each.at
    found += [
        Tie(holder, None, until[post]) for post, holder in holders.items() if holder is not None
    ]
    return tuple(found)


def is_own(
    reader_id: UUID,
    at: datetime,
    *,
    case: Sequence[Tie] = (),
    heard: Sequence[Heard] = (),
    seats: Collection[Seat] = (),
    runs: Runs = lambda _: False,
) -> bool:
    """Tell whether a young person was the reader's own at a moment (England's time).

    By their case: the reader worked with them then. By an item: they were one of its own people,
    or it was work of a panel that they sat on or ran then.
    """
    if any(tie.holds(reader_id, at) for tie in case):
        return True
    for item in heard:
        if any(tie.holds(reader_id, at) for tie in item.ties):
            return True
        if item.is_work(at.date()) and (
            any(_sits(seat, item, reader_id, at) for seat in seats) or runs(item)
        ):
            return True
    return False


def _sits(seat: Seat, item: Heard, reader_id: UUID, at: datetime) -> bool:
    return (
        seat.panel_id == item.panel_id
        and seat.meeting_id in {None, item.meeting_id}
        and seat.tie.holds(reader_id, at)
    )
