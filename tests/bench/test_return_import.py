"""The import keeps to a share of its floor on each database, and its memory stays flat."""

from __future__ import annotations

import pytest

from tests.bench.return_import import measure, peak

LEAST = 0.3
"""The goal is half the floor's speed, seen on a quiet machine; far below it, something is wrong."""
MOST_GROWTH = 2.5
"""For four times the rows: what the reader remembers of each child grows, rows do not stay."""


@pytest.mark.slow  # imports thousands of rows several times, on purpose
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_import_keeps_up_with_its_floor(kind: str) -> None:
    assert measure(kind, children=800) > LEAST


@pytest.mark.slow  # the same
def test_memory_stays_flat_as_the_return_grows() -> None:
    assert peak(2_000) < MOST_GROWTH * peak(500)
