"""A day laid out: breaks, lunch, buffers, the end row, slots kept back; and never an overlap."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.kernel.errors import RuleError
from portal.variations.slots import Layout, lay_out
from portal.variations.values import Block, Break, EndRow, SlotPlan


def plan(*blocks: Block, **changed: Any) -> SlotPlan:
    return SlotPlan(parts=(("am", blocks),), **changed)


def starts(layout: Layout) -> list[str]:
    return [f"{row.start:%H:%M} {row.kind}" for row in layout.slots]


MORNING = Block(time(10), time(11))


def test_a_block_ends_where_it_says() -> None:
    assert starts(lay_out(plan(MORNING))) == ["10:00 slot", "10:20 slot", "10:40 slot"]


@pytest.mark.requirement("R68")
def test_an_end_row_that_is_a_slot_gives_one_more() -> None:
    block = Block(time(10), time(11), end_row="slot")
    assert starts(lay_out(plan(block)))[-1] == "11:00 slot"


def test_an_end_row_off_the_grid_gives_no_more() -> None:
    block = Block(time(10), time(11), end_row="slot")
    assert starts(lay_out(plan(block, slot_minutes=25))) == ["10:00 slot", "10:25 slot"]


@pytest.mark.requirement("R68")
@pytest.mark.parametrize(("end_row", "count"), [(None, 20), ("slot", 20), ("end_marker", 18)])
def test_the_day_has_twenty_rows_or_eighteen_as_the_end_row_is_read(
    end_row: EndRow | None, count: int
) -> None:
    blocks = (
        Block(time(9, 30), time(12, 30), "slot"),
        Block(time(13), time(16), "slot"),
    )
    assert len(lay_out(plan(*blocks, end_row=end_row)).bookable) == count


def test_a_break_moves_the_slots_after_it() -> None:
    layout = lay_out(plan(MORNING, breaks=(Break(time(10, 30), 10),)))
    assert starts(layout) == ["10:00 slot", "10:30 break", "10:40 slot"]


def test_a_buffer_is_left_free_after_every_slot() -> None:
    layout = lay_out(plan(MORNING, buffer_minutes=10))
    assert starts(layout) == ["10:00 slot", "10:30 slot"]


def test_the_last_slots_are_kept_for_urgent_cases() -> None:
    layout = lay_out(plan(MORNING, hold_back=1))
    assert starts(layout) == ["10:00 slot", "10:20 slot", "10:40 hold_back"]
    assert len(layout.bookable) == 3


@pytest.mark.parametrize(
    ("changed", "warning"),
    [
        ({"slot_minutes": 90}, "No slot of 90 minutes fits between 10am and 11am."),
        ({"hold_back": 3}, "Every slot is kept for urgent cases, so none is left to book ahead."),
        ({"most_cases": 4}, "At most 4 cases, but only 3 slots fit."),
    ],
)
def test_a_plan_that_looks_wrong_gives_a_warning(changed: dict[str, Any], warning: str) -> None:
    assert warning in lay_out(plan(MORNING, **changed)).warnings


def test_a_plan_without_a_lunch_gives_a_warning() -> None:
    blocks = (Block(time(12), time(13)), Block(time(13), time(14)))
    warnings = lay_out(plan(*blocks)).warnings
    assert warnings == ("There is no lunch: the slot before 1pm runs to 1pm.",)


def test_a_slot_that_runs_into_the_afternoon_moves_it() -> None:
    blocks = (Block(time(12), time(13), "slot"), Block(time(13), time(14)))
    layout = lay_out(plan(*blocks, slot_minutes=30))
    assert starts(layout)[2:] == ["13:00 slot", "13:30 slot"]
    assert layout.warnings == ("There is no lunch: the slot before 1pm runs to 1:30pm.",)


def test_a_break_called_lunch_is_held_to_the_least_lunch() -> None:
    breaks = (Break(time(10, 20), 20, "Lunch"),)
    (warning,) = lay_out(plan(MORNING, breaks=breaks, least_lunch_minutes=30)).warnings
    assert warning == "Lunch is 20 minutes, from 10:20am. It should be at least 30 minutes."


def test_a_part_of_the_day_that_is_not_there_is_refused() -> None:
    with pytest.raises(RuleError, match="It has: am"):
        lay_out(plan(MORNING), "evening")


MOMENTS = st.times(time(0), time(23, 59)).map(lambda t: t.replace(second=0, microsecond=0))


@st.composite
def plans(draw: st.DrawFn) -> SlotPlan:
    edges = sorted(draw(st.lists(MOMENTS, min_size=2, max_size=6, unique=True)))
    rows: st.SearchStrategy[EndRow] = st.sampled_from(("slot", "end_marker"))
    blocks = [
        Block(edges[place], edges[place + 1], draw(rows)) for place in range(0, len(edges) - 1, 2)
    ]
    breaks = draw(st.lists(st.builds(Break, MOMENTS, st.integers(1, 300)), max_size=4))
    return plan(
        *blocks,
        breaks=tuple(breaks),
        slot_minutes=draw(st.integers(1, 480)),
        buffer_minutes=draw(st.integers(0, 60)),
        hold_back=draw(st.integers(0, 5)),
    )


@given(plans())
def test_no_two_rows_ever_overlap(drawn: SlotPlan) -> None:
    rows = lay_out(drawn).slots
    minutes = [row.start.hour * 60 + row.start.minute for row in rows]
    for row, begin, following in zip(rows, minutes, minutes[1:], strict=False):
        assert begin + row.minutes <= following


@given(plans())
def test_every_bookable_row_has_the_plans_length(drawn: SlotPlan) -> None:
    assert {row.minutes for row in lay_out(drawn).bookable} <= {drawn.slot_minutes}
