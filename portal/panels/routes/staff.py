"""Pages for those who plan meetings, build agendas and read them.

Reading pages are GET, changes are POST views of their own; after a change the reader is sent on.
Names of young people never stand in an address, a notice that is kept in a cookie, or a file name.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, g, make_response, render_template, request, url_for

from portal.kernel.errors import ConflictError, NotFoundError, PortalError, RuleError
from portal.kernel.kinds import PanelKind
from portal.panels import operations, queries
from portal.panels.documents import agenda_docx, agenda_ics, agenda_pdf
from portal.panels.forms import (
    CancelForm,
    EndSeatForm,
    FindForm,
    HolderForm,
    MoveForm,
    NominateForm,
    PlanForm,
    PublishForm,
    WithdrawForm,
    uuid_or_none,
)
from portal.panels.pages.agenda import PublishedAgenda, agenda_for
from portal.panels.pages.choices import fill_holder_form, fill_nominate_form, fill_plan_form
from portal.panels.pages.meeting import MeetingPage, check_page, meeting_page, part_words
from portal.panels.pages.panels import (
    meeting_lines,
    nominee_line,
    nominee_page,
    panel_cards,
    term_line,
)
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.tenancy.door import current_variation
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import fragment, go_to, wants_fragment
from portal.web.site import current_site

blueprint = Blueprint(
    "panels", __name__, template_folder="../templates", url_prefix="/d/<district>"
)
CONFLICT = 409
UNPROCESSABLE = 422


def _district() -> str:
    slug: str = g.district_slug
    return slug


def _kind(text: str) -> PanelKind:
    try:
        return PanelKind(text)
    except ValueError:
        raise NotFoundError("There is no such panel.") from None


# --- Panels and seats ---


@blueprint.get("/panels")
@access(Permission.PANEL_SEE)
def panels() -> str:
    """Show both panels: who sits on them, who chairs and why, how often they meet."""
    cards = panel_cards(district_id=_district(), now=clock.now())
    return render_template(
        "panels/panels.html", cards=cards, district_name=current_variation().ref.name
    )


@blueprint.get("/panels/<kind>/holders/add")
@access(Permission.SEATS_MANAGE)
def add_holder(kind: str) -> Response:
    """Ask who is to hold a seat."""
    form = HolderForm(seat_key=request.args.get("seat", ""), starts_on=clock.today())
    fill_holder_form(form, _district(), _kind(kind), clock.today())
    return refused("panels/add_holder.html", form=form, kind=_kind(kind))


@blueprint.post("/panels/<kind>/holders/add")
@access(Permission.SEATS_MANAGE, writes=True)
def add_holder_submit(kind: str) -> Response:
    """Put somebody in a seat."""
    form = HolderForm()
    fill_holder_form(form, _district(), _kind(kind), clock.today())
    if form.validate():
        try:
            operations.hold_seat(
                actor=current_actor(),
                now=clock.now(),
                district_id=_district(),
                kind=_kind(kind),
                seat_key=form.seat_key.data or "",
                person_id=UUID(form.person_id.data),
                starts_on=_day(form.starts_on),
                ends_on=form.ends_on.data,
                deputy=bool(form.deputy.data),
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The seat is filled.", "success")
            return go_to(url_for("panels.panels"))
    return refused("panels/add_holder.html", form=form, kind=_kind(kind))


@blueprint.get("/holders/<uuid:term_id>/end")
@access(Permission.SEATS_MANAGE)
def end_holder(term_id: UUID) -> Response:
    """Ask for somebody's last day in a seat."""
    return _end_page(EndSeatForm(last_day=clock.today()), term_id)


@blueprint.post("/holders/<uuid:term_id>/end")
@access(Permission.SEATS_MANAGE, writes=True)
def end_holder_submit(term_id: UUID) -> Response:
    """End somebody's term in a seat."""
    form = EndSeatForm()
    if form.validate():
        try:
            operations.end_seat(
                actor=current_actor(),
                now=clock.now(),
                term_id=term_id,
                last_day=_day(form.last_day),
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The last day is saved.", "success")
            return go_to(url_for("panels.panels"))
    return _end_page(form, term_id)


def _end_page(form: EndSeatForm, term_id: UUID) -> Response:
    panel_id = queries.term(term_id).panel_id
    term = next(term for term in queries.terms([panel_id]) if term.id == term_id)
    return refused(
        "panels/end_holder.html", form=form, term=term_line(term, clock.today()), term_id=term_id
    )


def _day(field: Any) -> date:
    """Return a date field's value where the form has made sure there is one."""
    assert isinstance(field.data, date)
    return field.data


# --- Meetings ---


@blueprint.get("/meetings")
@access(Permission.PANEL_SEE)
def meetings() -> str:
    """List the district's meetings, those to come first."""
    today = clock.today()
    coming = queries.next_meetings(today=today, district_id=_district())
    past = queries.past_meetings(today=today, district_id=_district())
    return render_template(
        "panels/meetings.html",
        coming=meeting_lines(coming, today),
        past=meeting_lines(past, today),
        district_name=current_variation().ref.name,
    )


@blueprint.get("/meetings/plan")
@access(Permission.MEETING_PLAN)
def plan() -> Response:
    """Ask for a meeting's panel, day, part of the day and place."""
    form = PlanForm(kind=request.args.get("kind", PanelKind.LEAVING_CARE.value))
    fill_plan_form(form, current_variation(), clock.today())
    return refused("panels/plan.html", form=form)


@blueprint.post("/meetings/plan")
@access(Permission.MEETING_PLAN, writes=True)
def plan_submit() -> Response:
    """Plan a meeting and lay out its slots."""
    form = PlanForm()
    fill_plan_form(form, current_variation(), clock.today())
    if form.validate():
        try:
            planned = operations.plan_meeting(
                actor=current_actor(),
                now=clock.now(),
                district_id=_district(),
                kind=_kind(form.kind.data or ""),
                held_on=_day(form.held_on),
                part=form.part.data or "",
                place=form.place.data or "",
                unusual_day_reason=form.unusual_day_reason.data,
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash(f"The meeting is planned, with {planned.slots} slots.", "success")
            for warning in planned.warnings:
                flash(warning, "warning")
            return go_to(_after_planning(planned.meeting_id))
    return refused("panels/plan.html", form=form)


def _after_planning(meeting_id: UUID) -> str:
    builds = current_actor().may(Permission.AGENDA_BUILD, _district())
    if builds:
        return url_for("panels.meeting", meeting_id=meeting_id)
    return url_for("panels.meetings")


@blueprint.get("/meetings/<uuid:meeting_id>")
@access(Permission.AGENDA_BUILD)
def meeting(meeting_id: UUID) -> str:
    """Show the agenda builder."""
    return render_template("panels/meeting.html", page=_builder(meeting_id))


def _builder(meeting_id: UUID) -> MeetingPage:
    return meeting_page(actor=current_actor(), now=clock.now(), meeting_id=meeting_id)


@blueprint.get("/meetings/<uuid:meeting_id>/cancel")
@access(Permission.MEETING_PLAN)
def cancel(meeting_id: UUID) -> Response:
    """Ask whether to cancel a meeting."""
    return _cancel_page(CancelForm(), meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/cancel")
@access(Permission.MEETING_PLAN, writes=True)
def cancel_submit(meeting_id: UUID) -> Response:
    """Cancel a meeting."""
    form = CancelForm()
    if form.validate():
        try:
            operations.cancel_meeting(actor=current_actor(), now=clock.now(), meeting_id=meeting_id)
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("The meeting is cancelled. Tell the people who were coming.", "success")
            return go_to(url_for("panels.meetings"))
    return _cancel_page(form, meeting_id)


def _cancel_page(form: CancelForm, meeting_id: UUID) -> Response:
    row = queries.meeting_row(meeting_id)
    return refused("panels/cancel.html", form=form, row=row, part=part_words(row.part))


# --- Items ---


@blueprint.get("/meetings/<uuid:meeting_id>/nominate")
@access(Permission.ITEM_NOMINATE)
def choose_nominee(meeting_id: UUID) -> Response:
    """List whom one may nominate."""
    page = nominee_page(actor=current_actor(), meeting_id=meeting_id)
    return refused(
        "panels/choose_nominee.html", form=FindForm(), page=page, slot=request.args.get("slot", "")
    )


@blueprint.post("/meetings/<uuid:meeting_id>/nominate")
@access(Permission.ITEM_NOMINATE)
def find_nominee(meeting_id: UUID) -> Response:
    """Search by reference or name; a POST, so that no name stands in an address."""
    form = FindForm()
    find = (form.find.data or "") if form.validate() else ""
    page = nominee_page(actor=current_actor(), meeting_id=meeting_id, find=find)
    return refused(
        "panels/choose_nominee.html", form=form, page=page, slot=request.args.get("slot", "")
    )


@blueprint.get("/meetings/<uuid:meeting_id>/nominate/<uuid:young_person_id>")
@access(Permission.ITEM_NOMINATE)
def nominate(meeting_id: UUID, young_person_id: UUID) -> Response:
    """Ask for time, matter, social worker and manager."""
    form = NominateForm(slot=request.args.get("slot", ""))
    return _nominate_page(form, meeting_id, young_person_id)


@blueprint.post("/meetings/<uuid:meeting_id>/nominate/<uuid:young_person_id>")
@access(Permission.ITEM_NOMINATE, writes=True)
def nominate_submit(meeting_id: UUID, young_person_id: UUID) -> Response:
    """Put a young person on the agenda."""
    form = NominateForm()
    line = nominee_line(
        actor=current_actor(), meeting_id=meeting_id, young_person_id=young_person_id
    )
    fill_nominate_form(form, meeting_id, line, clock.today())
    if form.validate():
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
                preferred_name=form.preferred_name.data if line.nameless else None,
            )
        except RuleError as error:
            apply_rule_error(form, _beside_the_box(form, error))
        else:
            moved = operations.Moved(nominated.item_id, nominated.who, nominated.start)
            flash(f"Nominated. {moved.sentence}", "success")
            if nominated.warning:
                flash(nominated.warning, "warning")
            return go_to(_after_planning(meeting_id))
    return _nominate_page(form, meeting_id, young_person_id)


def _beside_the_box(form: NominateForm, error: RuleError) -> RuleError:
    if error.field == "item_type" and form.item_type.data == "other":
        return RuleError(error.message, "other_item_type")
    return error


def _nominate_page(form: NominateForm, meeting_id: UUID, young_person_id: UUID) -> Response:
    line = nominee_line(
        actor=current_actor(), meeting_id=meeting_id, young_person_id=young_person_id
    )
    row = queries.meeting_row(meeting_id)
    fill_nominate_form(form, meeting_id, line, clock.today())
    return refused("panels/nominate.html", form=form, line=line, row=row)


@blueprint.post("/items/<uuid:item_id>/move")
@access(Permission.AGENDA_BUILD, writes=True)
def move(item_id: UUID) -> Response:
    """Move an item up, down or to a time, and show the agenda as it then is."""
    form = MoveForm()
    meeting_id = queries.item(item_id).meeting_id
    direction = form.direction.data if form.direction.data in {"up", "down"} else None
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
        page = _builder(meeting_id)
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
    page = _builder(meeting_id)
    if wants_fragment():
        html = render_template("panels/_table.html", page=page, problem=error.message)
        return fragment(html, focus=f"item-{item_id}", announce=error.message, status=UNPROCESSABLE)
    form = MoveForm()
    form.form_errors.append(error.message)
    status = CONFLICT if isinstance(error, ConflictError) else UNPROCESSABLE
    return make_response(render_template("panels/meeting.html", page=page, form=form), status)


@blueprint.get("/items/<uuid:item_id>/withdraw")
@access(Permission.AGENDA_BUILD)
def withdraw(item_id: UUID) -> Response:
    """Ask why an item is taken off the agenda."""
    return _withdraw_page(WithdrawForm(), item_id)


@blueprint.post("/items/<uuid:item_id>/withdraw")
@access(Permission.AGENDA_BUILD, writes=True)
def withdraw_submit(item_id: UUID) -> Response:
    """Take an item off the agenda."""
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


def _withdraw_page(form: WithdrawForm, item_id: UUID) -> Response:
    item = queries.item_row(item_id)
    page = _builder(item.meeting_id)
    who = next(row.item.who for row in page.rows if row.item and row.item.id == item_id)
    return refused("panels/withdraw.html", form=form, item=item, who=who, page=page)


# --- Publishing and reading ---


@blueprint.get("/meetings/<uuid:meeting_id>/publish")
@access(Permission.AGENDA_PUBLISH)
def publish(meeting_id: UUID) -> Response:
    """Show the agenda as it would go out, to be checked."""
    return _publish_page(PublishForm(), meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/publish")
@access(Permission.AGENDA_PUBLISH, writes=True)
def publish_submit(meeting_id: UUID) -> Response:
    """Publish the agenda."""
    form = PublishForm()
    accepters = check_page(actor=current_actor(), now=clock.now(), meeting_id=meeting_id).accepters
    form.late_accepted_by.choices = list(accepters)
    if form.validate():
        try:
            published = operations.publish_agenda(
                actor=current_actor(),
                now=clock.now(),
                meeting_id=meeting_id,
                late_accepted_by=uuid_or_none(form.late_accepted_by.data),
                late_reason=form.late_reason.data,
                seen=form.mark.data or None,
            )
        except (RuleError, ConflictError) as error:
            field = error.field if isinstance(error, RuleError) else None
            apply_rule_error(form, RuleError(error.message, field))
        else:
            flash(
                f"Version {published.number} of the agenda is published. "
                f"{published.readers} people can now read it.",
                "success",
            )
            return go_to(url_for("panels.agenda", meeting_id=meeting_id))
    return _publish_page(form, meeting_id)


def _publish_page(form: PublishForm, meeting_id: UUID) -> Response:
    page = check_page(actor=current_actor(), now=clock.now(), meeting_id=meeting_id)
    form.late_accepted_by.choices = list(page.accepters)
    return refused("panels/publish.html", form=form, page=page)


@blueprint.get("/meetings/<uuid:meeting_id>/agenda")
@access(Permission.AGENDA_SEE)
def agenda(meeting_id: UUID) -> str:
    """Show the newest published agenda to whoever may read it."""
    published = agenda_for(actor=current_actor(), meeting_id=meeting_id)
    if published is None:
        row = queries.meeting_row(meeting_id)
        return render_template("panels/agenda_waiting.html", row=row)
    return render_template("panels/agenda.html", agenda=published, page=published.page)


@blueprint.get("/meetings/<uuid:meeting_id>/agenda.pdf")
@access(Permission.AGENDA_SEE)
def agenda_as_pdf(meeting_id: UUID) -> Response:
    """Send the agenda as tagged PDF."""
    published = _published(meeting_id)
    return _file(agenda_pdf(published.page), "application/pdf", f"{published.file_name}.pdf")


@blueprint.get("/meetings/<uuid:meeting_id>/agenda.docx")
@access(Permission.AGENDA_SEE)
def agenda_as_word(meeting_id: UUID) -> Response:
    """Send the agenda as a Word file."""
    published = _published(meeting_id)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _file(agenda_docx(published.page), kind, f"{published.file_name}.docx")


@blueprint.get("/meetings/<uuid:meeting_id>/agenda.ics")
@access(Permission.AGENDA_SEE)
def agenda_as_calendar(meeting_id: UUID) -> Response:
    """Send the meeting as a calendar entry, which names nobody."""
    published = _published(meeting_id)
    entry = agenda_ics(
        published.page,
        uid=published.calendar_id,
        sequence=published.calendar_sequence,
        organiser=current_site().help_email,
        url=url_for("panels.agenda", meeting_id=meeting_id, _external=True),
        cancelled=published.cancelled,
    )
    return _file(entry, "text/calendar", f"meeting-{published.page.panel_day.isoformat()}.ics")


def _published(meeting_id: UUID) -> PublishedAgenda:
    published = agenda_for(actor=current_actor(), meeting_id=meeting_id)
    if published is None:
        raise NotFoundError("The agenda is not published yet.")
    return published


def _file(content: bytes, kind: str, name: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
