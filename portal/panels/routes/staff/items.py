"""Young people nominated, moved and withdrawn."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from portal.kernel.errors import ConflictError, PortalError, RuleError
from portal.panels import operations, queries
from portal.panels.forms import (
    FindForm,
    MoveForm,
    NominateForm,
    WithdrawForm,
    uuid_or_none,
)
from portal.panels.pages.choices import fill_nominate_form
from portal.panels.pages.meeting import MeetingPage
from portal.panels.pages.panels import (
    NomineePage,
    nominee_line,
    nominee_page,
)
from portal.panels.pages.posts import nobody_answers
from portal.panels.routes.staff.shared import (
    BUILDER,
    after_planning,
    blueprint,
    builder,
    district_id,
    waits,
)
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import fragment, go_to, wants_fragment

CONFLICT = 409
UNPROCESSABLE = 422
CHOICE = "The list of whom one may put on the agenda"
NOMINATION = "The form that puts a young person on the agenda"


@blueprint.get("/meetings/<uuid:meeting_id>/nominate")
@access(Permission.ITEM_NOMINATE, reads=CHOICE)
def choose_nominee(meeting_id: UUID) -> Response:
    """List whom one may nominate."""
    page = nominee_page(actor=current_actor(), meeting_id=meeting_id)
    _shows_choice(page)
    return refused(
        "panels/choose_nominee.html", form=FindForm(), page=page, slot=request.args.get("slot", "")
    )


@blueprint.post("/meetings/<uuid:meeting_id>/nominate")
@access(Permission.ITEM_NOMINATE, reads=CHOICE)
def find_nominee(meeting_id: UUID) -> Response:
    """Search by reference or name; a POST, so that no name stands in an address."""
    form = FindForm()
    find = (form.find.data or "") if form.validate() else ""
    page = nominee_page(actor=current_actor(), meeting_id=meeting_id, find=find)
    _shows_choice(page)
    return refused(
        "panels/choose_nominee.html", form=form, page=page, slot=request.args.get("slot", "")
    )


def _shows_choice(page: NomineePage) -> None:
    reading.shows_list(district_id=district_id(), listed=[line.id for line in page.lines])


@blueprint.get("/meetings/<uuid:meeting_id>/nominate/<uuid:young_person_id>")
@access(Permission.ITEM_NOMINATE, reads=NOMINATION)
def nominate(meeting_id: UUID, young_person_id: UUID) -> Response:
    """Ask for time, matter, social worker and manager."""
    form = NominateForm(slot=request.args.get("slot", ""))
    return _nominate_page(form, meeting_id, young_person_id)


@blueprint.post("/meetings/<uuid:meeting_id>/nominate/<uuid:young_person_id>")
@access(Permission.ITEM_NOMINATE, writes=True, reads=NOMINATION)
def nominate_submit(meeting_id: UUID, young_person_id: UUID) -> Response:
    """Put a young person on the agenda."""
    form = NominateForm()
    line = nominee_line(
        actor=current_actor(), meeting_id=meeting_id, young_person_id=young_person_id
    )
    fill_nominate_form(form, current_actor(), meeting_id, line, clock.today())
    if line.listed:
        apply_rule_error(form, RuleError(line.why_not, "young_person"))
    elif form.validate():
        try:
            nominated = operations.nominate(
                actor=current_actor(),
                now=clock.now(),
                meeting_id=meeting_id,
                young_person_id=young_person_id,
                item_type=form.item_words,
                slot_id=uuid_or_none(form.slot.data),
                social_worker_id=uuid_or_none(form.social_worker.data),
                manager_id=uuid_or_none(form.manager.data),
                personal_adviser_id=uuid_or_none(form.personal_adviser.data),
                preferred_name=form.preferred_name.data if line.nameless else None,
            )
        except RuleError as error:
            apply_rule_error(form, _beside_the_box(form, error))
        else:
            moved = operations.Moved(nominated.item_id, nominated.who, nominated.start)
            flash(f"Nominated. {moved.sentence}", "success")
            if nominated.warning:
                flash(nominated.warning, "warning")
            return go_to(after_planning(meeting_id))
    return _nominate_page(form, meeting_id, young_person_id)


def _beside_the_box(form: NominateForm, error: RuleError) -> RuleError:
    if error.field == "item_type" and form.item_type.data == "other":
        return RuleError(error.message, "other_item_type")
    return error


def _nominate_page(form: NominateForm, meeting_id: UUID, young_person_id: UUID) -> Response:
    line = nominee_line(
        actor=current_actor(), meeting_id=meeting_id, young_person_id=young_person_id
    )
    reading.shows(
        ("young_person", young_person_id),
        young_person_id=young_person_id,
        district_id=district_id(),
    )
    row = queries.meeting_row(meeting_id)
    fill_nominate_form(form, current_actor(), meeting_id, line, clock.today())
    nobody = "" if form.social_worker.choices else nobody_answers(clock.today())
    return refused("panels/nominate.html", form=form, line=line, row=row, nobody=nobody)


@blueprint.post("/items/<uuid:item_id>/move")
@access(Permission.AGENDA_BUILD, writes=True, reads=BUILDER)
def move(item_id: UUID) -> Response:
    """Move an item up, down or to a time, and show the agenda as it then is."""
    form = MoveForm()
    found = operations.item_for(actor=current_actor(), item_id=item_id, now=clock.now())
    meeting_id = found.item.meeting_id
    asked: dict[str, Literal["up", "down"]] = {"up": "up", "down": "down"}
    direction = asked.get(form.direction.data or "")
    try:
        moved = operations.move_item(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            direction=direction,
            slot_id=uuid_or_none(form.slot.data),
            seen_version=form.version.data,
        )
    except (RuleError, ConflictError) as error:
        return _move_refused(meeting_id, item_id, error)
    if wants_fragment():
        page = builder(meeting_id)
        return fragment(
            render_template("panels/_table.html", page=page),
            focus=_stays_on(page, item_id, direction),
            announce=moved.sentence,
        )
    flash(moved.sentence, "moved")
    return go_to(url_for("panels.meeting", meeting_id=meeting_id, _anchor=f"item-{item_id}"))


def _stays_on(page: MeetingPage, item_id: UUID, direction: str | None) -> str:
    """Return the id that takes focus: the button just pressed where it is still there."""
    item = next((row.item for row in page.rows if row.item and row.item.id == item_id), None)
    if item is not None and direction is not None and getattr(item, direction):
        return f"{direction}-{item_id}"
    return f"item-{item_id}"


def _move_refused(meeting_id: UUID, item_id: UUID, error: PortalError) -> Response:
    page = builder(meeting_id)
    if wants_fragment():
        html = render_template("panels/_table.html", page=page, problem=error.message)
        return fragment(html, focus=f"item-{item_id}", announce=error.message, status=UNPROCESSABLE)
    form = MoveForm()
    form.form_errors.append(error.message)
    status = CONFLICT if isinstance(error, ConflictError) else UNPROCESSABLE
    html = render_template("panels/meeting.html", page=page, waits=waits(page), form=form)
    return make_response(html, status)


@blueprint.get("/items/<uuid:item_id>/withdraw")
@access(Permission.AGENDA_BUILD, reads=BUILDER)
def withdraw(item_id: UUID) -> Response:
    """Ask why an item is taken off the agenda."""
    gone = _off_already(item_id)
    if gone is not None:
        return gone
    return _withdraw_page(WithdrawForm(), item_id)


@blueprint.post("/items/<uuid:item_id>/withdraw")
@access(Permission.AGENDA_BUILD, writes=True, reads=BUILDER)
def withdraw_submit(item_id: UUID) -> Response:
    """Take an item off the agenda."""
    gone = _off_already(item_id)
    if gone is not None:
        return gone
    form = WithdrawForm()
    if form.validate():
        try:
            was = operations.withdraw_item(
                actor=current_actor(),
                now=clock.now(),
                item_id=item_id,
                reason=form.reason.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash(f"{was.reference} is off the agenda. The time is free again.", "success")
            return go_to(url_for("panels.meeting", meeting_id=was.meeting_id))
    return _withdraw_page(form, item_id)


def _off_already(item_id: UUID) -> Response | None:
    """Lead a second press, or a page from the history, to the agenda as it now is."""
    item = operations.item_for(actor=current_actor(), item_id=item_id, now=clock.now()).item
    if item.slot_id is not None:
        return None
    flash("They are off this agenda already. Nothing was changed.", "notice")
    return go_to(after_planning(item.meeting_id))


def _withdraw_page(form: WithdrawForm, item_id: UUID) -> Response:
    item = queries.item_row(item_id)
    page = builder(item.meeting_id)
    who = next(row.item.who for row in page.rows if row.item and row.item.id == item_id)
    return refused("panels/withdraw.html", form=form, item=item, who=who, page=page)
