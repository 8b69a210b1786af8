"""When a visit, a deputyship for one meeting and an own item let somebody in, edge by edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.panels.rules import windows
from portal.panels.rules.windows import Window

ASKED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OPEN = Window(
    opens_at=ASKED,
    closes_at=None,
    ended_at=None,
    item_closed_at=None,
    on_agenda=True,
    meeting_state="published",
)
SET = ASKED + timedelta(days=3)


@pytest.mark.requirement("R40")
@pytest.mark.parametrize(
    ("change", "now", "is_open"),
    [
        ({}, ASKED - SECOND, False),
        ({}, ASKED, True),
        ({}, ASKED + timedelta(days=400), True),
        ({"closes_at": SET}, SET - SECOND, True),
        ({"closes_at": SET}, SET, False),
        ({"ended_at": SET}, SET - SECOND, False),
        ({"item_closed_at": ASKED}, SET, False),
        ({"on_agenda": False}, SET, False),
        ({"meeting_state": "cancelled"}, SET, False),
        ({"meeting_state": "planned"}, SET, True),
        ({"meeting_state": "held"}, SET, True),
    ],
    ids=[
        "a second before they are asked",
        "from the moment they are asked",
        "with no moment set, until the record is filed",
        "a second before the set moment",
        "the set moment itself",
        "ended by hand",
        "the record is filed",
        "the item was withdrawn",
        "the meeting was cancelled",
        "before the agenda is out",
        "after the meeting, until the record is filed",
    ],
)
def test_a_visit_is_open_from_the_asking_until_its_end(
    change: dict[str, Any], now: datetime, *, is_open: bool
) -> None:
    assert windows.visit_is_open(replace(OPEN, **change), now) is is_open


DAY = date(2026, 12, 17)


@pytest.mark.requirement("R22", "R72")
@pytest.mark.parametrize(
    ("state", "today", "items", "unfiled", "is_open"),
    [
        ("planned", date(2026, 11, 23), 0, 0, True),
        ("published", DAY, 3, 3, True),
        ("held", date(2027, 3, 1), 3, 1, True),
        ("held", date(2026, 12, 18), 3, 0, False),
        ("published", DAY, 3, 0, False),
        ("held", DAY, 0, 0, True),
        ("held", date(2026, 12, 18), 0, 0, False),
        ("cancelled", date(2026, 11, 23), 3, 3, False),
    ],
    ids=[
        "named before anybody is on the agenda",
        "on the day",
        "one record is still not filed months later",
        "every record is filed",
        "every record is filed on the day itself",
        "nobody was on the agenda, on the day",
        "nobody was on the agenda, the day after",
        "cancelled",
    ],
)
def test_a_deputy_for_one_meeting_reads_until_its_records_are_filed(
    state: str, today: date, items: int, unfiled: int, *, is_open: bool
) -> None:
    found = windows.deputy_is_open(
        state=state, held_on=DAY, today=today, items=items, unfiled=unfiled
    )
    assert found is is_open


@pytest.mark.requirement("R24", "R25")
@pytest.mark.parametrize(
    ("today", "is_open"),
    [(date(2026, 11, 1), True), (date(2027, 12, 18), True), (date(2027, 12, 19), False)],
    ids=["before the panel", "a year after", "the day after that"],
)
def test_an_own_item_lets_its_people_in_for_a_year(today: date, *, is_open: bool) -> None:
    assert windows.own_item_is_open(DAY, today) is is_open


@pytest.mark.parametrize(
    ("today", "told"), [(DAY, True), (date(2027, 1, 14), True), (date(2027, 1, 15), False)]
)
def test_a_visitor_is_told_for_four_weeks_that_it_is_over(today: date, *, told: bool) -> None:
    assert windows.told_it_is_over(DAY, today) is told
