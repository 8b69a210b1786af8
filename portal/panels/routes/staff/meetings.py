"""Meetings: listed, planned, cancelled, and the agenda builder."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, render_template, request, url_for

from portal.kernel.errors import RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import operations, queries
from portal.panels.forms import (
    CancelForm,
    PlanForm,
)
from portal.panels.pages.choices import fill_plan_form
from portal.panels.pages.meeting import part_words
from portal.panels.pages.panels import (
    meeting_lines,
)
from portal.panels.policy import knows, require_at
from portal.panels.queries import MeetingRow
from portal.panels.routes.staff.shared import (
    BUILDER,
    after_planning,
    blueprint,
    builder,
    day_in,
    district_id,
    kind_of,
    looking_at,
    waits,
)
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.tenancy.door import current_variation
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to


@blueprint.get("/meetings")
@access(Permission.PANEL_SEE)
def meetings() -> str:
    """List the district's meetings, those to come first."""
    today = clock.today()
    coming = _known(queries.next_meetings(today=today, district_id=district_id()))
    past = _known(queries.past_meetings(today=today, district_id=district_id()))
    return render_template(
        "panels/meetings.html",
        coming=meeting_lines(coming, today, current_actor()),
        past=meeting_lines(past, today, current_actor()),
        district_name=current_variation().ref.name,
    )


def _known(rows: Sequence[MeetingRow]) -> tuple[MeetingRow, ...]:
    """Return the meetings that are there for this reader: those of the panels they belong to."""
    return tuple(row for row in rows if knows(current_actor(), row, row.id))


@blueprint.get("/meetings/plan")
@access(Permission.MEETING_PLAN)
def plan() -> Response:
    """Ask for a meeting's panel, day, part of the day and place."""
    form = PlanForm(kind=request.args.get("kind", PanelKind.LEAVING_CARE.value))
    fill_plan_form(form, current_variation(), clock.today())
    return refused("panels/plan.html", form=form)


@blueprint.post("/meetings/plan")
@access(Permission.MEETING_PLAN, writes=True)
def plan_submit() -> Response:
    """Plan a meeting and lay out its slots."""
    form = PlanForm()
    fill_plan_form(form, current_variation(), clock.today())
    if form.validate():
        try:
            planned = operations.plan_meeting(
                actor=current_actor(),
                now=clock.now(),
                district_id=district_id(),
                kind=kind_of(form.kind.data or ""),
                held_on=day_in(form.held_on),
                part=form.part.data or "",
                place=form.place.data or "",
                unusual_day_reason=form.unusual_day_reason.data,
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash(f"The meeting is planned, with {planned.slots} slots.", "success")
            for warning in planned.warnings:
                flash(warning, "warning")
            return go_to(after_planning(planned.meeting_id))
    return refused("panels/plan.html", form=form)


@blueprint.get("/meetings/<uuid:meeting_id>")
@access(Permission.AGENDA_BUILD, reads=BUILDER)
def meeting(meeting_id: UUID) -> str:
    """Show the agenda builder."""
    page = builder(meeting_id)
    return render_template("panels/meeting.html", page=page, waits=waits(page))


@blueprint.get("/meetings/<uuid:meeting_id>/cancel")
@access(Permission.MEETING_PLAN)
def cancel(meeting_id: UUID) -> Response:
    """Ask whether to cancel a meeting."""
    return _cancel_page(CancelForm(), meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/cancel")
@access(Permission.MEETING_PLAN, writes=True)
def cancel_submit(meeting_id: UUID) -> Response:
    """Cancel a meeting."""
    form = CancelForm()
    if form.validate():
        try:
            operations.cancel_meeting(actor=current_actor(), now=clock.now(), meeting_id=meeting_id)
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The meeting is cancelled. Everybody who was told of it hears so.", "success")
            return go_to(url_for("panels.meetings"))
    return _cancel_page(form, meeting_id)


def _cancel_page(form: CancelForm, meeting_id: UUID) -> Response:
    row = queries.meeting_row(meeting_id)
    require_at(current_actor(), Permission.MEETING_PLAN, row, row.id)
    looking_at(row.panel_id, row.id)
    return refused("panels/cancel.html", form=form, row=row, part=part_words(row.part))
