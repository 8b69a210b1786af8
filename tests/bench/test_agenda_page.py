from __future__ import annotations

import pytest

from tests.bench.agenda_page import measure

LEAST = 0.15
"""Seen: 0.25 to 0.4 on a busy machine. Far under that, the page asks something twice."""
MOST_STATEMENTS = 8


@pytest.mark.slow  # many pages, on purpose
def test_the_agenda_page_keeps_near_a_bare_page_of_the_same_rows() -> None:
    ratio, statements = measure()
    assert ratio > LEAST
    assert statements <= MOST_STATEMENTS
