"""Clocks: what is due for a young person, by when, and what nobody has told the portal."""

from __future__ import annotations

from datetime import date

import pytest

from portal.cases.rules import ClockReading, Episode, Milestones, ReviewRule, clocks
from portal.kernel.errors import RuleError

DOB = date(2000, 6, 15)
TODAY = date(2016, 8, 1)
LONG = Episode(date(2010, 1, 1), None, "C2")
LATE = Episode(date(2017, 1, 10), None, "V2")
LEFT = Episode(date(2010, 1, 1), date(2017, 9, 1), "C2", "E6")


def _clock(name: str, readings: tuple[ClockReading, ...]) -> ClockReading:
    return next(each for each in readings if each.name == name)


def _names(readings: tuple[ClockReading, ...]) -> list[str]:
    return [each.name for each in readings]


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("episode", "on", "due", "state"),
    [
        (LONG, date(2016, 6, 14), date(2016, 9, 15), "due"),
        (LONG, date(2016, 9, 15), date(2016, 9, 15), "due"),
        (LONG, date(2016, 9, 16), date(2016, 9, 15), "overdue"),
        (LATE, date(2017, 2, 1), date(2017, 4, 10), "due"),
        (LATE, date(2017, 4, 11), date(2017, 4, 10), "overdue"),
    ],
)
def test_the_first_panel_review_follows_the_16th_birthday_or_coming_into_care(
    episode: Episode, on: date, due: date, state: str
) -> None:
    reading = _clock("First panel review", clocks(DOB, [episode], on))
    assert (reading.due, reading.state) == (due, state)
    assert reading.source == (
        "Panel rule: three months after they turn 16 or come into care, then every six months"
    )


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("on", "state"),
    [(date(2017, 3, 10), "due"), (date(2017, 3, 11), "overdue")],
)
def test_once_heard_the_next_review_follows(on: date, state: str) -> None:
    readings = clocks(DOB, [LONG], on, known=Milestones(last_heard=date(2016, 9, 10)))
    assert _clock("First panel review", readings).state == "done"
    following = _clock("Next panel review", readings)
    assert (following.due, following.state) == (date(2017, 3, 10), state)


@pytest.mark.requirement("R4")
def test_the_panels_own_months_are_configuration() -> None:
    rule = ReviewRule(first_months=1, every_months=4)
    heard = Milestones(last_heard=date(2016, 8, 31))
    readings = clocks(DOB, [LONG], TODAY, rule=rule, known=heard)
    assert _clock("First panel review", readings).due == date(2016, 7, 15)
    assert _clock("Next panel review", readings).due == date(2016, 12, 31)
    assert rule.source.startswith("Panel rule: one month after")


@pytest.mark.parametrize(("first", "every"), [(0, 6), (3, 0), (-1, 6)])
def test_reviews_less_than_a_month_apart_are_refused(first: int, every: int) -> None:
    with pytest.raises(RuleError, match="at least one month apart"):
        ReviewRule(first, every)


@pytest.mark.parametrize(
    ("episode", "on", "due", "state"),
    [
        (LONG, TODAY, date(2016, 9, 15), "due"),
        (LONG, date(2015, 6, 1), date(2016, 9, 15), "due"),
        (LONG, date(2016, 9, 16), date(2016, 9, 15), "not_known"),
        (LATE, date(2017, 3, 1), date(2017, 7, 11), "due"),
        (LEFT, date(2017, 10, 1), date(2016, 9, 15), "not_known"),
    ],
)
def test_the_needs_assessment_is_due_three_months_after_16_or_becoming_eligible(
    episode: Episode, on: date, due: date, state: str
) -> None:
    reading = _clock("Needs assessment", clocks(DOB, [episode], on))
    assert (reading.due, reading.state) == (due, state)
    assert reading.source.startswith("SI 2010/959 regulation 42(1)")


def test_what_is_known_to_be_done_reads_done() -> None:
    known = Milestones(
        needs_assessed=date(2016, 7, 1),
        pathway_reviewed=date(2016, 7, 31),
        adviser_allocated=date(2016, 7, 2),
    )
    readings = clocks(DOB, [LONG], TODAY, known=known)
    assert _clock("Needs assessment", readings).state == "done"
    assert _clock("Personal adviser", readings).state == "done"
    review = _clock("Pathway plan review", readings)
    assert (review.due, review.state) == (date(2017, 1, 31), "due")


def test_an_assessment_dated_after_the_day_asked_about_is_not_done_yet() -> None:
    known = Milestones(needs_assessed=date(2016, 8, 2))
    assert _clock("Needs assessment", clocks(DOB, [LONG], TODAY, known=known)).state == "due"


@pytest.mark.parametrize(
    ("reviewed", "due", "state"),
    [
        (None, None, "not_known"),
        (date(2016, 2, 1), date(2016, 8, 1), "due"),
        (date(2016, 1, 31), date(2016, 7, 31), "overdue"),
    ],
)
def test_a_pathway_plan_is_reviewed_every_six_months(
    reviewed: date | None, due: date | None, state: str
) -> None:
    known = Milestones(pathway_reviewed=reviewed)
    reading = _clock("Pathway plan review", clocks(DOB, [LONG], TODAY, known=known))
    assert (reading.due, reading.state) == (due, state)


@pytest.mark.parametrize(
    ("on", "state"), [(date(2017, 6, 15), "due"), (date(2017, 6, 16), "not_known")]
)
def test_a_personal_adviser_is_due_by_the_17th_birthday(on: date, state: str) -> None:
    reading = _clock("Personal adviser", clocks(DOB, [LONG], on))
    assert (reading.due, reading.state) == (date(2017, 6, 15), state)


def test_a_local_offer_may_promise_an_adviser_sooner() -> None:
    reading = _clock("Personal adviser", clocks(DOB, [LONG], TODAY, adviser_by_age=16))
    assert reading.due == date(2016, 6, 15)
    assert reading.source == "Local offer: by the day they turn 16"


@pytest.mark.parametrize(
    ("episodes", "on", "names"),
    [
        pytest.param(
            [LONG],
            TODAY,
            [
                "First panel review",
                "Needs assessment",
                "Pathway plan review",
                "Personal adviser",
                "18th birthday",
            ],
            id="eligible",
        ),
        pytest.param(
            [LONG],
            date(2015, 6, 1),
            ["First panel review", "Needs assessment", "Personal adviser", "18th birthday"],
            id="in care and 14",
        ),
        pytest.param(
            [LEFT],
            date(2017, 10, 1),
            ["Needs assessment", "Pathway plan review", "Personal adviser", "18th birthday"],
            id="relevant",
        ),
        pytest.param([LEFT], date(2019, 1, 1), ["Pathway plan review"], id="former relevant"),
        pytest.param(
            [Episode(date(2018, 5, 1), None, "V2")],
            date(2018, 5, 2),
            ["First panel review", "18th birthday"],
            id="in care too late to become eligible",
        ),
        pytest.param([LEFT], date(2025, 7, 1), [], id="over 25"),
        pytest.param([], TODAY, [], id="never in care"),
    ],
)
def test_only_the_clocks_that_run_for_someone_are_shown(
    episodes: list[Episode], on: date, names: list[str]
) -> None:
    assert _names(clocks(DOB, episodes, on)) == names


def test_the_18th_birthday_is_always_ahead_for_a_child() -> None:
    reading = _clock("18th birthday", clocks(DOB, [LONG], date(2018, 6, 14)))
    assert (reading.due, reading.state) == (date(2018, 6, 15), "due")
