from __future__ import annotations

import pytest

from tests.bench.agenda_pdf import measure

MOST = 15
"""Seen: 5 to 6, half of it the engine's own table. Far over that, something is set twice."""


@pytest.mark.slow  # many documents, on purpose
def test_the_agenda_costs_a_small_multiple_of_the_engine_alone() -> None:
    assert measure() < MOST
