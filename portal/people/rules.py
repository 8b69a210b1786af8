"""Pure decisions about people: where they stand, who is next in the chain, when to look again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from portal.kernel.errors import RuleError

EARLIEST = date(2000, 1, 1)
LATEST_AHEAD_YEARS = 10
"""A date beyond these is a typing mistake."""
FEBRUARY, LEAP_DAY = 2, 29


class State(StrEnum):
    """Where somebody stands today."""

    NOT_YET = "not_yet"
    INVITED = "invited"
    HERE = "here"
    SUSPENDED = "suspended"
    LEFT = "left"

    @property
    def label(self) -> str:
        """The state in words."""
        return {
            State.NOT_YET: "Starts later",
            State.INVITED: "Invited",
            State.HERE: "Works here",
            State.SUSPENDED: "Suspended",
            State.LEFT: "Has left",
        }[self]

    @property
    def colour(self) -> str | None:
        """The colour of its tag: none for what is as it should be."""
        return {State.NOT_YET: "blue", State.INVITED: "blue", State.SUSPENDED: "red"}.get(self)


def state_on(
    today: date,
    *,
    starts_on: date,
    ends_on: date | None,
    suspended: bool,
    invited: bool,
) -> State:
    """Return where somebody stands. `invited`: asked, and not signed in for the first time yet."""
    if ends_on is not None and ends_on < today:
        return State.LEFT
    if suspended:
        return State.SUSPENDED
    if starts_on > today:
        return State.NOT_YET
    return State.INVITED if invited else State.HERE


def review_day(starts_on: date, ends_on: date | None = None) -> date | None:
    """Return the day a role must be looked at again: a year on. None where it ends before that."""
    leap = (starts_on.month, starts_on.day) == (FEBRUARY, LEAP_DAY)
    year_on = starts_on.replace(year=starts_on.year + 1, day=28 if leap else starts_on.day)
    return None if ends_on is not None and ends_on <= year_on else year_on


def check_term(starts_on: date, ends_on: date | None, today: date) -> None:
    """Refuse dates that cannot be. RuleError (fields `starts_on`, `ends_on`)."""
    if not _can_be(starts_on, today):
        raise RuleError("The first day must be a day that can be meant", "starts_on")
    if ends_on is None:
        return
    if ends_on < starts_on:
        raise RuleError("The last day must be the same as or after the first day", "ends_on")
    if not _can_be(ends_on, today):
        raise RuleError("The last day must be a day that can be meant", "ends_on")
    if ends_on < today:
        raise RuleError("The last day must be today or later", "ends_on")


def check_leaving(last_day: date, starts_on: date, today: date) -> None:
    """Refuse a last day that cannot be. RuleError (field `last_day`)."""
    if last_day < starts_on:
        raise RuleError("The last day must be the same as or after their first day", "last_day")
    if not _can_be(last_day, today):
        raise RuleError("The last day must be a day that can be meant", "last_day")


def _can_be(day: date, today: date) -> bool:
    return day >= EARLIEST and day.year <= today.year + LATEST_AHEAD_YEARS


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may take over, and why they are asked."""

    person_id: UUID
    why: str
    until: date | None = None
    """Their own last day, where they are leaving too."""


def chain(
    *, leaver: UUID, candidates: Iterable[Candidate], absent: Collection[UUID], last_day: date
) -> tuple[Candidate, ...]:
    """Return who takes over, first choice first: each person once, and only who stays.

    The candidates come in order: managers from the nearest up, deputies of the seats held, district
    leads. An unfilled post never blocks: the next in the chain is offered.
    """
    found: dict[UUID, Candidate] = {}
    for each in candidates:
        stays = each.until is None or each.until > last_day
        if each.person_id != leaver and each.person_id not in absent and stays:
            found.setdefault(each.person_id, each)
    return tuple(found.values())


def invited(invited_at: datetime | None, accepted_at: datetime | None) -> bool:
    """Tell whether somebody was asked and has not come in yet."""
    return invited_at is not None and accepted_at is None
