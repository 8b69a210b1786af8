"""Sixty-eight ways at another authority's rows, before each wall alone and both together.

With no guard every one of them gets through, so each is live. The first wall alone lets through the
one that it cannot see: a raw cursor of the driver's, which no mapper and no compiler meets. That is
what the second wall is for; and it stands alone as well.
"""

from __future__ import annotations

import sqlite3

import psycopg
import pytest
import sqlalchemy

from portal.kernel.errors import PortalError
from tests.integration.database.ground import (
    CANARY,
    OWN,
    WAYS,
    Ground,
    Place,
    scope_of,
    seen,
)
from tests.integration.database.read_probes import READS
from tests.integration.database.write_probes import WRITES

# The probes do on purpose what SQLAlchemy warns of.
pytestmark = [
    pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning"),
    pytest.mark.control("C3"),
]
REFUSALS = (PortalError, sqlalchemy.exc.SQLAlchemyError, sqlite3.Error, psycopg.Error)
BLIND = {"control": {*READS, *WRITES}, "first": {"a raw cursor", "a raw connection"}}
"""What gets through where a wall is missing, and nothing more."""


def test_there_are_sixty_eight() -> None:
    assert (len(READS), len(WRITES)) == (48, 20)


def read(place: Place, name: str) -> bool:
    """Whether the other authority's row was seen."""
    try:
        return CANARY in seen(READS[name](place))
    except REFUSALS:
        return False


def written(ground: Ground, place: Place, name: str) -> bool:
    """Whether the other authority's rows are other than they were, or have come to be here."""
    with ground.plain.connect() as connection:
        before = ground.state_elsewhere(connection)
    assert before
    try:
        WRITES[name](place)
        place.session.flush()
    except REFUSALS:
        return False
    if place.engine.url.database == ground.plain.url.database:
        return ground.state_elsewhere(place.session.connection()) != before
    with ground.plain.connect() as connection:  # SQLite: theirs is another file
        return ground.state_elsewhere(connection) != before


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("way", WAYS)
def test_a_read(ground: Ground, way: str, name: str) -> None:
    with ground.stand(way, scope_of()) as place:
        assert read(place, name) is (name in BLIND.get(way, set()))


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("way", WAYS)
def test_a_write(ground: Ground, way: str, name: str) -> None:
    with ground.stand(way, scope_of(writes=True)) as place:
        assert written(ground, place, name) is (name in BLIND.get(way, set()))


@pytest.mark.parametrize("name", READS | WRITES)
@pytest.mark.parametrize("way", ["product", "first", "second"])
def test_a_probe_with_no_scope(ground: Ground, way: str, name: str) -> None:
    with ground.stand(way, None) as place:
        got_in = read(place, name) if name in READS else written(ground, place, name)
        assert got_in is (name in BLIND.get(way, set()))


ORDINARY = [
    *("whole rows", "a bundle of columns", "an alias", "an alias of a query", "a subquery"),
    *("a common table expression", "a recursive expression", "a union", "the greatest value"),
    *("what one query has and another has not", "groups", "a scalar subquery", "a stream"),
    *("a subquery inside a case", "a correlated subquery", "a join by id alone", "an outer join"),
    *("a join of four tables", "an audit event", "somebody's address"),
]


@pytest.mark.parametrize("name", ORDINARY)
@pytest.mark.parametrize("way", ["product", "first", "second"])
def test_ordinary_work_sees_its_own(ground: Ground, way: str, name: str) -> None:
    with ground.stand(way, scope_of()) as place:
        assert OWN in seen(READS[name](place))
