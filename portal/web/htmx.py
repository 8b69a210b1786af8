"""Answers to htmx requests: pieces of pages that work without scripts too.

`install_htmx` uses the htmx-flask extension for `request.htmx` only. The `HX-*` response headers
are set here, because the extension's own helper refuses valid values.
"""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, Response, make_response, redirect, request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest

# Goes into the page as a meta element. No eval, no inline style, own origin only, nothing of a
# page kept in the browser's storage; a refused form (422) is shown, other errors are announced.
HTMX_CONFIG = json.dumps(
    {
        "allowEval": False,
        "allowScriptTags": False,
        "includeIndicatorStyles": False,
        "selfRequestsOnly": True,
        "historyCacheSize": 0,
        "refreshOnHistoryMiss": True,
        "responseHandling": [
            {"code": "204", "swap": False},
            {"code": "[23]..", "swap": True},
            {"code": "422", "swap": True},
            {"code": "[45]..", "swap": False, "error": True},
        ],
    }
)


def install_htmx(app: Flask) -> None:
    """Give requests their `htmx` attribute, keeping the app's own request class.

    The extension replaces `app.request_class`, which would lose an app's upload limits: a custom
    class is mixed back in.
    """
    own = app.request_class
    Htmx(app)
    if not issubclass(HtmxAwareRequest, own):
        app.request_class = type("PortalRequest", (HtmxAwareRequest, own), {})


def wants_fragment() -> bool:
    """Whether to answer with a piece of a page: an htmx request that is not a whole page load."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def go_to(address: str) -> Response:
    """Send the browser to `address`, as a whole page, from a form or from an htmx request.

    Used after a change, and when sign-in has run out: a redirect followed by htmx would put the
    sign-in page inside a table cell.
    """
    if not getattr(request, "htmx", None):
        return make_response(redirect(address, code=303))
    response = Response(status=204)
    response.headers["HX-Redirect"] = address
    return response


def fragment(
    html: str, *, focus: str | None = None, announce: str | None = None, status: int = 200
) -> Response:
    """Return a piece of a page.

    `focus` is the id that takes focus after the swap; `announce` is read out. Both work through
    events that `app.js` listens to, sent when the new piece has settled.
    """
    response = Response(html, status=status, mimetype="text/html")
    events: dict[str, dict[str, str]] = {}
    if focus:
        events["portal:focus"] = {"id": focus}
    if announce:
        events["portal:announce"] = {"text": announce}
    if events:
        # json.dumps keeps to ASCII, as a header must.
        response.headers["HX-Trigger-After-Settle"] = json.dumps(events)
    response.headers["Vary"] = "HX-Request"
    return response
