"""How a young person was invited to their panel, and asked for their views (R51, R52)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from flask import Response, current_app, flash, make_response, render_template, url_for

from portal.kernel.errors import ConflictError, RuleError
from portal.panels.operations import ItemAt
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.preparation import operations, queries
from portal.preparation.forms import InvitationForm, ViewsForm
from portal.preparation.pages.item import head_of
from portal.preparation.routes.staff.shared import CONFLICT, PREPARATION, blueprint, shows_item
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Outcome, Way
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, PortalForm, apply_rule_error, error_items
from portal.web.htmx import go_to

WORDS = "voice.views"
"""The page on which what they said is written down; it is of a room above."""
INVITATION, VIEWS = "preparation/invitation.html", "preparation/views.html"


@blueprint.get("/items/<uuid:item_id>/invitation")
@access(Permission.AGENDA_SEE, reads=PREPARATION)
def invitation(item_id: UUID) -> Response:
    """Ask how a young person was invited and what they answered, from what holds now."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    form = _invitation_form(found)
    newest = next(iter(queries.invitations_of(item_id)), None)
    if newest is not None:
        form.version.data = newest.number
        form.invited_on.process(None, newest.invited_on)
        form.invited_by.data = str(newest.invited_by_id)
        form.way.data, form.answer.data = newest.way.value, newest.answer.value
        form.note.data = newest.note
    return _invitation_page(found, form)


@blueprint.post("/items/<uuid:item_id>/invitation")
@access(Permission.AGENDA_SEE, writes=True, reads=PREPARATION)
def invitation_submit(item_id: UUID) -> Response:
    """Write down the invitation and its answer; what was written before stays."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    form = _invitation_form(found)
    if not form.validate():
        return _invitation_page(found, form)
    try:
        operations.record_invitation(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            number=form.version.data or 0,
            invited_on=_day(form.invited_on.data),
            invited_by=UUID(form.invited_by.data),
            way=Way(form.way.data),
            answer=Answered(form.answer.data),
            note=form.note.data or "",
        )
    except RuleError as error:
        apply_rule_error(form, error)
    except ConflictError as error:
        newest = next(iter(queries.invitations_of(item_id)), None)
        return _invitation_page(found, _met(form, error, newest.number if newest else 0), CONFLICT)
    else:
        flash("Written down. What was written before stays in the list.", "success")
        return go_to(url_for("preparation.item", item_id=item_id))
    return _invitation_page(found, form)


@blueprint.get("/items/<uuid:item_id>/views-sought")
@access(Permission.AGENDA_SEE, reads=PREPARATION)
def views(item_id: UUID) -> Response:
    """Ask how a young person was asked for their views, and what came of it."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    form = ViewsForm()
    newest = next(iter(queries.views_sought_of(item_id)), None)
    form.version.data = newest.number if newest else 0
    return _views_page(found, form)


@blueprint.post("/items/<uuid:item_id>/views-sought")
@access(Permission.AGENDA_SEE, writes=True, reads=PREPARATION)
def views_submit(item_id: UUID) -> Response:
    """Write down one time of asking; what was tried before stays."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    form = ViewsForm()
    if not form.validate():
        return _views_page(found, form)
    try:
        operations.record_views_sought(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            number=form.version.data or 0,
            tried_on=_day(form.tried_on.data),
            way=Way(form.way.data),
            outcome=Outcome(form.outcome.data),
            note=form.note.data or "",
        )
    except RuleError as error:
        apply_rule_error(form, error)
    except ConflictError as error:
        newest = next(iter(queries.views_sought_of(item_id)), None)
        return _views_page(found, _met(form, error, newest.number if newest else 0), CONFLICT)
    else:
        if Outcome(form.outcome.data) is Outcome.GIVEN and WORDS in current_app.view_functions:
            flash("Written down. Now add what they said, so that the panel can read it.", "success")
            return go_to(url_for(WORDS, item_id=item_id))
        flash("Written down. What was tried before stays in the list.", "success")
        return go_to(url_for("preparation.item", item_id=item_id))
    return _views_page(found, form)


def _met(
    form: InvitationForm | ViewsForm, error: ConflictError, number: int
) -> InvitationForm | ViewsForm:
    """Say that somebody wrote meanwhile; sent again, this comes after theirs, which is shown."""
    form.form_errors.append(f"{error.message} Look at what they wrote below, then save yours")
    form.version.data = number
    return form


def _invitation_form(found: ItemAt) -> InvitationForm:
    form = InvitationForm()
    form.offer(operations.possible_inviters(found, current_actor()))
    return form


def _day(value: object) -> date:
    assert isinstance(value, date)  # the form has made sure there is one
    return value


def _invitation_page(found: ItemAt, form: PortalForm, status: int | None = None) -> Response:
    rows = queries.invitations_of(found.item.id)
    return _page(INVITATION, found, form, status, invitations=rows)


def _views_page(found: ItemAt, form: PortalForm, status: int | None = None) -> Response:
    return _page(VIEWS, found, form, status, tried=queries.views_sought_of(found.item.id))


def _page(
    template: str, found: ItemAt, form: PortalForm, status: int | None, **more: object
) -> Response:
    head = head_of(found)
    shows_item(head)
    html = render_template(template, head=head, form=form, **more)
    return make_response(html, status or (REFUSED if error_items([form]) else 200))
