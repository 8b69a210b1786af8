"""`make bench` prints what checking the trail costs beside hashing alone."""

from __future__ import annotations

from tests.bench import trail


def test_checking_is_measured_beside_hashing_alone() -> None:
    trail.measure()
