"""The page that practice mode adds: what time it is here, and who can sign in."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta

from flask import Blueprint, Response, current_app, flash, url_for

from portal.demo.clock import MADE_FOR, PracticeClock
from portal.demo.people import PASSWORD, sign_in_names
from portal.panels import queries as panels
from portal.people import queries
from portal.settings import Settings
from portal.tenancy import door
from portal.web import clock
from portal.web.access import access
from portal.web.fields import DateField, TimeField
from portal.web.forms import PortalForm, refused
from portal.web.htmx import go_to

blueprint = Blueprint("practice", __name__, template_folder="../templates")


@blueprint.app_context_processor
def _in_every_frame() -> dict[str, str]:
    """Let the practice banner of every page lead here."""
    return {"practice_url": url_for("practice.practice")}


class ClockForm(PortalForm):
    """When to practise."""

    day = DateField("Day", missing="Enter the day to practise on")
    hour = TimeField("Time", missing="Enter the time to start at")


@blueprint.get("/practice")
@access(public=True, county=True)
def practice() -> Response:
    """Show the time, who can sign in, and the form that moves the clock."""
    local = clock.local_now()
    form = ClockForm(data={"day": local.date(), "hour": local.time().replace(second=0)})
    return refused("demo/practice.html", form=form, **_shown())


@blueprint.post("/practice")
@access(public=True, writes=True)
def move_clock() -> Response:
    """Let it be another moment, for everybody in this practice."""
    form = ClockForm()
    if not form.validate_on_submit():
        return refused("demo/practice.html", form=form, **_shown())
    assert form.day.data is not None
    assert isinstance(form.hour.data, time)
    moment = datetime.combine(form.day.data, form.hour.data, tzinfo=clock.LONDON)
    _set(moment)
    flash("The practice clock has been moved.", "success")
    return go_to(url_for("practice.practice"))


@blueprint.post("/practice/next-day")
@access(public=True, writes=True)
def next_day() -> Response:
    """Let it be nine o'clock tomorrow."""
    tomorrow = clock.today() + timedelta(days=1)
    _set(datetime.combine(tomorrow, time(9), tzinfo=clock.LONDON))
    flash("It is the next day.", "success")
    return go_to(url_for("practice.practice"))


def _set(moment: datetime) -> None:
    kept = current_app.extensions[clock.EXTENSION]
    assert isinstance(kept, PracticeClock)
    kept.set(moment)


def _shown() -> dict[str, object]:
    return {
        "local": clock.local_now(),
        "password": PASSWORD,
        "young_people": _young_people(),
        "people": sign_in_names(
            [
                *queries.everybody_with_a_role(clock.today()),
                *panels.let_in_by_panels(clock.today()),
            ],
            door.registry().slugs,
        ),
    }


def _young_people() -> list[dict[str, str]]:
    """Return the ways in that were made with this county, nothing where it was not made here."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    kept = settings.instance_dir / MADE_FOR
    if not kept.is_file():
        return []
    found: list[dict[str, str]] = json.loads(kept.read_text(encoding="utf-8"))["young_people"]
    return found
