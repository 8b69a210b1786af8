from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

CODES = (400, 401, 403, 404, 405, 406, 408, 409, 410, 413, 415, 418, 422, 429, 500, 501, 503)


@pytest.mark.parametrize("code", CODES)
def test_every_error_code_answers_with_a_page_that_helps(client: FlaskClient, code: int) -> None:
    response = client.get(f"/fail/{code}")  # the client checks the page itself
    assert response.status_code == code
    assert "mailto:help@example.org" in response.text


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        ("missing", 404, "Page not found"),
        ("forbidden", 403, "Only case support can publish an agenda."),
        ("conflict", 409, "Sam Example changed this agenda while you had it open."),
        ("rule", 422, "The meeting has no free slot."),
        ("settings", 503, "hyndburn.toml: notice.days: must be a whole number"),
    ],
)
def test_the_portals_own_errors_have_their_code_and_say_why(
    client: FlaskClient, what: str, status: int, words: str
) -> None:
    response = client.get(f"/fail/{what}")
    assert response.status_code == status
    assert words in response.text


@pytest.mark.parametrize("what", ["fault", "divide"])
def test_a_fault_gives_a_reference_and_none_of_its_own_words(
    make_app: Callable[..., Flask], what: str
) -> None:
    app = make_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = app.test_client().get(f"/fail/{what}")
    assert response.status_code == 500
    assert "Give this reference" in response.text
    assert "not for readers" not in response.text
    assert "ZeroDivisionError" not in response.text


def test_a_server_fault_page_does_not_call_what_may_be_broken(client: FlaskClient) -> None:
    assert "Signed in as" in client.get("/fail/404").text
    assert "Signed in as" not in client.get("/fail/503").text


def test_the_wrong_method_says_what_is_allowed(client: FlaskClient) -> None:
    response = client.post("/parts")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_too_large_a_body_is_refused_in_plain_words(client: FlaskClient) -> None:
    response = client.post("/form", data={"notes": "x" * 60_000})
    assert response.status_code == 413
    assert "too large" in response.text


def test_a_form_without_its_token_is_refused_with_what_to_do(
    make_app: Callable[..., Flask],
) -> None:
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = True
    response = app.test_client().post("/form", data={})
    assert response.status_code == 400
    assert "This page was open too long" in response.text
