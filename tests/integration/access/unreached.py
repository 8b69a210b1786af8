"""Routes that let nobody through in the access matrix, each with the reason: reviewed, and short.

What lies behind such a gate is not asked here, so its own room's tests have to. A new route that
nobody passes fails the test until it is named here or the world holds what it needs; one that
somebody passes by now fails it until it is taken out.
"""

from __future__ import annotations

from collections.abc import Mapping

_NO_KEY = "names a session or a passkey of one's own, which has no one address for everybody"
_NO_COUNCIL = "no council account is set up"
_NO_PROOF = "goes on only from a proof of who somebody is, which nobody gave"
_NOT_OVER = "is about a panel that is over, and this one is this morning"
_NOTHING_KEPT = "nobody was signed out in the midst of a form"
_NOTHING_BEFORE = "nothing was said at an earlier panel"
_OF_WORDS = "what waits is a Word file, of whose sections there are no pictures of pages"

_WAITING = "/d/<district>/papers/waiting/<uuid:intake_id>"
UNREACHED: Mapping[str, str] = {
    "POST /account/sessions/<uuid:session_id>/end": _NO_KEY,
    f"GET {_WAITING}/pages/<int:page>": _OF_WORDS,
    "POST /kept/discard": _NOTHING_KEPT,
    "POST /second-factor/passkey/<uuid:passkey_id>/remove": _NO_KEY,
    "GET /sign-in/code": _NO_PROOF,
    "POST /sign-in/code": _NO_PROOF,
    "GET /sign-in/council": _NO_COUNCIL,
    "GET /sign-in/council/back": _NO_COUNCIL,
    "POST /sign-in/council/back": _NO_COUNCIL,
    "POST /sign-in/passkey": _NO_PROOF,
    "POST /sign-in/passkey/ask": _NO_PROOF,
    "POST /sign-out": "leads everybody to the page of signing in, which is what it is for",
    "POST /y/how-it-was": _NOT_OVER,
    "POST /y/how-it-was/back": _NOT_OVER,
    "GET /y/say/before/<int:number>": _NOTHING_BEFORE,
    "GET /y/say/before/<int:number>/added/<int:position>": _NOTHING_BEFORE,
    "GET /y/say/before/<int:number>/file/<int:position>": _NOTHING_BEFORE,
}
