"""`make bench` prints what telling forty readers costs a publication, on both databases."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.bench import publishing
from tests.support.postgres import fresh_database

MOST = 7.0
STATEMENTS_PER_READER = 4
STATEMENTS_BESIDE = 45
"""For the agenda itself, its packs and who is told, however many they are."""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_telling_forty_readers_costs_little_more_than_their_messages(
    request: pytest.FixtureRequest, database: str
) -> None:
    fewer, found = (
        _measured(request, database, readers)
        for readers in (publishing.FEWER_READERS, publishing.READERS)
    )
    assert (fewer.messages, found.messages) == (publishing.FEWER_READERS, publishing.READERS)
    assert found.factor <= MOST
    more = found.messages - fewer.messages
    assert found.statements - fewer.statements <= STATEMENTS_PER_READER * more
    most = STATEMENTS_PER_READER * publishing.READERS + STATEMENTS_BESIDE
    assert found.statements <= most


def _measured(request: pytest.FixtureRequest, database: str, readers: int) -> publishing.Published:
    with ExitStack() as stack:
        url = ""
        if database == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_server")))
        return publishing.measure(url, readers)
