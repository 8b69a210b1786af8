"""Pages for whoever is asked to one item: that item, its calendar entry, and that it is over."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, make_response, render_template, url_for

from portal.panels.documents import slot_ics
from portal.panels.pages.visit import YourItem, still_so, your_item, your_items
from portal.people import reading
from portal.people.gate import current_actor
from portal.web import clock
from portal.web.access import Audience, access
from portal.web.htmx import go_to
from portal.web.site import current_site

blueprint = Blueprint("visits", __name__, template_folder="../templates", url_prefix="/your-item")
OVER = 410
YOUR_ITEM = "The item they are asked to"
"""What the read log calls these pages."""


@blueprint.get("/")
@access(audience=Audience.VISITOR, reads=YOUR_ITEM)
def items() -> Response:
    """Show the items somebody is asked to, or that their visit has ended."""
    found = your_items(actor=current_actor(), now=clock.now())
    if not found:
        return _over()
    _note_reading(found)
    return make_response(render_template("panels/your_items.html", items=found))


@blueprint.get("/<uuid:item_id>")
@access(audience=Audience.VISITOR, reads=YOUR_ITEM)
def item(item_id: UUID) -> Response:
    """Show one item; that it is over names nobody, whatever the address."""
    found = _found(item_id)
    if found is None:
        return _over()
    return make_response(render_template("panels/your_item.html", item=found))


@blueprint.get("/<uuid:item_id>/slot.ics")
@access(audience=Audience.VISITOR, reads=YOUR_ITEM)
def calendar(item_id: UUID) -> Response:
    """Send this one slot as a calendar entry, which names nobody."""
    found = _found(item_id)
    if found is None:
        return _over()
    if found.stopped:
        return go_to(url_for("visits.item", item_id=item_id))
    page = found.calendar_page
    entry = slot_ics(
        page,
        page.rows[0],
        uid=f"{item_id}@lasting-homes",
        sequence=found.sequence,
        organiser=current_site().help_email,
        url=url_for("visits.item", item_id=item_id, _external=True),
        stamp=clock.now(),
        about="your item",
    )
    response = make_response(entry)
    response.mimetype = "text/calendar"
    name = f"panel-{found.day.isoformat()}.ics"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _found(item_id: UUID) -> YourItem | None:
    found = your_item(actor=current_actor(), item_id=item_id, now=clock.now())
    if found is not None:
        _note_reading([found])
    return found


def _note_reading(items: Sequence[YourItem]) -> None:
    """Note for the read log whose items a page shows; it leaves only while they go ahead."""
    for each in items:
        reading.shows(("item", each.item_id), young_person_id=each.young_person_id)
    reading.leaves_only_while(still_so(items, now=clock.now()))


def _over() -> Response:
    return make_response(render_template("panels/visit_over.html"), OVER)
