"""Routes that let nobody through in the access matrix, each with the reason: reviewed, and short.

What lies behind such a gate is not asked here, so its own room's tests have to. A new route that
nobody passes fails the test until it is named here or the world holds what it needs; one that
somebody passes by now fails it until it is taken out.
"""

from __future__ import annotations

from collections.abc import Mapping

_NO_COPY = "no copy is asked for: all that is held is read for one, by design"
_NO_FILE = "papers are typed here: there is no file, no picture and no page of one"
_NO_INTAKE = "no paper that was taken in waits for somebody to look at it"
_NO_KEY = "names a session or a passkey of one's own, which has no one address for everybody"
_NO_LINK = "takes a link's own words, of which only a hash is kept"
_NO_COUNCIL = "no council account is set up"
_NO_PROOF = "goes on only from a proof of who somebody is, which nobody gave"
_NOT_FILED = "is about what was decided, which is told once the record is filed"
_NOTHING_SENT = "nothing was sent as a recording or a picture"
_NOTHING_KEPT = "nobody was signed out in the midst of a form"
_NOTHING_AGREED = "takes back or narrows an agreement by themselves, and they gave none"
_NOTHING_BEFORE = "nothing was said at an earlier panel"
_NO_CONTACT = "nobody said how they may be written to"

_COPY = "/data-protection/copies/<uuid:request_id>"
_ITEM, _PAPER = "/d/<district>/items/<uuid:item_id>", "/d/<district>/papers/<uuid:paper_id>"
_WAITING = "/d/<district>/papers/waiting/<uuid:intake_id>"
UNREACHED: Mapping[str, str] = {
    "POST /account/sessions/<uuid:session_id>/end": _NO_KEY,
    f"GET {_ITEM}/pack/<place>/file": _NO_FILE,
    f"GET {_ITEM}/pack/<place>/pictures/<int:position>": _NO_FILE,
    f"GET {_ITEM}/views/<uuid:answer_id>": _NOTHING_SENT,
    f"GET {_ITEM}/ways-in/send": _NO_CONTACT,
    f"GET {_PAPER}/pictures/<uuid:picture_id>": _NO_FILE,
    f"GET {_PAPER}/versions/<int:number>/file": _NO_FILE,
    f"GET {_PAPER}/versions/<int:number>/pages/<int:page>": _NO_FILE,
    f"GET {_WAITING}": _NO_INTAKE,
    f"POST {_WAITING}/confirm": _NO_INTAKE,
    f"GET {_WAITING}/pages/<int:page>": _NO_INTAKE,
    f"GET {_WAITING}/pictures/<int:number>": _NO_INTAKE,
    f"POST {_WAITING}/refuse": _NO_INTAKE,
    f"GET {_COPY}": _NO_COPY,
    f"POST {_COPY}/agree": _NO_COPY,
    f"POST {_COPY}/close": _NO_COPY,
    f"POST {_COPY}/files": _NO_COPY,
    f"GET {_COPY}/records/<kind>/<uuid:row_id>": _NO_COPY,
    f"POST {_COPY}/records/<kind>/<uuid:row_id>": _NO_COPY,
    f"POST {_COPY}/start": _NO_COPY,
    f"GET {_COPY}/stop": _NO_COPY,
    f"POST {_COPY}/stop": _NO_COPY,
    "POST /kept/discard": _NOTHING_KEPT,
    "POST /second-factor/passkey/<uuid:passkey_id>/remove": _NO_KEY,
    "GET /set-password/<token>": _NO_LINK,
    "GET /sign-in/code": _NO_PROOF,
    "POST /sign-in/code": _NO_PROOF,
    "GET /sign-in/council": _NO_COUNCIL,
    "GET /sign-in/council/back": _NO_COUNCIL,
    "POST /sign-in/council/back": _NO_COUNCIL,
    "POST /sign-in/passkey": _NO_PROOF,
    "POST /sign-in/passkey/ask": _NO_PROOF,
    "POST /sign-out": "leads everybody to the page of signing in, which is what it is for",
    "POST /y/back/go-on/<any(text, email):way>": _NO_CONTACT,
    "POST /y/back/send/<any(text, email):way>": _NO_CONTACT,
    "POST /y/back/stop/<any(text, email):way>": _NO_CONTACT,
    "POST /y/decided": _NOT_FILED,
    "POST /y/how-it-was": _NOT_FILED,
    "POST /y/how-it-was/back": _NOT_FILED,
    "GET /y/l/<token>": _NO_LINK,
    "POST /y/l/<token>": _NO_LINK,
    "GET /y/meeting/papers/<int:number>/parts": _NOTHING_AGREED,
    "POST /y/meeting/papers/<int:number>/parts": _NOTHING_AGREED,
    "POST /y/meeting/take-back": _NOTHING_AGREED,
    "GET /y/say/<int:number>/file": _NOTHING_SENT,
    "GET /y/say/added/<int:number>": _NOTHING_SENT,
    "GET /your-item/<uuid:item_id>/papers/<place>/file": _NO_FILE,
    "GET /y/say/before/<int:number>": _NOTHING_BEFORE,
    "GET /y/say/before/<int:number>/added/<int:position>": _NOTHING_BEFORE,
    "GET /y/say/before/<int:number>/file/<int:position>": _NOTHING_BEFORE,
}
