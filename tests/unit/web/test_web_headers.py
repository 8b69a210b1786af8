from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

PLACES = ["/parts", "/form", "/healthz", "/nowhere", "/fail/500", "/static/app.css", "/cookies"]


@pytest.mark.control("C29", "C37")
@pytest.mark.parametrize("place", PLACES)
def test_every_answer_carries_the_exact_policy(client: FlaskClient, place: str) -> None:
    headers = client.get(place).headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_an_https_site_tells_browsers_to_stay_with_it(make_app: Callable[..., Flask]) -> None:
    headers = make_app(https=True).test_client().get("/healthz").headers
    assert headers["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"


@pytest.mark.control("C21", "C37")
def test_pages_are_never_stored_and_assets_are_kept_for_a_year(client: FlaskClient) -> None:
    page = client.get("/parts")
    assert page.headers["Cache-Control"] == "no-store"
    address = page.text.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    assert client.get(address).headers["Cache-Control"].endswith("immutable")
    assert client.get("/static/app.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/nothing.css?v=1").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_change_that_another_site_starts_is_refused(client: FlaskClient, site: str) -> None:
    assert client.post("/sign-out", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert client.get("/parts", headers={"Sec-Fetch-Site": site}).status_code == 200


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_change_from_our_own_page_goes_through(client: FlaskClient, site: str) -> None:
    assert client.post("/sign-out", headers={"Sec-Fetch-Site": site}).status_code == 303
