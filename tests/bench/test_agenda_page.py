from __future__ import annotations

import pytest

from tests.bench.agenda_page import measure

LEAST = 0.1
"""Seen: 0.19 to 0.37 on a busy machine; the goal is 0.5. Far under: something is asked twice."""
MOST_STATEMENTS = 8


@pytest.mark.slow  # many pages, on purpose
def test_the_agenda_page_keeps_near_a_bare_page_of_the_same_rows() -> None:
    ratio, statements = measure()
    assert ratio > LEAST
    assert statements <= MOST_STATEMENTS
