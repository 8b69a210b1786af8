"""What the pages of this folder share: their blueprint, and where a link leads."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, current_app, g, url_for

from portal.people import reading
from portal.preparation.pages.item import Head, Link

PREPARATION = "What is brought to an item before its panel"
"""What the read log calls these pages."""
CONFLICT = 409
blueprint = Blueprint(
    "preparation", __name__, template_folder="../../templates", url_prefix="/d/<district>"
)


@blueprint.app_template_global("href_of_preparation")
def href_of(link: Link | None, item_id: UUID) -> str:
    """Return the address a link leads to; nothing where that page is not there."""
    if link is None or link.page not in current_app.view_functions:
        return ""
    if link.agency:
        return url_for(link.page, item_id=item_id, agency=link.agency)
    return url_for(link.page, item_id=item_id)


def shows_item(head: Head) -> None:
    """Note for the read log whose item a page shows."""
    reading.shows(
        ("item", head.item_id),
        young_person_id=head.young_person_id,
        district_id=g.district_slug,
    )
