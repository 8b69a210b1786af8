"""The home page at ``/``, and each district's front page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, current_app, render_template, url_for

from portal import audit
from portal.home import pages
from portal.home.rules import Task
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.tenancy.door import current_variation
from portal.web import clock
from portal.web.access import Audience, access
from portal.web.htmx import go_to

blueprint = Blueprint("home", __name__, template_folder="../templates")
TASKS = "The list of what to do"

DISTRICT_PAGES: tuple[tuple[str, str, Permission], ...] = (
    ("panels.meetings", "Meetings and agendas", Permission.PANEL_SEE),
    ("panels.your_young_people", "Young people you work with", Permission.PACK_SEE),
    ("panels.panels", "Panels and who sits on them", Permission.PANEL_SEE),
    ("records.to_file", "Records to file", Permission.RECORD_SEE),
    ("records.actions", "Open actions", Permission.RECORD_SEE),
    ("coverage.district", "Who has been heard", Permission.COHORT_SEE),
    ("feedback.feedback", "What young people think of the panel", Permission.PANEL_SEE),
    ("terms.what_varies", "What varies here", Permission.VARIATION_SEE),
    ("terms.terms", "Terms of reference", Permission.PANEL_SEE),
)
"""What a district's front page leads to, where the page is there and the reader may see it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A page to go to."""

    text: str
    href: str


@blueprint.get("/")
@access(audience=Audience.SIGNED_IN, reads=TASKS)
def home() -> str | Response:
    """Show what to do next, in order of effect on a young person and date.

    Whoever holds no role is asked to one item: that is all there is for them.
    """
    if not current_actor().grants:
        audit.nothing_opened()
        return go_to(url_for("visits.items"))
    page = pages.home_page(actor=current_actor(), now_local=clock.local_now())
    reading.shows_list(listed=page.named)
    return render_template("home/home.html", page=page, href_of=_href)


@blueprint.get("/d/<district>/")
@access(reads=TASKS)
def district() -> str:
    """Show one district: its panels to come, what is to do there, and its pages."""
    ref = current_variation().ref
    actor = current_actor()
    page = pages.home_page(actor=actor, now_local=clock.local_now(), only=ref.slug)
    reading.shows_list(district_id=ref.slug, listed=page.named)
    links = [
        Link(text, url_for(endpoint))
        for endpoint, text, permission in DISTRICT_PAGES
        if endpoint in current_app.view_functions and actor.may_within(permission, ref.slug)
    ]
    return render_template(
        "home/district.html", page=page, href_of=_href, name=ref.name, links=links
    )


def _href(thing: Task | pages.Coming) -> str:
    """Return the address of the page a task or a meeting leads to."""
    if not thing.page or thing.page not in current_app.view_functions:
        return ""
    values: dict[str, Any] = dict(thing.values)
    return url_for(thing.page, **values)
