"""What the pages of this folder share."""

from __future__ import annotations

from flask import Blueprint, g

from portal.people import reading
from portal.preparation.pages.item import Head

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
