"""Panels and who holds their seats."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, render_template, request, url_for

from portal.kernel.errors import NotFoundError, RuleError
from portal.panels import operations, queries
from portal.panels.forms import (
    EndSeatForm,
    HolderForm,
)
from portal.panels.pages.choices import fill_holder_form
from portal.panels.pages.panels import (
    panel_cards,
    term_line,
)
from portal.panels.routes.staff.shared import (
    blueprint,
    day_in,
    district_id,
    kind_of,
)
from portal.people.gate import current_actor
from portal.people.policy import Permission, require
from portal.tenancy.door import current_variation
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to


@blueprint.get("/panels")
@access(Permission.PANEL_SEE)
def panels() -> str:
    """Show both panels: who sits on them, who chairs and why, how often they meet."""
    cards = panel_cards(actor=current_actor(), district_id=district_id(), now=clock.now())
    return render_template(
        "panels/panels.html", cards=cards, district_name=current_variation().ref.name
    )


@blueprint.get("/panels/<kind>/holders/add")
@access(Permission.SEATS_MANAGE)
def add_holder(kind: str) -> Response:
    """Ask who is to hold a seat."""
    require_panel(queries.panel(district_id(), kind_of(kind)).id)
    form = HolderForm(seat_key=request.args.get("seat", ""), starts_on=clock.today())
    fill_holder_form(form, current_actor(), district_id(), kind_of(kind), clock.today())
    return refused("panels/add_holder.html", form=form, kind=kind_of(kind))


@blueprint.post("/panels/<kind>/holders/add")
@access(Permission.SEATS_MANAGE, writes=True, step_up=True)
def add_holder_submit(kind: str) -> Response:
    """Put somebody in a seat."""
    form = HolderForm()
    fill_holder_form(form, current_actor(), district_id(), kind_of(kind), clock.today())
    if form.validate():
        try:
            operations.hold_seat(
                actor=current_actor(),
                now=clock.now(),
                district_id=district_id(),
                kind=kind_of(kind),
                seat_key=form.seat_key.data or "",
                person_id=UUID(form.person_id.data),
                starts_on=day_in(form.starts_on),
                ends_on=form.ends_on.data,
                deputy=bool(form.deputy.data),
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The seat is filled.", "success")
            return go_to(url_for("panels.panels"))
    return refused("panels/add_holder.html", form=form, kind=kind_of(kind))


@blueprint.get("/holders/<uuid:term_id>/end")
@access(Permission.SEATS_MANAGE)
def end_holder(term_id: UUID) -> Response:
    """Ask for somebody's last day in a seat."""
    return _end_page(EndSeatForm(last_day=clock.today()), term_id)


@blueprint.post("/holders/<uuid:term_id>/end")
@access(Permission.SEATS_MANAGE, writes=True, step_up=True)
def end_holder_submit(term_id: UUID) -> Response:
    """End somebody's term in a seat."""
    form = EndSeatForm()
    if form.validate():
        try:
            operations.end_seat(
                actor=current_actor(),
                now=clock.now(),
                term_id=term_id,
                last_day=day_in(form.last_day),
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The last day is saved.", "success")
            return go_to(url_for("panels.panels"))
    return _end_page(form, term_id)


def require_panel(panel_id: UUID) -> None:
    """Let pass who fills the seats of this panel. NotFoundError for one they may not know."""
    actor = current_actor()
    if not actor.may(Permission.PANEL_SEE, district_id(), panel_id):
        raise NotFoundError("There is no such panel.")
    require(actor, Permission.SEATS_MANAGE, district_id(), panel_id)


def _end_page(form: EndSeatForm, term_id: UUID) -> Response:
    panel_id = queries.term(term_id).panel_id
    require_panel(panel_id)
    term = next(term for term in queries.terms([panel_id]) if term.id == term_id)
    return refused(
        "panels/end_holder.html", form=form, term=term_line(term, clock.today()), term_id=term_id
    )
