"""`make bench` prints what reading the return costs; only the growth of memory is held."""

from __future__ import annotations

from tests.bench import return_reading


def test_reading_the_return_remembers_little_of_each_row() -> None:
    # A row kept whole would be about 1,000 bytes; what is needed to compare rows is far less.
    assert return_reading.main() < 100
