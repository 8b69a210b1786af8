"""Somebody sent to one meeting in a holder's place."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from portal.kernel.errors import RuleError
from portal.panels import operations
from portal.panels.forms import DeputyForm, uuid_or_none
from portal.panels.pages.choices import fill_newcomer, fill_place_form
from portal.panels.pages.item import agenda_who
from portal.panels.routes.staff.newcomers import (
    beside_the_newcomer,
    newcomer_in,
    to_their_link,
)
from portal.panels.routes.staff.shared import blueprint
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to


@blueprint.get("/meetings/<uuid:meeting_id>/deputy")
@access(Permission.AGENDA_SEE)
def deputy(meeting_id: UUID) -> Response:
    """Ask who comes in one's place."""
    return _page(DeputyForm(), meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/deputy")
@access(Permission.AGENDA_SEE, writes=True, step_up=True)
def deputy_submit(meeting_id: UUID) -> Response:
    """Send somebody in one's place."""
    form = DeputyForm()
    fill_place_form(form, current_actor(), meeting_id)
    fill_newcomer(form, current_actor(), meeting_id, clock.today())
    if form.validate():
        seat_key, _, holder = str(form.place.data).partition("/")
        holder_id = uuid_or_none(holder)
        assert holder_id is not None  # only places that were offered pass
        try:
            operations.name_deputy(
                actor=current_actor(),
                now=clock.now(),
                meeting_id=meeting_id,
                seat_key=seat_key,
                holder_id=holder_id,
                email=form.email.data or "",
                newcomer=newcomer_in(form),
            )
        except RuleError as error:
            apply_rule_error(form, beside_the_newcomer(error))
        else:
            if (onwards := to_their_link(form)) is not None:
                return onwards
            flash(
                "They can read this meeting’s agenda until its records are filed, and for four "
                "weeks after the panel at the most.",
                "success",
            )
            return go_to(url_for("panels.agenda_readers", meeting_id=meeting_id))
    return _page(form, meeting_id)


def _page(form: DeputyForm, meeting_id: UUID) -> Response:
    fill_place_form(form, current_actor(), meeting_id)
    adds = fill_newcomer(form, current_actor(), meeting_id, clock.today())
    page = agenda_who(actor=current_actor(), meeting_id=meeting_id, now=clock.now())
    return refused("panels/deputy.html", form=form, page=page, adds=adds)


@blueprint.post("/deputies/<uuid:deputy_id>/end")
@access(Permission.AGENDA_SEE, writes=True)
def end_deputy(deputy_id: UUID) -> Response:
    """Let a deputy for one meeting go."""
    meeting_id = operations.end_deputy(actor=current_actor(), now=clock.now(), deputy_id=deputy_id)
    flash("They can no longer read this meeting.", "success")
    return go_to(url_for("panels.agenda_readers", meeting_id=meeting_id))
