"""Who gets what: the whole matrix, asked of the portal and held to the reviewed table."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from portal.people.gate import ACCESS
from portal.people.policy import Permission
from portal.web.access import access
from tests.integration.access import matrix
from tests.integration.access.actors import ASKS, ASKS_IDS, BY_KEY, STATES
from tests.integration.access.addresses import ARGUMENTS, addresses
from tests.integration.access.asking import Asking
from tests.integration.access.crawler import known_answers
from tests.integration.access.unreached import UNREACHED
from tests.integration.access.world import World

ROOT = Path(__file__).resolve().parents[3]
MOST_SHOWN, FEWEST_UNDECLARED = 60, 800


@pytest.fixture(scope="module")
def reviewed() -> str:
    """The reviewed table, as it is committed."""
    return (ROOT / matrix.TABLE).read_text(encoding="utf-8")


@pytest.mark.control("C9", "R18")
@pytest.mark.requirement("A16")
@pytest.mark.parametrize(("world_of_the_run", "who"), ASKS, indirect=True, ids=ASKS_IDS)
def test_everybody_gets_what_the_reviewed_table_says(world: World, who: str, reviewed: str) -> None:
    state = BY_KEY[who]
    known = known_answers(Asking(world), who)
    found = matrix.work_out(world, states=[state], known=known)
    assert found.faults == []
    column = matrix.column(reviewed, state)
    given = {(row.heading, row.objects): row.cells for row in found.rows}
    assert column.keys() == given.keys(), "read what changed, then run `make access`"
    changed = {
        at: f"{column[at]} in the table, {cell} in the portal"
        for at, cell in given.items()
        if cell != column[at]
    }
    assert changed == {}, "read what changed, then run `make access`"


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_a_method_no_page_declares_is_refused_whoever_asks(world: World) -> None:
    """By the router, before the database is asked anything: on one database."""
    found = matrix.of_methods_not_declared(world)
    assert found.undeclared > FEWEST_UNDECLARED
    assert found.faults == []


@pytest.mark.parametrize("world_of_the_run", ["sqlite"], indirect=True)
def test_the_table_is_written_as_it_would_be_today(world: World, reviewed: str) -> None:
    """Its words, its size, its lines and their order; what is in them is asked above."""
    by_state = [matrix.column(reviewed, state) for state in STATES]
    rows = [
        replace(row, cells="".join(column[row.heading, row.objects] for column in by_state))
        for row in matrix.work_out(world, states=[]).rows
    ]
    told = matrix.in_words(matrix.Matrix(rows, undeclared=matrix.count_undeclared(world)))
    differing = difflib.unified_diff(
        reviewed.splitlines(), told.splitlines(), "reviewed", "real", n=3
    )
    shown = "\n".join(list(differing)[:MOST_SHOWN])
    assert not shown, f"read the change, then run `make access`:\n{shown}"
    assert f"| `{matrix.FAULT}` |" in reviewed
    assert not [cells for row in rows for cells in row.cells if matrix.FAULT in cells]


@pytest.mark.control("C9")
def test_a_route_that_lets_nobody_through_is_named_with_its_reason(reviewed: str) -> None:
    """Or a gate that is shut for everybody looks as well kept as one that is not."""
    shut = matrix.letting_nobody_through(reviewed)
    assert shut - UNREACHED.keys() == set(), "give the world what it needs, or say why it has none"
    assert UNREACHED.keys() - shut == set(), "somebody passes now: take it out of the list"
    passed, refused = "GET /x  (staff)", "POST /x  (staff)"
    table = f"{passed}\n{'':18}Yab\n  own{'':13}N?.\n\n{refused}\n{'':18}Yab\n  own{'':13}N.s"
    assert matrix.letting_nobody_through(table) == {"POST /x"}


@pytest.fixture
def new_route(world: World) -> Iterator[Flask]:
    """The application with one route more, whose address names something new."""
    app = world.app
    planted = Blueprint("planted", __name__)

    @planted.get("/planted/<uuid:scheme_id>")
    @access(Permission.PANEL_SEE)
    def page(scheme_id: object) -> str:
        return str(scheme_id)

    app._got_first_request = False  # noqa: SLF001 - Flask takes no route once it has served
    app.register_blueprint(planted)
    app.extensions[ACCESS]["planted.page"] = page.__access__  # type: ignore[attr-defined]  # set by @access
    yield app
    rule = next(app.url_map.iter_rules("planted.page"))
    app.url_map._rules.remove(rule)  # noqa: SLF001 - werkzeug takes routes and gives none back
    del app.url_map._rules_by_endpoint["planted.page"]  # noqa: SLF001 - the same
    del app.extensions[ACCESS]["planted.page"], app.view_functions["planted.page"]


def test_a_new_route_that_nobody_can_fill_in_says_what_to_add(
    world: World, new_route: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(LookupError, match=r"names scheme_id\. Say in ARGUMENTS"):
        matrix.work_out(world, endpoints={"planted.page"})
    monkeypatch.setitem(ARGUMENTS, "scheme_id", lambda subject: subject.item_id)
    rule = next(new_route.url_map.iter_rules("planted.page"))
    assert len(list(addresses(world, rule))) == 7
