from __future__ import annotations

from enum import StrEnum

import pytest
from flask import Blueprint, Flask
from flask.views import MethodView

from portal.web.access import (
    Access,
    Audience,
    UndeclaredEndpointError,
    WritingByGetError,
    access,
    declared_access,
)


class Invented(StrEnum):
    EDIT = "district:thing:edit"


def page() -> str:
    return ""


def test_every_rule_is_found_by_its_endpoint() -> None:
    app = Flask("x")
    app.add_url_rule("/a", "a", access(Invented.EDIT)(lambda: ""))
    app.add_url_rule("/b", "b", access(public=True)(lambda: ""))
    app.add_url_rule(
        "/c", "c", access(audience=Audience.BOARD, writes=True)(lambda: ""), methods=["POST"]
    )
    assert declared_access(app) == {
        "static": Access(Audience.PUBLIC, None, writes=False),
        "a": Access(Audience.STAFF, Invented.EDIT, writes=False),
        "b": Access(Audience.PUBLIC, None, writes=False),
        "c": Access(Audience.BOARD, None, writes=True),
    }


def test_an_endpoint_that_declares_nothing_is_named() -> None:
    app = Flask("x")
    app.add_url_rule("/a", "forgotten", page)
    with pytest.raises(UndeclaredEndpointError, match="forgotten"):
        declared_access(app)


@pytest.mark.parametrize("methods", [["GET"], ["GET", "POST"], None])
def test_an_endpoint_that_writes_by_get_is_named(methods: list[str] | None) -> None:
    app = Flask("x")
    app.add_url_rule("/a", "writer", access(writes=True)(lambda: ""), methods=methods)
    with pytest.raises(WritingByGetError, match="writer"):
        declared_access(app)


def test_a_class_based_view_declares_on_its_class() -> None:
    @access(Invented.EDIT)
    class Things(MethodView):
        def get(self) -> str:
            return ""

    app = Flask("x")
    app.add_url_rule("/a", view_func=Things.as_view("things"))
    assert declared_access(app)["things"].permission is Invented.EDIT


def test_a_blueprints_files_are_public() -> None:
    app = Flask("x")
    app.register_blueprint(Blueprint("b", __name__, static_folder=".", static_url_path="/b"))
    assert declared_access(app)["b.static"].audience is Audience.PUBLIC


def test_a_public_endpoint_cannot_need_a_permission() -> None:
    with pytest.raises(ValueError, match="public"):
        access(Invented.EDIT, public=True)


def test_a_public_endpoint_cannot_need_a_fresh_proof() -> None:
    with pytest.raises(ValueError, match="fresh"):
        access(public=True, step_up=True)


def test_a_rule_says_whether_it_needs_a_fresh_proof() -> None:
    app = Flask("x")
    app.add_url_rule("/a", "a", access(Invented.EDIT, step_up=True)(lambda: ""))
    app.add_url_rule("/b", "b", access(Invented.EDIT)(lambda: ""))
    rules = declared_access(app)
    assert (rules["a"].step_up, rules["b"].step_up) == (True, False)


def test_the_pages_here_declare_themselves(app: Flask) -> None:
    rules = declared_access(app)
    assert rules["web.accessibility"].audience is Audience.PUBLIC
    assert rules["send_form"].writes is True
