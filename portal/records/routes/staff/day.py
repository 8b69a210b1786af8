"""The panel day for the chair: attendance, the items in order, finishing the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.wording import counted
from portal.people import queries as people
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.records import operations, pages, queries, rules
from portal.records.forms import (
    AttendanceForm,
    FinishForm,
)
from portal.records.operations import SeatAnswer
from portal.records.queries import ItemLine
from portal.records.routes.staff.shared import CONFLICT, blueprint
from portal.records.rules import AttendanceState, DayRules
from portal.tenancy.door import current_variation
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED
from portal.web.htmx import go_to

DAY = "The panel day"


@blueprint.get("/meetings/<uuid:meeting_id>/day")
@access(Permission.RECORD_WRITE, reads=DAY)
def day(meeting_id: UUID) -> Response:
    """Show the panel day: attendance, and the items in slot order with the current one."""
    return _day_page(meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/day/open")
@access(Permission.RECORD_WRITE, writes=True)
def open_day(meeting_id: UUID) -> Response:
    """Start the panel day."""
    operations.open_day(actor=current_actor(), now=clock.now(), meeting_id=meeting_id)
    return go_to(url_for("records.day", meeting_id=meeting_id))


@blueprint.post("/meetings/<uuid:meeting_id>/day")
@access(Permission.RECORD_WRITE, writes=True, reads=DAY)
def save_attendance(meeting_id: UUID) -> Response:
    """Save who came. Answers that cannot be saved stay on the page."""
    shaped = queries.day_rules(meeting_id)
    seats = _seat_rows(meeting_id, shaped)
    forms = [AttendanceForm(seat.attendance_id, _legend(seat)) for seat in seats]
    if [form for form in forms if not form.validate()]:  # every form says what is wrong with it
        return _day_page(meeting_id, forms=forms, status=REFUSED)
    if request.form.get("rest") == AttendanceState.PRESENT:
        _mark_rest(forms, seats)
    answers = [_answer(form) for form in forms if form.touched]
    try:
        operations.set_attendance(
            actor=current_actor(), now=clock.now(), meeting_id=meeting_id, answers=answers
        )
    except RuleError as error:
        for form in forms:
            if error.field == form.stand_in.name:
                form.stand_in.errors = [error.message]
        if not any(form.errors for form in forms):
            raise
        return _day_page(meeting_id, forms=forms, status=REFUSED)
    except ConflictError:
        _show_both(forms, seats)
        return _day_page(meeting_id, forms=forms, status=CONFLICT)
    flash("Attendance saved", "success")
    return go_to(url_for("records.day", meeting_id=meeting_id))


def _mark_rest(forms: Sequence[AttendanceForm], seats: Sequence[pages.SeatRow]) -> None:
    """Mark as present whoever holds a seat that nobody answered for."""
    for form, seat in zip(forms, seats, strict=True):
        if form.chosen is None and seat.held and seat.state is AttendanceState.EXPECTED:
            form.state.data = AttendanceState.PRESENT.value


def _answer(form: AttendanceForm) -> SeatAnswer:
    assert form.chosen is not None  # only seats that were answered are saved
    return SeatAnswer(
        form.attendance_id, form.version.data or 0, form.chosen, form.stand_in.data or ""
    )


def _show_both(forms: Sequence[AttendanceForm], seats: Sequence[pages.SeatRow]) -> None:
    """Say beside each seat what somebody else saved meanwhile; untouched seats show theirs."""
    for form, seat in zip(forms, seats, strict=True):
        if form.version.data == seat.version:
            continue
        theirs = seat.state.label + (f", {seat.stand_in}" if seat.stand_in else "")
        if form.touched:
            form.state.errors = [_meanwhile(theirs)]
        else:
            form.state.data, form.stand_in.data = seat.state.value, seat.stand_in
        form.version.data = seat.version
        form.shown.data = f"{seat.state.value}|{seat.stand_in}"


def _meanwhile(theirs: str) -> str:
    return (
        f"Somebody else saved meanwhile: {theirs}. Save again to keep your answer, or choose theirs"
    )


def _legend(seat: pages.SeatRow) -> str:
    return f"{seat.seat}: {seat.who}"


def _seat_rows(meeting_id: UUID, shaped: DayRules) -> tuple[pages.SeatRow, ...]:
    rows = queries.attendance(meeting_id)
    holders = people.people_by_id({row.person_id for row in rows if row.person_id})
    return pages.seat_rows(rows, shaped, holders)


def _lines_shown(meeting_id: UUID) -> list[ItemLine]:
    """Return the day's items, noted for the read log: a page shows them all."""
    lines = queries.day_lines(meeting_id)
    reading.shows(
        ("meeting", meeting_id),
        district_id=current_variation().ref.slug,
        listed=[line.young_person_id for line in lines],
    )
    return lines


def _day_page(
    meeting_id: UUID, *, forms: Sequence[AttendanceForm] | None = None, status: int = 200
) -> Response:
    meeting = queries.meeting(meeting_id)
    kind = queries.panel_kind(meeting.panel_id)
    agenda = queries.agendas([meeting_id]).get(meeting_id)
    shaped = rules.day_rules(agenda) if agenda else None
    rows = queries.attendance(meeting_id) if shaped else []
    holders = people.people_by_id({row.person_id for row in rows if row.person_id})
    seats = pages.seat_rows(rows, shaped, holders) if shaped else ()
    actor, now_local = current_actor(), clock.local_now()
    items = pages.item_rows(_lines_shown(meeting_id), actor, now_local)
    page = pages.DayPage(
        meeting_id=meeting_id,
        panel=kind.label,
        district=current_variation().ref.name,
        held_on=meeting.held_on,
        place=meeting.place,
        state=meeting.state,
        opened=bool(rows),
        why_not=operations.why_not_open(meeting.state, meeting.held_on, clock.today()),
        quorum=rules.quorum(shaped.seats, operations.seat_states(rows), shaped.quorum)
        if shaped and rows
        else None,
        seats=seats,
        unrecorded=sum(seat.state is AttendanceState.EXPECTED for seat in seats),
        items=items,
        clock=""
        if meeting.state == "held"
        else pages.clock_sentence(items, now_local, meeting.held_on),
        due=pages.due(shaped.record, now_local) if shaped else None,
        may_file=actor.may(Permission.RECORD_FILE, meeting.district_id),
    )
    if forms is None:
        forms = [_stored_answer(seat) for seat in seats]
    html = render_template("records/day.html", page=page, forms=forms)
    return make_response(html, status)


def _stored_answer(seat: pages.SeatRow) -> AttendanceForm:
    known = seat.state is not AttendanceState.EXPECTED
    form = AttendanceForm(seat.attendance_id, _legend(seat), formdata=None)
    form.version.data = seat.version
    form.shown.data = f"{seat.state.value if known else ''}|{seat.stand_in}"
    form.state.data = seat.state.value if known else None
    form.stand_in.data = seat.stand_in
    return form


@blueprint.get("/meetings/<uuid:meeting_id>/finish")
@access(Permission.RECORD_WRITE, reads=DAY)
def finish(meeting_id: UUID) -> str:
    """Say what is missing before the meeting is finished."""
    meeting = queries.meeting(meeting_id)
    shaped = queries.day_rules(meeting_id)
    actor, now_local = current_actor(), clock.local_now()
    items = pages.item_rows(_lines_shown(meeting_id), actor, now_local)
    form = FinishForm()
    form.version.data = meeting.version
    rows = queries.attendance(meeting_id)
    return render_template(
        "records/finish.html",
        form=form,
        meeting_id=meeting_id,
        held_on=meeting.held_on,
        why_not=operations.why_not_open(meeting.state, meeting.held_on, clock.today()),
        missing=[(item, rules.lacks(item.state)) for item in items if rules.lacks(item.state)],
        unrecorded=sum(row.state == AttendanceState.EXPECTED for row in rows),
        quorum=rules.quorum(shaped.seats, operations.seat_states(rows), shaped.quorum),
        due=pages.due(shaped.record, now_local),
    )


@blueprint.post("/meetings/<uuid:meeting_id>/finish")
@access(Permission.RECORD_WRITE, writes=True)
def finish_submit(meeting_id: UUID) -> Response:
    """Finish the meeting; what is missing can still be written."""
    done = operations.finish_meeting(
        actor=current_actor(),
        now=clock.now(),
        meeting_id=meeting_id,
        version=FinishForm().version.data or 0,
    )
    count = len(done.missing)
    still = (
        f" {counted(count, 'record').capitalize()} still to write."
        if count
        else " Every item is recorded."
    )
    flash(f"The meeting is finished. {done.quorum}{still}", "success")
    return go_to(url_for("records.day", meeting_id=meeting_id))
