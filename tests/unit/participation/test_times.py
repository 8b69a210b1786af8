"""Whether a slot falls into a time that does not suit (R45)."""

from __future__ import annotations

from datetime import date, time

import pytest

from portal.participation.rules.times import SlotTime, overlapped, warning

DAY = date(2026, 12, 17)


def at(hour: int, minute: int = 0, minutes: int = 20) -> SlotTime:
    return SlotTime(DAY, time(hour, minute), minutes)


@pytest.mark.requirement("R45")
@pytest.mark.parametrize(
    ("slot", "hours", "hit"),
    [
        (at(9, 30), ("early",), ("early",)),
        (at(9, 50), ("early",), ("early",)),  # ends at 10.10: ten minutes of it are early
        (at(9, 50), ("morning",), ("morning",)),
        (at(9, 40), ("morning",), ()),  # ends at 10 sharp
        (at(10, 0), ("early",), ()),
        (at(12, 0), ("morning",), ()),
        (at(12, 0), ("midday",), ("midday",)),
        (at(13, 40, 60), ("midday", "afternoon"), ("midday", "afternoon")),
        (at(16, 0), ("late",), ("late",)),
        (at(16, 0), ("afternoon",), ()),
        (at(11, 0), ("late", "early"), ()),
        (at(11, 0), (), ()),
        (at(11, 0), ("no longer on the list",), ()),
    ],
)
def test_a_slot_is_held_against_hours_of_the_day(
    slot: SlotTime, hours: tuple[str, ...], hit: tuple[str, ...]
) -> None:
    assert overlapped(slot, hours) == hit


@pytest.mark.requirement("R45")
def test_a_slot_in_a_lesson_is_warned_of_with_its_reason() -> None:
    said = warning(at(10, 50), {"hours": ("morning",), "because": "college"}, DAY)
    assert said == (
        "Their slot at 10:50am falls into a time that does not suit them: 10am to noon (college). "
        "Move it if you can."
    )


@pytest.mark.requirement("R45")
def test_a_slot_at_another_time_is_fine() -> None:
    assert warning(at(14), {"hours": ("morning",), "because": "college"}, DAY) == ""
    assert warning(at(14), {}, DAY) == ""


@pytest.mark.requirement("R45")
def test_an_answer_about_another_day_is_asked_again() -> None:
    said = warning(at(14), {"hours": ("morning",)}, date(2026, 12, 10))
    assert said.startswith("They said which times suit them on Thursday 10 December 2026")
    assert said.endswith("Ask them again.")
    assert warning(at(14), {}, date(2026, 12, 10)) == ""
