"""A protected address: asked for, decided by somebody else, and shown once (C18)."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.kernel.wording import capitalised, counted
from portal.papers import operations, pages, queries
from portal.papers.forms import AddressForm, AskForm, DecideForm
from portal.papers.routes.staff.shared import CONFLICT, blueprint
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error
from portal.web.htmx import go_to

ASKING = "Who asked to see a protected address"
REVEAL = "A protected address"


@blueprint.get("/young-people/<uuid:young_person_id>/address")
@access(Permission.AGENDA_SEE, reads=ASKING)
def address(young_person_id: UUID) -> Response:
    """Show who asked to see a protected address, and ask why; never the address."""
    return _page(young_person_id)


def _page(
    young_person_id: UUID,
    *,
    asking: AskForm | None = None,
    writing: AddressForm | None = None,
    status: int = 200,
) -> Response:
    actor = current_actor()
    person = operations.person_for(actor=actor, young_person_id=young_person_id)
    reading.shows(
        ("young_person", person.id), young_person_id=person.id, district_id=person.district_id
    )
    held = queries.protected_address(young_person_id)
    decides = operations.decides(actor, person)
    if writing is None:
        writing = AddressForm(formdata=None, version=held.version if held else 0)
    page = pages.address_page(
        person,
        queries.reveals(young_person_id),
        actor_id=actor.person_id,
        decides=decides,
        today=clock.today(),
    )
    html = render_template(
        "papers/address.html",
        page=page,
        held=held is not None,
        decides=decides,
        forms=[each for each in (asking, writing) if each is not None],
        asking=asking or AskForm(formdata=None),
        writing=writing,
    )
    return make_response(html, status)


@blueprint.post("/young-people/<uuid:young_person_id>/address/ask")
@access(Permission.AGENDA_SEE, writes=True, reads=ASKING)
def ask_submit(young_person_id: UUID) -> Response:
    """Ask to see a protected address."""
    form = AskForm()
    operations.person_for(actor=current_actor(), young_person_id=young_person_id)
    if form.validate():
        try:
            operations.ask(
                actor=current_actor(),
                now=clock.now(),
                young_person_id=young_person_id,
                reason=form.reason.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("Asked. Somebody else decides, and you can see it here for a day.", "success")
            return go_to(url_for("papers.address", young_person_id=young_person_id))
    return _page(young_person_id, asking=form, status=REFUSED)


@blueprint.post("/young-people/<uuid:young_person_id>/address/write")
@access(Permission.ADDRESS_REVEAL, writes=True, reads=ASKING, step_up=True)
def address_submit(young_person_id: UUID) -> Response:
    """Write a protected address down."""
    form = AddressForm()
    status = REFUSED
    if form.validate():
        try:
            holding = operations.record_address(
                actor=current_actor(),
                now=clock.now(),
                young_person_id=young_person_id,
                version=form.version.data or 0,
                lines=form.lines.data or "",
                postcode=form.postcode.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        except ConflictError as error:
            form.form_errors.append(error.message)
            status = CONFLICT
        else:
            flash("The address is written down. Nobody is shown it without a reveal.", "success")
            if holding:
                flash(
                    f"{capitalised(counted(holding, 'paper'))} of theirs gave it away. Nobody is "
                    "given them until somebody has taken it out: look at the papers of their item.",
                    "warning",
                )
            return go_to(url_for("papers.address", young_person_id=young_person_id))
    return _page(young_person_id, writing=form, status=status)


@blueprint.post("/address-reveals/<uuid:reveal_id>/decide")
@access(Permission.ADDRESS_REVEAL, writes=True)
def decide_submit(reveal_id: UUID) -> Response:
    """Approve or refuse what somebody else asked."""
    form = DecideForm()
    found = queries.reveal(reveal_id)
    if not form.validate():
        flash("Choose yes or no. Nothing was decided.", "success")
        return go_to(url_for("papers.address", young_person_id=found.young_person_id))
    operations.decide(
        actor=current_actor(),
        now=clock.now(),
        reveal_id=reveal_id,
        version=form.version.data or 0,
        approve=form.answer.data == "yes",
    )
    flash("Decided. It is in the trail.", "success")
    return go_to(url_for("papers.address", young_person_id=found.young_person_id))


@blueprint.post("/address-reveals/<uuid:reveal_id>/show")
@access(Permission.AGENDA_SEE, writes=True, reads=REVEAL, step_up=True)
def show_submit(reveal_id: UUID) -> str:
    """Show the address, once, to whoever asked and was let."""
    actor = current_actor()
    found = queries.reveal(reveal_id)
    if found.asked_by != actor.person_id:
        raise NotFoundError("There is no such page.")
    person = operations.person_for(actor=actor, young_person_id=found.young_person_id)
    shown = operations.show(actor=actor, now=clock.now(), reveal_id=reveal_id)
    reading.shows(
        ("address_reveal", reveal_id), young_person_id=person.id, district_id=person.district_id
    )
    return render_template("papers/address_shown.html", address=shown, person=person)
