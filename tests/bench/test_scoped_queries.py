"""`make bench` prints what each wall costs a query beside an explicit filter."""

from __future__ import annotations

from tests.bench import scoped_queries


def test_a_guarded_list_is_measured_beside_an_explicit_filter() -> None:
    scoped_queries.measure()
