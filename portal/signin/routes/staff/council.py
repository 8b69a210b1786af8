"""Signing in with a council account."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.errors import NotFoundError
from portal.people import gate
from portal.people.models import WayIn
from portal.settings import CouncilSignIn
from portal.signin import council
from portal.signin.forms import CouncilForm
from portal.signin.operations import council as operations
from portal.signin.routes.staff.shared import (
    UNPROCESSABLE,
    began,
    blueprint,
    caller,
    local_path,
    settings,
)
from portal.web import clock
from portal.web.access import access

ASKED = "council"
THEN = "council_next"
UNAVAILABLE = 503


@blueprint.get("/sign-in/council")
@access(public=True)
def to_council() -> ResponseReturnValue:
    """Send the browser to the council's own sign-in."""
    set_up = _set_up()
    try:
        address, asked = council.begin(
            set_up, _back(), _seconds(), again=request.args.get("again") == "yes"
        )
    except council.CouncilError as error:
        return _away(error)
    session[ASKED], session[THEN] = asdict(asked), local_path()
    return redirect(address, code=303)


@blueprint.get("/sign-in/council/back")
@access(public=True)
def from_council() -> str:
    """Take the browser back. Opening this changes nothing; pressing on does."""
    _set_up()
    answer = json.dumps({name: request.args[name] for name in request.args})
    form = CouncilForm(formdata=None, data={"answer": answer})
    return render_template("signin/from_council.html", form=form)


@blueprint.post("/sign-in/council/back")
@access(public=True, writes=True)
def from_council_submit() -> ResponseReturnValue:
    """Let in whoever the council says it is."""
    set_up = _set_up()
    asked, then = session.pop(ASKED, None), session.pop(THEN, "/")
    at = clock.moment()
    try:
        given = _given(CouncilForm().answer.data or "")
        identity = council.finish(set_up, _back(), _begun(asked), given, _seconds())
    except council.CouncilAwayError as error:
        return _away(error)
    except council.CouncilError as error:
        operations.record_refusal(reason=error.reason, at=at)
        return _refused("not_right")
    entered = operations.enter(identity=identity, caller=caller(identity.email or ""), at=at)
    if entered is None:
        operations.record_refusal(reason="not linked to anybody here", at=at)
        return _refused("not_linked")
    return began(
        entered.token,
        person_id=entered.person_id,
        by=WayIn.STAFF,
        stage=entered.stage,
        email=entered.email,
        then=then,
    )


def _begun(asked: dict[str, Any] | None) -> council.Asked:
    if asked is None:
        raise council.CouncilError("it was not begun in this browser, or done before")
    return council.Asked(**asked)


def _given(answer: str) -> dict[str, str]:
    try:
        found = json.loads(answer)
    except ValueError as error:
        raise council.CouncilError("the answer cannot be read") from error
    if not isinstance(found, dict):
        raise council.CouncilError("the answer cannot be read")
    return {str(name): str(value) for name, value in found.items()}


def _set_up() -> CouncilSignIn:
    found = council.configured()
    if found is None:
        raise NotFoundError
    return found


def _back() -> str:
    return f"{settings().address}{url_for('signin.from_council')}"


def _seconds() -> int:
    return int(clock.machine_now().timestamp())


def _refused(why: str) -> ResponseReturnValue:
    gate.keep_refusal()
    return render_template("signin/council_refused.html", why=why), UNPROCESSABLE


def _away(error: council.CouncilError) -> ResponseReturnValue:
    operations.log_away(error.reason)
    return render_template("signin/council_away.html"), UNAVAILABLE
