"""Everything held about a young person, for themselves, and who has looked (idea 24, C39)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import Blueprint, Flask, Response, render_template, url_for

from portal.entry import home
from portal.entry.home import Line
from portal.entry.visiting import Visitor, current_visitor
from portal.people.gate import beyond_their_reach
from portal.people.reading import shows
from portal.records.pages.young import told_meetings
from portal.trail import queries
from portal.trail.pages import young as pages
from portal.voice import queries as voices
from portal.web import clock, young
from portal.web.access import Audience, access
from portal.web.young import gettext as _

blueprint = Blueprint("held", __name__, template_folder="../templates")
COPY = "my-copy.txt"


def init_app(app: Flask) -> None:
    """Say that these pages are young people's, and put them on their first page."""
    young.add_pages(app, blueprint=blueprint.name)
    home.add(app, lines, order=50)


def lines(visitor: Visitor, now: datetime) -> Iterable[Line]:
    """Lead to what is held, always."""
    del visitor, now
    yield Line(
        _("What we hold about you"),
        _("Read it, keep a copy, and see who has looked."),
        url_for("held.held"),
    )


@blueprint.get("/y/held")
@access(
    audience=Audience.YOUNG_PERSON, reads="Everything held about them, for themselves", step_up=True
)
def held() -> str:
    """Show what is held, what is kept back and why, and who has looked."""
    return render_template("trail/held.html", page=_own())


@blueprint.get("/y/held/copy")
@access(
    audience=Audience.YOUNG_PERSON,
    reads="Everything held about them, as a file to keep",
    step_up=True,
)
def copy() -> Response:
    """Give the same as a plain file: it opens on any phone, and its name tells nothing."""
    text = render_template("trail/held.txt", page=_own())
    answer = Response("\ufeff" + text, mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{COPY}"'
    return answer


def _own() -> pages.OwnPage:
    visitor = current_visitor()
    shows(
        ("young_person", visitor.young_person_id),
        district_id=visitor.district_id,
        young_person_id=visitor.young_person_id,
    )
    told = told_meetings(visitor.young_person_id, clock.today())
    with beyond_their_reach("reading what is held about them", county=True):
        own = queries.own(visitor.young_person_id)
    before = [item for item, _ in voices.said_before(visitor.young_person_id, visitor.item_id)]
    return pages.own_page(own, told, clock.today(), visitor.item_id, before)
