"""A record of capacity, and a manager's decision to hear an item without an agreement."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash

from portal.agreements import operations, policy, queries
from portal.agreements.forms import CapacityForm, OverrideForm
from portal.agreements.pages import AgreementsPage
from portal.agreements.routes.staff.shared import (
    AGREEMENTS,
    askers_of,
    blueprint,
    now,
    page_of,
    to_item,
)
from portal.agreements.rules import Finding, Ground, Kind
from portal.kernel.errors import ConflictError, RuleError
from portal.panels import operations as panels
from portal.panels.forms import uuid_or_none
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to


@blueprint.get("/items/<uuid:item_id>/capacity")
@access(Permission.AGENDA_SEE, reads=AGREEMENTS)
def capacity(item_id: UUID) -> Response:
    """Ask what was found of somebody's capacity."""
    return _capacity_page(CapacityForm(), _for_recording(item_id))


@blueprint.post("/items/<uuid:item_id>/capacity")
@access(Permission.AGENDA_SEE, writes=True, reads=AGREEMENTS)
def capacity_submit(item_id: UUID) -> Response:
    """Write down what was found."""
    page, form = _for_recording(item_id), CapacityForm()
    form.assessed_by.offer(askers_of(item_id))
    if form.validate():
        try:
            operations.record_capacity(
                actor=current_actor(),
                now=now(),
                item_id=item_id,
                kind=Kind(form.kind.data),
                finding=Finding(form.finding.data),
                assessed_on=form.assessed_on.data,
                assessed_by=uuid_or_none(form.assessed_by.data),
                said=form.said.data or "",
                support=form.support.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("Recorded. No answer of theirs is changed by it.", "success")
            return go_to(to_item(item_id))
    return _capacity_page(form, page)


def _for_recording(item_id: UUID) -> AgreementsPage:
    actor = current_actor()
    policy.require_recording(actor, panels.item_for(actor=actor, item_id=item_id, now=now()))
    return page_of(item_id)


def _capacity_page(form: CapacityForm, page: AgreementsPage) -> Response:
    form.assessed_by.offer(askers_of(page.item_id))
    return refused("agreements/capacity.html", form=form, page=page)


@blueprint.get("/items/<uuid:item_id>/override")
@access(Permission.AGENDA_SEE, reads=AGREEMENTS)
def override(item_id: UUID) -> Response:
    """Ask for the ground, the reason and the words of a decision without an agreement."""
    return _override_page(OverrideForm(), _for_deciding(item_id))


@blueprint.post("/items/<uuid:item_id>/override")
@access(Permission.AGENDA_SEE, writes=True, reads=AGREEMENTS)
def override_submit(item_id: UUID) -> Response:
    """Have an item heard without an agreement."""
    page, form = _for_deciding(item_id), OverrideForm()
    if form.validate():
        try:
            operations.override(
                actor=current_actor(),
                now=now(),
                item_id=item_id,
                ground=Ground(form.ground.data),
                reason=form.reason.data or "",
                told=form.told.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash(
                "Decided. It shows everywhere as your decision, and not as an agreement.",
                "success",
            )
            return go_to(to_item(item_id))
    return _override_page(form, page)


def _for_deciding(item_id: UUID) -> AgreementsPage:
    actor = current_actor()
    policy.require_deciding(actor, panels.item_for(actor=actor, item_id=item_id, now=now()))
    return page_of(item_id)


def _override_page(form: OverrideForm, page: AgreementsPage) -> Response:
    return refused("agreements/override.html", form=form, page=page)


@blueprint.post("/overrides/<uuid:override_id>/end")
@access(Permission.AGENDA_SEE, writes=True)
def end_override(override_id: UUID) -> Response:
    """End a decision, and lead on to the item."""
    panels.placed_for(
        actor=current_actor(), item_id=queries.item_of_override(override_id), now=now()
    )
    row = queries.override(override_id)
    try:
        operations.end_override(
            actor=current_actor(), now=now(), override_id=override_id, version=row.version
        )
    except ConflictError:
        flash("Somebody ended this decision already. Nothing was changed.", "notice")
    else:
        flash("The decision is ended. The item needs an agreement again.", "success")
    return go_to(to_item(row.item_id))
