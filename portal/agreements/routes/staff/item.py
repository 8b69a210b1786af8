"""An item's agreements: how they stand, an answer recorded, one stopped."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template

from portal.agreements import operations, policy
from portal.agreements.forms import AnswerForm, PapersForm, StopForm, mark_of, papers_form
from portal.agreements.pages import AgreementsPage, person_agreements
from portal.agreements.pages.item import last_words
from portal.agreements.routes.staff.shared import (
    AGREEMENTS,
    CONFLICT,
    askers_of,
    blueprint,
    now,
    page_of,
    to_item,
)
from portal.agreements.rules import Kind
from portal.kernel.errors import ConflictError, RuleError
from portal.panels import operations as panels
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to

KIND = "<any(be_discussed, refer_to_housing, share_papers):agreement>"
CHANGED = RuleError(
    "The papers or the organisations changed while you were asking. They are shown below as they "
    "are now: ask about what is new, and save again.",
    "agreed",
)


@blueprint.get("/items/<uuid:item_id>/agreements")
@access(Permission.AGENDA_SEE, reads=AGREEMENTS)
def item(item_id: UUID) -> str:
    """Show how an item's agreements stand, and their history."""
    return render_template("agreements/item.html", page=page_of(item_id))


@blueprint.get("/young-people/<uuid:young_person_id>/agreements")
@access(Permission.AGENDA_SEE, reads=AGREEMENTS)
def person(young_person_id: UUID) -> str:
    """List a young person's items with how being discussed stands at each."""
    page = person_agreements(
        actor=current_actor(), young_person_id=young_person_id, now=clock.now()
    )
    reading.shows(("young_person", young_person_id), young_person_id=young_person_id)
    return render_template("agreements/person.html", page=page)


@blueprint.get(f"/items/<uuid:item_id>/agreements/{KIND}")
@access(Permission.AGENDA_SEE, reads=AGREEMENTS)
def answer(item_id: UUID, agreement: str) -> Response:
    """Ask what a young person answered."""
    _require_recording(item_id)
    page = page_of(item_id)
    form = _form(Kind(agreement), page)
    form.seen.data = page.newest
    form.answered_on.process(None, clock.today())
    form.asked_by.data = str(current_actor().person_id)
    if isinstance(form, PapersForm):
        form.offered.data = mark_of(page.papers, page.organisations)
        _tick_what_holds(form, page)
    return _answer_page(form, page, Kind(agreement))


@blueprint.post(f"/items/<uuid:item_id>/agreements/{KIND}")
@access(Permission.AGENDA_SEE, writes=True, reads=AGREEMENTS)
def answer_submit(item_id: UUID, agreement: str) -> Response:
    """Write down what a young person answered."""
    _require_recording(item_id)
    page, kind = page_of(item_id), Kind(agreement)
    form = _form(kind, page)
    if form.validate():
        try:
            _refuse_another_question(form, page)
            operations.record_answer(
                actor=current_actor(),
                now=now(),
                item_id=item_id,
                draft=form.draft(kind),
                seen=form.seen.data or 0,
            )
        except RuleError as error:
            form.refuse(error)
        except ConflictError as error:
            return _both_versions(form, item_id, kind, error)
        else:
            flash("Recorded. What was answered before stays in the history.", "success")
            return go_to(to_item(item_id))
    return _answer_page(form, page, kind)


def _require_recording(item_id: UUID) -> None:
    actor = current_actor()
    policy.require_recording(actor, panels.item_for(actor=actor, item_id=item_id, now=clock.now()))


def _form(kind: Kind, page: AgreementsPage) -> AnswerForm:
    papers = kind is Kind.SHARE_PAPERS
    form = papers_form(page.papers, page.organisations) if papers else AnswerForm()
    form.asked_by.offer(askers_of(page.item_id))
    return form


def _tick_what_holds(form: PapersForm, page: AgreementsPage) -> None:
    """Tick what is agreed to now, so that a change is one tick."""
    for box, paper in zip(form.boxes, page.papers, strict=True):
        box.data = [
            str(organisation.id)
            for organisation, audience in zip(page.organisations, page.audiences, strict=True)
            for line, each in zip(audience.papers, page.papers, strict=True)
            if each.id == paper.id and line.goes
        ]


def _refuse_another_question(form: AnswerForm, page: AgreementsPage) -> None:
    """Raise RuleError where the page named something else than there is now."""
    if not isinstance(form, PapersForm):
        return
    there = mark_of(page.papers, page.organisations)
    if form.offered.data != there:
        form.offered.data = there
        raise CHANGED


def _both_versions(form: AnswerForm, item_id: UUID, kind: Kind, error: ConflictError) -> Response:
    """Show what somebody else recorded beside what was typed here."""
    page = page_of(item_id)
    form.form_errors.append(f"{error.message} {last_words(page)} Nothing of yours was saved yet.")
    form.seen.data = page.newest
    return make_response(_answer_page(form, page, kind).get_data(as_text=True), CONFLICT)


def _answer_page(form: AnswerForm, page: AgreementsPage, kind: Kind) -> Response:
    return refused("agreements/answer.html", form=form, page=page, kind=kind)


@blueprint.get(f"/items/<uuid:item_id>/agreements/{KIND}/stop")
@access(Permission.AGENDA_SEE, reads=AGREEMENTS)
def stop(item_id: UUID, agreement: str) -> Response:
    """Ask for the one press that stops something."""
    return _stop_page(StopForm(), page_of(item_id), Kind(agreement))


@blueprint.post(f"/items/<uuid:item_id>/agreements/{KIND}/stop")
@access(Permission.AGENDA_SEE, writes=True, reads=AGREEMENTS)
def stop_submit(item_id: UUID, agreement: str) -> Response:
    """Write down that a young person stopped something."""
    form, kind = StopForm(), Kind(agreement)
    page = page_of(item_id)
    if form.validate():
        try:
            operations.stop(
                actor=current_actor(),
                now=now(),
                item_id=item_id,
                kind=kind,
                said=form.said.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("Stopped. From now on nothing goes out on the strength of it.", "success")
            return go_to(to_item(item_id))
    return _stop_page(form, page, kind)


def _stop_page(form: StopForm, page: AgreementsPage, kind: Kind) -> Response:
    return refused("agreements/stop.html", form=form, page=page, kind=kind)
