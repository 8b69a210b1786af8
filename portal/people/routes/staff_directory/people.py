"""The list of people, one person, and what may be done to their entry."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Response, flash, render_template, url_for

from portal.kernel.errors import RuleError
from portal.people import operations, pages, queries
from portal.people.forms import (
    FindPeopleForm,
    HandOverForm,
    JoinerForm,
    LeaveForm,
    PersonForm,
    SuspendForm,
)
from portal.people.gate import current_actor
from portal.people.operations import Details
from portal.people.operations.access import managed
from portal.people.policy import Permission, Role
from portal.people.queries import Wanted
from portal.people.routes.staff_directory.shared import blueprint
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.access import access
from portal.web.csv_export import csv_response
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to

_A_PLACE = re.compile(r"[0-9]{1,6}")
"""A place in the list: more people than that there are not."""
HEADINGS = ("Name", "Email", "Job title", "Organisation", "Where they stand", "Roles", "Last day")


@blueprint.get("")
@access(Permission.PERSON_SEE)
def people() -> str:
    """List the people who work with panels."""
    return _list_page(_find_form(bound=False))


@blueprint.post("")
@access(Permission.PERSON_SEE)
def find() -> str:
    """List the people who are wanted, a page at a time."""
    return _list_page(_find_form(bound=True))


@blueprint.post("/people.csv")
@access(Permission.PERSON_SEE, step_up=True)
def people_file() -> Response:
    """Return the same list as a file, with the same people in it."""
    form = _find_form(bound=True)
    form.validate()
    page = pages.people_page(
        actor=current_actor(), now=clock.now(), wanted=_wanted(form), limit=None
    )
    return csv_response(
        "people",
        HEADINGS,
        (
            (
                line.name,
                line.email,
                line.job_title,
                line.organisation,
                line.state.label,
                "; ".join(line.roles),
                line.ends_on,
            )
            for line in page.lines
        ),
    )


def _find_form(*, bound: bool) -> FindPeopleForm:
    form = FindPeopleForm() if bound else FindPeopleForm(formdata=None)
    actor = current_actor()
    within = actor.districts_with(Permission.PERSON_SEE)
    form.organisation.offer(
        [
            (str(row.organisation.id), row.organisation.name)
            for row in queries.organisations(clock.today())
        ]
    )
    form.role.offer(
        [(role.value, role.label) for role in sorted(Role, key=lambda role: role.label)]
    )
    form.district.offer(
        [
            (ref.slug, ref.name)
            for ref in registry().districts(clock.today())
            if within is None or ref.slug in within
        ]
    )
    return form


def _wanted(form: FindPeopleForm) -> Wanted:
    """Return what was asked for; a value that is not on its list asks for nothing."""
    right = {field.name: field.data for field in form if not field.errors and field.data}
    return Wanted(
        find=right.get("find", ""),
        organisation_id=UUID(right["organisation"]) if "organisation" in right else None,
        role=Role(right["role"]) if "role" in right else None,
        district_id=right.get("district"),
        state=right.get("state", ""),
    )


def _list_page(form: FindPeopleForm) -> str:
    searched = form.is_submitted()
    if searched:
        form.validate()
    typed = str(form.start.data or "0")
    start = int(typed) if _A_PLACE.fullmatch(typed) else 0
    page = pages.people_page(
        actor=current_actor(), now=clock.now(), wanted=_wanted(form), start=start
    )
    values = {
        field.name: field.data
        for field in form
        if field.name not in {"start", "csrf_token"} and field.data
    }
    return render_template(
        "people/people.html", page=page, form=form, values=values, searched=bool(values)
    )


@blueprint.get("/<uuid:person_id>")
@access(Permission.PERSON_SEE)
def person(person_id: UUID) -> str:
    """Show one person: who they are, what they may do and until when, what they still have."""
    page = pages.person_page(actor=current_actor(), now=clock.now(), person_id=person_id)
    return render_template("people/person.html", page=page)


@blueprint.get("/roles")
@access(Permission.PERSON_SEE)
def roles() -> str:
    """Show every role and what it lets somebody do."""
    return render_template("people/roles.html", roles=pages.role_guides())


@blueprint.get("/add")
@access(Permission.PERSON_MANAGE)
def add() -> Response:
    """Ask who is new."""
    form = JoinerForm(starts_on=clock.today())
    _offer_organisations(form)
    return refused("people/add.html", form=form)


@blueprint.post("/add")
@access(Permission.PERSON_MANAGE, writes=True)
def add_submit() -> Response:
    """Add somebody, then ask which role they need."""
    form = JoinerForm()
    _offer_organisations(form)
    starts_on = form.starts_on.data
    if form.validate() and starts_on is not None:
        try:
            invitation = operations.invite(
                actor=current_actor(), now=clock.now(), details=_details(form), starts_on=starts_on
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("They are added. Now give them a role.", "success")
            return go_to(url_for("directory.give_role", person_id=invitation.person_id))
    return refused("people/add.html", form=form)


def _offer_organisations(form: PersonForm, also: UUID | None = None) -> None:
    """Offer the open organisations, and the one somebody comes from already."""
    form.organisation.offer(
        [
            (str(row.organisation.id), row.organisation.name)
            for row in queries.organisations(clock.today())
            if row.organisation.closed_on is None or row.organisation.id == also
        ]
    )


def _details(form: PersonForm) -> Details:
    return Details(
        name=form.name.data or "",
        email=form.email.data or "",
        job_title=form.job_title.data or "",
        organisation_id=UUID(form.organisation.data),
        manager_email=form.manager.data or "",
    )


@blueprint.get("/<uuid:person_id>/change")
@access(Permission.PERSON_MANAGE)
def change(person_id: UUID) -> Response:
    """Ask what has changed about somebody."""
    page = _managed_page(person_id)
    form = PersonForm(
        name=page.name,
        email=page.email,
        job_title=page.job_title,
        organisation=str(page.organisation.id) if page.organisation else "",
        manager=page.manager.email if page.manager else "",
        version=page.version,
    )
    _offer_organisations(form, page.organisation.id if page.organisation else None)
    return refused("people/change.html", form=form, page=page)


@blueprint.post("/<uuid:person_id>/change")
@access(Permission.PERSON_MANAGE, writes=True)
def change_submit(person_id: UUID) -> Response:
    """Save what has changed about somebody."""
    page = _managed_page(person_id)
    form = PersonForm()
    _offer_organisations(form, page.organisation.id if page.organisation else None)
    typed = str(form.version.data or "")
    if form.validate():
        try:
            operations.change_person(
                actor=current_actor(),
                now=clock.now(),
                person_id=person_id,
                version=int(typed) if typed.isdecimal() else 0,
                details=_details(form),
            )
        except RuleError as error:
            apply_rule_error(form, RuleError(error.message, _shown_at(error.field)))
            form.version.data = str(page.version)
        else:
            flash("The details are saved.", "success")
            return go_to(url_for("directory.person", person_id=person_id))
    return refused("people/change.html", form=form, page=page)


def _shown_at(field: str | None) -> str | None:
    """Return the field to say it at; what two people saved at once is said of the whole form."""
    return None if field == "version" else field


@blueprint.get("/<uuid:person_id>/suspend")
@access(Permission.PERSON_MANAGE)
def suspend(person_id: UUID) -> Response:
    """Ask why somebody's access is to be suspended."""
    return refused("people/suspend.html", form=SuspendForm(), page=_managed_page(person_id))


@blueprint.post("/<uuid:person_id>/suspend")
@access(Permission.PERSON_MANAGE, writes=True, step_up=True)
def suspend_submit(person_id: UUID) -> Response:
    """Suspend somebody's access at once."""
    form = SuspendForm()
    page = _managed_page(person_id)
    if form.validate():
        try:
            operations.suspend(
                actor=current_actor(),
                now=clock.now(),
                person_id=person_id,
                reason=form.reason.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("They can open nothing from now on.", "success")
            return go_to(url_for("directory.person", person_id=person_id))
    return refused("people/suspend.html", form=form, page=page)


@blueprint.post("/<uuid:person_id>/restore")
@access(Permission.PERSON_MANAGE, writes=True, step_up=True)
def restore(person_id: UUID) -> Response:
    """Give a suspended person's access back."""
    operations.restore(actor=current_actor(), now=clock.now(), person_id=person_id)
    flash("Their access is given back.", "success")
    return go_to(url_for("directory.person", person_id=person_id))


@blueprint.get("/<uuid:person_id>/leave")
@access(Permission.PERSON_MANAGE)
def leave(person_id: UUID) -> Response:
    """Ask for somebody's last day, and show what they still have to hand on."""
    page = _managed_page(person_id)
    form = LeaveForm(last_day=page.ends_on)
    return refused("people/leave.html", form=form, page=page)


@blueprint.post("/<uuid:person_id>/leave")
@access(Permission.PERSON_MANAGE, writes=True, step_up=True)
def leave_submit(person_id: UUID) -> Response:
    """Set somebody's last day."""
    form = LeaveForm()
    last_day = form.last_day.data
    page = _managed_page(person_id)
    if form.validate() and last_day is not None:
        try:
            operations.leave(
                actor=current_actor(), now=clock.now(), person_id=person_id, last_day=last_day
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("Their last day is saved. Their roles and seats end with it.", "success")
            return go_to(url_for("directory.person", person_id=person_id))
    return refused("people/leave.html", form=form, page=page)


@blueprint.post("/<uuid:person_id>/stay")
@access(Permission.PERSON_MANAGE, writes=True, step_up=True)
def stay(person_id: UUID) -> Response:
    """Take a last day back."""
    operations.stay(actor=current_actor(), now=clock.now(), person_id=person_id)
    flash("Their last day is taken back. Give them the roles they need again.", "success")
    return go_to(url_for("directory.person", person_id=person_id))


@blueprint.get("/<uuid:person_id>/hand-over/<kind>")
@access(Permission.PERSON_MANAGE)
def hand_over(person_id: UUID, kind: str) -> Response:
    """Offer somebody's work to the next in the chain."""
    page, line = _handed(person_id, kind)
    form = HandOverForm(kind=kind, to=line.takers[0][0] if line.takers else "")
    form.to.offer(line.takers)
    return refused("people/hand_over.html", form=form, page=page, line=line)


@blueprint.post("/<uuid:person_id>/hand-over/<kind>")
@access(Permission.PERSON_MANAGE, writes=True)
def hand_over_submit(person_id: UUID, kind: str) -> Response:
    """Hand somebody's work of one kind on."""
    page, line = _handed(person_id, kind)
    form = HandOverForm()
    form.to.offer(line.takers)
    if form.validate():
        try:
            operations.hand_over(
                actor=current_actor(),
                now=clock.now(),
                person_id=person_id,
                kind=kind,
                to=UUID(form.to.data),
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("It is handed on.", "success")
            return go_to(url_for("directory.person", person_id=person_id))
    return refused("people/hand_over.html", form=form, page=page, line=line)


def _handed(person_id: UUID, kind: str) -> tuple[pages.PersonPage, pages.OwnedLine]:
    """Return somebody's page and the line of this kind of work, an empty one where none is left."""
    page = _managed_page(person_id)
    line = next((each for each in page.owned if each.kind == kind), None)
    if line is None:
        line = pages.OwnedLine(kind=kind, words="", takers=())
    return page, line


def _managed_page(person_id: UUID) -> pages.PersonPage:
    """Return the page of somebody this reader may change, or raise as `managed` does."""
    managed(current_actor(), person_id, clock.today())
    return pages.person_page(actor=current_actor(), now=clock.now(), person_id=person_id)
