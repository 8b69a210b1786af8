"""What the pages of this folder share: their blueprint, the district, typed values of a form."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, g, url_for

from portal.kernel.errors import NotFoundError
from portal.kernel.kinds import PanelKind
from portal.panels import looking, queries, readiness
from portal.panels.pages.meeting import MeetingPage, meeting_page
from portal.panels.policy import NOT_SHOWN
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Actor, Permission
from portal.web import clock

BUILDER = "The agenda as it is built"
"""What the read log calls the builder and what is done in it."""
blueprint = Blueprint(
    "panels", __name__, template_folder="../../templates", url_prefix="/d/<district>"
)


@blueprint.context_processor
def _offered() -> dict[str, Any]:
    """Tell templates which links to offer; the gate decides, this only keeps dead ends away.

    On a page about one meeting, what counts there; on a page of the district, what does anywhere.
    """
    actor: Actor | None = g.get("actor")
    here: tuple[UUID, UUID] | None = g.get("looking_at")
    slug: str = g.get("district_slug", "")
    wanted = {
        "may_allocate": Permission.YOUNG_PERSON_ALLOCATE,
        "may_build": Permission.AGENDA_BUILD,
        "may_manage": Permission.SEATS_MANAGE,
        "may_nominate": Permission.ITEM_NOMINATE,
        "may_plan": Permission.MEETING_PLAN,
        "may_publish": Permission.AGENDA_PUBLISH,
        "may_read_packs": Permission.PACK_SEE,
        "may_see_readers": Permission.READERS_SEE,
    }
    offered: dict[str, Any] = {
        name: actor is not None
        and (
            actor.may_within(permission, slug)
            if here is None
            else actor.may(permission, slug, *here)
        )
        for name, permission in wanted.items()
    }
    return offered | {"not_shown": NOT_SHOWN, "readiness": g.get("readiness", {})}


def district_id() -> str:
    """Return the slug of the district in the address."""
    slug: str = g.district_slug
    return slug


def looking_at(panel_id: UUID, meeting_id: UUID) -> None:
    """Let the links of this page be offered by what counts at this meeting."""
    g.looking_at = (panel_id, meeting_id)


def kind_of(text: str) -> PanelKind:
    """Return the kind of panel an address names, or raise NotFoundError."""
    try:
        return PanelKind(text)
    except ValueError:
        raise NotFoundError("There is no such panel.") from None


def day_in(field: Any) -> date:
    """Return a date field's value where the form has made sure there is one."""
    assert isinstance(field.data, date)
    return field.data


def after_planning(meeting_id: UUID) -> str:
    """Return where to go after a change: the builder, or the list for those who do not build."""
    meeting = queries.meeting(meeting_id)[0]
    if current_actor().may(
        Permission.AGENDA_BUILD, meeting.district_id, meeting.panel_id, meeting.id
    ):
        return url_for("panels.meeting", meeting_id=meeting_id)
    return url_for("panels.meetings")


def builder(meeting_id: UUID) -> MeetingPage:
    """Return the agenda builder for whoever is signed in."""
    page = meeting_page(actor=current_actor(), now=clock.now(), meeting_id=meeting_id)
    reading.shows(("meeting", meeting_id), district_id=district_id(), listed=page.named)
    looking_at(page.panel_id, page.id)
    g.readiness = readiness.of(current_actor(), page.id, clock.now())
    return page


def waits(page: MeetingPage) -> str:
    """Say beside the builder what came late for the pack, to whoever may put it in."""
    actor = current_actor()
    if not actor.may(Permission.AGENDA_PUBLISH, district_id(), page.panel_id, page.id):
        return ""
    return looking.waiting(page.id, actor)
