"""Whether the panel has heard everyone it must, and whether it has the slots to (R4, R42).

R4 is a duty to review every child in care from 16, not an inbox: everyone has a state, and
everyone who is not listed has a reason in words. Nobody falls off for want of an agreement (A11).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.cases.rules.clocks import ReviewRule, first_review_due
from portal.cases.rules.history import CareHistory, Episode, read_history, refuse_unborn
from portal.cases.rules.status import ADULT_AGE, ELIGIBLE_AGE
from portal.kernel.errors import RuleError
from portal.kernel.timeline import add_months, age_on, birthday
from portal.kernel.wording import capitalised, counted, plain_date, times_word

PANEL_GAP_DAYS = 62
"""The longest gap between two bi-monthly panels (A2): due within it means due at the next one."""

_THREE_MONTHLY = ReviewRule()


class CoverageState(StrEnum):
    """Where one young person stands with the panel.

    never_heard is past the first review date without being heard; overdue was heard, but too
    long ago; due falls before the panel after next; heard and not_yet_due need nothing now.
    """

    NOT_IN_CARE = "not_in_care"
    NOT_YET_DUE = "not_yet_due"
    DUE = "due"
    HEARD = "heard"
    OVERDUE = "overdue"
    NEVER_HEARD = "never_heard"

    @property
    def needs_a_slot(self) -> bool:
        """Whether someone in this state should be on the next agenda."""
        return self in {CoverageState.DUE, CoverageState.OVERDUE, CoverageState.NEVER_HEARD}


@dataclass(frozen=True, slots=True)
class Coverage:
    """One young person's coverage on a day.

    `first_review_due` is None when not in care, `next_review_due` until first heard.
    `why_not_listed` is a sentence, or None when they are on an agenda.
    """

    state: CoverageState
    first_review_due: date | None
    next_review_due: date | None
    last_heard: date | None
    why_not_listed: str | None


def coverage_state(
    dob: date,
    episodes: Iterable[Episode],
    as_of: date,
    *,
    last_heard: date | None = None,
    listed_for: date | None = None,
    no_agreement: bool = False,
    rule: ReviewRule = _THREE_MONTHLY,
    soon_days: int = PANEL_GAP_DAYS,
) -> Coverage:
    """Say whether the panel has heard someone, when it must, and why they are not listed (R4).

    `listed_for` is the day of the meeting whose agenda they are on; `no_agreement` that they
    have not agreed to be discussed: then they stay due, also while they are listed (A11).
    Someone never heard is due before they turn 18 even where the rule's own date falls later.
    RuleError when `as_of` is before birth.
    """
    refuse_unborn(dob, as_of)
    history = read_history(episodes, as_of)
    first = first_review_due(dob, history, rule)
    following = add_months(last_heard, rule.every_months) if last_heard else None
    state = _state(dob, as_of, first, following, soon_days)
    listed = listed_for is not None and listed_for >= as_of
    why_not = None if listed else _why_not(state, dob, history, first, following)
    if listed and no_agreement and listed_for is not None:
        why_not = f"They are listed for {plain_date(listed_for)} and cannot be heard without one."
    if why_not and no_agreement and state.needs_a_slot:
        why_not = f"Due, not heard: no agreement. {why_not}"
    return Coverage(state, first, following, last_heard, why_not)


def _state(
    dob: date, as_of: date, first: date | None, following: date | None, soon_days: int
) -> CoverageState:
    if first is None:
        return CoverageState.NOT_IN_CARE
    soon = as_of + timedelta(days=soon_days)
    if following is not None:
        if following < as_of:
            return CoverageState.OVERDUE
        return CoverageState.DUE if following <= soon else CoverageState.HEARD
    if first < as_of:
        return CoverageState.NEVER_HEARD
    last_chance = min(first, birthday(dob, ADULT_AGE))
    return CoverageState.DUE if last_chance <= soon else CoverageState.NOT_YET_DUE


def _why_not(
    state: CoverageState,
    dob: date,
    history: CareHistory,
    first: date | None,
    following: date | None,
) -> str:
    if first is None:
        return _why_not_in_care(dob, history)
    if following is not None:
        return _why_not_again(state, following)
    if state is CoverageState.NOT_YET_DUE:
        sixteen = birthday(dob, ELIGIBLE_AGE)
        turning = f"They turn 16 on {plain_date(sixteen)}. " if history.as_of < sixteen else ""
        return f"{turning}Their first review is due by {plain_date(first)}."
    eighteen = birthday(dob, ADULT_AGE)
    if first >= eighteen:
        return (
            f"They turn 18 on {plain_date(eighteen)} and have never been heard. Nobody has put "
            f"their name forward."
        )
    was = "was" if state is CoverageState.NEVER_HEARD else "is"
    return (
        f"Their first review {was} due by {plain_date(first)}. Nobody has put their name forward."
    )


def _why_not_again(state: CoverageState, following: date) -> str:
    if state is CoverageState.HEARD:
        return f"Their next review is due by {plain_date(following)}."
    was = "was" if state is CoverageState.OVERDUE else "is"
    return (
        f"Their next review {was} due by {plain_date(following)}. Nobody has put their name "
        f"forward."
    )


def _why_not_in_care(dob: date, history: CareHistory) -> str:
    if age_on(dob, history.as_of) >= ADULT_AGE:
        return "They are 18 or over. The panel reviews everyone in care aged 16 or 17."
    if history.ending is not None:
        return f"They left care on {plain_date(history.ending.on)}."
    return "The return shows no time in care that counts."


@dataclass(frozen=True, slots=True)
class Capacity:
    """A year's slots against the reviews a year needs, and what that means in a sentence."""

    slots_per_year: int
    needed_per_year: int
    meetings_needed: int
    sentence: str

    @property
    def enough(self) -> bool:
        """Whether everyone can be heard as often as the rule says."""
        return self.slots_per_year >= self.needed_per_year


def capacity(
    *,
    slots_per_meeting: int,
    meetings_per_year: int,
    people_due: int,
    reviews_per_year: int,
    meeting_name: str = "half-day panel",
) -> Capacity:
    """Compare a year's slots with the reviews due, and say so when R4 cannot be met (R42, R43).

    `meetings_needed` is how many such meetings a year would hear everyone. RuleError for a
    meeting with no slots, no reviews a year, or a negative number.
    """
    for field, number, least in (
        ("slots_per_meeting", slots_per_meeting, 1),
        ("meetings_per_year", meetings_per_year, 0),
        ("people_due", people_due, 0),
        ("reviews_per_year", reviews_per_year, 1),
    ):
        if number < least:
            raise RuleError(f"This must be {least} or more, not {number}.", field=field)
    slots = slots_per_meeting * meetings_per_year
    needed = people_due * reviews_per_year
    meetings_needed = -(-needed // slots_per_meeting)
    give = "gives" if meetings_per_year == 1 else "give"
    need = "needs" if people_due == 1 else "need"
    people = "young person" if people_due == 1 else "young people"
    supply = (
        f"{capitalised(counted(meetings_per_year, meeting_name))} a year {give} "
        f"{counted(slots, 'slot')}"
    )
    demand = (
        f"{people_due:,} {people} reviewed {times_word(reviews_per_year)} a year {need} {needed:,}"
    )
    verdict = (
        "Everyone can be heard."
        if slots >= needed
        else (
            f"This cannot be met: {counted(needed - slots, 'review')} a year would not happen. It "
            f"would take {counted(meetings_needed, meeting_name)} a year."
        )
    )
    return Capacity(slots, needed, meetings_needed, f"{supply}; {demand}. {verdict}")
