"""A test client that checks every page it is given.

Set it once (`app.test_client_class = PageClient`) and every test that fetches a page also tests
the page rules: a fault in any of them fails the test that rendered it.
"""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal.testing.page_document import parse
from portal.testing.page_rules import EVERYWHERE, WHOLE_PAGES


class PageFault(AssertionError):
    """A page breaks rules; the message lists every one of them."""

    def __init__(self, address: str, faults: list[str]) -> None:
        lines = "".join(f"\n  - {fault}" for fault in faults)
        super().__init__(f"{address} breaks {len(faults)} page rules:{lines}")
        self.faults = faults


def page_faults(
    html: str, *, status: int = 200, cache_control: str = "no-store", whole: bool = True
) -> list[str]:
    """Return everything wrong with a page, or with a piece of one when not `whole`, in words."""
    page = parse(html, whole=whole, status=status, cache_control=cache_control)
    rules = EVERYWHERE + WHOLE_PAGES if whole else EVERYWHERE
    return [fault for rule in rules for fault in rule(page)]


class PageClient(FlaskClient):
    """A client that raises PageFault for any HTML answer that breaks a page rule.

    An answer to an htmx request that is not a whole page is checked as a piece of one.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request and check what comes back."""
        kwargs.setdefault("buffered", True)  # read files to their end, so that none stays open
        response = super().open(*args, **kwargs)
        check_response(response)
        return response


def check_response(response: TestResponse) -> None:
    """Raise PageFault when the answer is HTML and breaks a rule."""
    if response.mimetype != "text/html" or response.request.method == "HEAD":
        return
    html = response.get_data(as_text=True)
    if not html or response.status_code in range(300, 400):
        return
    whole = (
        response.request.headers.get("HX-Request") != "true" or "<!doctype" in html[:200].lower()
    )
    faults = page_faults(
        html,
        status=response.status_code,
        cache_control=response.headers.get("Cache-Control", ""),
        whole=whole,
    )
    if faults:
        raise PageFault(f"{response.request.method} {response.request.path}", faults)
