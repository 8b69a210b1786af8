"""The browser that journeys run in draws text, obeys the page's policy and finds its faults."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page

from tests.conftest import NewPage
from tests.support import chromium
from tests.support.axe import Violation

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

GOOD = """<!doctype html><html lang="en"><head><title>Good</title></head><body><main>
<h1>Good</h1><p id="said">No script ran</p>
<script>document.getElementById("said").textContent = "A script ran"</script>
</main></body></html>"""
BAD = GOOD.replace("<h1>", '<img src="data:,"><input><h1>')


def _app(page: str, *policy: tuple[str, str]) -> WSGIApplication:
    def app(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        found = environ["PATH_INFO"] == "/"
        start_response(
            "200 OK" if found else "404 Not Found",
            [("Content-Type", "text/html; charset=utf-8"), *policy],
        )
        return [page.encode()] if found else []

    return app


STRICT = ("Content-Security-Policy", "default-src 'none'; img-src data:")


@pytest.mark.parametrize(
    ("scripts", "policy", "said"),
    [
        (True, (), "A script ran"),
        (False, (), "No script ran"),
        (True, (STRICT,), "No script ran"),
    ],
    ids=["scripts on", "scripts off", "scripts on but refused by the page's policy"],
)
def test_axe_checks_a_page_as_its_reader_gets_it(
    new_page: NewPage,
    live_server: Callable[[WSGIApplication], str],
    axe: Callable[[Page], list[Violation]],
    *,
    scripts: bool,
    policy: tuple[tuple[str, str], ...],
    said: str,
) -> None:
    page = new_page(scripts=scripts)
    page.goto(live_server(_app(GOOD, *policy)))
    assert page.inner_text("#said") == said
    assert axe(page) == []
    assert page.inner_text("#said") == said

    page.goto(live_server(_app(BAD, *policy)))
    assert {found.rule for found in axe(page)} == {"image-alt", "label"}


def test_a_page_has_the_width_that_was_asked_for(new_page: NewPage) -> None:
    assert new_page(320).evaluate("window.innerWidth") == 320


def test_with_no_browser_anywhere_the_fixture_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHROMIUM_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(chromium.BrowserError, match="run `make dev`"):
        chromium.find(package=tmp_path)
