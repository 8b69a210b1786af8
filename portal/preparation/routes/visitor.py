"""The form of whoever is asked to one item: their own, beside the item's neutral line."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, url_for

from portal.panels.pages.visit import YourItem, still_so, your_item
from portal.people import reading
from portal.people.gate import current_actor
from portal.preparation import operations
from portal.preparation.routes.staff.form_page import SAVED, FormPage
from portal.web import clock
from portal.web.access import Audience, access
from portal.web.htmx import go_to

TEMPLATE = "preparation/your_form.html"
YOUR_FORM = "The form for the item they are asked to"
"""What the read log calls these pages."""
OVER = 410
blueprint = Blueprint(
    "visitor_preparation", __name__, template_folder="../templates", url_prefix="/your-item"
)


@blueprint.get("/<uuid:item_id>/write")
@access(audience=Audience.VISITOR, reads=YOUR_FORM)
def form(item_id: UUID) -> Response:
    """Show one's own form, opened with what is saved or was said last time."""
    item = _item(item_id)
    if item is None:
        return _over()
    if item.closed:
        return go_to(url_for("visits.item", item_id=item_id))
    return _form_page(item_id).opened().response(TEMPLATE, item=item)


@blueprint.post("/<uuid:item_id>/write")
@access(audience=Audience.VISITOR, writes=True, reads=YOUR_FORM)
def form_submit(item_id: UUID) -> Response:
    """Save one's own form as a new version."""
    item = _item(item_id)
    if item is None:
        return _over()
    if item.closed:
        return go_to(url_for("visits.item", item_id=item_id))
    page = _form_page(item_id)
    saved = page.save(
        lambda version, answers: operations.contribute_as_guest(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            version=version,
            answers=answers,
        )
    )
    if not saved:
        return page.response(TEMPLATE, item=item)
    flash(SAVED, "success")
    return go_to(url_for("visits.item", item_id=item_id))


def _form_page(item_id: UUID) -> FormPage:
    return FormPage.of(operations.guest_writer(actor=current_actor(), item_id=item_id))


def _item(item_id: UUID) -> YourItem | None:
    found = your_item(actor=current_actor(), item_id=item_id, now=clock.now())
    if found is not None:
        reading.shows(("item", item_id), young_person_id=found.young_person_id)
        reading.leaves_only_while(still_so([found], now=clock.now()))
    return found


def _over() -> Response:
    return make_response(render_template("panels/visit_over.html"), OVER)
