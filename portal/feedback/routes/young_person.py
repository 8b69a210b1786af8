"""How it was, in one press; what changed because of it; and how to put something right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import Blueprint, Flask, Response, flash, make_response, render_template, url_for

from portal.entry import home
from portal.entry.home import Line
from portal.entry.visiting import Visitor, current_visitor
from portal.feedback import operations, pages, queries
from portal.feedback.forms import FeedbackForm
from portal.feedback.models import Feedback
from portal.feedback.queries import Heard
from portal.feedback.rules import Face
from portal.kernel.errors import NotFoundError, RuleError
from portal.participation.pages.meeting import when_of
from portal.participation.queries import booked
from portal.people.reading import visitor_shown
from portal.tenancy.door import variation_of
from portal.web import clock, young
from portal.web.access import Audience, access
from portal.web.clock import LONDON
from portal.web.forms import REFUSED
from portal.web.htmx import go_to
from portal.web.young import gettext as _

blueprint = Blueprint("how_it_was", __name__, template_folder="../templates")
SHOWN = "What they thought of their panel"


def init_app(app: Flask) -> None:
    """Say that these pages are young people's, and put them on their first page."""
    young.add_pages(app, blueprint=blueprint.name)
    home.add(app, lines, order=40)
    home.add(app, ways_line, order=60)


def lines(visitor: Visitor, now: datetime) -> Iterable[Line]:
    """Ask how it was, once it was."""
    heard = queries.newest_heard(visitor.young_person_id, now.astimezone(LONDON))
    if heard is not None and heard.open:
        said = queries.of_item(heard.item_id) is not None
        state = _("You can change it.") if said else _("One press is enough.")
        yield Line(_("How was your meeting?"), state, url_for("how_it_was.how_it_was"))


def ways_line(visitor: Visitor, now: datetime) -> Iterable[Line]:
    """Say where to turn, always."""
    del visitor, now
    yield Line(
        _("Something is not right?"),
        _("Correct something, complain, or talk to somebody on your side."),
        url_for("how_it_was.ways"),
    )


@blueprint.get("/y/how-it-was")
@access(audience=Audience.YOUNG_PERSON, reads=SHOWN)
def how_it_was() -> Response:
    """Ask how it was, with what they said before."""
    form, (heard, said) = FeedbackForm(), _said()
    if said is not None and not form.brought_back:
        form.words.data, form.show_words.data = said.words, said.show_words
    return _page(form, heard, said)


@blueprint.post("/y/how-it-was")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=SHOWN)
def how_it_was_submit() -> Response:
    """Save what they thought."""
    form = FeedbackForm()
    if not form.validate() or form.face.data not in set(Face):
        raise NotFoundError("There is no such answer.")
    try:
        operations.give(
            now=clock.now(),
            young_person_id=current_visitor().young_person_id,
            face=Face(form.face.data),
            words=form.words.data or "",
            show_words=bool(form.show_words.data),
        )
    except RuleError:
        form.words.errors = [_("That is too long to keep. Please make it shorter.")]
        return _page(form, *_said(), status=REFUSED)
    flash(_("Saved"), "young")
    return go_to(url_for("how_it_was.how_it_was"))


@blueprint.post("/y/how-it-was/back")
@access(audience=Audience.YOUNG_PERSON, writes=True, reads=SHOWN)
def take_back() -> Response:
    """Take it back."""
    operations.take_back(now=clock.now(), young_person_id=current_visitor().young_person_id)
    flash(_("We took your answer away."), "young")
    return go_to(url_for("how_it_was.how_it_was"))


@blueprint.get("/y/ways")
@access(audience=Audience.YOUNG_PERSON, reads="The ways to put something right")
def ways() -> str:
    """Say how to correct something, complain, get a copy, and talk to an advocate.

    The council's own address is never named as an advocate's.
    """
    visitor = visitor_shown()
    when = when_of(booked(visitor.item_id), clock.now())
    return render_template(
        "feedback/ways.html",
        ways=variation_of(visitor.district_id).young_person,
        asks=when is not None and when.open,
    )


def _said() -> tuple[Heard | None, Feedback | None]:
    heard = queries.newest_heard(current_visitor().young_person_id, clock.local_now())
    return heard, None if heard is None else queries.of_item(heard.item_id)


def _page(
    form: FeedbackForm, heard: Heard | None, said: Feedback | None, *, status: int = 200
) -> Response:
    html = render_template(
        "feedback/how_it_was.html",
        heard=heard,
        form=form,
        face=said.face if said else "",
        faces=tuple(Face),
        changes=pages.for_them(queries.changes(visitor_shown().district_id, shown_only=True)),
    )
    return make_response(html, status)
