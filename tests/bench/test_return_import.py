"""`make bench` prints the import's share of its floor on each database, and its memory."""

from __future__ import annotations

import sys

import pytest

from tests.bench.return_import import measure, peak


@pytest.mark.slow  # imports thousands of rows several times, on purpose
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_import_is_measured_beside_its_floor(kind: str) -> None:
    measure(kind, children=800)


@pytest.mark.slow  # the same
def test_the_memory_of_an_import_is_measured_as_the_return_grows() -> None:
    small, large = peak(500), peak(2_000)
    sys.stdout.write(f"memory for four times the rows: {large / small:.1f} times\n")
