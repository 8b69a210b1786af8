"""The app does not start with an endpoint that declares no rule, or one that writes by GET.

The declaration itself is tested in tests/unit/web; here the whole app is started with the fault.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal import app as composition
from portal.settings import Settings
from portal.testing.pages import PageClient, PageFault
from portal.web.access import UndeclaredEndpointError, WritingByGetError, access


def _page() -> str:
    return "<h1>A page</h1>"


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Flask]:
    """Start the real app with one more page planted in it."""
    real = composition._register_pages  # noqa: SLF001 - the step where every page is registered

    def start_with(view: Callable[[], str], *, methods: tuple[str, ...] = ("GET",)) -> Flask:
        def register(app: Flask) -> None:
            real(app)
            app.add_url_rule("/planted", "planted", view, methods=list(methods))

        monkeypatch.setattr(composition, "_register_pages", register)
        return composition.create_app(
            Settings(
                database_url=f"sqlite:///{tmp_path / 'portal.sqlite'}",
                secret_key="not a secret: only these tests use this key",
                instance_dir=tmp_path,
                https=False,
            )
        )

    return start_with


@pytest.mark.control("C9")
def test_the_app_does_not_start_with_an_endpoint_that_declares_nothing(
    start: Callable[..., Flask],
) -> None:
    with pytest.raises(UndeclaredEndpointError, match="planted"):
        start(_page)


@pytest.mark.parametrize("methods", [("GET",), ("GET", "POST"), ("HEAD", "POST")], ids="+".join)
def test_the_app_does_not_start_with_an_endpoint_that_writes_by_get(
    start: Callable[..., Flask], methods: tuple[str, ...]
) -> None:
    with pytest.raises(WritingByGetError, match=r"planted \(/planted\)"):
        start(access(public=True, writes=True)(_page), methods=methods)


def test_the_app_starts_with_an_endpoint_that_declares_its_rule(
    start: Callable[..., Flask],
) -> None:
    assert "planted" in start(access(public=True)(_page)).view_functions


def test_a_page_with_a_second_h1_fails_every_test_that_opens_it() -> None:
    app = Flask("planted")
    heading = "<h1>A page</h1>"
    page = (
        '<!doctype html><html lang="en"><head><title>A page</title></head>'
        f"<body><main>{heading}{{}}</main></body></html>"
    )
    app.add_url_rule("/two", "two", lambda: page.format(heading))
    with pytest.raises(PageFault, match="h1"):
        PageClient(app).get("/two")
