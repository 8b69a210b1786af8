"""Applications with a configuration of the test's own, on the database of the run."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from flask import Flask

from portal.app import create_app
from portal.database import TEST_CONNECTION
from portal.testing.page_document import parse, text_of
from portal.testing.pages import PageClient
from tests.integration.conftest import MovableClock

ROOT = Path(__file__).parents[3]
Serve = Callable[[], PageClient]


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A copy of the county's configuration, for the test to change before it is served."""
    return Path(shutil.copytree(ROOT / "config", tmp_path / "config"))


@pytest.fixture
def serve(app: Flask, clock: MovableClock, config: Path) -> Serve:
    """Start another application on that copy, in the same transaction, and open a browser."""

    def started() -> PageClient:
        settings = replace(app.config["PORTAL_SETTINGS"], config_dir=config)
        other = create_app(settings, clock=clock)
        other.testing = True
        other.config["WTF_CSRF_ENABLED"] = False  # as in the run's own application
        other.test_client_class = PageClient
        other.extensions[TEST_CONNECTION] = app.extensions[TEST_CONNECTION]
        client = other.test_client()
        assert isinstance(client, PageClient)
        return client

    return started


def element(html: str, id_: str) -> Element:
    """The element with this id."""
    return parse(html, whole=True).by_id[id_]


def words(html: str, id_: str) -> str:
    """The words of the element with this id."""
    return text_of(element(html, id_))


def main_words(html: str) -> str:
    """The words of the page itself, without what stands round it."""
    return words(html, "main-content")
