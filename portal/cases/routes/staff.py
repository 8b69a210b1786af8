"""Taking in the return: the form, its progress, its report."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from threading import Thread
from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, Response, current_app, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from portal.cases import operations, pages, queries
from portal.cases.forms import ReturnForm
from portal.cases.models import ReturnImport
from portal.database import current_scope
from portal.kernel.errors import RuleError
from portal.people import reading
from portal.people.gate import after_commit, current_actor
from portal.people.policy import Permission, require
from portal.web import clock
from portal.web.access import access
from portal.web.csv_export import csv_response
from portal.web.forms import apply_rule_error
from portal.web.htmx import go_to, wants_fragment

blueprint = Blueprint("cases", __name__, template_folder="../templates")
UNPROCESSABLE = 422
REPORT = "The report on a return, with what was wrong in it"
TOO_LARGE = 413
RUNNER = "portal.cases.runner"
"""Where tests put something else than a thread of its own to run an import in."""
COLUMNS = ("file", "line", "column", "value", "code", "message", "refused")

Job = Callable[[], None]


@blueprint.get("/return")
@access(Permission.RETURN_IMPORT)
def returns() -> str:
    """List the imports and ask for the files of the next."""
    require(current_actor(), Permission.RETURN_IMPORT, None)
    form = ReturnForm(formdata=None)
    form.offer_years(clock.today())
    return _form_page(form)


@blueprint.post("/return")
@access(Permission.RETURN_IMPORT, writes=True)
def take_in() -> Response | tuple[str, int]:
    """Check the files and begin to import them."""
    actor = current_actor()
    require(actor, Permission.RETURN_IMPORT, None)
    form = ReturnForm()
    form.offer_years(clock.today())
    as_of = form.as_of.data
    if form.validate() and as_of is not None:
        year = int(form.year.data or 0)
        token = operations.keep_upload(
            (file.filename or "", file.stream) for file in form.file.data or ()
        )
        try:
            operations.check_upload(token, year=year, as_of=as_of)
            row = operations.begin_import(
                actor=actor,
                now=clock.now(),
                token=token,
                year=year,
                as_of=as_of,
                today=clock.today(),
            )
        except RuleError as error:
            operations.forget_upload(token)
            apply_rule_error(form, error)
        else:
            return _started(row)
    return _form_page(form), UNPROCESSABLE


@blueprint.post("/return/<uuid:import_id>/again")
@access(Permission.RETURN_IMPORT, writes=True)
def again(import_id: UUID) -> Response:
    """Run an interrupted import once more."""
    row = operations.begin_again(actor=current_actor(), now=clock.now(), import_id=import_id)
    return _started(row)


@blueprint.get("/return/<uuid:import_id>")
@access(Permission.RETURN_IMPORT, reads=REPORT)
def report(import_id: UUID) -> str | Response:
    """Show how far an import has come, then its report."""
    require(current_actor(), Permission.RETURN_IMPORT, None)
    row = queries.return_import(import_id)
    reading.shows(("return", import_id))
    address = url_for("cases.report", import_id=import_id)
    if row.state == "running":
        progress = operations.progress_of(row)
        template = "cases/_progress.html" if wants_fragment() else "cases/progress.html"
        return render_template(template, row=row, progress=progress, address=address)
    if wants_fragment():
        return go_to(address)
    page = pages.import_page(
        row,
        code=request.args.get("code") or None,
        start=request.args.get("start", 0, type=int),
        address=partial(url_for, "cases.report", import_id=import_id),
    )
    return render_template("cases/report.html", page=page)


@blueprint.get("/return/<uuid:import_id>/findings.csv")
@access(Permission.RETURN_IMPORT, reads=f"{REPORT}, as a file", step_up=True)
def findings_file(import_id: UUID) -> Response:
    """Return every finding of an import as a file, or those of one code."""
    require(current_actor(), Permission.RETURN_IMPORT, None)
    row = queries.return_import(import_id)
    reading.shows(("return", import_id))
    code = request.args.get("code")
    found: list[dict[str, Any]] = row.report.get("warnings", [])
    return csv_response(
        f"findings-{row.year}",
        [column.capitalize() for column in COLUMNS],
        (
            [_yes_no(each[column]) for column in COLUMNS]
            for each in found
            if not code or each["code"] == code
        ),
    )


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Ask again where more was sent than is taken."""
    form = ReturnForm(formdata=None)
    form.offer_years(clock.today())
    apply_rule_error(
        form,
        RuleError(
            "The files are larger than 64 MB together. Choose a zip of them instead", field="file"
        ),
    )
    return render_template("cases/return.html", form=form, imports=()), TOO_LARGE


def _yes_no(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _form_page(form: ReturnForm) -> str:
    rows = [
        pages.import_row(row, alive=row.state == "running" and operations.progress_of(row).alive)
        for row in queries.imports()
    ]
    return render_template("cases/return.html", form=form, imports=rows)


def _started(row: ReturnImport) -> Response:
    """Send the reader to the import's page; the work begins once the request is committed."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - a thread needs the application itself, and Flask has no other way to it
    job: Job = partial(
        operations.run_import,
        app,
        authority_id=current_scope().authority_id,
        actor=current_actor(),
        import_id=row.id,
    )
    run: Callable[[Job], None] = app.extensions.get(RUNNER, _in_a_thread)
    after_commit(partial(run, job))
    return go_to(url_for("cases.report", import_id=row.id))


def _in_a_thread(job: Job) -> None:
    Thread(target=job, name="import of the return", daemon=True).start()
