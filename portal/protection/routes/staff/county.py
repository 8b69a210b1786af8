"""The county's rules on keeping, what is due by them, and the register of sharing."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, url_for

from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.wording import counted
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission, require
from portal.protection.forms import RunForm
from portal.protection.operations import retention
from portal.protection.pages import register as registers
from portal.protection.pages.retention import retention_page
from portal.protection.routes.staff.shared import CONFLICT, DUE, blueprint
from portal.web import clock
from portal.web.access import access
from portal.web.csv_export import csv_response
from portal.web.forms import REFUSED
from portal.web.htmx import go_to

DUE_COLUMNS = ("What", "About", "What happened on", "Goes on", "Why it stays")


@blueprint.get("/keeping")
@access(Permission.PROTECTION_MANAGE, reads=DUE)
def keeping() -> Response:
    """Show how long each kind is kept and why, and what would be deleted today."""
    return _keeping_page(RunForm(formdata=None))


def _keeping_page(form: RunForm, status: int = 200) -> Response:
    plan = retention.plan(actor=current_actor(), today=clock.today())
    reading.shows_list(listed=plan.named)
    form.expected.data = str(len(plan.going))
    html = render_template("protection/keeping.html", page=retention_page(plan), form=form)
    return make_response(html, status)


@blueprint.get("/keeping.csv", endpoint="keeping_file")
@access(Permission.PROTECTION_MANAGE, step_up=True, reads=DUE)
def keeping_file() -> Response:
    """Return what would be deleted today as a file."""
    plan = retention.plan(actor=current_actor(), today=clock.today())
    if plan.problem:
        return go_to(url_for("protection.keeping"))
    reading.shows_list(listed=plan.named)
    return csv_response(
        "due-to-be-deleted",
        DUE_COLUMNS,
        (
            [
                each.candidate.kind.label,
                each.candidate.label,
                each.candidate.happened_on,
                each.due_on,
                each.stays,
            ]
            for each in plan.due
        ),
    )


@blueprint.post("/keeping/run")
@access(Permission.PROTECTION_MANAGE, writes=True, step_up=True, reads=DUE)
def keeping_run() -> Response:
    """Delete what is due and does not stay, where it is what the reader saw."""
    form = RunForm()
    seen = form.expected.data or ""
    if not seen.isdecimal():
        form.form_errors.append("Read the list again before you delete")
        return _keeping_page(form, REFUSED)
    try:
        done = retention.run(
            actor=current_actor(), now=clock.now(), today=clock.today(), expected=int(seen)
        )
    except ConflictError as error:
        form.form_errors.append(error.message)
        return _keeping_page(form, CONFLICT)
    except RuleError as error:
        form.form_errors.append(error.message)
        return _keeping_page(form, REFUSED)
    flash(f"{counted(len(done.going), 'record').capitalize()} deleted.", "success")
    return go_to(url_for("protection.keeping"))


@blueprint.get("/register")
@access(Permission.PROTECTION_SEE)
def register() -> str:
    """Show what is shared with whom and why."""
    require(current_actor(), Permission.PROTECTION_SEE, None)
    return render_template("protection/register.html", page=registers.register(clock.today()))


@blueprint.get("/register.csv", endpoint="register_file")
@access(Permission.PROTECTION_SEE)
def register_file() -> Response:
    """Return the register's recipients as a file."""
    require(current_actor(), Permission.PROTECTION_SEE, None)
    found = registers.register(clock.today())
    return csv_response("register-of-sharing", registers.COLUMNS, registers.rows(found))
