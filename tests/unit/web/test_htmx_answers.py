from __future__ import annotations

import json
from collections.abc import Callable

from flask import Flask, Request
from flask.testing import FlaskClient
from htmx_flask.requests import HtmxAwareRequest

from portal.web.htmx import HTMX_CONFIG, install_htmx

HTMX = {"HX-Request": "true"}


def test_a_redirect_inside_an_htmx_request_moves_the_whole_page(client: FlaskClient) -> None:
    response = client.post("/sign-out", headers=HTMX)
    assert response.status_code == 204
    assert response.headers["HX-Redirect"] == "/parts"


def test_a_redirect_without_scripts_is_an_ordinary_one(client: FlaskClient) -> None:
    response = client.post("/sign-out")
    assert response.status_code == 303
    assert response.headers["Location"] == "/parts"


def test_a_piece_says_where_focus_goes_and_what_is_read_out(client: FlaskClient) -> None:
    response = client.get("/piece", headers=HTMX)
    assert response.text == '<p><a id="move-2" href="/parts">a piece</a></p>'
    events = json.loads(response.headers["HX-Trigger-After-Settle"])
    assert events == {
        "portal:focus": {"id": "move-2"},
        "portal:announce": {"text": "Now at 10:50am, été"},
    }
    assert response.headers["HX-Trigger-After-Settle"].isascii()


def test_a_boosted_or_restored_page_is_a_whole_page(make_app: Callable[..., Flask]) -> None:
    app = make_app()
    app.test_client_class = None  # this piece stands for a page here, so it is not checked as one
    plain = app.test_client()
    for name in ("HX-Boosted", "HX-History-Restore-Request"):
        assert plain.get("/piece", headers={**HTMX, name: "true"}).text.count("a page") == 1


def test_the_page_configures_htmx_without_eval_or_inline_style(client: FlaskClient) -> None:
    settings = json.loads(HTMX_CONFIG)
    assert settings["allowEval"] is False
    assert settings["includeIndicatorStyles"] is False
    assert settings["selfRequestsOnly"] is True
    assert settings["historyCacheSize"] == 0
    assert 'name="htmx-config"' in client.get("/parts").text


def test_an_apps_own_request_class_survives() -> None:
    class Limited(Request):
        max_form_parts = 7

    app = Flask("x")
    app.request_class = Limited
    install_htmx(app)
    assert issubclass(app.request_class, HtmxAwareRequest)
    assert app.request_class.max_form_parts == 7
