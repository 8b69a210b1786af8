"""Who was told of a meeting, and the two changes everybody hears of: taken back, and moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from flask import Response, flash, render_template, request, url_for

from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.wording import long_date
from portal.panels import operations, queries
from portal.panels.forms import MoveMeetingForm, TakeBackForm
from portal.panels.pages.telling import told_page
from portal.panels.policy import require_at
from portal.panels.routes.staff.shared import after_planning, blueprint, day_in, looking_at
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to


@blueprint.get("/meetings/<uuid:meeting_id>/told")
@access(Permission.AGENDA_PUBLISH)
def told(meeting_id: UUID) -> str:
    """Show who was told of a meeting, how their message stands and who has opened the agenda."""
    page = told_page(actor=current_actor(), now=clock.now(), meeting_id=meeting_id)
    looking_at(page.panel_id, page.meeting_id)
    return render_template("panels/told.html", page=page)


@blueprint.post("/meetings/<uuid:meeting_id>/told/<uuid:person_id>/try-again")
@access(Permission.AGENDA_PUBLISH, writes=True)
def told_try_again(meeting_id: UUID, person_id: UUID) -> Response:
    """Try somebody's message again that did not go."""
    return _done(
        lambda: operations.try_again(
            actor=current_actor(), now=clock.now(), meeting_id=meeting_id, person_id=person_id
        ),
        "The portal tries again now.",
        meeting_id,
    )


@blueprint.post("/meetings/<uuid:meeting_id>/told/<uuid:person_id>/remind")
@access(Permission.AGENDA_PUBLISH, writes=True)
def told_remind(meeting_id: UUID, person_id: UUID) -> Response:
    """Remind somebody who has opened neither the agenda nor the pack; go back to the list."""
    from_pack = request.form.get("from") == "pack"
    return _done(
        lambda: operations.remind_reader(
            actor=current_actor(), now=clock.now(), meeting_id=meeting_id, person_id=person_id
        ),
        "A reminder is on its way to them.",
        meeting_id,
        "packs.opened" if from_pack else "panels.told",
    )


def _done(
    act: Callable[[], None], said: str, meeting_id: UUID, back: str = "panels.told"
) -> Response:
    try:
        act()
    except RuleError as error:
        flash(error.message)
    else:
        flash(said, "success")
    return go_to(url_for(back, meeting_id=meeting_id))


@blueprint.get("/meetings/<uuid:meeting_id>/take-back")
@access(Permission.AGENDA_PUBLISH)
def take_back(meeting_id: UUID) -> Response:
    """Ask whether and why to take an agenda back."""
    return _take_back_page(TakeBackForm(), meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/take-back")
@access(Permission.AGENDA_PUBLISH, writes=True)
def take_back_submit(meeting_id: UUID) -> Response:
    """Take an agenda back."""
    form = TakeBackForm()
    if form.validate():
        try:
            operations.take_back_agenda(
                actor=current_actor(),
                now=clock.now(),
                meeting_id=meeting_id,
                reason=form.reason.data or "",
            )
        except (RuleError, ConflictError) as error:
            field = error.field if isinstance(error, RuleError) else None
            apply_rule_error(form, RuleError(error.message, field))
        else:
            flash("The agenda is taken back. Everybody who was told of it hears so.", "success")
            return go_to(url_for("panels.told", meeting_id=meeting_id))
    return _take_back_page(form, meeting_id)


def _take_back_page(form: TakeBackForm, meeting_id: UUID) -> Response:
    row = queries.meeting_row(meeting_id)
    require_at(current_actor(), Permission.AGENDA_PUBLISH, row, row.id)
    looking_at(row.panel_id, row.id)
    return refused("panels/take_back.html", form=form, row=row)


@blueprint.get("/meetings/<uuid:meeting_id>/move")
@access(Permission.MEETING_PLAN)
def move_meeting(meeting_id: UUID) -> Response:
    """Ask to which day a meeting moves."""
    row = queries.meeting_row(meeting_id)
    form = MoveMeetingForm(place=row.place, was=row.held_on.isoformat())
    return _move_page(form, meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/move")
@access(Permission.MEETING_PLAN, writes=True)
def move_meeting_submit(meeting_id: UUID) -> Response:
    """Move a meeting to another day."""
    form = MoveMeetingForm()
    if form.validate():
        try:
            warnings = operations.move_meeting(
                actor=current_actor(),
                now=clock.now(),
                meeting_id=meeting_id,
                held_on=day_in(form.held_on),
                place=form.place.data or "",
                unusual_day_reason=form.unusual_day_reason.data,
                seen_day=_day(form.was.data),
            )
        except (RuleError, ConflictError) as error:
            field = error.field if isinstance(error, RuleError) else None
            apply_rule_error(form, RuleError(error.message, field))
        else:
            flash(f"The meeting is now on {long_date(day_in(form.held_on))}.", "success")
            for warning in warnings:
                flash(warning, "warning")
            return go_to(after_planning(meeting_id))
    return _move_page(form, meeting_id)


def _move_page(form: MoveMeetingForm, meeting_id: UUID) -> Response:
    row = queries.meeting_row(meeting_id)
    require_at(current_actor(), Permission.MEETING_PLAN, row, row.id)
    looking_at(row.panel_id, row.id)
    # Somebody else may have moved it: what is sent next was chosen in view of that.
    form.was.data = row.held_on.isoformat()
    return refused("panels/move_meeting.html", form=form, row=row)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
