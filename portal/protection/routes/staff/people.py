"""One young person: what is held back, hidden or deleted, each with a reason."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, render_template, url_for

from portal.kernel.errors import NotFoundError
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission, require
from portal.protection import forms
from portal.protection.operations import retention, rulings
from portal.protection.pages.person import PersonPage, person_page
from portal.protection.pages.person import overview as overview_page
from portal.protection.queries import retention as holds
from portal.protection.queries.holdings import young_person_of
from portal.protection.queries.rulings import coming_items, ruling
from portal.protection.routes.staff.shared import DECIDED, WAITING, blueprint, shows_person
from portal.protection.rules.rulings import RulingKind
from portal.web import clock
from portal.web.access import access
from portal.web.forms import PortalForm, done, refused
from portal.web.htmx import go_to


@blueprint.get("/")
@access(Permission.PROTECTION_MANAGE, reads=WAITING)
def overview() -> Response:
    """Show what waits for somebody, and ask whom it is about."""
    return _overview(forms.FindForm(formdata=None))


@blueprint.post("/find")
@access(Permission.PROTECTION_MANAGE, reads=WAITING)
def find() -> Response:
    """Lead to a young person's page; a POST, so that no reference stands in an address."""
    require(current_actor(), Permission.PROTECTION_MANAGE, None)
    form = forms.FindForm()
    if form.validate():
        try:
            found = young_person_of(form.reference.data or "")
        except NotFoundError as error:
            form.reference.errors = [error.message]
        else:
            return go_to(url_for("protection.person", young_person_id=found.id))
    return _overview(form)


def _overview(form: forms.FindForm) -> Response:
    actor = current_actor()
    require(actor, Permission.PROTECTION_MANAGE, None)
    page = overview_page(actor, clock.today())
    reading.shows_list(listed=page.named)
    return refused("protection/overview.html", form=form, page=page)


@blueprint.get("/people/<uuid:young_person_id>")
@access(Permission.PROTECTION_MANAGE, reads=DECIDED)
def person(young_person_id: UUID) -> str:
    """Show what was asked and decided about one young person's data."""
    return render_template("protection/person.html", page=_page(young_person_id))


@blueprint.get("/people/<uuid:young_person_id>/hold")
@access(Permission.PROTECTION_MANAGE, reads=DECIDED)
def hold(young_person_id: UUID) -> Response:
    """Ask why everything about them must be kept."""
    return _reason_page("hold", _page(young_person_id), forms.HoldForm())


@blueprint.post("/people/<uuid:young_person_id>/hold")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=DECIDED)
def hold_submit(young_person_id: UUID) -> Response:
    """Place a legal hold."""
    form = forms.HoldForm()
    if done(
        form,
        lambda: retention.place_hold(
            actor=current_actor(),
            now=clock.now(),
            young_person_id=young_person_id,
            reason=form.reason.data or "",
        ),
    ):
        said = "Nothing about them is deleted until the hold is lifted"
        return _to_person(young_person_id, said)
    return _reason_page("hold", _page(young_person_id), form)


@blueprint.get("/holds/<uuid:hold_id>/lift")
@access(Permission.PROTECTION_MANAGE, reads=DECIDED)
def lift_hold(hold_id: UUID) -> Response:
    """Ask why a hold is lifted."""
    page = _page(holds.hold(hold_id).young_person_id)
    return _reason_page("lift_hold", page, forms.LiftForm(), hold_id)


@blueprint.post("/holds/<uuid:hold_id>/lift")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=DECIDED, step_up=True)
def lift_hold_submit(hold_id: UUID) -> Response:
    """Lift a hold."""
    form = forms.LiftForm()
    young_person_id = holds.hold(hold_id).young_person_id
    if done(
        form,
        lambda: retention.lift_hold(
            actor=current_actor(),
            now=clock.now(),
            hold_id=hold_id,
            reason=form.reason.data or "",
        ),
    ):
        return _to_person(young_person_id, "The hold is lifted")
    return _reason_page("lift_hold", _page(young_person_id), form, hold_id)


@blueprint.get(
    "/people/<uuid:young_person_id>/propose/<any(erase,restrict,protect,unprotect,let_back):kind>"
)
@access(Permission.PROTECTION_MANAGE, reads=DECIDED)
def propose(young_person_id: UUID, kind: str) -> Response:
    """Ask on what ground it is proposed."""
    chosen = RulingKind(kind)
    return _propose_page(young_person_id, chosen, forms.RulingForm(chosen))


@blueprint.post(
    "/people/<uuid:young_person_id>/propose/<any(erase,restrict,protect,unprotect,let_back):kind>"
)
@access(Permission.PROTECTION_MANAGE, writes=True, reads=DECIDED, step_up=True)
def propose_submit(young_person_id: UUID, kind: str) -> Response:
    """Propose what a second person then decides."""
    chosen = RulingKind(kind)
    form = forms.RulingForm(chosen)
    if done(
        form,
        lambda: rulings.propose(
            actor=current_actor(),
            now=clock.now(),
            young_person_id=young_person_id,
            kind=chosen,
            ground=form.chosen,
            reason=form.reason.data or "",
        ),
    ):
        return _to_person(young_person_id, "Proposed. A second person decides")
    return _propose_page(young_person_id, chosen, form)


def _propose_page(young_person_id: UUID, kind: RulingKind, form: forms.RulingForm) -> Response:
    page = _page(young_person_id)
    today = clock.today()
    return refused(
        "protection/propose.html",
        form=form,
        page=page,
        kind=kind,
        too_early=rulings.too_early(page.id, today) if kind is RulingKind.ERASE else None,
        coming=kind is RulingKind.RESTRICT and coming_items(page.id, today),
    )


@blueprint.get("/rulings/<uuid:ruling_id>/decide")
@access(Permission.PROTECTION_MANAGE, reads=DECIDED)
def decide(ruling_id: UUID) -> Response:
    """Ask the second person to agree."""
    return _decide_page(ruling_id, PortalForm())


@blueprint.post("/rulings/<uuid:ruling_id>/decide")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=DECIDED, step_up=True)
def decide_submit(ruling_id: UUID) -> Response:
    """Agree: what was proposed happens."""
    form, found = PortalForm(), ruling(ruling_id)
    if done(
        form,
        lambda: rulings.agree(actor=current_actor(), now=clock.now(), ruling_id=ruling_id),
    ):
        return _to_person(found.young_person_id, _HAPPENED[RulingKind(found.kind)])
    return _decide_page(ruling_id, form)


def _decide_page(ruling_id: UUID, form: PortalForm) -> Response:
    page = _page(ruling(ruling_id).young_person_id)
    row = next((each for each in page.waiting if each.id == ruling_id), None)
    if row is None:
        flash("This was decided already. Nothing was changed.", "notice")
        return go_to(url_for("protection.person", young_person_id=page.id))
    coming = row.kind is RulingKind.RESTRICT and coming_items(page.id, clock.today())
    return refused("protection/decide.html", form=form, page=page, row=row, coming=coming)


@blueprint.get("/rulings/<uuid:ruling_id>/<any(refuse,lift):step>")
@access(Permission.PROTECTION_MANAGE, reads=DECIDED)
def end_ruling(ruling_id: UUID, step: str) -> Response:
    """Ask why a proposal is refused, or why something need not be hidden any more."""
    page = _page(ruling(ruling_id).young_person_id)
    return _reason_page(step, page, _FORMS[step](), ruling_id)


@blueprint.post("/rulings/<uuid:ruling_id>/<any(refuse,lift):step>")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=DECIDED, step_up=True)
def end_ruling_submit(ruling_id: UUID, step: str) -> Response:
    """Refuse a proposal, or end a restriction."""
    form = _FORMS[step]()
    found = ruling(ruling_id)
    act = rulings.refuse if step == "refuse" else rulings.lift
    if done(
        form,
        lambda: act(
            actor=current_actor(),
            now=clock.now(),
            ruling_id=ruling_id,
            reason=form.reason.data or "",
        ),
    ):
        said = "Refused" if step == "refuse" else "It is there again for the panels’ work"
        return _to_person(found.young_person_id, said)
    return _reason_page(step, _page(found.young_person_id), form, ruling_id)


_HAPPENED = {
    RulingKind.ERASE: "What was held about them is deleted",
    RulingKind.RESTRICT: "It is hidden from now on",
    RulingKind.PROTECT: "Their address is marked as protected",
    RulingKind.UNPROTECT: "The mark on their address is off",
    RulingKind.LET_BACK: "The next return that names them is taken in",
}
_FORMS: dict[str, type[forms.ReasonForm]] = {"refuse": forms.RefuseForm, "lift": forms.EndForm}


def _page(young_person_id: UUID) -> PersonPage:
    actor = current_actor()
    require(actor, Permission.PROTECTION_MANAGE, None)
    shows_person(young_person_id)
    return person_page(young_person_id, actor, clock.today())


def _reason_page(
    step: str, page: PersonPage, form: forms.ReasonForm, subject_id: UUID | None = None
) -> Response:
    """Show the form with one question."""
    return refused("protection/reason.html", form=form, page=page, step=step, subject_id=subject_id)


def _to_person(young_person_id: UUID, said: str) -> Response:
    flash(f"{said}.", "success")
    return go_to(url_for("protection.person", young_person_id=young_person_id))
