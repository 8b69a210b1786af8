"""Actions: the open ones, and one with what was promised and what was said of it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from portal.kernel.errors import NotFoundError, RuleError
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.records import operations, policy, queries
from portal.records.forms import DoneForm
from portal.records.pages import told
from portal.records.pages.actions import action_page
from portal.records.queries import ActionLine, promises
from portal.records.routes.staff.shared import blueprint
from portal.tenancy.door import current_variation
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error
from portal.web.htmx import go_to

ACTION = "An action"


@blueprint.get("/actions")
@access(Permission.RECORD_SEE, reads="The list of open actions")
def actions() -> str:
    """List the actions that are not done, the longest due first (R9)."""
    actor, today = current_actor(), clock.today()
    lines = policy.with_permission(queries.open_actions(), actor, Permission.RECORD_SEE)
    rows = [action_page(line, actor, today) for line in lines]
    reading.shows_list(
        district_id=current_variation().ref.slug, listed=[line.young_person_id for line in lines]
    )
    return render_template("records/actions.html", rows=rows, district=current_variation().ref.name)


@blueprint.get("/actions/<uuid:action_id>")
@access(Permission.AGENDA_SEE, reads=ACTION)
def action(action_id: UUID) -> Response:
    """Show one action to its owner, or whoever may read the record."""
    line = _line_for(action_id)
    return _action_page(line, DoneForm(disputed=line.disputed))


@blueprint.post("/actions/<uuid:action_id>/done")
@access(Permission.AGENDA_SEE, writes=True, reads=ACTION)
def action_done(action_id: UUID) -> Response:
    """Say that an action is done."""
    line = _line_for(action_id)
    form = DoneForm(disputed=line.disputed)
    if not form.validate():
        return _action_page(line, form, status=REFUSED)
    try:
        operations.complete_action(
            actor=current_actor(),
            now=clock.now(),
            action_id=action_id,
            words=form.words.data or "",
        )
    except RuleError as error:
        apply_rule_error(form, error)
        return _action_page(line, form, status=REFUSED)
    flash("Marked as done", "success")
    return go_to(url_for("records.action", action_id=action_id))


def _line_for(action_id: UUID) -> ActionLine:
    """Return an action for its owner, or whoever may read the record.

    NotFoundError for others: what was decided of somebody is not for them to know.
    """
    line = queries.action_line(action_id)
    if not policy.may_see_action(current_actor(), line, line.owner_id):
        raise NotFoundError
    return line


def _action_page(line: ActionLine, form: DoneForm, *, status: int = 200) -> Response:
    reading.shows(
        ("action", line.action_id),
        young_person_id=line.young_person_id,
        district_id=line.district_id,
    )
    html = render_template(
        "records/action.html",
        page=action_page(line, current_actor(), clock.today()),
        said=told.said_rows(promises.answers([line.action_id])[line.action_id]),
        form=form,
        may_list=current_actor().may_within(Permission.RECORD_SEE, current_variation().ref.slug),
    )
    return make_response(html, status)
