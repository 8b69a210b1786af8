"""What these pages share: their blueprint, and what the read log is told."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Blueprint, url_for

from portal.agreements import operations
from portal.agreements.pages import AgreementsPage, agreements_page
from portal.panels import operations as panels
from portal.people import reading
from portal.people.gate import current_actor
from portal.web import clock

AGREEMENTS = "What a young person agreed to"
"""What the read log calls these pages."""
CONFLICT = 409
blueprint = Blueprint(
    "agreements", __name__, url_prefix="/d/<district>", template_folder="../../templates"
)


def page_of(item_id: UUID) -> AgreementsPage:
    """Return an item's agreements for whoever is signed in, and note whom they are shown."""
    page = agreements_page(actor=current_actor(), item_id=item_id, now=now())
    reading.shows(
        ("item", item_id),
        young_person_id=page.young_person_id,
        district_id=panels.item_for(
            actor=current_actor(), item_id=item_id, now=now()
        ).item.district_id,
    )
    return page


def now() -> datetime:
    """Return the moment of this request."""
    return clock.now()


def askers_of(item_id: UUID) -> list[tuple[str, str]]:
    """Return who may have asked, by name, to choose from."""
    actor = current_actor()
    found = operations.askers(panels.item_for(actor=actor, item_id=item_id, now=now()), actor)
    return sorted(((str(key), each.name) for key, each in found.items()), key=lambda each: each[1])


def to_item(item_id: UUID) -> str:
    """Return the address of an item's agreements."""
    return url_for("agreements.item", item_id=item_id)
