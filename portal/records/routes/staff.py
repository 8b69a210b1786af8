"""The panel day for the chair, and records for case support. Every page works with scripts off."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, request, url_for

from portal.kernel.errors import ConflictError, ForbiddenError, RuleError
from portal.people import queries as people
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.records import operations, pages, policy, queries, rules
from portal.records.forms import (
    AdditionForm,
    AttendanceForm,
    FilingForm,
    FinishForm,
    ParticipationForm,
)
from portal.records.operations import SeatAnswer
from portal.records.queries import ItemLine
from portal.records.routes.record_form import RecordPage
from portal.records.rules import AttendanceState, DayRules, ItemState, TookPart
from portal.tenancy.door import current_variation
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error
from portal.web.htmx import go_to

blueprint = Blueprint(
    "records", __name__, url_prefix="/d/<district>", template_folder="../templates"
)
CONFLICT = 409


@blueprint.get("/meetings/<uuid:meeting_id>/day")
@access(Permission.RECORD_WRITE)
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
@access(Permission.RECORD_WRITE, writes=True)
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
    items = pages.item_rows(queries.day_lines(meeting_id), actor, now_local)
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
        clock=pages.clock_sentence(items, now_local, meeting.held_on),
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
@access(Permission.RECORD_WRITE)
def finish(meeting_id: UUID) -> str:
    """Say what is missing before the meeting is finished."""
    meeting = queries.meeting(meeting_id)
    shaped = queries.day_rules(meeting_id)
    actor, now_local = current_actor(), clock.local_now()
    items = pages.item_rows(queries.day_lines(meeting_id), actor, now_local)
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
    still = f" {count} still to record." if count else " Every item is recorded."
    flash(f"The meeting is finished. {done.quorum}{still}", "success")
    return go_to(url_for("records.day", meeting_id=meeting_id))


@blueprint.get("/items/<uuid:item_id>/record/took-part")
@access(Permission.RECORD_WRITE)
def took_part(item_id: UUID) -> Response:
    """Ask how the young person took part: before anything else of the record (R52)."""
    line = queries.item_line(item_id)
    stored = queries.record_of(item_id)
    form = ParticipationForm()
    form.version.data = stored.version if stored else 0
    if stored:
        form.took_part.data, form.note.data = stored.took_part, stored.took_part_note
    return _took_part_page(line, form)


@blueprint.post("/items/<uuid:item_id>/record/took-part")
@access(Permission.RECORD_WRITE, writes=True)
def took_part_submit(item_id: UUID) -> Response:
    """Save how the young person took part and go on to the decision."""
    line = queries.item_line(item_id)
    form = ParticipationForm()
    if not form.validate():
        return _took_part_page(line, form, status=REFUSED)
    try:
        operations.save_participation(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            version=form.version.data or 0,
            took_part=TookPart(form.took_part.data),
            note=form.note.data or "",
        )
    except RuleError as error:
        apply_rule_error(form, error)
        return _took_part_page(line, form, status=REFUSED)
    except ConflictError:
        return _took_part_page(line, form, status=CONFLICT)
    return go_to(url_for("records.record", item_id=item_id))


def _took_part_page(line: ItemLine, form: ParticipationForm, *, status: int = 200) -> Response:
    other = None
    stored = queries.record_of(line.item_id) if status == CONFLICT else None
    if stored is not None:
        mine = {
            "How they took part": TookPart(form.took_part.data).label,
            "Views, or what was tried": form.note.data or "",
        }
        theirs = {
            "How they took part": TookPart(stored.took_part).label,
            "Views, or what was tried": stored.took_part_note,
        }
        saver = people.people_by_id({stored.recorded_by})[stored.recorded_by].name
        other = pages.OtherVersion(saver, stored.recorded_at, rules.differences(mine, theirs))
        form.form_errors.append(other.warning)
        form.version.data = stored.version
    html = render_template(
        "records/took_part.html",
        head=pages.item_head(line, current_actor()),
        form=form,
        other=other,
        attended=_attended(line),
        why_not=_why_not(line),
    )
    return make_response(html, status)


def _attended(line: ItemLine) -> str:
    """Say whether the item's own people are here (R70, R71)."""
    shaped = queries.day_rules(line.meeting_id)
    here = operations.seat_states(queries.attendance(line.meeting_id))
    own = {person for person in line.own_people if person is not None}
    return rules.item_quorum(shaped.seats, here, shaped.quorum.item, own).sentence


def _why_not(line: ItemLine) -> str | None:
    if line.state is ItemState.FILED:
        return "This record is filed. You can add to it, but not change it."
    return operations.why_not_open(line.meeting_state, line.held_on, clock.today())


@blueprint.get("/items/<uuid:item_id>/record")
@access(Permission.RECORD_WRITE)
def record(item_id: UUID) -> Response:
    """Ask for discussion, decision, barriers and actions, once participation is saved."""
    line = queries.item_line(item_id)
    if line.state is ItemState.NOT_STARTED or _why_not(line):
        return go_to(url_for("records.took_part", item_id=item_id))
    return RecordPage.stored(line).response()


@blueprint.post("/items/<uuid:item_id>/record")
@access(Permission.RECORD_WRITE, writes=True)
def record_submit(item_id: UUID) -> Response:
    """Save the record, or add or remove a row: everything typed stays."""
    line = queries.item_line(item_id)
    page = RecordPage.typed(line)
    if page.only_rows:
        return page.response()
    if not page.validate():
        return page.response(REFUSED)
    try:
        operations.save_item(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            version=page.form.version.data or 0,
            draft=page.draft,
        )
    except rules.RecordProblemsError as error:
        page.refuse(error.problems)
        return page.response(REFUSED)
    except RuleError as error:
        page.refuse([error])
        return page.response(REFUSED)
    except ConflictError:
        page.show_both()
        return page.response(CONFLICT)
    flash("Record saved", "success")
    return go_to(url_for("records.day", meeting_id=line.meeting_id))


@blueprint.get("/items/<uuid:item_id>/record/read")
@access(Permission.AGENDA_SEE)
def read(item_id: UUID) -> str:
    """Show a record to read and print."""
    line = queries.item_line(item_id)
    policy.require_reading(current_actor(), line.district_id, line.own_people)
    return _read_page(line)


def _read_page(line: ItemLine) -> str:
    stored = queries.record_of(line.item_id)
    view = None
    if stored is not None:
        actions = queries.actions(stored.id)
        additions = queries.additions(stored.id)
        ids = {action.owner_id for action in actions} | {each.added_by for each in additions}
        ids |= {each for each in (stored.recorded_by, stored.filed_by) if each}
        view = pages.record_view(
            stored,
            queries.barriers(stored.id),
            actions,
            additions,
            people.people_by_id(ids),
        )
    shaped = queries.day_rules(line.meeting_id)
    return render_template(
        "records/read.html",
        head=pages.item_head(line, current_actor()),
        view=view,
        seats=_seat_rows(line.meeting_id, shaped),
        due=pages.due(shaped.record, clock.local_now()),
        may_write=current_actor().may(Permission.RECORD_WRITE, line.district_id)
        and _why_not(line) is None,
        may_file=current_actor().may(Permission.RECORD_FILE, line.district_id),
        may_see_day=current_actor().may(Permission.RECORD_WRITE, line.district_id),
    )


@blueprint.get("/items/<uuid:item_id>/record/file")
@access(Permission.RECORD_FILE)
def file(item_id: UUID) -> Response:
    """Ask for the receipt, or once it is filed, for what to add."""
    line = queries.item_line(item_id)
    form = AdditionForm() if line.state is ItemState.FILED else FilingForm()
    return _file_page(line, form)


@blueprint.post("/items/<uuid:item_id>/record/file")
@access(Permission.RECORD_FILE, writes=True)
def file_submit(item_id: UUID) -> Response:
    """File the record with its receipt."""
    line = queries.item_line(item_id)
    form = FilingForm()
    if not form.validate():
        return _file_page(line, form, status=REFUSED)
    try:
        operations.file_record(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            version=form.version.data or 0,
            receipt=form.receipt.data or "",
        )
    except RuleError as error:
        apply_rule_error(form, error)
        return _file_page(line, form, status=REFUSED)
    except ConflictError:
        form.form_errors.append(
            "The record was saved again since you opened it. Read it, then file it again"
        )
        return _file_page(line, form, status=CONFLICT)
    flash("Record filed", "success")
    return go_to(url_for("records.to_file"))


@blueprint.post("/items/<uuid:item_id>/record/add")
@access(Permission.RECORD_FILE, writes=True)
def add_submit(item_id: UUID) -> Response:
    """Add to a filed record."""
    line = queries.item_line(item_id)
    form = AdditionForm()
    if form.validate():
        try:
            operations.add_to_record(
                actor=current_actor(),
                now=clock.now(),
                item_id=item_id,
                wording=form.wording.data or "",
                receipt=form.receipt.data or "",
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            flash("Added to the record", "success")
            return go_to(url_for("records.read", item_id=item_id))
    return _file_page(line, form, status=REFUSED)


def _file_page(line: ItemLine, form: FilingForm | AdditionForm, *, status: int = 200) -> Response:
    if isinstance(form, FilingForm) and status != REFUSED:
        form.version.data = line.version
    shaped = queries.day_rules(line.meeting_id)
    html = render_template(
        "records/file.html",
        head=pages.item_head(line, current_actor()),
        form=form,
        adding=isinstance(form, AdditionForm),
        lacks=rules.lacks(line.state),
        receipt=line.receipt,
        due=pages.due(shaped.record, clock.local_now()),
    )
    return make_response(html, status)


@blueprint.get("/records")
@access(Permission.RECORD_SEE)
def to_file() -> str:
    """List the records that are not on the child's file yet, the earliest due first."""
    actor, now_local = current_actor(), clock.local_now()
    lines = queries.awaiting_filing(clock.today())
    agendas = queries.agendas({line.meeting_id for line in lines})
    rows = [
        pages.filing_row(line, actor, agendas[line.meeting_id].record_deadline, now_local)
        for line in lines
        if line.meeting_id in agendas
    ]
    rows.sort(key=lambda row: (row.due.due, row.held_on, row.starts_at))
    return render_template(
        "records/to_file.html",
        rows=rows,
        district=current_variation().ref.name,
        may_file=actor.may(Permission.RECORD_FILE, current_variation().ref.slug),
    )


@blueprint.get("/actions")
@access(Permission.RECORD_SEE)
def actions() -> str:
    """List the actions that are not done, the longest due first (R9)."""
    actor, today = current_actor(), clock.today()
    rows = [pages.action_page(line, actor, today) for line in queries.open_actions()]
    return render_template("records/actions.html", rows=rows, district=current_variation().ref.name)


@blueprint.get("/actions/<uuid:action_id>")
@access(Permission.AGENDA_SEE)
def action(action_id: UUID) -> str:
    """Show one action to its owner, or whoever may read the record."""
    line = queries.action_line(action_id)
    if not pages.may_see_action(current_actor(), line):
        raise ForbiddenError("Only the person it was given to and those who run the panel see it.")
    page = pages.action_page(line, current_actor(), clock.today())
    return render_template("records/action.html", page=page)


@blueprint.post("/actions/<uuid:action_id>/done")
@access(Permission.AGENDA_SEE, writes=True)
def action_done(action_id: UUID) -> Response:
    """Say that an action is done."""
    operations.complete_action(actor=current_actor(), now=clock.now(), action_id=action_id)
    flash("Marked as done", "success")
    return go_to(url_for("records.action", action_id=action_id))
