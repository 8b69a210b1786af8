"""`make bench` prints what telling forty readers costs a publication, on both databases."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.bench import publishing
from tests.support.postgres import fresh_database

MOST = 7.0
STATEMENTS_PER_READER = 4
STATEMENTS_BESIDE = 50
"""For the agenda itself, its packs and who is told, however many they are."""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_telling_forty_readers_costs_little_more_than_their_messages(
    request: pytest.FixtureRequest, database: str
) -> None:
    with ExitStack() as stack:
        url = ""
        if database == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        found = publishing.measure(url)
    assert found.messages == publishing.READERS
    assert found.factor <= MOST
    most = STATEMENTS_PER_READER * publishing.READERS + STATEMENTS_BESIDE
    assert found.statements <= most
