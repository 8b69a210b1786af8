"""Giving somebody a role, ending one, and saying that it is still needed."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, url_for

from portal.kernel.errors import RuleError
from portal.people import operations, pages
from portal.people.forms import NOW, EndRoleForm, GiveRoleForm
from portal.people.gate import current_actor
from portal.people.granting import NOT_YOURS_TO_GIVE
from portal.people.operations.access import seen
from portal.people.operations.roles import role_in_reach
from portal.people.policy import Permission, Role
from portal.people.routes.staff_directory.shared import blueprint
from portal.people.rules import State
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to


@blueprint.get("/<uuid:person_id>/roles/give")
@access(Permission.ROLE_GRANT)
def give_role(person_id: UUID) -> Response:
    """Ask which role, where, and until when."""
    form = GiveRoleForm(starts_on=clock.today())
    return _give_page(form, person_id)


@blueprint.post("/<uuid:person_id>/roles/give")
@access(Permission.ROLE_GRANT, writes=True, step_up=True)
def give_role_submit(person_id: UUID) -> Response:
    """Give the role; it counts from the next request."""
    form = GiveRoleForm()
    _offer(form)
    starts_on = form.starts_on.data
    if form.validate() and starts_on is not None:
        try:
            operations.give_role(
                actor=current_actor(),
                now=clock.now(),
                person_id=person_id,
                role=Role(form.role.data),
                place_key=form.place.data or "",
                starts_on=starts_on,
                ends_on=form.ends_on.data,
                reason=form.reason.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash(_given(person_id), "success")
            return go_to(url_for("directory.person", person_id=person_id))
    return _give_page(form, person_id)


def _given(person_id: UUID) -> str:
    """Say that it is given, and what somebody who never signed in still needs."""
    page = pages.person_page(actor=current_actor(), now=clock.now(), person_id=person_id)
    if page.state is State.INVITED and page.way_in:
        return f"The role is given. {page.way_in}"
    return "The role is given."


def _offer(form: GiveRoleForm) -> None:
    actor = current_actor()
    form.role.offer([(role.value, role.label) for role in pages.roles_to_give(actor)])
    form.place.offer(
        [(place.key, place.label) for place in pages.places_to_give(actor, clock.today())]
    )
    # A value that was never on the list confirms nothing: whether it exists is not said.
    form.role.gone = form.place.gone = NOT_YOURS_TO_GIVE


def _give_page(form: GiveRoleForm, person_id: UUID) -> Response:
    person = seen(current_actor(), person_id, clock.today())
    _offer(form)
    return refused(
        "people/give_role.html",
        form=form,
        person=person,
        guides=pages.role_guides(pages.roles_to_give(current_actor())),
        oneself=person.id == current_actor().person_id,
    )


@blueprint.get("/roles/<uuid:grant_id>/end")
@access(Permission.ROLE_GRANT)
def end_role(grant_id: UUID) -> Response:
    """Ask when a role is to end."""
    return _end_page(EndRoleForm(), grant_id)


@blueprint.post("/roles/<uuid:grant_id>/end")
@access(Permission.ROLE_GRANT, writes=True, step_up=True)
def end_role_submit(grant_id: UUID) -> Response:
    """End a role, at once or on a day."""
    form = EndRoleForm()
    now = form.when.data == NOW
    right = form.validate()
    if right and not now and form.last_day.data is None:
        apply_rule_error(form, RuleError("Enter the last day", "last_day"))
    elif right:
        try:
            person_id = operations.end_role(
                actor=current_actor(),
                now=clock.now(),
                grant_id=grant_id,
                last_day=None if now else form.last_day.data,
            )
        except RuleError as error:
            field = "last_day" if error.field == "ends_on" else error.field
            apply_rule_error(form, RuleError(error.message, field))
        else:
            flash("The role is ended." if now else "The last day is saved.", "success")
            return go_to(url_for("directory.person", person_id=person_id))
    return _end_page(form, grant_id)


def _end_page(form: EndRoleForm, grant_id: UUID) -> Response:
    row, person, place = role_in_reach(current_actor(), grant_id, clock.today())
    return refused(
        "people/end_role.html",
        form=form,
        person=person,
        grant_id=row.id,
        what=f"{Role(row.role).label}, {place.name}",
    )


@blueprint.post("/roles/<uuid:grant_id>/keep")
@access(Permission.ROLE_GRANT, writes=True, step_up=True)
def keep_role(grant_id: UUID) -> Response:
    """Say that a role was looked at and is still needed."""
    person_id = operations.keep_role(actor=current_actor(), now=clock.now(), grant_id=grant_id)
    flash("The role is kept, to be looked at again in a year.", "success")
    return go_to(url_for("directory.person", person_id=person_id))
