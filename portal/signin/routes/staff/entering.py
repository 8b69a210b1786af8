"""Signing in with a password, the second factor, and signing out."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from portal.people import gate
from portal.people.models import WayIn
from portal.signin import passkeys, presence, queries
from portal.signin.forms import AnswerForm, CodeForm, SignInForm
from portal.signin.kept import Fate, fate_of
from portal.signin.models import Stage
from portal.signin.operations import entering, factors, sessions
from portal.signin.presence import Pending
from portal.signin.routes.staff.shared import (
    LATE,
    TOO_MANY,
    UNPROCESSABLE,
    began,
    blueprint,
    caller,
    completed,
    half_signed_in,
    local_path,
    place,
    settings,
    too_soon,
    waiting_path,
)
from portal.web import clock
from portal.web.access import access
from portal.web.htmx import go_to

WRONG = (
    "The email address or the password is not right. If both are, there may be nothing for you "
    "here at the moment: ask whoever invited you"
)
"""Said to all alike: whose term is over can know what to do, and nobody else learns of it."""
WRONG_CODE = "That code is not right, or was used before. Wait for the next one"
WRONG_PASSKEY = "That passkey did not work. Try again, or use a code"


@blueprint.get("/sign-in")
@access(public=True)
def sign_in() -> str:
    """Ask who is there."""
    return ask(SignInForm(), WayIn.STAFF)


@blueprint.post("/sign-in")
@access(public=True, writes=True)
def sign_in_submit() -> ResponseReturnValue:
    """Sign in and go to the page that was asked for."""
    return submit(WayIn.STAFF)


def ask(form: SignInForm, by: WayIn) -> str:
    """Return the sign-in page of staff or of providers."""
    return render_template(
        "signin/sign_in.html",
        form=form,
        next=local_path(),
        by=by,
        WayIn=WayIn,
        late=fate_of(request.values.get(LATE)),
        Fate=Fate,
        council=settings().council is not None and by is WayIn.STAFF,
        idle_minutes=settings().idle_minutes,
    )


def submit(by: WayIn) -> ResponseReturnValue:
    """Check who it is and lead on, or say that it was wrong or too soon."""
    form = SignInForm()
    if not form.validate():
        return ask(form, by), UNPROCESSABLE
    email = form.email.data or ""
    entered = entering.enter(
        email=email,
        password=form.password.data or "",
        by=by,
        caller=caller(email),
        at=clock.moment(),
    )
    if entered.token is not None and entered.stage is not None and entered.person_id is not None:
        return began(
            entered.token,
            person_id=entered.person_id,
            by=by,
            stage=entered.stage,
            email=email,
            then=local_path(),
        )
    gate.keep_refusal()
    if entered.not_before is not None:
        form.password.errors = [too_soon(entered.not_before)]
        return ask(form, by), TOO_MANY
    form.email.errors = [WRONG]
    return ask(form, by), UNPROCESSABLE


@blueprint.post("/sign-out")
@access(public=True, writes=True)
def sign_out() -> Response:
    """End the session on this device."""
    who, half = gate.signed_in(), presence.pending()
    if who is not None:
        sessions.sign_out(actor=who.actor, session_id=who.session_id, at=clock.moment())
    elif half is not None:
        sessions.end_session(half.found.session_id)
    leave_by = url_for(presence.sign_in_page())
    by = session.get(presence.WAY_IN)
    session.clear()
    if by is not None:
        session[presence.WAY_IN] = by
    return go_to(leave_by)


@blueprint.get("/sign-in/code")
@access(public=True)
@half_signed_in
def code(who: Pending) -> ResponseReturnValue:
    """Ask for the second factor."""
    if who.found.stage is Stage.SET_UP:
        return go_to(url_for("signin.set_up"))
    return _ask_for_code(CodeForm(), who)


@blueprint.post("/sign-in/code")
@access(public=True, writes=True)
@half_signed_in
def code_submit(who: Pending) -> ResponseReturnValue:
    """Let somebody in by a code."""
    form = CodeForm()
    if who.found.stage is not Stage.FACTOR:
        return go_to(url_for("signin.set_up"))
    if not form.validate():
        return _ask_for_code(form, who), UNPROCESSABLE
    checked = factors.check_code(
        person_id=who.actor.person_id,
        typed=form.code.data or "",
        caller=caller(who.actor.email),
        at=clock.moment(),
    )
    return _after(checked, who, form, WRONG_CODE)


@blueprint.post("/sign-in/passkey/ask")
@access(public=True, writes=True)
@half_signed_in
def passkey_ask(who: Pending) -> ResponseReturnValue:
    """Say what a passkey is to sign."""
    return options_to_sign(who.actor.person_id, who.found)


@blueprint.post("/sign-in/passkey")
@access(public=True, writes=True)
@half_signed_in
def passkey_submit(who: Pending) -> ResponseReturnValue:
    """Let somebody in by a passkey."""
    if who.found.stage is not Stage.FACTOR:
        return go_to(url_for("signin.set_up"))
    checked = check_passkey(who.actor.person_id, who.actor.email, who.found)
    return _after(checked, who, CodeForm(formdata=None), WRONG_PASSKEY)


def options_to_sign(person_id: UUID, found: presence.Found) -> Response:
    """Return what the browser needs to use one of somebody's passkeys."""
    challenge = factors.set_challenge(session_id=found.session_id, at=clock.moment())
    held = queries.factors_of(person_id).passkeys
    asked = passkeys.asked_to_sign(place(), challenge=challenge, held=held)
    return Response(asked, mimetype="application/json")


def check_passkey(person_id: UUID, email: str, found: presence.Found) -> factors.Checked:
    """Check what the browser answered with a passkey, once."""
    at = clock.moment()
    answer = AnswerForm().answer.data or ""

    def right() -> bool:
        challenge = found.challenge
        if challenge is None or not passkeys.is_good(found.challenged_at, at.real):
            return False
        if not factors.use_challenge(session_id=found.session_id, challenge=challenge):
            return False
        held = queries.factors_of(person_id).passkeys
        signed = passkeys.signed(place(), answer, challenge, held)
        if signed is None:
            return False
        passkey, count = signed
        passkey.sign_count, passkey.last_used_at = count, at.real
        return True

    return factors.check_guarded(person_id=person_id, caller=caller(email), at=at, check=right)


def _after(
    checked: factors.Checked, who: Pending, form: CodeForm, wrong: str
) -> ResponseReturnValue:
    """Let somebody in whose factor was right, or say that it was not."""
    if checked.way is None:
        gate.keep_refusal()
        form.code.errors = [too_soon(checked.not_before) if checked.not_before else wrong]
        status = TOO_MANY if checked.not_before else UNPROCESSABLE
        return _ask_for_code(form, who), status
    token = entering.complete(
        pending=who.found.session_id,
        actor=who.actor,
        way=checked.way,
        caller=caller(who.actor.email),
        at=clock.moment(),
    )
    return completed(token, who.actor, go_to(waiting_path()))


def _ask_for_code(form: CodeForm, who: Pending) -> str:
    held = queries.factors_of(who.actor.person_id)
    return render_template(
        "signin/code.html", form=form, held=held, late=fate_of(session.get(LATE)), Fate=Fate
    )
