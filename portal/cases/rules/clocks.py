"""What is due for a young person and by when, from their birthdays and their care history.

A clock whose evidence the portal does not hold reads "not known" once its date has passed: the
return does not say whether an assessment was done, and "overdue" would be a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from portal.cases.rules.history import CareHistory, Episode, read_history
from portal.cases.rules.status import (
    ADULT_AGE,
    ELIGIBLE_AGE,
    Category,
    Status,
    care_leaver_status,
)
from portal.kernel.errors import RuleError
from portal.kernel.timeline import add_months, birthday
from portal.kernel.wording import counted

NEEDS_ASSESSMENT_MONTHS = 3
PATHWAY_REVIEW_MONTHS = 6


class ClockState(StrEnum):
    """Where a clock stands on the as-of date; the due date itself is still in time."""

    DUE = "due"
    OVERDUE = "overdue"
    DONE = "done"
    NOT_KNOWN = "not_known"


@dataclass(frozen=True, slots=True)
class ClockReading:
    """One thing that is due: what, by when, where it stands, and the rule it comes from."""

    name: str
    due: date | None
    state: ClockState
    source: str


@dataclass(frozen=True, slots=True)
class ReviewRule:
    """When the panel hears someone: first `first_months` after 16, then `every_months` (A12).

    The source gives no figures, so these are configuration; the defaults follow the statutory
    needs assessment and pathway plan review. RuleError below one month.
    """

    first_months: int = 3
    every_months: int = 6

    def __post_init__(self) -> None:
        for field, months in (
            ("first_months", self.first_months),
            ("every_months", self.every_months),
        ):
            if months < 1:
                raise RuleError(
                    f"Panel reviews must be at least one month apart, not {months}.", field=field
                )

    @property
    def source(self) -> str:
        """The rule in words, beside the dates it gives."""
        return (
            f"Panel rule: {counted(self.first_months, 'month')} after they turn 16 or come into "
            f"care, then every {counted(self.every_months, 'month')}"
        )


@dataclass(frozen=True, slots=True)
class Milestones:
    """What is known to have been done, and when. None means nobody has told the portal."""

    last_heard: date | None = None
    needs_assessed: date | None = None
    pathway_reviewed: date | None = None
    adviser_allocated: date | None = None


_NOTHING_KNOWN = Milestones()
_THREE_MONTHLY = ReviewRule()


def first_review_due(dob: date, history: CareHistory, rule: ReviewRule) -> date | None:
    """Find when the panel should first hear someone in care; None when not in care (R4, A12).

    Counted from the 16th birthday, or from the start of the present time in care if later.
    """
    began = history.current_spell_began()
    if began is None or history.as_of >= birthday(dob, ADULT_AGE):
        return None
    return add_months(max(birthday(dob, ELIGIBLE_AGE), began), rule.first_months)


def clocks(
    dob: date,
    episodes: Iterable[Episode],
    as_of: date,
    *,
    known: Milestones = _NOTHING_KNOWN,
    rule: ReviewRule = _THREE_MONTHLY,
    adviser_by_age: int = 17,
    status: Status | None = None,
) -> tuple[ClockReading, ...]:
    """Read every clock that runs for a young person, in the order given here.

    Panel reviews and the 18th birthday run for everyone in care; the needs assessment, the
    pathway plan review and the personal adviser for those who are or will be eligible or are
    relevant; the pathway plan review also for former relevant young people. `status` saves
    working it out again where the caller has it. RuleError when `as_of` is before birth.
    """
    rows = tuple(episodes)
    status = status or care_leaver_status(dob, rows, as_of)
    history = read_history(rows, as_of)
    readings: list[ClockReading] = []
    if status.in_care:
        readings += _panel_reviews(dob, history, known, rule)
    child = status.in_care or status.category is Category.RELEVANT
    if child and status.eligible_from is not None:
        readings.append(_needs_assessment(dob, status.eligible_from, as_of, known))
    if status.category in _HAS_PATHWAY_PLAN:
        readings.append(_pathway_review(as_of, known))
    if child and status.eligible_from is not None:
        readings.append(_adviser(dob, as_of, known, adviser_by_age))
    if child:
        readings.append(_eighteenth_birthday(dob))
    return tuple(readings)


_HAS_PATHWAY_PLAN = frozenset({Category.ELIGIBLE, Category.RELEVANT, Category.FORMER_RELEVANT})


def _panel_reviews(
    dob: date, history: CareHistory, known: Milestones, rule: ReviewRule
) -> list[ClockReading]:
    first = first_review_due(dob, history, rule)
    if known.last_heard is None:
        return [
            ClockReading("First panel review", first, _running(first, history.as_of), rule.source)
        ]
    following = add_months(known.last_heard, rule.every_months)
    return [
        ClockReading("First panel review", first, ClockState.DONE, rule.source),
        ClockReading(
            "Next panel review", following, _running(following, history.as_of), rule.source
        ),
    ]


def _needs_assessment(
    dob: date, eligible_from: date, as_of: date, known: Milestones
) -> ClockReading:
    # Someone long in care becomes eligible the morning after their birthday night; the law counts
    # from the birthday itself.
    sixteen = birthday(dob, ELIGIBLE_AGE)
    start = sixteen if (eligible_from - sixteen).days <= 1 else eligible_from
    due = add_months(start, NEEDS_ASSESSMENT_MONTHS)
    return ClockReading(
        "Needs assessment",
        due,
        _evidenced(due, known.needs_assessed, as_of),
        "SI 2010/959 regulation 42(1): three months after turning 16 or becoming eligible later",
    )


def _pathway_review(as_of: date, known: Milestones) -> ClockReading:
    reviewed = known.pathway_reviewed
    due = add_months(reviewed, PATHWAY_REVIEW_MONTHS) if reviewed else None
    return ClockReading(
        "Pathway plan review",
        due,
        _running(due, as_of),
        "SI 2010/2571 regulation 7: at least every six months",
    )


def _adviser(dob: date, as_of: date, known: Milestones, by_age: int) -> ClockReading:
    due = birthday(dob, by_age)
    return ClockReading(
        "Personal adviser",
        due,
        _evidenced(due, known.adviser_allocated, as_of),
        f"Local offer: by the day they turn {by_age}",
    )


def _eighteenth_birthday(dob: date) -> ClockReading:
    return ClockReading(
        "18th birthday",
        birthday(dob, ADULT_AGE),
        ClockState.DUE,
        "Children Act 1989 section 105(1): care as a child ends at 18",
    )


def _running(due: date | None, as_of: date) -> ClockState:
    if due is None:
        return ClockState.NOT_KNOWN
    return ClockState.DUE if as_of <= due else ClockState.OVERDUE


def _evidenced(due: date, done_on: date | None, as_of: date) -> ClockState:
    if done_on is not None and done_on <= as_of:
        return ClockState.DONE
    return ClockState.DUE if as_of <= due else ClockState.NOT_KNOWN
