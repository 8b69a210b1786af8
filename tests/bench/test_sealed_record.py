"""`make bench` prints what sealing costs the page of a record; a busy machine is no fault."""

from __future__ import annotations

from tests.bench import sealed_record

MOST = 1.25


def test_sealing_costs_the_record_page_little() -> None:
    assert sealed_record.measure() <= MOST
