"""The example pages, ready to be fetched."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.support.example_pages import MakeApp, build_app


@pytest.fixture(scope="session")
def app() -> Flask:
    made = build_app()
    client = made.test_client()
    for place in ("/parts", "/form", "/fail/404", "/accessibility", "/cookies", "/privacy"):
        client.get(place)  # compile the templates outside any test's time
    client.post("/form")
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def make_app(app: Flask) -> MakeApp:
    return build_app
