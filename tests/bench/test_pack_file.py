"""`make bench` prints what a pack costs beyond the engine; nothing is held to a time."""

from __future__ import annotations

import pytest

from tests.bench.pack_file import measure


@pytest.mark.slow  # documents of two hundred pages, on purpose
def test_a_pack_is_measured_beside_the_engine_alone() -> None:
    measure()
