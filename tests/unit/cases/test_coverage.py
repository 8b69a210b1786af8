"""Coverage: everyone in care from 16 has a state, and a reason when they are not listed."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.rules import CoverageState, Episode, ReviewRule, capacity, coverage_state
from portal.kernel.errors import RuleError

DOB = date(2000, 6, 15)  # 16 on 15 June 2016; first review due 15 September 2016
LONG = Episode(date(2010, 1, 1), None, "C2")
LATE = Episode(date(2018, 5, 1), None, "V2")  # first review would fall after 18


@pytest.mark.requirement("R4")
@pytest.mark.parametrize(
    ("on", "heard", "state", "why_not"),
    [
        (
            date(2016, 6, 1),
            None,
            "not_yet_due",
            "They turn 16 on 15 June 2016. Their first review is due by 15 September 2016.",
        ),
        (
            date(2016, 7, 14),
            None,
            "not_yet_due",
            "Their first review is due by 15 September 2016.",
        ),
        (
            date(2016, 7, 15),
            None,
            "due",
            "Their first review is due by 15 September 2016. Nobody has put their name forward.",
        ),
        (
            date(2016, 9, 15),
            None,
            "due",
            "Their first review is due by 15 September 2016. Nobody has put their name forward.",
        ),
        (
            date(2016, 9, 16),
            None,
            "never_heard",
            "Their first review was due by 15 September 2016. Nobody has put their name forward.",
        ),
        (
            date(2016, 10, 1),
            date(2016, 9, 1),
            "heard",
            "Their next review is due by 1 March 2017.",
        ),
        (
            date(2017, 2, 1),
            date(2016, 9, 1),
            "due",
            "Their next review is due by 1 March 2017. Nobody has put their name forward.",
        ),
        (
            date(2017, 3, 2),
            date(2016, 9, 1),
            "overdue",
            "Their next review was due by 1 March 2017. Nobody has put their name forward.",
        ),
    ],
)
def test_everyone_in_care_has_a_state_and_a_reason(
    on: date, heard: date | None, state: str, why_not: str
) -> None:
    coverage = coverage_state(DOB, [LONG], on, last_heard=heard)
    assert coverage.state == state
    assert coverage.first_review_due == date(2016, 9, 15)
    assert coverage.last_heard == heard
    assert coverage.why_not_listed == why_not


@pytest.mark.requirement("R4")
def test_someone_on_an_agenda_has_no_reason_for_not_being_listed() -> None:
    on = date(2016, 10, 1)
    listed = coverage_state(DOB, [LONG], on, listed_for=date(2016, 10, 20))
    assert (listed.state, listed.why_not_listed) == (CoverageState.NEVER_HEARD, None)
    past = coverage_state(DOB, [LONG], on, listed_for=date(2016, 9, 20))
    assert past.why_not_listed is not None


@pytest.mark.requirement("R4")
def test_without_agreement_someone_still_counts_as_due() -> None:
    coverage = coverage_state(DOB, [LONG], date(2016, 10, 1), no_agreement=True)
    assert coverage.state is CoverageState.NEVER_HEARD
    assert coverage.why_not_listed is not None
    assert coverage.why_not_listed.startswith("Due, not heard: no agreement.")


def test_agreement_is_not_mentioned_before_it_matters() -> None:
    coverage = coverage_state(DOB, [LONG], date(2016, 6, 1), no_agreement=True)
    assert coverage.why_not_listed is not None
    assert "agreement" not in coverage.why_not_listed


@pytest.mark.requirement("R4")
def test_someone_who_came_into_care_late_is_due_before_they_turn_18() -> None:
    coverage = coverage_state(DOB, [LATE], date(2018, 5, 2))
    assert coverage.first_review_due == date(2018, 8, 1)
    assert coverage.state is CoverageState.DUE
    assert coverage.why_not_listed == (
        "They turn 18 on 15 June 2018 and have never been heard. Nobody has put their name forward."
    )


@pytest.mark.parametrize(
    ("episodes", "on", "why_not"),
    [
        (
            [Episode(date(2010, 1, 1), date(2017, 9, 1), "C2", "E6")],
            date(2017, 10, 1),
            "They left care on 1 September 2017.",
        ),
        (
            [LONG],
            date(2018, 6, 15),
            "They are 18 or over. The panel reviews everyone in care aged 16 or 17.",
        ),
        (
            [Episode(date(2010, 1, 1), None, "V3")],
            date(2017, 1, 1),
            "The return shows no time in care that counts.",
        ),
    ],
)
def test_someone_not_in_care_is_said_to_be_so(
    episodes: list[Episode], on: date, why_not: str
) -> None:
    coverage = coverage_state(DOB, episodes, on)
    assert (coverage.state, coverage.first_review_due) == (CoverageState.NOT_IN_CARE, None)
    assert coverage.why_not_listed == why_not


def test_coming_back_into_care_starts_the_first_review_again() -> None:
    left = Episode(date(2010, 1, 1), date(2016, 8, 1), "C2", "E4B")
    back = Episode(date(2017, 2, 1), None, "V2")
    coverage = coverage_state(DOB, [left, back], date(2017, 2, 2))
    assert coverage.first_review_due == date(2017, 5, 1)


def test_a_move_between_homes_does_not_start_it_again() -> None:
    moved = [
        Episode(date(2010, 1, 1), date(2017, 2, 1), "C2", "X1"),
        Episode(date(2017, 2, 1), None, "C2"),
    ]
    assert coverage_state(DOB, moved, date(2017, 2, 2)).first_review_due == date(2016, 9, 15)


def test_a_panel_may_choose_its_own_months_and_how_soon_is_soon() -> None:
    rule = ReviewRule(first_months=6, every_months=12)
    coverage = coverage_state(DOB, [LONG], date(2016, 12, 1), rule=rule, soon_days=14)
    assert coverage.first_review_due == date(2016, 12, 15)
    assert coverage.state is CoverageState.DUE
    earlier = coverage_state(DOB, [LONG], date(2016, 11, 30), rule=rule, soon_days=14)
    assert earlier.state is CoverageState.NOT_YET_DUE


def test_the_states_that_need_a_slot_are_the_ones_that_are_due() -> None:
    assert {each for each in CoverageState if each.needs_a_slot} == {
        CoverageState.DUE,
        CoverageState.OVERDUE,
        CoverageState.NEVER_HEARD,
    }


@pytest.mark.requirement("R4", "R42")
def test_the_floor_of_six_half_days_cannot_hear_everyone_and_says_so() -> None:
    year = capacity(slots_per_meeting=10, meetings_per_year=6, people_due=450, reviews_per_year=2)
    assert (year.slots_per_year, year.needed_per_year, year.enough) == (60, 900, False)
    assert year.meetings_needed == 90
    assert year.sentence == (
        "Six half-day panels a year give 60 slots; 450 young people reviewed twice a year need "
        "900. This cannot be met: 840 reviews a year would not happen. It would take 90 half-day "
        "panels a year."
    )


@pytest.mark.requirement("R42")
def test_enough_slots_are_said_to_be_enough() -> None:
    year = capacity(
        slots_per_meeting=20,
        meetings_per_year=1,
        people_due=1,
        reviews_per_year=1,
        meeting_name="full-day panel",
    )
    assert year.enough
    assert year.sentence == (
        "One full-day panel a year gives 20 slots; 1 young person reviewed once a year needs 1. "
        "Everyone can be heard."
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slots_per_meeting", 0),
        ("meetings_per_year", -1),
        ("people_due", -1),
        ("reviews_per_year", 0),
    ],
)
def test_impossible_capacities_are_refused_at_their_field(field: str, value: int) -> None:
    numbers = {
        "slots_per_meeting": 10,
        "meetings_per_year": 6,
        "people_due": 10,
        "reviews_per_year": 2,
        field: value,
    }
    with pytest.raises(RuleError) as refused:
        capacity(
            slots_per_meeting=numbers["slots_per_meeting"],
            meetings_per_year=numbers["meetings_per_year"],
            people_due=numbers["people_due"],
            reviews_per_year=numbers["reviews_per_year"],
        )
    assert refused.value.field == field


COUNTS = st.integers(0, 2000)


@given(st.integers(1, 40), COUNTS, COUNTS, st.integers(1, 12))
def test_the_meetings_needed_are_just_enough(
    slots: int, meetings: int, people: int, reviews: int
) -> None:
    year = capacity(
        slots_per_meeting=slots,
        meetings_per_year=meetings,
        people_due=people,
        reviews_per_year=reviews,
    )
    assert year.enough is (meetings >= year.meetings_needed)
    assert ("cannot be met" in year.sentence) is not year.enough
    assert year.meetings_needed * slots >= year.needed_per_year
    assert (year.meetings_needed - 1) * slots < year.needed_per_year


DAYS = st.dates(date(2000, 6, 15), date(2022, 1, 1))
EPISODES = st.lists(
    st.builds(Episode, DAYS, st.one_of(st.none(), DAYS), st.sampled_from(["C2", "V2", "V4"])),
    max_size=5,
)


@given(EPISODES, DAYS, st.one_of(st.none(), DAYS))
def test_nobody_falls_off_whatever_their_history(
    episodes: list[Episode], on: date, heard: date | None
) -> None:
    coverage = coverage_state(DOB, episodes, on, last_heard=heard)
    assert coverage.why_not_listed
    assert (coverage.first_review_due is None) is (coverage.state is CoverageState.NOT_IN_CARE)
    assert (coverage.next_review_due is None) is (heard is None)


@given(DAYS, DAYS)
def test_time_alone_never_makes_a_first_review_less_pressing(one: date, other: date) -> None:
    order = [CoverageState.NOT_YET_DUE, CoverageState.DUE, CoverageState.NEVER_HEARD]
    earlier, later = sorted((one, other))
    states = [coverage_state(DOB, [LONG], on).state for on in (earlier, later)]
    if set(states) <= set(order):
        assert order.index(states[0]) <= order.index(states[1])
