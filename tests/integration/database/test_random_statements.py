"""Thousands of statements from a seed: none shows another authority's row, whichever wall stands.

The control counts how many would have, so that the statements are known to be live.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import event

from portal.database import ScopedSession, adder
from portal.kernel.errors import PortalError
from tests.integration.database.ground import CANARY, Ground, scope_of, seen
from tests.integration.database.random_statements import Bare, Mapped

# Many are cartesian products, on purpose.
pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.control("C3"),
]
NUMBERS = {"first": 700, "product": 300, "second": 200}
BARE = 1_000


def outcomes(ground: Ground, way: str, make: Callable[[], Any], number: int) -> Counter[str]:
    """Count the statements that showed the other's row, that were refused, that passed."""
    found: Counter[str] = Counter()
    with ground.stand(way, scope_of()) as place:
        for _ in range(number):
            try:
                answer = seen(place.session.execute(make()).all())
            except PortalError:
                found["refused"] += 1
            except (sqlalchemy.exc.SQLAlchemyError, sqlite3.Error, psycopg.Error):
                found["failed"] += 1
                place.session.rollback()
            else:
                found["leak" if CANARY in answer else "passed"] += 1
    return found


@pytest.mark.parametrize("way", NUMBERS)
def test_mapped_statements_show_nobody_else(ground: Ground, way: str) -> None:
    number = NUMBERS[way]
    control = outcomes(ground, "control", Mapped(1).statement, number)
    assert control["leak"] > number * 0.9
    found = outcomes(ground, way, Mapped(1).statement, number)
    assert found["leak"] == 0
    assert found["passed"] > number * 0.8


def test_bare_statements_pass_the_gate_alone_only_where_they_are_pinned(ground: Ground) -> None:
    control = outcomes(ground, "control", Bare(2).statement, BARE)
    assert control["leak"] > BARE * 0.3
    event.remove(ScopedSession, "do_orm_execute", adder.add_criteria)
    try:
        found = outcomes(ground, "first", Bare(2).statement, BARE)
    finally:
        event.listen(ScopedSession, "do_orm_execute", adder.add_criteria)
    assert found["leak"] == 0
    assert found["passed"] > (BARE - control["leak"]) * 0.6
