"""When a visit, a deputyship for one meeting and an own item let somebody in, edge by edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from portal.panels.rules import windows
from portal.panels.rules.windows import Window

DAY = date(2026, 12, 17)
LAST, AFTER_IT = date(2027, 1, 14), date(2027, 1, 15)
"""Four weeks after the panel, and the day after that."""
ASKED = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OPEN = Window(
    opens_at=ASKED,
    closes_at=None,
    ended_at=None,
    item_closed_at=None,
    on_agenda=True,
    meeting_state="published",
    held_on=DAY,
)
SET = ASKED + timedelta(days=3)


def at(day: date) -> datetime:
    return datetime.combine(day, ASKED.timetz())


@pytest.mark.requirement("R40")
@pytest.mark.parametrize(
    ("change", "now", "is_open"),
    [
        ({}, ASKED - SECOND, False),
        ({}, ASKED, True),
        ({}, at(LAST), True),
        ({}, at(AFTER_IT), False),
        ({"closes_at": at(AFTER_IT)}, at(LAST), True),
        ({"closes_at": at(AFTER_IT) + timedelta(days=9)}, at(AFTER_IT), False),
        ({"stopped": True}, at(DAY), True),
        ({"stopped": True}, at(DAY + timedelta(days=1)), False),
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
        "with no moment set, four weeks after the panel",
        "and no day longer, where the record was never filed",
        "with a later moment set, four weeks after the panel",
        "and no day longer either",
        "stopped, on the panel day",
        "stopped, the day after",
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
    assert windows.visit_is_open(replace(OPEN, **change), now, now.date()) is is_open


NEXT = DAY + timedelta(days=1)


@pytest.mark.requirement("R22", "R72")
@pytest.mark.parametrize(
    ("state", "today", "counts", "is_open"),
    [
        ("planned", date(2026, 11, 23), (0, 0, 0), True),
        ("published", DAY, (3, 3, 0), True),
        ("held", LAST, (3, 1, 0), True),
        ("held", AFTER_IT, (3, 1, 0), False),
        ("published", DAY, (3, 3, 3), True),
        ("held", NEXT, (3, 3, 3), False),
        ("held", NEXT, (3, 1, 1), False),
        ("held", NEXT, (3, 2, 1), True),
        ("held", NEXT, (3, 0, 0), False),
        ("published", DAY, (3, 0, 0), False),
        ("held", DAY, (0, 0, 0), True),
        ("held", NEXT, (0, 0, 0), False),
        ("cancelled", date(2026, 11, 23), (3, 3, 0), False),
    ],
    ids=[
        "named before anybody is on the agenda",
        "on the day",
        "one record is still not filed four weeks later",
        "and no day longer",
        "all stopped, on the day",
        "all stopped, the day after",
        "the only one not filed was stopped",
        "of two not filed one was stopped",
        "every record is filed",
        "every record is filed on the day itself",
        "nobody was on the agenda, on the day",
        "nobody was on the agenda, the day after",
        "cancelled",
    ],
)
def test_a_deputy_for_one_meeting_reads_until_its_records_are_filed(
    state: str, today: date, counts: tuple[int, int, int], *, is_open: bool
) -> None:
    items, unfiled, stopped = counts
    found = windows.deputy_is_open(
        state=state, held_on=DAY, today=today, items=items, unfiled=unfiled, stopped=stopped
    )
    assert found is is_open


@pytest.mark.requirement("R40", "R71", "R75")
@pytest.mark.parametrize(
    ("today", "filed", "stopped", "waited_for"),
    [
        (DAY, False, False, True),
        (DAY, True, False, False),
        (DAY, False, True, True),
        (NEXT, False, True, False),
        (LAST, False, False, True),
        (AFTER_IT, False, False, False),
    ],
)
def test_a_record_is_waited_for_until_it_is_filed_or_cannot_be(
    today: date, *, filed: bool, stopped: bool, waited_for: bool
) -> None:
    found = windows.is_waited_for(held_on=DAY, today=today, filed=filed, stopped=stopped)
    assert found is waited_for


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
