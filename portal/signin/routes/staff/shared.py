"""What the pages about signing in share: who calls, where to go on to, a session begun."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from flask import Blueprint, Response, current_app, g, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug.urls import iri_to_uri

from portal.kernel.errors import NotFoundError
from portal.people import decisions, gate
from portal.people.gate import SignedIn
from portal.people.models import WayIn
from portal.people.policy import Actor
from portal.settings import Settings
from portal.signin import devices, kept, presence
from portal.signin.models import Stage
from portal.signin.operations import sessions
from portal.signin.operations.entering import Caller
from portal.signin.operations.factors import Holder
from portal.signin.pages import come_back
from portal.signin.passkeys import Place
from portal.signin.promises import Promises
from portal.signin.rules.devices import device_words
from portal.signin.rules.throttle import place_of
from portal.web import clock
from portal.web.htmx import go_to

blueprint = Blueprint("signin", __name__, template_folder="../../templates")
UNPROCESSABLE = 422
TOO_MANY = 429
NEXT = "next"
LATE = "late"
"""What became of what was sent too late, said until its writer is in (`kept.Fate`)."""
FORMS = "csrf_token"
"""Where the cookie holds what every form's token is made from."""
P = ParamSpec("P")


def settings() -> Settings:
    """Return this instance's settings."""
    found: Settings = current_app.config["PORTAL_SETTINGS"]
    return found


def caller(email: str) -> Caller:
    """Return where this request comes from, as far as one account is concerned."""
    return Caller(
        place=place_of(request.remote_addr or ""),
        device=device_words(request.headers.get("User-Agent", "")),
        mark=devices.known_here(email),
        promises=Promises(),
    )


def place() -> Place:
    """Return whom a passkey is for: the portal's address, or the one this request was sent to."""
    scheme = "https" if settings().https else "http"
    origin = settings().address or f"{scheme}://{request.host}"
    return Place(host=origin.partition("://")[2].partition(":")[0], origin=origin)


def local_path(wanted: str | None = None) -> str:
    """Return where to go next, only ever a path of this site's own."""
    wanted = request.values.get(NEXT, "") if wanted is None else wanted
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    # Browsers drop a tab or a line break, which would make another site of "/<tab>/".
    safe = own and wanted.isprintable()
    return iri_to_uri(wanted) if safe else current_app.config["APPLICATION_ROOT"]


def began(
    token: str, *, person_id: UUID, by: WayIn, stage: Stage, email: str, then: str
) -> Response:
    """Give the browser its new session and lead on: in, or to the second factor.

    The forms on pages they still have open are taken, if the session before it was theirs.
    """
    stays = [kept.MARKS, FORMS] if presence.was_theirs(person_id) else [kept.MARKS]
    carried = {name: session[name] for name in stays if name in session}
    sessions.end_named(str(session.get(presence.COOKIE_KEY, "")))
    session.clear()
    session.update(carried)
    session[presence.WAY_IN] = by
    session[presence.COOKIE_KEY] = token
    if stage is not Stage.FULL:
        late = kept.fate_of(request.form.get(LATE))
        session[NEXT], session[LATE] = then, late and late.value
        return go_to(url_for("signin.set_up" if stage is Stage.SET_UP else "signin.code"))
    response = go_to(then)
    devices.remember(response, email)
    return response


def completed(token: str, actor: Actor, response: Response) -> Response:
    """Give the browser the session that takes the place of the half one; forget where it led."""
    by = WayIn(session.get(presence.WAY_IN, WayIn.STAFF))
    began(token, person_id=actor.person_id, by=by, stage=Stage.FULL, email=actor.email, then="/")
    devices.remember(response, actor.email)
    return response


def waiting_path() -> str:
    """Return where somebody half signed in wanted to go."""
    return local_path(session.get(NEXT, ""))


def start_again() -> Response:
    """Lead to the sign-in page, with where to go on to."""
    return go_to(url_for(presence.sign_in_page(), next=session.get(NEXT), late=session.get(LATE)))


def half_signed_in(
    view: Callable[Concatenate[presence.Pending, P], ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Hand a view whoever still needs a second factor; everybody else starts again."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        who = presence.pending()
        return start_again() if who is None else view(who, *args, **kwargs)

    return guarded


@dataclass(frozen=True, slots=True)
class FactorHolder:
    """Whose factors a page changes. ``entering`` while they set up the first one to get in."""

    actor: Actor
    found: presence.Found
    entering: bool

    @property
    def holder(self) -> Holder:
        """The same for an operation."""
        return Holder(self.actor.person_id, self.found.session_id, self.found.token)


def of_own_factors(
    view: Callable[Concatenate[FactorHolder, P], ResponseReturnValue],
) -> Callable[P, ResponseReturnValue]:
    """Hand a view whoever may change their own factors now.

    That is somebody who has none yet and must set one up to get in, or somebody signed in who
    proved who they are in the last minutes. Everybody else is led to where they can.
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        half = presence.pending()
        if half is not None and half.found.stage is Stage.SET_UP:
            return view(FactorHolder(half.actor, half.found, entering=True), *args, **kwargs)
        who = gate.signed_in()
        if who is None:
            return start_again()
        if not presence.is_fresh(who):
            return go_to(url_for("signin.confirm", next=url_for("signin.account")))
        return view(FactorHolder(who.actor, g.found, entering=False), *args, **kwargs)

    return guarded


def own_session() -> SignedIn:
    """Return who is signed in; pages behind the gate always have somebody."""
    who = gate.signed_in()
    if who is None:
        raise NotFoundError
    decisions.allowed("somebody's own account")
    return who


def too_soon(not_before: datetime) -> str:
    """Return when to come back, in words."""
    return come_back(not_before, clock.moment())


def own_found() -> presence.Found:
    """Return the session of this request as it was read."""
    found: presence.Found = g.found
    return found
