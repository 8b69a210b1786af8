"""Taking in a file of joiners or of leavers."""

from __future__ import annotations

from flask import Response, render_template
from werkzeug.exceptions import RequestEntityTooLarge

from portal.kernel.errors import RuleError
from portal.people import joiners, operations
from portal.people.forms import ImportPeopleForm
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.people.routes.staff_directory.shared import blueprint
from portal.web import clock
from portal.web.access import access
from portal.web.csv_import import LARGEST, Outcome, UnreadableFileError
from portal.web.forms import apply_rule_error, refused

TOO_LARGE = 413


@blueprint.get("/import")
@access(Permission.PERSON_MANAGE, step_up=True)
def import_file() -> Response:
    """Ask for the file."""
    return _import_page(ImportPeopleForm())


@blueprint.post("/import")
@access(Permission.PERSON_MANAGE, writes=True, step_up=True)
def import_file_submit() -> Response | str:
    """Take the file in and report line by line.

    The report is the answer itself: sending the same file again changes nothing, so a reload is
    harmless, and nothing that was typed into the file is kept.
    """
    form = ImportPeopleForm()
    if form.validate() and form.file.data is not None:
        try:
            # One byte more than is taken: enough to see that it is too much.
            with form.file.data.stream as stream:
                data = stream.read(LARGEST + 1)
            report = operations.import_people(actor=current_actor(), now=clock.now(), data=data)
        except UnreadableFileError as error:
            apply_rule_error(form, RuleError(error.message.rstrip("."), "file"))
        else:
            return render_template("people/import_report.html", report=report, Outcome=Outcome)
    return _import_page(form)


def _import_page(form: ImportPeopleForm) -> Response:
    return refused("people/import.html", form=form, columns=joiners.COLUMNS)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Ask again where more was sent than is taken at all."""
    form = ImportPeopleForm(formdata=None)
    apply_rule_error(form, RuleError("The file is larger than 1 MB. Split it", "file"))
    return render_template("people/import.html", form=form, columns=joiners.COLUMNS), TOO_LARGE
