"""Finding a young person by name, reference or CHILD code."""

from __future__ import annotations

from datetime import date

import pytest

from portal.cases import queries
from portal.cases.models import YoungPerson
from portal.database import session
from tests.integration.conftest import ScopeOpener


@pytest.fixture(autouse=True)
def _people(working: ScopeOpener) -> None:
    with working():
        session.add_all(
            YoungPerson(
                reference=reference,
                child_code=code,
                preferred_name=name,
                district_id=district,
                born_on=date(2010, 1, 1),
            )
            for reference, code, name, district in (
                ("LH-00001", "55A", "Avery Testcase", "burnley"),
                ("LH-00002", "66B", "Blake 100%", "preston"),
                ("LH-00055", "77C", None, "burnley"),
            )
        )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("avery", ["LH-00001"]),
        ("lh-00055", ["LH-00055"]),
        ("55a", ["LH-00001"]),
        ("LH-000", ["LH-00055", "LH-00001", "LH-00002"]),
        ("100%", ["LH-00002"]),
        ("%", ["LH-00002"]),
        ("  ", []),
        ("nobody", []),
    ],
)
def test_a_part_of_a_name_or_reference_finds_them(
    working: ScopeOpener, text: str, found: list[str]
) -> None:
    with working(writes=False):
        assert sorted(each.reference for each in queries.search(text)) == sorted(found)


def test_another_district_s_are_not_found(working: ScopeOpener) -> None:
    with working(districts=frozenset({"preston"}), writes=False):
        assert queries.search("avery") == []


def test_an_exact_code_comes_first(working: ScopeOpener) -> None:
    with working():
        session.add(
            YoungPerson(reference="LH-00003", preferred_name="55a again", born_on=date(2010, 1, 1))
        )
    with working(writes=False):
        assert queries.search("55A")[0].reference == "LH-00001"
