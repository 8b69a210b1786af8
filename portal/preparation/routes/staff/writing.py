"""An agency's own form for one item of its panel."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from portal.kernel.errors import NotFoundError
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.preparation import operations
from portal.preparation.pages.item import Head, head_of
from portal.preparation.routes.staff.form_page import SAVED, FormPage
from portal.preparation.routes.staff.shared import PREPARATION, blueprint, shows_item
from portal.preparation.rules.agencies import Agency
from portal.web import clock
from portal.web.access import access
from portal.web.htmx import go_to

TEMPLATE = "preparation/form.html"


@blueprint.get("/items/<uuid:item_id>/preparation/<agency>")
@access(Permission.AGENDA_SEE, reads=PREPARATION)
def form(item_id: UUID, agency: str) -> Response:
    """Show an agency's form, opened with what is saved or was said last time."""
    head, page = _page(item_id, agency)
    return page.opened().response(TEMPLATE, **_around(head))


@blueprint.post("/items/<uuid:item_id>/preparation/<agency>")
@access(Permission.AGENDA_SEE, writes=True, reads=PREPARATION)
def form_submit(item_id: UUID, agency: str) -> Response:
    """Save an agency's form as a new version."""
    head, page = _page(item_id, agency)
    saved = page.save(
        lambda version, answers: operations.contribute(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            agency=page.writer.agency,
            version=version,
            answers=answers,
        )
    )
    if not saved:
        return page.response(TEMPLATE, **_around(head))
    flash(SAVED, "success")
    return go_to(url_for("preparation.item", item_id=item_id))


def _page(item_id: UUID, key: str) -> tuple[Head, FormPage]:
    try:
        agency = Agency(key)
    except ValueError:
        raise NotFoundError("There is no such form.") from None
    writer, found = operations.writer_at(
        actor=current_actor(), item_id=item_id, agency=agency, now=clock.now()
    )
    head = head_of(found)
    shows_item(head)
    return head, FormPage.of(writer)


def _around(head: Head) -> dict[str, object]:
    back = url_for("preparation.item", item_id=head.item_id)
    return {"head": head, "back": back}
