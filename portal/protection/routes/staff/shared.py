"""What these pages share: their blueprint, and the note of whose data they show."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint

from portal.people import reading

blueprint = Blueprint(
    "protection", __name__, url_prefix="/data-protection", template_folder="../../templates"
)
CONFLICT = 409
DECIDED = "What was decided about their data"
DUE = "What is due to be deleted"
WAITING = "What waits for somebody in data protection"
COPY = "The copy of everything held about them"
"""What the read log calls these pages."""


def shows_person(young_person_id: UUID) -> None:
    """Note for the read log whose data a page shows."""
    reading.shows(("young_person", young_person_id), young_person_id=young_person_id)
