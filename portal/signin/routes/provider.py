"""Where providers' people sign in: an address and words of their own (ux 4.4.1)."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from portal.people.models import WayIn
from portal.signin.forms import SignInForm
from portal.signin.routes.staff import entering
from portal.web.access import access

blueprint = Blueprint(
    "provider_sign_in", __name__, url_prefix="/providers", template_folder="../templates"
)


@blueprint.get("/sign-in")
@access(public=True)
def sign_in() -> str:
    """Ask who is there."""
    return entering.ask(SignInForm(), WayIn.PROVIDER)


@blueprint.post("/sign-in")
@access(public=True, writes=True)
def sign_in_submit() -> ResponseReturnValue:
    """Sign in and go to the page that was asked for."""
    return entering.submit(WayIn.PROVIDER)
