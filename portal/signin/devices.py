"""The cookie that says which accounts were signed in to from this browser before.

It signs nobody in. It only keeps the tries of the right person apart from everybody else's, so that
others' guesses never make them wait.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from flask import Flask, Response, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer

from portal.settings import Settings
from portal.web.routes import CookieRow, tell_of_cookie

LASTS_DAYS = 180
MOST_ACCOUNTS = 5
"""How many people may share a browser and each be known by it."""
_LASTS_SECONDS = LASTS_DAYS * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Say on the page about cookies what this one is for."""
    settings: Settings = app.config["PORTAL_SETTINGS"]
    row = CookieRow(
        cookie_name(settings),
        "Remembers that you signed in from this browser, so that other people’s wrong guesses at "
        "your password never make you wait. It signs nobody in",
        f"{LASTS_DAYS} days after you signed in last",
    )
    tell_of_cookie(app, row)


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name; the prefix makes browsers refuse another host's."""
    return "__Host-portal-device" if settings.https else "portal-device"


def known_here(email: str) -> str | None:
    """Return the mark of this browser where this account signed in from it before, else None."""
    mark, accounts = _held()
    return mark if mark is not None and _account(email) in accounts else None


def remember(response: Response, email: str) -> None:
    """Note in the browser that this account signed in from it."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    mark, accounts = _held()
    own = _account(email)
    kept = [own, *(each for each in accounts if each != own)][:MOST_ACCOUNTS]
    response.set_cookie(
        cookie_name(settings),
        _signer().dumps({"mark": mark or secrets.token_urlsafe(16), "accounts": kept}),
        max_age=_LASTS_SECONDS,
        secure=settings.https,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def _held() -> tuple[str | None, list[str]]:
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    try:
        held = _signer().loads(
            request.cookies.get(cookie_name(settings), ""), max_age=_LASTS_SECONDS
        )
    except BadData:
        return None, []
    return str(held["mark"]), list(held["accounts"])


def _account(email: str) -> str:
    secret = current_app.config["SECRET_KEY"].encode()
    known = f"device|{email.strip().lower()}".encode()
    return hmac.new(secret, known, hashlib.sha256).hexdigest()[:32]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="portal.signin.devices")
