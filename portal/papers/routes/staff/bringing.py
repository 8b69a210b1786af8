"""Papers brought: typed by sections, chosen as files, and withdrawn."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.papers import operations, pages, policy, queries
from portal.papers.forms import (
    FileForm,
    SectionForm,
    TypedForm,
    WithdrawForm,
    apply_section_error,
    section_forms,
)
from portal.papers.models import Paper
from portal.papers.operations import Brought, Desk, Result, Typed
from portal.papers.routes.staff.shared import (
    CONFLICT,
    PAPER,
    PAPERS,
    blueprint,
    desk_of,
    head,
    kind_of,
    paper_for,
)
from portal.papers.rules.kinds import KINDS, PaperKind, PaperState
from portal.papers.rules.refusals import FileRefusedError, Refusal
from portal.people import queries as people
from portal.people.gate import current_actor, keep_refusal
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error, refused
from portal.web.htmx import go_to

TOO_LARGE = 413
SAVED = "Saved. The panel is given it when case support has looked at it."
DRAFT = "Saved as a draft. The panel is not given it until you say that it is ready."


@blueprint.get("/items/<uuid:item_id>/papers/add")
@access(Permission.AGENDA_SEE, reads=PAPERS)
def add(item_id: UUID) -> str:
    """Ask which kind of paper is brought, and how."""
    at = desk_of(item_id)
    if not at.rights.adds:
        raise NotFoundError("There is no such page.")
    kinds = [(kind, KINDS[kind]) for kind in PaperKind if kind in at.rights.adds]
    return render_template("papers/add.html", head=head(at), kinds=kinds)


@blueprint.get("/items/<uuid:item_id>/papers/type/<kind>")
@access(Permission.AGENDA_SEE, reads=PAPERS)
def write(item_id: UUID, kind: str) -> Response:
    """Ask for a new paper, section by section."""
    at, wanted = _adding(item_id, kind)
    return _typed_page(at, wanted, TypedForm(version=0), section_forms(wanted))


@blueprint.post("/items/<uuid:item_id>/papers/type/<kind>")
@access(Permission.AGENDA_SEE, writes=True, reads=PAPERS)
def write_submit(item_id: UUID, kind: str) -> Response:
    """Save a new paper."""
    at, wanted = _adding(item_id, kind)
    return _save(at, wanted, None)


@blueprint.get("/papers/<uuid:paper_id>/write")
@access(Permission.AGENDA_SEE, reads=PAPER)
def change(paper_id: UUID) -> Response:
    """Ask for a paper's next version, filled with the newest."""
    at, found = paper_for(paper_id)
    kind = _changing(at, found)
    newest = queries.newest_versions([paper_id]).get(paper_id)
    saved = () if newest is None else queries.sections_of([newest.id])[newest.id]
    form = TypedForm(
        version=found.version,
        title=found.title,
        written_on=found.written_on,
        ready="yes" if found.state == PaperState.READY else None,
    )
    words = {each.key: each.words for each in saved}
    return _typed_page(at, kind, form, section_forms(kind, words), found)


@blueprint.post("/papers/<uuid:paper_id>/write")
@access(Permission.AGENDA_SEE, writes=True, reads=PAPER)
def change_submit(paper_id: UUID) -> Response:
    """Save a paper's next version."""
    at, found = paper_for(paper_id)
    return _save(at, _changing(at, found), found)


def _adding(item_id: UUID, kind: str) -> tuple[Desk, PaperKind]:
    at, wanted = desk_of(item_id), kind_of(kind)
    policy.require_adding(at.rights, wanted)
    return at, wanted


def _changing(at: Desk, paper: Paper) -> PaperKind:
    kind = PaperKind(paper.kind)
    policy.require_adding(at.rights, kind)
    return kind


def _save(at: Desk, kind: PaperKind, paper: Paper | None) -> Response:
    form, sections = TypedForm(), section_forms(kind)
    answers = [each.validate() for each in (form, *sections)]  # every box says what is wrong
    if not all(answers):
        return _typed_page(at, kind, form, sections, paper, status=REFUSED)
    typed = Typed(
        title=form.title.data or "",
        written_on=form.written_on.data,
        words={each.section.key: each.words.data or "" for each in sections},
        ready=form.ready.data == "yes",
    )
    try:
        saved = operations.save_typed(
            actor=current_actor(),
            now=clock.now(),
            item_id=at.at.item.id,
            kind=kind,
            typed=typed,
            paper_id=paper.id if paper else None,
            version=form.version.data or 0,
        )
    except RuleError as error:
        apply_section_error(form, sections, error)
        return _typed_page(at, kind, form, sections, paper, status=REFUSED)
    except ConflictError as error:
        form.form_errors.append(error.message)
        return _typed_page(at, kind, form, sections, paper, status=CONFLICT)
    flash(SAVED if saved.state == PaperState.READY else DRAFT, "success")
    return go_to(url_for("papers.papers", item_id=saved.item_id))


def _typed_page(
    at: Desk,
    kind: PaperKind,
    form: TypedForm,
    sections: list[SectionForm],
    paper: Paper | None = None,
    *,
    status: int = 200,
) -> Response:
    both: tuple[pages.Both, ...] = ()
    by = ""
    if status == CONFLICT and paper is not None:
        newest = queries.newest_versions([paper.id])[paper.id]
        mine = {each.section.key: each.words.data or "" for each in sections}
        saved = queries.sections_of([newest.id])[newest.id]
        both = pages.differences(kind, saved, mine)
        by = people.people_by_id({newest.made_by})[newest.made_by].name
        form.version.data = paper.version
    html = render_template(
        "papers/write.html",
        head=head(at),
        kind=kind,
        label=kind.label,
        form=form,
        forms=[form, *sections],
        sections=sections,
        paper=paper,
        both=both,
        by=by,
        conflict=status == CONFLICT,
    )
    return make_response(html, status)


@blueprint.get("/items/<uuid:item_id>/papers/file/<kind>")
@access(Permission.AGENDA_SEE, reads=PAPERS)
def upload(item_id: UUID, kind: str) -> Response:
    """Ask for a paper as a file."""
    at, wanted = _adding(item_id, kind)
    return _file_page(at, wanted, FileForm(version=0), None)


@blueprint.post("/items/<uuid:item_id>/papers/file/<kind>")
@access(Permission.AGENDA_SEE, writes=True, reads=PAPERS)
def upload_submit(item_id: UUID, kind: str) -> Response:
    """Take a file in as a new paper."""
    at, wanted = _adding(item_id, kind)
    return _take_in(at, wanted, None)


@blueprint.get("/papers/<uuid:paper_id>/file")
@access(Permission.AGENDA_SEE, reads=PAPER)
def replace(paper_id: UUID) -> Response:
    """Ask for a file that supersedes a paper's newest version."""
    at, found = paper_for(paper_id)
    form = FileForm(version=found.version, title=found.title)
    return _file_page(at, _changing(at, found), form, found)


@blueprint.post("/papers/<uuid:paper_id>/file")
@access(Permission.AGENDA_SEE, writes=True, reads=PAPER)
def replace_submit(paper_id: UUID) -> Response:
    """Take a file in as a paper's next version."""
    at, found = paper_for(paper_id)
    return _take_in(at, _changing(at, found), found)


def _take_in(at: Desk, kind: PaperKind, paper: Paper | None) -> Response:
    form = FileForm()
    if not form.validate():
        return _file_page(at, kind, form, paper, status=REFUSED)
    chosen = form.file.data
    try:
        result = operations.take_in_file(
            actor=current_actor(),
            now=clock.now(),
            item_id=at.at.item.id,
            kind=kind,
            brought=Brought(
                file=chosen.stream,
                name=chosen.filename or "",
                title=form.title.data or "",
                written_on=form.written_on.data,
            ),
            paper_id=paper.id if paper else None,
            version=form.version.data or 0,
        )
    except FileRefusedError as error:
        if error.refusal is Refusal.VIRUS:
            _tell_of_virus(at)
        apply_rule_error(form, error)
        return _file_page(at, kind, form, paper, status=REFUSED)
    except RuleError as error:
        apply_rule_error(form, error)
        return _file_page(at, kind, form, paper, status=REFUSED)
    except ConflictError as error:
        form.form_errors.append(error.message)
        if paper is not None:
            form.version.data = paper.version
        return _file_page(at, kind, form, paper, status=CONFLICT)
    return _after_taking_in(result)


def _tell_of_virus(at: Desk) -> None:
    """Let the refusal stand in the trail, although nothing else of the request is kept."""
    item = at.at.item
    operations.tell_of_virus(
        actor=current_actor(), now=clock.now(), item_id=item.id, district_id=item.district_id
    )
    keep_refusal()


def _after_taking_in(result: Result) -> Response:
    if result.intake_id is not None:
        return go_to(url_for("papers.waiting", intake_id=result.intake_id))
    flash(SAVED, "success")
    return go_to(url_for("papers.papers", item_id=result.item_id))


def _file_page(
    at: Desk, kind: PaperKind, form: FileForm, paper: Paper | None, *, status: int = 200
) -> Response:
    html = render_template(
        "papers/file.html", head=head(at), kind=kind, label=kind.label, form=form, paper=paper
    )
    return make_response(html, status)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> tuple[str, int]:
    """Say why so much is not taken, without having read it."""
    return render_template("papers/too_large.html"), TOO_LARGE


@blueprint.get("/papers/<uuid:paper_id>/withdraw")
@access(Permission.AGENDA_SEE, reads=PAPER)
def withdraw(paper_id: UUID) -> Response:
    """Ask why a paper is withdrawn."""
    at, found = paper_for(paper_id)
    form = WithdrawForm(version=found.version)
    return refused("papers/withdraw.html", form=form, head=head(at), paper=found)


@blueprint.post("/papers/<uuid:paper_id>/withdraw")
@access(Permission.AGENDA_SEE, writes=True, reads=PAPER)
def withdraw_submit(paper_id: UUID) -> Response:
    """Withdraw a paper: from now on nobody is given it."""
    at, found = paper_for(paper_id)
    form = WithdrawForm()
    if form.validate():
        try:
            operations.withdraw(
                actor=current_actor(),
                now=clock.now(),
                paper_id=paper_id,
                version=form.version.data or 0,
                reason=form.reason.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        except ConflictError as error:
            form.form_errors.append(f"{error.message} Read it again before you withdraw it.")
            form.version.data = found.version
        else:
            flash("The paper is withdrawn. Nobody is given it any more.", "success")
            return go_to(url_for("papers.papers", item_id=found.item_id))
    return refused("papers/withdraw.html", form=form, head=head(at), paper=found)
