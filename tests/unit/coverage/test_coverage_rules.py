"""The cohort in order, counted and paged without losing anyone; a year's slots added up."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.rules import Category, Coverage, CoverageState, Status
from portal.coverage.rules import (
    Line,
    PanelYear,
    by_urgency,
    count_states,
    page_of,
    yearly_capacity,
)

HALF_DAY = PanelYear(10, 6)
FULL_DAY = PanelYear(20, 6, "full-day panel")
STATUS = Status(Category.ELIGIBLE, (), 400, 90, in_care=True, age=16, eligible_from=None)


def line(number: int, state: CoverageState, due_in: int = 0) -> Line:
    due = date(2026, 11, 23) + timedelta(days=due_in)
    return Line(
        id=UUID(int=number),
        reference=f"LH-{number:05d}",
        child=str(number),
        name=None,
        born_on=date(2010, 1, 1),
        age=16,
        district_id=None,
        status=STATUS,
        coverage=Coverage(state, due, None, None, None),
        listed_for=None,
    )


LINES = st.lists(
    st.builds(
        line,
        st.integers(1, 10_000),
        st.sampled_from(list(CoverageState)),
        st.integers(-400, 400),
    ),
    unique_by=lambda each: each.id,
    max_size=25,
)


def test_the_most_urgent_come_first() -> None:
    states = [CoverageState.HEARD, CoverageState.DUE, CoverageState.NEVER_HEARD]
    lines = [line(number, state) for number, state in enumerate(states, start=1)]
    lines.append(line(9, CoverageState.NEVER_HEARD, due_in=-30))
    assert [each.id.int for each in by_urgency(lines)] == [9, 3, 2, 1]


@pytest.mark.requirement("R4")
@given(lines=LINES, size=st.integers(1, 7))
def test_every_page_together_holds_everyone_once(lines: list[Line], size: int) -> None:
    ordered = by_urgency(lines)
    seen: list[UUID] = []
    after = None
    for _ in range(len(lines) + 1):
        page = page_of(ordered, after, size)
        seen += [each.id for each in page.lines]
        assert page.total == len(lines)
        after = page.after
        if after is None:
            break
    assert seen == [each.id for each in ordered]
    assert sum(count_states(lines).values()) == len(lines)


def test_a_page_after_somebody_who_left_starts_from_the_top() -> None:
    lines = [line(number, CoverageState.DUE) for number in range(1, 4)]
    assert page_of(lines, UUID(int=99), 2).first == 1


@pytest.mark.requirement("R42", "R43")
def test_the_floor_of_six_half_days_is_said_in_a_sentence() -> None:
    room = yearly_capacity([HALF_DAY], people_due=450, reviews_per_year=2)
    assert room is not None
    assert (room.slots_per_year, room.needed_per_year, room.enough) == (60, 900, False)
    assert room.sentence.startswith(
        "Six half-day panels a year give 60 slots; 450 young people reviewed twice a year need 900."
    )


def test_the_panels_of_several_districts_add_up() -> None:
    room = yearly_capacity([HALF_DAY] * 12, people_due=100, reviews_per_year=2)
    assert room is not None
    assert (room.slots_per_year, room.enough) == (720, True)
    assert "72 half-day panels" in room.sentence


def test_panels_of_different_lengths_say_so() -> None:
    room = yearly_capacity([HALF_DAY, FULL_DAY], people_due=100, reviews_per_year=2)
    assert room is not None
    assert (room.slots_per_year, room.meetings_needed) == (180, 14)
    assert "of different lengths, give 180 slots" in room.sentence
    assert "It would take about 14 panels a year." in room.sentence


def test_where_no_panel_has_a_slot_there_is_no_sum() -> None:
    assert yearly_capacity([], people_due=3, reviews_per_year=2) is None
