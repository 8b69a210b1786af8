"""One item: who can see it, whom it lets in for one matter, whom it keeps out, what it costs."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from flask import Response, flash, g, make_response, render_template, url_for

from portal.kernel.england import day_begins
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels import besides, operations, queries, readiness
from portal.panels.forms import (
    CostForm,
    InterestForm,
    InviteForm,
    NoteInterestForm,
    StandInForm,
    uuid_or_none,
)
from portal.panels.pages.choices import fill_newcomer, fill_note_form, fill_stand_in_form
from portal.panels.pages.item import ItemPage, item_page
from portal.panels.policy import NOT_SHOWN
from portal.panels.routes.staff.newcomers import (
    beside_the_newcomer,
    newcomer_in,
    to_their_link,
)
from portal.panels.routes.staff.shared import blueprint, district_id
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import PortalForm, apply_rule_error, refused
from portal.web.htmx import go_to

CONFLICT = 409
ITEM = "An item, and who can see it"
"""What the read log calls these pages."""


@blueprint.get("/items/<uuid:item_id>")
@access(Permission.AGENDA_SEE, reads=ITEM)
def item(item_id: UUID) -> str:
    """Show one item, and everybody who can see it with the reason each has."""
    page = _page(item_id)
    beside = besides.of(current_actor(), item_id, clock.now())
    return render_template("panels/item.html", page=page, beside=beside)


def _page(item_id: UUID) -> ItemPage:
    page = item_page(actor=current_actor(), item_id=item_id, now=clock.now())
    reading.shows(
        ("item", item_id), young_person_id=page.young_person_id, district_id=district_id()
    )
    g.readiness = readiness.of(current_actor(), page.meeting_id, clock.now(), item_id=item_id)
    return page


def _meeting_of(item_id: UUID) -> UUID:
    """Return an item's meeting where nothing of it is shown; NotFoundError as for its page."""
    found = operations.item_for(actor=current_actor(), item_id=item_id, now=clock.now())
    operations.require_heard(current_actor(), found, clock.now())
    return found.meeting.id


def _to_item(item_id: UUID) -> Response:
    return go_to(url_for("panels.item", item_id=item_id))


@blueprint.get("/items/<uuid:item_id>/interest")
@access(Permission.AGENDA_SEE, reads=ITEM)
def interest(item_id: UUID) -> Response:
    """Ask for one's own interest in an item."""
    return refused("panels/interest.html", form=InterestForm(), page=_page(item_id))


@blueprint.post("/items/<uuid:item_id>/interest")
@access(Permission.AGENDA_SEE, writes=True, reads=ITEM)
def interest_submit(item_id: UUID) -> Response:
    """Declare one's own interest: from now the item is not there for them."""
    form = InterestForm()
    meeting_id = _meeting_of(item_id)
    if form.validate():
        try:
            operations.declare_interest(
                actor=current_actor(),
                now=clock.now(),
                item_id=item_id,
                reason=form.reason.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash(f"{NOT_SHOWN}, because you declared an interest.", "success")
            return go_to(url_for("panels.agenda", meeting_id=meeting_id))
    return refused("panels/interest.html", form=form, page=_page(item_id))


@blueprint.get("/items/<uuid:item_id>/interest/note")
@access(Permission.AGENDA_SEE, reads=ITEM)
def note_interest(item_id: UUID) -> Response:
    """Ask whose interest in an item is to be noted."""
    return _note_page(NoteInterestForm(), item_id)


@blueprint.post("/items/<uuid:item_id>/interest/note")
@access(Permission.AGENDA_SEE, writes=True, reads=ITEM)
def note_interest_submit(item_id: UUID) -> Response:
    """Note somebody else's interest in an item."""
    form = NoteInterestForm()
    found = operations.item_for(actor=current_actor(), item_id=item_id, now=clock.now())
    fill_note_form(form, found, current_actor(), clock.now())
    if form.validate():
        try:
            operations.declare_interest(
                actor=current_actor(),
                now=clock.now(),
                item_id=item_id,
                reason=form.reason.data or "",
                person_id=uuid_or_none(form.person.data),
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The interest is noted. This item is no longer shown to them.", "success")
            return _to_item(item_id)
    return _note_page(form, item_id)


def _note_page(form: NoteInterestForm, item_id: UUID) -> Response:
    found = operations.item_for(actor=current_actor(), item_id=item_id, now=clock.now())
    page = _only(item_id, allowed=operations.runs(current_actor(), found))
    fill_note_form(form, found, current_actor(), clock.now())
    return refused("panels/note_interest.html", form=form, page=page)


def _only(item_id: UUID, *, allowed: bool) -> ItemPage:
    """Return the item's page for a form; NotFoundError for whom the form is not there."""
    if not allowed:
        raise NotFoundError("There is no such page.")
    return _page(item_id)


@blueprint.post("/interests/<uuid:recusal_id>/lift")
@access(Permission.AGENDA_SEE, writes=True)
def lift_interest(recusal_id: UUID) -> Response:
    """Let somebody back to an item."""
    item_id = operations.lift_interest(
        actor=current_actor(), now=clock.now(), recusal_id=recusal_id
    )
    flash("The item is shown to them again.", "success")
    return _to_item(item_id)


@blueprint.get("/items/<uuid:item_id>/invite")
@access(Permission.AGENDA_BUILD, reads=ITEM)
def invite(item_id: UUID) -> Response:
    """Ask whom to invite to one item."""
    return _invite_page(InviteForm(), item_id)


@blueprint.post("/items/<uuid:item_id>/invite")
@access(Permission.AGENDA_BUILD, writes=True, step_up=True, reads=ITEM)
def invite_submit(item_id: UUID) -> Response:
    """Invite somebody to one item."""
    form = InviteForm()
    fill_newcomer(form, current_actor(), _meeting_of(item_id), clock.today())
    if form.validate():
        try:
            operations.invite_visitor(
                actor=current_actor(),
                now=clock.now(),
                item_id=item_id,
                email=form.email.data or "",
                reason=form.reason.data or "",
                tells_name=bool(form.tells_name.data),
                closes_at=_end_of(form),
                newcomer=newcomer_in(form),
            )
        except RuleError as error:
            field = "closes_on" if error.field == "closes_at" else error.field
            apply_rule_error(form, beside_the_newcomer(RuleError(error.message, field)))
        else:
            if (onwards := to_their_link(form)) is not None:
                return onwards
            flash("They can see the time and place of this item, and nothing else.", "success")
            return _to_item(item_id)
    return _invite_page(form, item_id)


def _end_of(form: InviteForm) -> datetime | None:
    """Return the moment after the last day, by the clock in England."""
    if form.closes_on.data is None:
        return None
    return day_begins(form.closes_on.data + timedelta(days=1))


def _invite_page(form: InviteForm, item_id: UUID) -> Response:
    page = _page(item_id)
    adds = fill_newcomer(form, current_actor(), page.meeting_id, clock.today())
    page = _only(item_id, allowed=page.may_invite)
    return refused("panels/invite.html", form=form, page=page, adds=adds)


@blueprint.post("/visits/<uuid:visit_id>/end")
@access(Permission.AGENDA_BUILD, writes=True)
def end_visit(visit_id: UUID) -> Response:
    """Close somebody's visit at once."""
    item_id = operations.end_visit(actor=current_actor(), now=clock.now(), visit_id=visit_id)
    flash("The visit is over. They can no longer see this item.", "success")
    return _to_item(item_id)


@blueprint.get("/items/<uuid:item_id>/stand-in")
@access(Permission.AGENDA_SEE, reads=ITEM)
def stand_in(item_id: UUID) -> Response:
    """Ask who comes in the social worker's place."""
    found = operations.item_for(actor=current_actor(), item_id=item_id, now=clock.now())
    person = str(found.item.stand_in_id or found.item.manager_id or "")
    return _stand_in_page(StandInForm(person=person), item_id)


@blueprint.post("/items/<uuid:item_id>/stand-in")
@access(Permission.AGENDA_SEE, writes=True, step_up=True, reads=ITEM)
def stand_in_submit(item_id: UUID) -> Response:
    """Say who comes in the social worker's place."""
    form = StandInForm()
    found = operations.item_for(actor=current_actor(), item_id=item_id, now=clock.now())
    fill_stand_in_form(form, found, current_actor(), clock.today())
    if form.validate():
        try:
            operations.name_stand_in(
                actor=current_actor(),
                now=clock.now(),
                item_id=item_id,
                person_id=uuid_or_none(form.person.data),
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("Saved. The agenda shows who comes.", "success")
            return _to_item(item_id)
    return _stand_in_page(form, item_id)


def _stand_in_page(form: StandInForm, item_id: UUID) -> Response:
    found = operations.item_for(actor=current_actor(), item_id=item_id, now=clock.now())
    allowed = operations.may_name_stand_in(current_actor(), found) and not found.over
    page = _only(item_id, allowed=allowed)
    fill_stand_in_form(form, found, current_actor(), clock.today())
    return refused("panels/stand_in.html", form=form, page=page)


@blueprint.get("/items/<uuid:item_id>/cost")
@access(Permission.AGENDA_SEE, reads=ITEM)
def cost(item_id: UUID) -> Response:
    """Ask what a young person's home costs."""
    kept = queries.cost_of(item_id)
    form = CostForm(version=str(kept[0].version if kept else 0))
    if kept is not None:
        pence = kept[0].weekly_pence
        form.weekly.data = "" if pence is None else f"{pence // 100}.{pence % 100:02}"
        form.note.data = kept[0].note
    return _cost_page(form, item_id)


@blueprint.post("/items/<uuid:item_id>/cost")
@access(Permission.AGENDA_SEE, writes=True, reads=ITEM)
def cost_submit(item_id: UUID) -> Response:
    """Write down what a young person's home costs."""
    form = CostForm()
    if form.validate():
        try:
            operations.record_cost(
                actor=current_actor(),
                now=clock.now(),
                item_id=item_id,
                version=_number(form),
                weekly_pence=form.pence,
                note=form.note.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        except ConflictError as error:
            return _changed_meanwhile(form, item_id, error)
        else:
            flash("The cost is saved. Children’s services alone can see it.", "success")
            return _to_item(item_id)
    return _cost_page(form, item_id)


def _number(form: CostForm) -> int:
    text = str(form.version.data or "")
    return int(text) if text.isdecimal() else 0


def _changed_meanwhile(form: CostForm, item_id: UUID, error: ConflictError) -> Response:
    """Show what somebody else saved beside what is typed; saving again keeps what is typed."""
    kept = queries.cost_of(item_id)
    form.version.data = str(kept[0].version if kept else 0)
    form.form_errors.append(f"{error.message} Look at both, then save again to keep yours")
    answer = _cost_page(form, item_id)
    answer.status_code = CONFLICT
    return answer


def _cost_page(form: PortalForm, item_id: UUID) -> Response:
    page = _page(item_id)
    page = _only(item_id, allowed=page.may_record_cost)
    html = render_template("panels/cost.html", form=form, page=page)
    return make_response(html, 422 if form.error_items else 200)
