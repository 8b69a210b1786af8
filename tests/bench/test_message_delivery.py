"""`make bench` sends ten thousand messages through each of two services that fail 30 %."""

from __future__ import annotations

import pytest

from tests.bench.message_delivery import MANY, measure


@pytest.mark.slow  # twenty thousand conversations over sockets, on purpose
def test_ten_thousand_messages_are_neither_lost_nor_sent_twice() -> None:
    for each in measure():
        # Ten failures in a row happen to one in 170,000: it is then shown as one that did not go.
        assert each.states["sent"] + each.states["dead"] == MANY
        assert each.states["dead"] <= 2
        assert each.lost <= each.states["dead"]
        assert each.twice == 0
