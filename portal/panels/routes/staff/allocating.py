"""Who works with a young person: said on a page of theirs, or for many by a file."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.wording import counted
from portal.panels import operations, queries
from portal.panels.allocations import COLUMNS
from portal.panels.forms import AllocateForm, AllocationFileForm
from portal.panels.pages import allocation
from portal.panels.routes.staff.shared import blueprint, district_id
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.csv_import import LARGEST, Outcome, UnreadableFileError
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to

CONFLICT = 409
WHO = "Who works with the young person"
TEAM = "The list of whom somebody works with"


@blueprint.get("/young-people/<uuid:young_person_id>/who-works-with-them")
@access(Permission.YOUNG_PERSON_ALLOCATE, reads=WHO)
def who_works(young_person_id: UUID) -> Response:
    """Show who works with a young person now, and ask who does."""
    return _page(AllocateForm(), young_person_id)


@blueprint.post("/young-people/<uuid:young_person_id>/who-works-with-them")
@access(Permission.YOUNG_PERSON_ALLOCATE, writes=True, reads=WHO)
def who_works_submit(young_person_id: UUID) -> Response:
    """Save who works with a young person from today."""
    form = AllocateForm()
    young_person = operations.allocated_by(current_actor(), young_person_id, district_id())
    allocation.fill_allocate_form(form, current_actor(), young_person, clock.today())
    status = None
    if form.validate():
        try:
            done = operations.allocate(
                actor=current_actor(),
                now=clock.now(),
                young_person_id=young_person_id,
                said=allocation.said_in(form),
                seen=form.seen.data,
            )
        except RuleError as error:
            apply_rule_error(form, error)
        except ConflictError as error:
            form.form_errors.append(error.message)
            # Shown both, the second saves again or lets it be.
            form.seen.data = allocation.mark_of(young_person)
            status = CONFLICT
        else:
            return _saved(done, young_person_id)
    answer = _page(form, young_person_id)
    answer.status_code = status or answer.status_code
    return answer


def _saved(done: operations.Allocated, young_person_id: UUID) -> Response:
    if not done.changed:
        flash("This is how it was already. Nothing was changed.", "notice")
    else:
        items = counted(done.items, "item", "items")
        flash(
            f"Saved. {items.capitalize()} passed on with it." if done.items else "Saved.", "success"
        )
    actor = current_actor()
    young_person = queries.young_person(young_person_id, district_id())
    if operations.may_allocate(actor, young_person):
        return go_to(url_for("panels.who_works", young_person_id=young_person_id))
    return go_to(url_for("panels.your_young_people"))


def _page(form: AllocateForm, young_person_id: UUID) -> Response:
    young_person = operations.allocated_by(current_actor(), young_person_id, district_id())
    page = allocation.who_works_for_change(current_actor(), young_person, clock.now())
    reading.shows(
        ("young_person", young_person_id),
        young_person_id=young_person_id,
        district_id=district_id(),
    )
    allocation.fill_allocate_form(form, current_actor(), young_person, clock.today())
    sees = current_actor().may(Permission.YOUNG_PERSON_SEE, district_id())
    return refused("panels/who_works.html", form=form, page=page, sees_page=sees)


@blueprint.get("/your-young-people")
@access(Permission.PACK_SEE, reads=TEAM)
def your_young_people() -> str:
    """List whom somebody works with or answers for: nobody else's are in it, whatever the role."""
    lines = allocation.team_lines(current_actor(), district_id())
    reading.shows_list(district_id=district_id(), listed=[line.id for line in lines])
    return render_template(
        "panels/your_young_people.html",
        lines=lines,
        sees_all=current_actor().may(Permission.COHORT_SEE, district_id()),
    )


@blueprint.get("/who-works-with-whom/file")
@access(Permission.YOUNG_PERSON_ALLOCATE, step_up=True)
def who_works_file() -> Response:
    """Ask for the file."""
    return refused("panels/who_works_file.html", form=AllocationFileForm(), columns=COLUMNS)


@blueprint.post("/who-works-with-whom/file")
@access(Permission.YOUNG_PERSON_ALLOCATE, writes=True, step_up=True)
def who_works_file_submit() -> Response:
    """Take the file in and report line by line.

    The report is the answer itself: sending the same file again changes nothing.
    """
    form = AllocationFileForm()
    if form.validate() and form.file.data is not None:
        try:
            # One byte more than is taken: enough to see that it is too much.
            with form.file.data.stream as stream:
                data = stream.read(LARGEST + 1)
            report = operations.allocate_from_file(
                actor=current_actor(), now=clock.now(), data=data
            )
        except UnreadableFileError as error:
            apply_rule_error(form, RuleError(error.message.rstrip("."), "file"))
        else:
            return make_response(
                render_template("panels/who_works_report.html", report=report, Outcome=Outcome)
            )
    return refused("panels/who_works_file.html", form=form, columns=COLUMNS)
