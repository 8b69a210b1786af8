"""What the pages of this folder share."""

from __future__ import annotations

from flask import Blueprint, Response, g, url_for

from portal.panels.operations import ItemAt
from portal.people import reading
from portal.preparation.pages.item import Head
from portal.web.htmx import go_to

TAKING_PART = "How a young person takes part in their panel"
"""What the read log calls these pages."""
CONFLICT = 409
blueprint = Blueprint(
    "participation", __name__, template_folder="../../templates", url_prefix="/d/<district>"
)


def shows_item(head: Head) -> None:
    """Note for the read log whose item a page shows."""
    reading.shows(
        ("item", head.item_id),
        young_person_id=head.young_person_id,
        district_id=g.district_slug,
    )


def to_item(found: ItemAt) -> Response:
    """Lead on to how they take part; to what waits, where that page is gone with the item."""
    if found.item.slot_id is None:
        return go_to(url_for("participation.requests"))
    return go_to(url_for("participation.item", item_id=found.item.id))
