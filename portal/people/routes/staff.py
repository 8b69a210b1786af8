"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request, session, url_for
from flask_login import login_user, logout_user
from werkzeug.urls import iri_to_uri

from portal.people import operations
from portal.people.forms import SignInForm
from portal.people.gate import SignedIn
from portal.web import clock
from portal.web.access import access
from portal.web.htmx import go_to

blueprint = Blueprint("people", __name__, template_folder="../templates")
UNPROCESSABLE = 422


@blueprint.get("/sign-in")
@access(public=True)
def sign_in() -> str:
    """Ask who is there."""
    return render_template("people/sign_in.html", form=SignInForm(), next=_local_path())


@blueprint.post("/sign-in")
@access(public=True, writes=True)
def sign_in_submit() -> Response | tuple[str, int]:
    """Sign in and go to the page that was asked for."""
    form = SignInForm()
    if form.validate():
        actor = operations.sign_in(
            email=form.email.data or "",
            password=form.password.data or "",
            now=clock.now(),
        )
        if actor is not None:
            session.clear()
            login_user(SignedIn(actor))
            return go_to(_local_path())
        form.email.errors = ["Enter the email address and password you were given"]
    page = render_template("people/sign_in.html", form=form, next=_local_path())
    return page, UNPROCESSABLE


@blueprint.post("/sign-out")
@access(public=True, writes=True)
def sign_out() -> Response:
    """End the session on this device."""
    logout_user()
    session.clear()
    return go_to(url_for("people.sign_in"))


def _local_path() -> str:
    """Return where to go next, only ever a path of this site's own."""
    wanted = request.values.get("next", "")
    own = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    # Browsers drop a tab or a line break, which would make another site of "/<tab>/".
    safe = own and wanted.isprintable()
    return iri_to_uri(wanted) if safe else current_app.config["APPLICATION_ROOT"]
