"""`make bench` prints how fast and in how much memory the return is read."""

from __future__ import annotations

from tests.bench import return_reading


def test_reading_the_return_is_measured_beside_the_csv_module_alone() -> None:
    return_reading.main()
