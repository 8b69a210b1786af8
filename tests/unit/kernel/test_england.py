"""When a day begins in England."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from portal.kernel.england import day_begins


@pytest.mark.parametrize(
    ("day", "begins"),
    [
        (date(2026, 11, 23), datetime(2026, 11, 23, 0, 0, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 6, 30, 23, 0, tzinfo=UTC)),
        (date(2026, 3, 29), datetime(2026, 3, 29, 0, 0, tzinfo=UTC)),  # the clocks go forward
        (date(2026, 3, 30), datetime(2026, 3, 29, 23, 0, tzinfo=UTC)),
        (date(2026, 10, 25), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)),  # they go back
        (date(2026, 10, 26), datetime(2026, 10, 26, 0, 0, tzinfo=UTC)),
    ],
)
def test_a_day_begins_by_the_clock_on_the_wall(day: date, begins: datetime) -> None:
    assert day_begins(day) == begins
