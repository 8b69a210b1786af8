"""The one blueprint of these pages."""

from __future__ import annotations

from flask import Blueprint

from portal.people import reading
from portal.records.queries import ItemLine

blueprint = Blueprint(
    "records", __name__, url_prefix="/d/<district>", template_folder="../../templates"
)
CONFLICT = 409


def shows_item(line: ItemLine) -> None:
    """Note for the read log that the page shows one item."""
    reading.shows(
        ("item", line.item_id), young_person_id=line.young_person_id, district_id=line.district_id
    )
