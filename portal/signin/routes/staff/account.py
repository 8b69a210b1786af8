"""One's own account: password, second factors, sessions, what happened, and proving it is you."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.kernel.errors import NotFoundError, RuleError
from portal.people import gate
from portal.signin import council, pages, presence, queries
from portal.signin.forms import CodeForm, ConfirmForm, NewPasswordForm
from portal.signin.kept import Fate, fate_of
from portal.signin.operations import entering, factors, passwords, sessions
from portal.signin.routes.staff.entering import (
    WRONG_CODE,
    WRONG_PASSKEY,
    check_passkey,
    options_to_sign,
)
from portal.signin.routes.staff.shared import (
    TOO_MANY,
    UNPROCESSABLE,
    blueprint,
    caller,
    local_path,
    own_found,
    own_session,
    too_soon,
)
from portal.signin.rules import words
from portal.web import clock
from portal.web.access import Audience, access
from portal.web.forms import PortalForm, apply_rule_error, refused
from portal.web.htmx import go_to


@blueprint.get("/account")
@access(audience=Audience.SIGNED_IN)
def account() -> str:
    """Show how the reader signs in and what happened to their account."""
    who = own_session()
    person_id = who.actor.person_id
    held = queries.factors_of(person_id)
    person = queries.person(person_id)
    return render_template(
        "signin/account.html",
        actor=who.actor,
        has_password=person is not None and person.password_hash is not None,
        factors=pages.factors_shown(held, required=entering.second_factor_is_required()),
        council=[each for each in queries.council_identities_of(person_id) if each.linked_at],
        sessions=[
            pages.SessionRow(
                each.id,
                each.device,
                pages.way_words(each.way),
                each.began_at,
                each.used_at,
                each.id == who.session_id,
            )
            for each in queries.sessions_of(person_id)
        ],
        activity=pages.activity(queries.recent_activity(person_id)),
    )


@blueprint.get("/account/password")
@access(audience=Audience.SIGNED_IN)
def password() -> Response:
    """Ask for a new password."""
    own_session()
    return refused("signin/password.html", form=NewPasswordForm(), least=_least())


@blueprint.post("/account/password")
@access(audience=Audience.SIGNED_IN, writes=True)
def password_submit() -> Response:
    """Change the reader's password."""
    form, who = NewPasswordForm(), own_session()
    if form.validate():
        try:
            name = passwords.change(
                actor=who.actor,
                session_id=who.session_id,
                token=who.token,
                current=form.current.data,
                new=form.new.data or "",
                caller=caller(who.actor.email),
                at=clock.moment(),
            )
        except RuleError as error:
            gate.keep_refusal()
            apply_rule_error(form, error)
        else:
            presence.renamed(name)
            flash("Your password is changed. You are signed out everywhere else.", "success")
            return go_to(url_for("signin.account"))
    return refused("signin/password.html", form=form, least=_least())


@blueprint.post("/account/sessions/<uuid:session_id>/end")
@access(audience=Audience.SIGNED_IN, writes=True)
def session_end(session_id: UUID) -> Response:
    """End one of the reader's sessions."""
    who = own_session()
    if session_id == who.session_id:
        raise RuleError("That is this device. Use “Sign out” instead.")
    sessions.end_one(actor=who.actor, session_id=session_id, at=clock.moment())
    flash("That session is ended.", "success")
    return go_to(url_for("signin.account"))


@blueprint.post("/account/sign-out-everywhere")
@access(audience=Audience.SIGNED_IN, writes=True)
def sign_out_everywhere() -> Response:
    """End every session of the reader but this one."""
    who = own_session()
    name = sessions.sign_out_elsewhere(
        actor=who.actor, session_id=who.session_id, token=who.token, at=clock.moment()
    )
    presence.renamed(name)
    flash("You are signed out everywhere else.", "success")
    return go_to(url_for("signin.account"))


@blueprint.get("/account/confirm")
@access(audience=Audience.SIGNED_IN)
def confirm() -> str:
    """Ask again who it is, before something that would do most harm in the wrong hands."""
    return _ask_again(_form())


@blueprint.post("/account/confirm")
@access(audience=Audience.SIGNED_IN, writes=True)
def confirm_submit() -> ResponseReturnValue:
    """Take the proof and go on."""
    form, who = _form(), own_session()
    if not form.validate():
        return _ask_again(form), UNPROCESSABLE
    if isinstance(form, CodeForm):
        checked = factors.check_code(
            person_id=who.actor.person_id,
            typed=form.code.data or "",
            caller=caller(who.actor.email),
            at=clock.moment(),
        )
        return _after(checked, form, WRONG_CODE)
    person = queries.person(who.actor.person_id)
    if person is None:
        raise NotFoundError
    try:
        passwords.prove_by_password(
            person=person,
            password=form.current.data or "",
            caller=caller(who.actor.email),
            at=clock.moment(),
        )
    except RuleError as error:
        gate.keep_refusal()
        apply_rule_error(form, error)
        return _ask_again(form), UNPROCESSABLE
    return _proved("password")


@blueprint.post("/account/confirm/passkey/ask")
@access(audience=Audience.SIGNED_IN, writes=True)
def confirm_passkey_ask() -> Response:
    """Say what a passkey is to sign."""
    who = own_session()
    return options_to_sign(who.actor.person_id, own_found())


@blueprint.post("/account/confirm/passkey")
@access(audience=Audience.SIGNED_IN, writes=True)
def confirm_passkey() -> ResponseReturnValue:
    """Take a passkey as the proof and go on."""
    who = own_session()
    checked = check_passkey(who.actor.person_id, who.actor.email, own_found())
    return _after(checked, CodeForm(formdata=None), WRONG_PASSKEY)


def _form() -> CodeForm | ConfirmForm:
    """Return what is asked for: a factor where there is one, else the password."""
    held = queries.factors_of(own_session().actor.person_id)
    return CodeForm() if held.any else ConfirmForm()


def _ask_again(form: PortalForm) -> str:
    person_id = own_session().actor.person_id
    person = queries.person(person_id)
    return render_template(
        "signin/confirm.html",
        form=form,
        next=local_path(),
        lost=fate_of(request.values.get("lost")),
        Fate=Fate,
        held=queries.factors_of(person_id),
        has_password=person is not None and person.password_hash is not None,
        council=council.configured() is not None
        and any(each.linked_at for each in queries.council_identities_of(person_id)),
    )


def _after(checked: factors.Checked, form: CodeForm, wrong: str) -> ResponseReturnValue:
    if checked.way is not None:
        return _proved(checked.way)
    gate.keep_refusal()
    form.code.errors = [too_soon(checked.not_before) if checked.not_before else wrong]
    return _ask_again(form), TOO_MANY if checked.not_before else UNPROCESSABLE


def _proved(way: str) -> Response:
    who = own_session()
    name = entering.prove_again(
        actor=who.actor, session_id=who.session_id, token=who.token, way=way, at=clock.moment()
    )
    presence.renamed(name)
    return go_to(local_path())


def _least() -> int:
    held = queries.factors_of(own_session().actor.person_id)
    return words.least_length(beside_a_factor=held.any or entering.second_factor_is_required())
