"""`make bench` prints what telling forty readers costs a publication."""

from __future__ import annotations

from tests.bench import publishing

MOST = 7.0
STATEMENTS_PER_READER = 5


def test_telling_forty_readers_costs_little_more_than_their_messages() -> None:
    found = publishing.measure()
    assert found.messages == publishing.READERS
    assert found.factor <= MOST
    assert found.statements <= STATEMENTS_PER_READER * publishing.READERS
