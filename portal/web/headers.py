"""Headers on every response, and the refusal of changes that another site's page starts.

The policy allows our own files and nothing else: no inline script or style, no frame, no plugin,
no other origin. Pages are never kept by browsers or proxies; built assets are kept for a year.
"""

from __future__ import annotations

from flask import Flask, Response, abort, g, request

from portal.web.site import current_site

CONTENT_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self'; "
    "media-src 'self'; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "frame-ancestors 'none'; "
    "base-uri 'none'; "
    "object-src 'none'"
)
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "payment",
        "usb",
    )
)
ALWAYS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS_POLICY,
}
CLEAR_BROWSER = '"cache", "storage"'
"""What a browser forgets when a young person leaves. The cookie is emptied by the answer itself."""
RECORDING = {
    "Content-Security-Policy": CONTENT_POLICY.replace("media-src 'self'", "media-src 'self' blob:"),
    "Permissions-Policy": PERMISSIONS_POLICY.replace("microphone=()", "microphone=(self)"),
}
"""Where somebody may talk instead of typing: the microphone, and hearing it before it is sent."""
_KEEP = "public, max-age=31536000, immutable"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
_OTHER_SITES = frozenset({"cross-site", "same-site"})


def install_headers(app: Flask) -> None:
    """Add the headers to every response of the app, errors and files included."""
    app.before_request(refuse_other_sites)
    app.after_request(add_headers)


def refuse_other_sites() -> None:
    """Refuse a change whose request the browser says another site started (403).

    We send no referrer, so the token's own referrer check is off; this stands in its place.
    """
    if request.method in _SAFE_METHODS:
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin").lower() in _OTHER_SITES:
        abort(403)


def let_record() -> None:
    """Let the page being made ask for the microphone: for somebody who would rather talk."""
    g.may_record = True


def add_headers(response: Response) -> Response:
    """Set the headers on one response."""
    for name, value in (ALWAYS | RECORDING if g.get("may_record") else ALWAYS).items():
        response.headers[name] = value
    if current_site().https:
        response.headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint == "static" and response.status_code in {200, 304}:
        response.headers["Cache-Control"] = _KEEP if "v" in request.args else "no-cache"
        # The names of these carry the content's hash.
        if "govuk-frontend-" in request.path or request.path.endswith(".woff2"):
            response.headers["Cache-Control"] = _KEEP
    else:
        response.headers["Cache-Control"] = "no-store"
    return response
