"""Setting up a second factor, on the way in or from one's own account."""

from __future__ import annotations

from uuid import UUID

import segno
from flask import Response, flash, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from pyotp import TOTP

from portal.kernel.errors import RuleError
from portal.signin import passkeys, presence, queries
from portal.signin.forms import AppForm, PasskeyForm
from portal.signin.operations import entering, factors
from portal.signin.routes.staff.shared import (
    UNPROCESSABLE,
    FactorHolder,
    blueprint,
    caller,
    completed,
    of_own_factors,
    place,
    waiting_path,
)
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error
from portal.web.htmx import go_to
from portal.web.site import current_site

PICTURE = "A square for your phone’s camera. The key below says the same"


@blueprint.get("/second-factor")
@access(public=True)
@of_own_factors
def set_up(who: FactorHolder) -> ResponseReturnValue:
    """Say what a second factor is and let somebody choose one."""
    return render_template("signin/set_up.html", form=PasskeyForm(), entering=who.entering)


@blueprint.post("/second-factor/app")
@access(public=True, writes=True)
@of_own_factors
def app_start(who: FactorHolder) -> ResponseReturnValue:
    """Make what an app is to know."""
    factors.start_app(holder=who.holder, at=clock.moment())
    return go_to(url_for("signin.app"))


@blueprint.get("/second-factor/app")
@access(public=True)
@of_own_factors
def app(who: FactorHolder) -> ResponseReturnValue:
    """Show what the app is to know, and ask for its first code."""
    return _show_app(AppForm(), who)


@blueprint.post("/second-factor/app/code")
@access(public=True, writes=True)
@of_own_factors
def app_submit(who: FactorHolder) -> ResponseReturnValue:
    """Take the app into use by its first code."""
    form = AppForm()
    if form.validate():
        try:
            changed = factors.confirm_app(
                holder=who.holder, typed=form.code.data or "", at=clock.moment()
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            return _added(who, factors.APP, changed, "Your authenticator app is set up.")
    shown = _show_app(form, who)
    return (shown, UNPROCESSABLE) if isinstance(shown, str) else shown


@blueprint.post("/second-factor/app/remove")
@access(public=True, writes=True)
@of_own_factors
def app_remove(who: FactorHolder) -> ResponseReturnValue:
    """Stop taking codes from the app."""
    changed = factors.remove_app(holder=who.holder, at=clock.moment())
    presence.renamed(changed.name)
    flash("The authenticator app was removed.", "success")
    return go_to(url_for("signin.account"))


@blueprint.post("/second-factor/passkey/ask")
@access(public=True, writes=True)
@of_own_factors
def passkey_make_ask(who: FactorHolder) -> ResponseReturnValue:
    """Say what the browser needs to make a passkey."""
    challenge = factors.set_challenge(session_id=who.found.session_id, at=clock.moment())
    asked = passkeys.asked_to_register(
        place(),
        service=current_site().service_name,
        name=who.actor.email,
        person_id=who.actor.person_id,
        challenge=challenge,
        held=queries.factors_of(who.actor.person_id).passkeys,
    )
    return Response(asked, mimetype="application/json")


@blueprint.post("/second-factor/passkey")
@access(public=True, writes=True)
@of_own_factors
def passkey_make(who: FactorHolder) -> ResponseReturnValue:
    """Take a passkey into use."""
    form = PasskeyForm()
    at = clock.moment()
    if form.validate():
        challenge = who.found.challenge
        made = None
        if (
            challenge is not None
            and passkeys.is_good(who.found.challenged_at, at.real)
            and factors.use_challenge(session_id=who.found.session_id, challenge=challenge)
        ):
            made = passkeys.registered(place(), form.answer.data or "", challenge)
        if made is not None:
            changed = factors.add_passkey(
                holder=who.holder,
                credential_id=made.credential_id,
                public_key=made.credential_public_key,
                sign_count=made.sign_count,
                name=form.name.data or "",
                at=at,
            )
            return _added(who, factors.PASSKEY, changed, "Your passkey is set up.")
        form.name.errors = ["That did not work. Try again, or set up an authenticator app"]
    page = render_template("signin/set_up.html", form=form, entering=who.entering)
    return page, UNPROCESSABLE


@blueprint.post("/second-factor/passkey/<uuid:passkey_id>/remove")
@access(public=True, writes=True)
@of_own_factors
def passkey_remove(who: FactorHolder, passkey_id: UUID) -> ResponseReturnValue:
    """Stop taking a passkey."""
    changed = factors.remove_passkey(holder=who.holder, passkey_id=passkey_id, at=clock.moment())
    presence.renamed(changed.name)
    flash("The passkey was removed.", "success")
    return go_to(url_for("signin.account"))


@blueprint.post("/second-factor/codes")
@access(public=True, writes=True)
@of_own_factors
def codes_renew(who: FactorHolder) -> ResponseReturnValue:
    """Make new recovery codes and show them this once."""
    codes = factors.renew_codes(holder=who.holder, at=clock.moment())
    return render_template("signin/codes.html", codes=codes, then=url_for("signin.account"))


def _added(who: FactorHolder, way: str, changed: factors.Changed, said: str) -> ResponseReturnValue:
    """Lead on after a factor was added; somebody on the way in is now in."""
    then = waiting_path() if who.entering else url_for("signin.account")
    if changed.codes:
        page = render_template("signin/codes.html", codes=changed.codes, then=then)
        response = make_response(page)
    else:
        flash(said, "success")
        response = go_to(then)
    if not who.entering:
        presence.renamed(changed.name)
        return response
    token = entering.complete(
        pending=who.found.session_id,
        actor=who.actor,
        way=way,
        caller=caller(who.actor.email),
        at=clock.moment(),
    )
    return completed(token, who.actor, response)


def _show_app(form: AppForm, who: FactorHolder) -> str | Response:
    waiting = queries.app_being_set_up(who.actor.person_id)
    if waiting is None:
        return go_to(url_for("signin.set_up"))
    secret = factors.app_secret(waiting)
    site = current_site()
    address = TOTP(secret).provisioning_uri(
        name=who.actor.email, issuer_name=f"{site.service_name} {site.council_name}"
    )
    return render_template(
        "signin/app.html",
        form=form,
        picture=_picture(address),
        typed=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        entering=who.entering,
    )


def _picture(address: str) -> Markup:
    """Return the address as a QR code, drawn with attributes alone: no style, no script."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, svgclass="portal-qr", lineclass=None, omitsize=True, light="#fff"
    )
    named = drawn.replace("<svg ", f'<svg role="img" aria-label="{PICTURE}" ', 1)
    return Markup(named)  # noqa: S704 - the library draws squares; the address is not in it
