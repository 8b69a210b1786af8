"""A device that has no voice for the language of a page says so, and shows no dead control."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from portal.app import create_app
from portal.settings import Settings
from tests.conftest import NewPage
from tests.support.server import serving
from tests.support.voices import ENGLISH, with_voices

NONE = "[data-listen-none]"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("no_voice")
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / 'portal.sqlite'}",
            secret_key="not a secret: only these tests use this key",
            instance_dir=folder,
            https=False,
        )
    )
    with serving(app) as url:
        yield url


@pytest.mark.parametrize(
    ("voices", "language", "silent"),
    [
        ([], "en", True),
        ([ENGLISH], "ar", True),
        ([{"lang": "ar_EG", "localService": True}], "ar", False),
        ([{"lang": "en-GB", "localService": False}], "en", True),
    ],
)
def test_one_sentence_says_that_a_page_cannot_be_read_aloud_here(
    address: str, new_page: NewPage, voices: list[dict[str, Any]], language: str, *, silent: bool
) -> None:
    page = new_page(320)
    with_voices(page, *voices)
    page.goto(f"{address}/g/meeting?lang={language}")
    expect(page.locator(NONE)).to_be_visible(visible=silent)
    expect(page.locator("[data-listen-start]")).to_be_visible(visible=not silent)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_nothing_is_said_where_scripts_are_off(address: str, new_page: NewPage) -> None:
    page = new_page(320, scripts=False)
    page.goto(f"{address}/g/meeting?lang=ar")
    expect(page.locator(NONE)).to_be_hidden()
