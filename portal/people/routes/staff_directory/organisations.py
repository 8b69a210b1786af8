"""The organisations people come from."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, render_template, url_for

from portal.kernel.errors import RuleError
from portal.people import operations, pages, queries
from portal.people.forms import OrganisationForm, RenameForm
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.people.routes.staff_directory.shared import blueprint
from portal.variations.values import OrganisationKind
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to


@blueprint.get("/organisations")
@access(Permission.PERSON_SEE)
def organisations() -> str:
    """List the organisations."""
    return render_template(
        "people/organisations.html", lines=pages.organisation_lines(clock.today())
    )


@blueprint.get("/organisations/add")
@access(Permission.ORGANISATION_MANAGE)
def add_organisation() -> Response:
    """Ask for a new organisation's name and kind."""
    return refused("people/add_organisation.html", form=OrganisationForm())


@blueprint.post("/organisations/add")
@access(Permission.ORGANISATION_MANAGE, writes=True)
def add_organisation_submit() -> Response:
    """Add an organisation."""
    form = OrganisationForm()
    if form.validate():
        try:
            operations.add_organisation(
                actor=current_actor(),
                now=clock.now(),
                name=form.name.data or "",
                kind=OrganisationKind(form.kind.data),
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The organisation is added.", "success")
            return go_to(url_for("directory.organisations"))
    return refused("people/add_organisation.html", form=form)


@blueprint.get("/organisations/<uuid:organisation_id>/rename")
@access(Permission.ORGANISATION_MANAGE)
def rename_organisation(organisation_id: UUID) -> Response:
    """Ask for an organisation's new name."""
    organisation = queries.organisation(organisation_id)
    form = RenameForm(name=organisation.name)
    return refused("people/rename_organisation.html", form=form, organisation=organisation)


@blueprint.post("/organisations/<uuid:organisation_id>/rename")
@access(Permission.ORGANISATION_MANAGE, writes=True)
def rename_organisation_submit(organisation_id: UUID) -> Response:
    """Give an organisation its new name."""
    form = RenameForm()
    organisation = queries.organisation(organisation_id)
    if form.validate():
        try:
            operations.rename_organisation(
                actor=current_actor(),
                now=clock.now(),
                organisation_id=organisation_id,
                name=form.name.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The new name is saved.", "success")
            return go_to(url_for("directory.organisations"))
    return refused("people/rename_organisation.html", form=form, organisation=organisation)


@blueprint.post("/organisations/<uuid:organisation_id>/close")
@access(Permission.ORGANISATION_MANAGE, writes=True)
def close_organisation(organisation_id: UUID) -> Response:
    """Let no more people be added to an organisation."""
    try:
        operations.close_organisation(
            actor=current_actor(), now=clock.now(), organisation_id=organisation_id
        )
    except RuleError as error:
        flash(f"{error.message}.", "notice")
    else:
        flash("The organisation is closed.", "success")
    return go_to(url_for("directory.organisations"))


@blueprint.post("/organisations/<uuid:organisation_id>/open")
@access(Permission.ORGANISATION_MANAGE, writes=True)
def open_organisation(organisation_id: UUID) -> Response:
    """Let people be added to a closed organisation again."""
    operations.open_again(actor=current_actor(), now=clock.now(), organisation_id=organisation_id)
    flash("The organisation is open again.", "success")
    return go_to(url_for("directory.organisations"))
