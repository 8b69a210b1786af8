"""The list of an item's papers, and one of them to read."""

from __future__ import annotations

from uuid import UUID

from flask import Response, render_template

from portal.kernel.errors import NotFoundError
from portal.papers import operations, pages, queries
from portal.papers.files import pdf
from portal.papers.models import Paper, PaperPicture, PaperVersion
from portal.papers.routes.staff.shared import (
    PAPER,
    PAPERS,
    blueprint,
    desk_of,
    paper_for,
    picture,
)
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access


@blueprint.get("/items/<uuid:item_id>/papers")
@access(Permission.AGENDA_SEE, reads=PAPERS)
def papers(item_id: UUID) -> str:
    """List an item's papers, what is missing and by when they must be there."""
    page = pages.list_page(desk_of(item_id), local_now=clock.local_now())
    return render_template("papers/papers.html", page=page, incomplete=pages.INCOMPLETE)


@blueprint.get("/papers/<uuid:paper_id>")
@access(Permission.AGENDA_SEE, reads=PAPER)
def paper(paper_id: UUID) -> str:
    """Show the newest version of a paper."""
    at, found = paper_for(paper_id)
    newest = queries.newest_versions([paper_id]).get(paper_id)
    if newest is None:
        raise NotFoundError("There is no such paper.")
    return render_template(
        "papers/paper.html", page=pages.read_page(at, found, newest, clock.now())
    )


@blueprint.get("/papers/<uuid:paper_id>/versions/<int:number>")
@access(Permission.AGENDA_SEE, reads=PAPER)
def version(paper_id: UUID, number: int) -> str:
    """Show an earlier version of a paper."""
    at, found = paper_for(paper_id)
    page = pages.read_page(at, found, _version(found, number), clock.now())
    return render_template("papers/paper.html", page=page)


@blueprint.get("/papers/<uuid:paper_id>/versions/<int:number>/file")
@access(Permission.AGENDA_SEE, reads=PAPER)
def file(paper_id: UUID, number: int) -> Response:
    """Give a paper's PDF to keep; its name tells nothing about anybody."""
    _, found = paper_for(paper_id)
    held = _held(_version(found, number))
    name = f"paper-{found.place or found.id.hex[:8]}-version-{number}.pdf"
    return Response(
        held,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@blueprint.get("/papers/<uuid:paper_id>/versions/<int:number>/pages/<int:page>")
@access(Permission.AGENDA_SEE, reads=PAPER)
def page_picture(paper_id: UUID, number: int, page: int) -> Response:
    """Show one page of a paper's PDF as a picture."""
    _, found = paper_for(paper_id)
    held = _version(found, number)
    if not 1 <= page <= (held.pages or 0):
        raise NotFoundError("There is no such page.")
    return picture(pdf.page_picture(_held(held), page))


@blueprint.get("/papers/<uuid:paper_id>/pictures/<uuid:picture_id>")
@access(Permission.AGENDA_SEE, reads=PAPER)
def section_picture(paper_id: UUID, picture_id: UUID) -> Response:
    """Show a picture out of a paper's sections."""
    _, found = paper_for(paper_id)
    every = queries.pictures_of([each.id for each in queries.versions_of(found.id)])
    for pictures in every.values():
        for each in pictures:
            if each.id == picture_id:
                return picture(_held(each))
    raise NotFoundError("There is no such picture.")


def _version(found: Paper, number: int) -> PaperVersion:
    """Return a version of a paper by its number. NotFoundError where there is none."""
    for each in queries.versions_of(found.id):
        if each.number == number:
            return each
    raise NotFoundError("There is no such version.")


def _held(row: PaperVersion | PaperPicture) -> bytes:
    if row.blob is None:
        raise NotFoundError("There is no such file.")
    return b"".join(operations.read_blob(row))
