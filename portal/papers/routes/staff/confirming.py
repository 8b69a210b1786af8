"""What waits for a person: looked at, confirmed with what must go left out, or refused."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.papers import operations, pages
from portal.papers.files import pdf
from portal.papers.files.store import Owner, store
from portal.papers.forms import RemovalForm, SectionsForm
from portal.papers.models import Paper, PaperIntake
from portal.papers.operations import Desk, Removal
from portal.papers.routes.staff.shared import CONFLICT, WAITING, blueprint, picture
from portal.papers.rules.holding import Why
from portal.papers.rules.kinds import How
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error
from portal.web.htmx import go_to

CONFIRMED = "Confirmed. The paper is ready for the panel."


@blueprint.get("/papers/waiting/<uuid:intake_id>")
@access(Permission.AGENDA_SEE, reads=WAITING)
def waiting(intake_id: UUID) -> Response:
    """Show what was taken in, what was left out, and ask whether it may be shown."""
    at, paper, intake = _waiting(intake_id)
    return _page(at, paper, intake, _form(intake))


@blueprint.post("/papers/waiting/<uuid:intake_id>/confirm")
@access(Permission.AGENDA_SEE, writes=True, reads=WAITING)
def confirm_submit(intake_id: UUID) -> Response:
    """Make what waits the next version of its paper."""
    at, paper, intake = _waiting(intake_id)
    form = _form(intake)
    if not form.validate():
        return _page(at, paper, intake, form, status=REFUSED)
    try:
        _confirm(intake_id, form)
    except RuleError as error:
        apply_rule_error(form, error)
        return _page(at, paper, intake, form, status=REFUSED)
    except ConflictError as error:
        form.form_errors.append(error.message)
        return _page(at, paper, intake, form, status=CONFLICT)
    flash(CONFIRMED, "success")
    return go_to(url_for("papers.papers", item_id=paper.item_id))


def _confirm(intake_id: UUID, form: SectionsForm | RemovalForm) -> None:
    actor, now, version = current_actor(), clock.now(), form.version.data or 0
    if isinstance(form, SectionsForm):
        left_out = [int(number) for number in form.left_out.data or ()]
        operations.confirm_word(
            actor=actor, now=now, intake_id=intake_id, version=version, left_out=left_out
        )
        return
    removal = Removal(
        pages=form.pages.data or "",
        words=tuple((form.words.data or "").splitlines()),
        squares=tuple((form.squares.data or "").splitlines()),
    )
    operations.confirm_file(
        actor=actor, now=now, intake_id=intake_id, version=version, removal=removal
    )


@blueprint.post("/papers/waiting/<uuid:intake_id>/refuse")
@access(Permission.AGENDA_SEE, writes=True)
def refuse_submit(intake_id: UUID) -> Response:
    """Remove what waits."""
    item_id = operations.refuse(actor=current_actor(), now=clock.now(), intake_id=intake_id)
    flash("Refused. What was taken in is removed.", "success")
    return go_to(url_for("papers.papers", item_id=item_id))


@blueprint.get("/papers/waiting/<uuid:intake_id>/pages/<int:page>")
@access(Permission.AGENDA_SEE, reads=WAITING)
def waiting_picture(intake_id: UUID, page: int) -> Response:
    """Show a page of a file that waits, with the squares that can be named."""
    _, _, intake = _waiting(intake_id)
    if intake.why == Why.NOT_SCANNED or not 1 <= page <= (intake.pages or 0):
        raise NotFoundError("There is no such page.")
    held = b"".join(operations.read_blob(intake))
    return picture(pdf.page_picture(held, page, grid=True))


@blueprint.get("/papers/waiting/<uuid:intake_id>/pictures/<int:number>")
@access(Permission.AGENDA_SEE, reads=WAITING)
def waiting_section_picture(intake_id: UUID, number: int) -> Response:
    """Show a picture of a Word file that waits."""
    _, _, intake = _waiting(intake_id)
    name = operations.waiting_pictures(intake).get(number)
    if name is None:
        raise NotFoundError("There is no such picture.")
    return picture(b"".join(store().read(Owner(intake.authority_id, intake.id), name)))


def _waiting(intake_id: UUID) -> tuple[Desk, Paper, PaperIntake]:
    """Return what waits for somebody who may look at it; note whom the page shows."""
    intake, paper = operations.intake_for(
        actor=current_actor(), now=clock.now(), intake_id=intake_id
    )
    at = operations.desk(actor=current_actor(), now=clock.now(), item_id=intake.item_id)
    reading.shows(
        ("paper", paper.id), young_person_id=paper.young_person_id, district_id=paper.district_id
    )
    return at, paper, intake


def _form(intake: PaperIntake) -> SectionsForm | RemovalForm:
    if intake.how != How.WORD:
        return RemovalForm(version=intake.version)
    form = SectionsForm(version=intake.version)
    form.left_out.offer(
        [(str(each.number), each.heading) for each in operations.waiting_sections(intake)]
    )
    return form


def _page(
    at: Desk,
    paper: Paper,
    intake: PaperIntake,
    form: SectionsForm | RemovalForm,
    *,
    status: int = 200,
) -> Response:
    page = pages.waiting_page(at, paper, intake)
    return make_response(render_template("papers/waiting.html", page=page, form=form), status)
