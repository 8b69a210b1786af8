"""A meeting's preparation, on a page and as a file."""

from __future__ import annotations

from uuid import UUID

from flask import Response, g, render_template

from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.preparation.pages.meeting import CSV_HEADINGS, MeetingPage, csv_rows, meeting_page
from portal.preparation.routes.staff.shared import PREPARATION, blueprint
from portal.web import clock
from portal.web.access import access
from portal.web.csv_export import csv_response


@blueprint.get("/meetings/<uuid:meeting_id>/preparation")
@access(Permission.AGENDA_SEE, reads=PREPARATION)
def meeting(meeting_id: UUID) -> str:
    """Show what is late for a meeting, and how ready each young person's item is."""
    return render_template("preparation/meeting.html", page=_page(meeting_id))


@blueprint.get("/meetings/<uuid:meeting_id>/preparation.csv")
@access(Permission.AGENDA_SEE, reads=PREPARATION, step_up=True)
def meeting_file(meeting_id: UUID) -> Response:
    """Send the same as a file, one row for each item and task."""
    page = _page(meeting_id)
    return csv_response(f"preparation-{page.day.isoformat()}", CSV_HEADINGS, csv_rows(page))


def _page(meeting_id: UUID) -> MeetingPage:
    page = meeting_page(actor=current_actor(), meeting_id=meeting_id, now=clock.now())
    reading.shows(("meeting", meeting_id), district_id=g.district_slug, listed=page.named)
    return page
