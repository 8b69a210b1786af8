"""An endpoint that declares no rule, or writes by GET, stops the app from starting."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.web.access import (
    UndeclaredEndpointError,
    WritingByGetError,
    access,
    declared_access,
)


def _page() -> str:
    return "<h1>A page</h1>"


def test_an_endpoint_with_no_access_rule_is_refused_by_name() -> None:
    app = Flask("planted")
    app.add_url_rule("/open-door", "open_door", _page)
    with pytest.raises(UndeclaredEndpointError, match="open_door"):
        declared_access(app)


@pytest.mark.parametrize("methods", [["GET"], ["GET", "POST"], ["HEAD", "POST"]], ids="+".join)
def test_an_endpoint_that_writes_by_get_is_refused_by_name(methods: list[str]) -> None:
    app = Flask("planted")

    @app.route("/publish", methods=methods)
    @access(writes=True)
    def publish() -> str:
        return _page()

    with pytest.raises(WritingByGetError, match=r"publish \(/publish\)"):
        declared_access(app)


def test_a_declared_endpoint_is_let_through_with_its_rule() -> None:
    app = Flask("planted")

    @app.post("/publish")
    @access(writes=True)
    def publish() -> str:
        return _page()

    rules = declared_access(app)

    assert rules["publish"].writes
    assert rules["static"].permission is None
