"""What a young person said for panels before this one, for themselves: to read, not to change.

Nobody is in by a link alone where they said anything (C20), so whoever reads this came back by a
code or their own word. No address holds an id: panels are counted, the oldest first.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Blueprint, Flask, Response, render_template

from portal.entry.visiting import current_visitor
from portal.kernel.errors import NotFoundError
from portal.people.reading import shows, visitor_shown
from portal.voice import operations, queries
from portal.voice.models import ViewsAnswer
from portal.voice.operations import Theirs
from portal.voice.pages import young as pages
from portal.voice.routes.young_person import READS, file_answer
from portal.voice.rules.answers import STATEMENT, Audience
from portal.web import young
from portal.web.access import Audience as For
from portal.web.access import access

blueprint = Blueprint("said_before", __name__, template_folder="../templates")


def init_app(app: Flask) -> None:
    """Say that these pages are young people's."""
    young.add_pages(app, blueprint=blueprint.name)


@blueprint.get("/y/say/before")
@access(audience=For.YOUNG_PERSON, reads=READS)
def before() -> str:
    """List the panels for which they said something, the newest first."""
    visitor_shown()
    days = [(number, held_on) for number, (_, held_on) in _numbered().items()]
    return render_template("voice/before.html", days=days[::-1])


@blueprint.get("/y/say/before/<int:number>")
@access(audience=For.YOUNG_PERSON, reads=READS)
def said(number: int) -> str:
    """Show what they said for one of them, in their own words."""
    at = _shown(number)
    rows = queries.answers_of(at.item.id)
    page = pages.check_page(at, rows, young.reader(), frozenset(Audience))
    return render_template(
        "voice/said_before.html", page=page, number=number, day=at.meeting.held_on
    )


@blueprint.get("/y/say/before/<int:number>/file/<int:position>")
@access(audience=For.YOUNG_PERSON, reads=READS)
def file(number: int, position: int) -> Response:
    """Give back a picture or a recording with which they answered a question."""
    at = _shown(number)
    return _file(queries.answer_to(at.item.id, pages.question_at(at, position).key))


@blueprint.get("/y/say/before/<int:number>/added/<int:position>")
@access(audience=For.YOUNG_PERSON, reads=READS)
def added(number: int, position: int) -> Response:
    """Give back something they added."""
    return _file(queries.answer_to(_shown(number).item.id, f"{STATEMENT}-{position}"))


def _numbered() -> dict[int, tuple[UUID, date]]:
    visitor = current_visitor()
    return dict(enumerate(queries.said_before(visitor.young_person_id, visitor.item_id), 1))


def _shown(number: int) -> Theirs:
    """Return one of those items and note that it is shown. NotFoundError where there is none."""
    found = _numbered().get(number)
    if found is None:
        visitor_shown()
        raise NotFoundError("There is no such page.")
    item_id, _ = found
    at = operations.theirs(young_person_id=current_visitor().young_person_id, item_id=item_id)
    shows(
        ("item", item_id),
        district_id=at.item.district_id,
        young_person_id=at.item.young_person_id,
    )
    return at


def _file(row: ViewsAnswer | None) -> Response:
    if row is None or row.blob is None:
        raise NotFoundError("There is no such file.")
    return file_answer(row)
