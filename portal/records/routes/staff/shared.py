"""The one blueprint of these pages."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint

from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.records import policy, queries
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


def line_for(item_id: UUID, permission: Permission) -> ItemLine:
    """Return an item for somebody with a permission at its meeting.

    NotFoundError for whom it is not there, ForbiddenError without the permission.
    """
    line = queries.item_line(item_id)
    policy.require_line(current_actor(), permission, line)
    return line
