"""One item: what must be ready, what is there, and who is asked for the rest."""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.preparation.pages.item import item_page
from portal.preparation.routes.staff.shared import PREPARATION, blueprint, shows_item
from portal.web import clock
from portal.web.access import access


@blueprint.get("/items/<uuid:item_id>/preparation")
@access(Permission.AGENDA_SEE, reads=PREPARATION)
def item(item_id: UUID) -> str:
    """Show an item's preparation, as far as the reader may see it."""
    page = item_page(actor=current_actor(), item_id=item_id, now=clock.now())
    shows_item(page.head)
    return render_template("preparation/item.html", page=page, head=page.head)
