"""Getting in without an account, and the first page: addresses and words that tell nothing."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.entry import home as lines_of_rooms
from portal.entry import pages, visiting
from portal.entry.forms import AnswerForm
from portal.entry.operations import entering
from portal.entry.operations.entering import Came
from portal.people import gate
from portal.people.reading import shows
from portal.signin.rules.throttle import place_of
from portal.web import clock, young
from portal.web.access import Audience, access
from portal.web.htmx import go_to

blueprint = Blueprint("entry", __name__, template_folder="../templates")
PATH = "/y"
UNPROCESSABLE, TOO_MANY = 422, 429


def init_app(app: Flask) -> None:
    """Say that these pages are young people's, and tell the gate who comes."""
    young.add_pages(app, blueprint=blueprint.name, path=PATH, home="reading.start")
    visiting.init_app(app)


@blueprint.get("/y")
@access(public=True)
def code() -> str:
    """Ask for a code."""
    return render_template(
        "entry/code.html", form=AnswerForm(), late=request.args.get("late") == "yes"
    )


@blueprint.post("/y")
@access(public=True, writes=True)
def code_submit() -> ResponseReturnValue:
    """Let in whoever has a right code."""
    form = AnswerForm()
    form.validate()
    came = entering.come_by_code(
        text=form.answer.data or "",
        browser=visiting.browser(),
        place=_place(),
        at=clock.moment(),
        asked=None,
    )
    return _in(came) or _not_in("entry/code.html", form, came, pages.wrong_code(came))


@blueprint.get("/y/home")
@access(audience=Audience.YOUNG_PERSON, reads="Their first page")
def home() -> str:
    """Show what there is to do and to read."""
    visitor = visiting.current_visitor()
    shows(
        ("item", visitor.item_id),
        district_id=visitor.district_id,
        young_person_id=visitor.young_person_id,
    )
    return render_template("entry/home.html", lines=lines_of_rooms.lines(visitor, clock.now()))


def _place() -> str:
    return place_of(request.remote_addr or "")


def _in(came: Came) -> Response | None:
    """Go on for whoever came in; None where nobody did."""
    if came.token is None:
        return None
    visiting.come_in(came.token)
    return go_to(url_for("entry.home"))


def _not_in(template: str, form: AnswerForm, came: Came, said: str) -> ResponseReturnValue:
    """Say what was wrong; that it was tried is kept."""
    gate.keep_refusal()
    form.answer.errors = [said]
    return render_template(template, form=form), TOO_MANY if came.not_before else UNPROCESSABLE
