"""Who gets what: the whole matrix, asked of the portal and held to the reviewed table."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask

from portal.people.gate import ACCESS
from portal.people.policy import Permission
from portal.web.access import access
from tests.integration.access import matrix
from tests.integration.access.actors import STATES
from tests.integration.access.addresses import ARGUMENTS, addresses, rules
from tests.integration.access.world import World

ROOT = Path(__file__).resolve().parents[3]
MOST_SHOWN = 60


@pytest.mark.control("C9", "R18")
@pytest.mark.requirement("A16")
def test_everybody_gets_what_the_reviewed_table_says(world: World) -> None:
    found = matrix.work_out(world)
    assert found.faults == []
    committed = (ROOT / matrix.TABLE).read_text(encoding="utf-8")
    differing = difflib.unified_diff(
        committed.splitlines(), matrix.in_words(found).splitlines(), "reviewed", "real", n=3
    )
    shown = "\n".join(list(differing)[:MOST_SHOWN])
    assert not shown, f"read the change, then run `make access`:\n{shown}"


def test_the_table_has_a_line_for_every_route_and_a_column_for_every_actor(world: World) -> None:
    committed = (ROOT / matrix.TABLE).read_text(encoding="utf-8")
    for rule in rules(world.app):
        for method in sorted({"GET", "POST"} & (rule.methods or set())):
            assert f"\n{method} {rule.rule}  (" in committed
    assert "".join(state.letter for state in STATES) in committed
    assert f"| `{matrix.FAULT}` |" in committed
    cells = [line[18:] for line in committed.splitlines() if line.startswith("  ")]
    assert cells
    assert not [line for line in cells if matrix.FAULT in line]


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
    assert len(list(addresses(world, rule))) == 6
