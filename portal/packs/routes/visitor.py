"""The papers of the one item somebody is asked to, as far as they were agreed for them (R40)."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, make_response, render_template

from portal import audit
from portal.packs import operations, pages, queries
from portal.packs.operations import Row
from portal.packs.rules.giving import Page
from portal.papers.models import PaperPicture, PaperVersion
from portal.papers.operations import read_blob
from portal.papers.queries import version as paper_version
from portal.papers.rules.kinds import How
from portal.people import reading
from portal.people.gate import current_actor
from portal.web import clock
from portal.web.access import Audience, access

blueprint = Blueprint(
    "visit_packs", __name__, template_folder="../templates", url_prefix="/your-item"
)
PAPERS = "The papers of the item they are asked to"
OVER = 410
KINDS = {How.PDF: "application/pdf", How.IMAGE: "image/jpeg"}


@blueprint.get("/<uuid:item_id>/papers")
@access(audience=Audience.VISITOR, reads=PAPERS)
def pack(item_id: UUID) -> Response:
    """Show the papers that were agreed for this visitor's organisation."""
    row = _row(item_id)
    if row is None:
        return _over()
    view = pages.item_view(row, queries.sections_shown(row.pages.shown), {}, pages.ON_SCREEN)
    return make_response(render_template("packs/visit.html", item=view))


@blueprint.get("/<uuid:item_id>/papers/<place>/file")
@access(audience=Audience.VISITOR, reads=PAPERS)
def file(item_id: UUID, place: str) -> Response:
    """Send the file of one of those papers."""
    page = _page(item_id, place)
    if page is None or page.version is None or not page.version.how.has_file:
        return _over()
    return _inline(paper_version(page.version.id), KINDS[page.version.how])


@blueprint.get("/<uuid:item_id>/papers/<place>/pictures/<int:position>")
@access(audience=Audience.VISITOR, reads=PAPERS)
def picture(item_id: UUID, place: str, position: int) -> Response:
    """Send one picture of one of those papers, where its part is."""
    page = _page(item_id, place)
    if page is None:
        return _over()
    return _inline(queries.picture_shown(page, position), KINDS[How.IMAGE])


def _page(item_id: UUID, place: str) -> Page | None:
    row = _row(item_id)
    shown = row.pages.shown if row else ()
    return next((each for each in shown if each.place == place), None)


def _inline(row: PaperVersion | PaperPicture, kind: str) -> Response:
    response = make_response(b"".join(read_blob(row)))
    response.mimetype = kind
    response.headers["Content-Disposition"] = "inline"
    return response


def _row(item_id: UUID) -> Row | None:
    row = operations.give_visitor(actor=current_actor(), item_id=item_id, now=clock.now())
    if row is None or row.meeting_id is None:
        return None
    reading.shows(("item", item_id), young_person_id=row.young_person_id)
    reading.leaves_only_while(
        operations.still_given([row], meeting_id=row.meeting_id, now=clock.now())
    )
    return row


def _over() -> Response:
    audit.nothing_opened()
    return make_response(render_template("panels/visit_over.html"), OVER)
