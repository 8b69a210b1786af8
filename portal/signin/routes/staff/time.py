"""How much time is left, staying signed in, and what was typed when it ran out."""

from __future__ import annotations

from flask import Response, flash, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.errors import NotFoundError
from portal.signin import kept, presence
from portal.signin.operations import sessions
from portal.signin.routes.staff.shared import blueprint, own_session
from portal.web import clock
from portal.web.access import Audience, access
from portal.web.htmx import go_to

SCRIPT = "application/json"


@blueprint.get("/session/left")
@access(audience=Audience.SIGNED_IN)
def left() -> Response:
    """Say how many seconds are left. Asking is not using: it keeps nobody signed in."""
    own_session()
    found = presence.time_out()
    return jsonify(seconds=found.seconds if found else 0)


@blueprint.post("/session/stay")
@access(audience=Audience.SIGNED_IN, writes=True)
def stay() -> ResponseReturnValue:
    """Stay signed in: for a script, how long; for everybody else, a page to close."""
    who = own_session()
    sessions.note_use(who.session_id, clock.machine_now())
    presence.used_now()
    found = presence.time_out()
    if SCRIPT in request.headers.get("Accept", ""):
        return jsonify(seconds=found.seconds if found else 0)
    return render_template("signin/stayed.html", time_out=found)


@blueprint.get("/kept")
@access(audience=Audience.SIGNED_IN)
def kept_work() -> str:
    """Show what the reader typed before they were signed out."""
    own_session()
    works = [(work, kept.fields_of(work)) for work in kept.waiting()]
    return render_template("signin/kept.html", works=works)


@blueprint.post("/kept/discard")
@access(audience=Audience.SIGNED_IN, writes=True)
def kept_discard() -> Response:
    """Throw away one thing that was kept."""
    own_session()
    asked = request.form.get("work")
    work = next((each for each in kept.waiting() if str(each.id) == asked), None)
    if work is None:
        raise NotFoundError
    kept.discard(work)
    flash("What was kept is thrown away.", "success")
    return go_to(url_for("signin.kept_work") if kept.waiting() else "/")
