"""What a reader sees when something goes wrong: plain words, the right code, a way to get help."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from portal.kernel.errors import (
    ConfigurationError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    PortalError,
    RuleError,
)
from portal.web.young import is_young_page


@dataclass(frozen=True)
class ErrorWords:
    """An error page's heading and paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


WORDS = {
    400: ErrorWords(
        "We could not read what you sent",
        ("Nothing was saved.", "Go back, reload the page and try again."),
    ),
    401: ErrorWords("You need to sign in", ("Sign in, then try again.",)),
    403: ErrorWords(
        "You cannot do this",
        (
            "Your account does not have what is needed for this page or action.",
            "If you think you should be able to, ask whoever manages people here.",
        ),
    ),
    404: ErrorWords(
        "Page not found",
        (
            "If you typed the address, check it is right.",
            "If you followed a link, the page may have moved or may not be for your account.",
        ),
    ),
    405: ErrorWords(
        "That does not work from here",
        (
            "This address only takes what one of our own pages sends to it. Nothing was saved.",
            "Go back and use the button on the page.",
        ),
    ),
    409: ErrorWords(
        "Someone else has changed this",
        ("Your change was not saved.", "Go back, reload the page and look at what changed."),
    ),
    413: ErrorWords(
        "What you sent is too large",
        (
            "Nothing was saved.",
            "If it was a file, choose a smaller one. If it was text, send it in parts.",
        ),
    ),
    422: ErrorWords("This cannot be done", ("Nothing was saved.",)),
    429: ErrorWords(
        "Too many tries",
        ("To keep accounts safe we limit how often this can be done.", "Wait a few minutes."),
    ),
    500: ErrorWords(
        "Sorry, there is a problem with the service",
        ("Nothing was saved by your last action. Try again in a few minutes.",),
    ),
    503: ErrorWords(
        "Sorry, this is not available now",
        ("You can use it later.",),
    ),
}
BROKEN_FILE = ErrorWords(
    "Sorry, this is not available now",
    (
        "The rules for this page could not be read from that file. Other districts go on as usual.",
        "Nothing that was saved is lost, and nothing new was saved.",
        "Copy the words above and send them to whoever looks after the portal’s settings.",
        "The page works again once they have put the file right and restarted the portal.",
    ),
)
DEFAULT_CLIENT = ErrorWords(
    "That did not work", ("Nothing was saved.", "Go back, reload the page and try again.")
)
STATUS_OF: tuple[tuple[type[PortalError], int], ...] = (
    (NotFoundError, 404),
    (ForbiddenError, 403),
    (ConflictError, 409),
    (RuleError, 422),
    (ConfigurationError, 503),
)
# A 404 says the same whether the thing is missing or another's; only these add their own reason.
SAYS_REASON = (ForbiddenError, ConflictError, RuleError, ConfigurationError)


def install_error_pages(app: Flask) -> None:
    """Answer every HTTP error and every error of the portal's own with a page."""
    app.register_error_handler(CSRFError, _refusing(_old_form))
    app.register_error_handler(HTTPException, _refusing(_http_error))
    app.register_error_handler(PortalError, _refusing(_portal_error))


def is_refusal(response: Response) -> bool:
    """Tell whether an answer is what an error handler made, which shows nothing that is kept."""
    return g.get("portal_refusal") is response


def _refusing(handler: Callable[[Any], ResponseReturnValue]) -> Callable[[Any], Response]:
    """Note what the handler answers, so that the gate knows it from a page.

    What a view hands to ``abort`` is the view's own page, and counts as one.
    """

    def answer(error: Any) -> Response:
        response = make_response(handler(error))
        if getattr(error, "response", None) is None:
            g.portal_refusal = response
        return response

    return answer


def words_for(status: int) -> ErrorWords:
    """Return the words for a status code; codes without their own get those of their class."""
    fallback = WORDS[500] if status >= 500 else DEFAULT_CLIENT  # noqa: PLR2004 - server errors
    return WORDS.get(status, fallback)


def error_page(
    status: int,
    *,
    reason: str | None = None,
    words: ErrorWords | None = None,
    bare: bool | None = None,
) -> str:
    """Return the page for a status code. `reason` is a whole sentence in plain English.

    `bare` leaves out who is signed in and the navigation; it is so for 5xx unless said otherwise,
    because whatever broke the request may break the frame too.
    """
    server_fault = status >= 500  # noqa: PLR2004 - server errors
    g.portal_bare_frame = server_fault if bare is None else bare
    reference = secrets.token_hex(4) if server_fault else None
    if reference:
        current_app.logger.error("error page %s shown, reference %s", status, reference)
    return render_template(
        # A young person's error page tells no more about the service than their other pages do.
        "web/young_error.html" if is_young_page() else "web/error.html",
        words=words or words_for(status),
        reason=reason,
        reference=reference,
        status=status,
    )


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None or error.code < 400:  # noqa: PLR2004 - 400 is the first error
        return error.get_response()  # a redirect, or a response made by whoever aborted
    response = make_response(error_page(error.code), error.code)
    for name, value in error.get_headers():
        if name.lower() in {"allow", "retry-after", "www-authenticate"}:
            response.headers[name] = value
    return response


def _old_form(_error: CSRFError) -> Response:
    words = ErrorWords(
        "This page was open too long",
        (
            "For your safety, nothing was saved.",
            "Go back, copy anything you typed, reload the page and send it again.",
        ),
    )
    return make_response(error_page(400, words=words), 400)


def _portal_error(error: PortalError) -> ResponseReturnValue:
    status = next((code for kind, code in STATUS_OF if isinstance(error, kind)), 500)
    if status == 500:  # noqa: PLR2004 - not one of those a reader can act on: log it as a fault
        current_app.logger.error("unexpected %s", type(error).__name__, exc_info=error)
    reason = error.message if isinstance(error, SAYS_REASON) else None
    if isinstance(error, ConfigurationError):
        # A file of one district is at fault, not the frame: its reader can go on to the others.
        return make_response(
            error_page(status, reason=reason, words=BROKEN_FILE, bare=False), status
        )
    return make_response(error_page(status, reason=reason), status)
