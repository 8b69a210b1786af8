"""Pages anyone may read: the statements every service owes its users, and a sign of life."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    redirect,
    render_template,
    request,
    session,
)

from portal.web.access import access
from portal.web.headers import CLEAR_BROWSER
from portal.web.site import current_site

blueprint = Blueprint("web", __name__, template_folder="templates")

# When a person last went through the statement's claims, and when they must again.
STATEMENT_PREPARED = date(2026, 11, 22)
STATEMENT_REVIEW = date(2027, 5, 21)


COOKIES = "portal.web.cookies"


@dataclass(frozen=True)
class CookieRow:
    """A cookie this service sets."""

    name: str
    purpose: str
    expires: str


def tell_of_cookie(app: Flask, cookie: CookieRow) -> None:
    """Let a room above say which cookie it sets, for the page about cookies."""
    app.extensions.setdefault(COOKIES, []).append(cookie)


@blueprint.get("/accessibility")
@access(public=True)
def accessibility() -> str:
    """Say what is known not to work for some people, and when this is looked at next."""
    return render_template(
        "web/accessibility.html", prepared=STATEMENT_PREPARED, review=STATEMENT_REVIEW
    )


@blueprint.get("/cookies")
@access(public=True)
def cookies() -> str:
    """Which cookies are set: essential ones only, so there is no banner."""
    session = CookieRow(
        current_app.config["SESSION_COOKIE_NAME"],
        "Keeps you signed in, and proves that a form you send came from our own page",
        "When you sign out or close your browser",
    )
    others: list[CookieRow] = current_app.extensions.get(COOKIES, [])
    return render_template("web/cookies.html", cookies=[session, *others])


@blueprint.get("/privacy")
@access(public=True)
def privacy() -> str:
    """Return what is held, why, for how long, and whom to ask."""
    return render_template("web/privacy.html")


@blueprint.get("/safety")
@access(public=True)
def safety() -> str:
    """Say what leaving quickly does, and what it does not: the history is not wiped."""
    return render_template("web/safety.html")


@blueprint.get("/leave")
@access(public=True)
def leave() -> Response:
    """Forget who was here and go to a neutral site. A link, so that it works without scripts.

    Nothing kept in the database changes. A link on another site's page signs nobody out.
    """
    answer = redirect(current_site().leave_to, 303)
    assert isinstance(answer, Response)
    if request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}:
        session.clear()
        answer.headers["Clear-Site-Data"] = CLEAR_BROWSER
    return answer


@blueprint.get("/healthz")
@access(public=True)
def healthz() -> Response:
    """Return the process answers. Says nothing about the database: that is readiness."""
    return Response("ok\n", mimetype="text/plain")
