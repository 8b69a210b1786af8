"""The panel day for the chair: attendance, the items in order, finishing the meeting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from functools import partial
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from portal.database import current_scope
from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.wording import counted
from portal.panels import hearing, taking_part
from portal.panels import queries as panels
from portal.panels.hearing import Asked
from portal.panels.operations import chair_of
from portal.panels.taking_part import At
from portal.people import queries as people
from portal.people import reading
from portal.people.gate import after_commit, current_actor
from portal.people.policy import Permission
from portal.records import operations, pages, queries, rules
from portal.records.forms import (
    AttendanceForm,
    FinishForm,
)
from portal.records.operations import Day, SeatAnswer
from portal.records.routes.staff.shared import CONFLICT, blueprint
from portal.records.rules import AttendanceState
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
    after_commit(
        partial(
            operations.list_whom_the_starter_may_not_know, current_scope(), meeting_id, clock.now()
        )
    )
    return go_to(url_for("records.day", meeting_id=meeting_id))


@blueprint.post("/meetings/<uuid:meeting_id>/day")
@access(Permission.RECORD_WRITE, writes=True, reads=DAY)
def save_attendance(meeting_id: UUID) -> Response:
    """Save who came. Answers that cannot be saved stay on the page."""
    day = operations.panel_day(actor=current_actor(), meeting_id=meeting_id)
    if day.shaped is None:
        raise RuleError(operations.NOT_PUBLISHED)
    seats = _seat_rows(day)
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
    """Mark as present whoever holds a seat that nobody answered for, or their deputy if sent."""
    for form, seat in zip(forms, seats, strict=True):
        if form.chosen is None and seat.held and seat.state is AttendanceState.EXPECTED:
            came = AttendanceState.DEPUTY if seat.deputy else AttendanceState.PRESENT
            form.state.data = came.value
            form.stand_in.data = seat.deputy or form.stand_in.data


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
    sent = f", who sends {seat.deputy}" if seat.deputy else ""
    return f"{seat.seat}: {seat.who}{sent}"


def _seat_rows(day: Day) -> tuple[pages.SeatRow, ...]:
    if day.shaped is None:
        return ()
    rows = day.attendance
    holders = people.people_by_id({row.person_id for row in rows if row.person_id})
    return pages.seat_rows(rows, day.shaped, holders, day.deputies)


def _note_reading(day: Day) -> None:
    """Note for the read log whom a page of the whole day shows."""
    reading.shows(
        ("meeting", day.meeting.id),
        district_id=day.meeting.district_id,
        listed=[line.young_person_id for line in day.lines],
    )


def _day_page(
    meeting_id: UUID, *, forms: Sequence[AttendanceForm] | None = None, status: int = 200
) -> Response:
    actor, now_local = current_actor(), clock.local_now()
    day = operations.panel_day(actor=actor, meeting_id=meeting_id)
    meeting = day.meeting
    seats = _seat_rows(day)
    items = pages.item_rows(day.lines, actor, now_local, _around(day))
    _note_reading(day)
    page = pages.DayPage(
        meeting_id=meeting_id,
        panel=queries.panel_kind(meeting.panel_id).label,
        district=current_variation().ref.name,
        held_on=meeting.held_on,
        place=meeting.place,
        state=meeting.state,
        opened=bool(day.every_row),
        why_not=operations.why_not_open(meeting.state, meeting.held_on, clock.today()),
        quorum=day.quorum,
        seats=seats,
        unrecorded=sum(seat.state is AttendanceState.EXPECTED for seat in seats),
        items=pages.with_kept(items, _kept(meeting_id)),
        missing_seats=day.not_listed if day.every_row else 0,
        clock=""
        if meeting.state == "held"
        else pages.clock_sentence(items, now_local, meeting.held_on),
        due=pages.due(day.shaped.record, now_local) if day.shaped else None,
        may_file=actor.may(
            Permission.RECORD_FILE, meeting.district_id, meeting.panel_id, meeting.id
        ),
    )
    if forms is None:
        forms = [_stored_answer(seat) for seat in seats]
    html = render_template("records/day.html", page=page, forms=forms)
    return make_response(html, status)


def _kept(meeting_id: UUID) -> list[time]:
    """Return when something stands that the reader has an interest in."""
    found = panels.slots_by_id(current_actor().kept_slots, meeting_id)
    return [slot.starts_at for slot in found]


def _around(day: Day) -> dict[UUID, pages.Around]:
    """Return who chairs, who is out and who visits, for each item of a panel day."""
    live = panels.live_items(day.meeting.id)
    out = people.people_by_id({each for item in live.values() for each in item.out})
    visitors: dict[UUID, list[str]] = {}
    for visit in panels.visits_at(day.meeting.id):
        if visit.is_open(clock.now()):
            visitors.setdefault(visit.item_id, []).append(visit.name)
    chairs = {key: chair_of(day.agenda, each) for key, each in live.items()} if day.agenda else {}
    heard = hearing.of(Asked(items=dict.fromkeys(live, ""), now=clock.now()))
    at = {line.item_id: At(line.held_on, line.starts_at, line.minutes) for line in day.lines}
    parts = taking_part.of(current_actor(), at)
    return {
        key: pages.Around(
            hearing=pages.hearing_words(heard[key]),
            chair=handed_on.sentence if (handed_on := chairs.get(key)) else "",
            out=tuple(sorted(out[each].name for each in item.out)),
            visitors=tuple(visitors.get(key, ())),
            part=pages.part_words(parts[key]) if key in parts else (),
        )
        for key, item in live.items()
    }


def _stored_answer(seat: pages.SeatRow) -> AttendanceForm:
    known = seat.state is not AttendanceState.EXPECTED
    form = AttendanceForm(seat.attendance_id, _legend(seat), formdata=None)
    form.version.data = seat.version
    named = seat.stand_in or ("" if known else seat.deputy)
    form.shown.data = f"{seat.state.value if known else ''}|{named}"
    form.state.data = seat.state.value if known else None
    form.stand_in.data = named
    return form


@blueprint.get("/meetings/<uuid:meeting_id>/finish")
@access(Permission.RECORD_WRITE, reads=DAY)
def finish(meeting_id: UUID) -> str:
    """Say what is missing before the meeting is finished."""
    actor, now_local = current_actor(), clock.local_now()
    day = operations.panel_day(actor=actor, meeting_id=meeting_id)
    if day.shaped is None:
        raise RuleError(operations.NOT_PUBLISHED)
    meeting, shaped = day.meeting, day.shaped
    items = pages.item_rows(day.lines, actor, now_local)
    _note_reading(day)
    form = FinishForm()
    form.version.data = meeting.version
    there = operations.seat_states(day.every_row, day.deputies)
    return render_template(
        "records/finish.html",
        form=form,
        meeting_id=meeting_id,
        held_on=meeting.held_on,
        why_not=operations.why_not_open(meeting.state, meeting.held_on, clock.today()),
        missing=[(item, rules.lacks(item.state)) for item in items if rules.lacks(item.state)],
        unrecorded=sum(row.state == AttendanceState.EXPECTED for row in day.attendance),
        quorum=rules.quorum(shaped.seats, there, shaped.quorum),
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
