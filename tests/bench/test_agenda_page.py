"""`make bench` prints the agenda page's ratio and shares; only its statements are held."""

from __future__ import annotations

import pytest

from tests.bench.agenda_page import measure

MOST_STATEMENTS = 8


@pytest.mark.slow  # many pages, on purpose
def test_the_agenda_page_takes_as_many_statements_for_forty_items_as_for_one() -> None:
    statements = measure().statements
    assert len(set(statements.values())) == 1
    assert statements[40] <= MOST_STATEMENTS
