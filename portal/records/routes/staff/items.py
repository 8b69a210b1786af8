"""An item's record: how the young person took part, then the rest; and the record to read."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.versions import OtherVersion, differences
from portal.kernel.wording import clock_time
from portal.panels import queries as panels
from portal.panels.operations import ItemAt, chair_of
from portal.panels.pages.item import cost_view
from portal.participation import policy as taking_part
from portal.participation.pages.item import wrong_lines
from portal.people import queries as people
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.records import operations, pages, queries, rules
from portal.records.forms import (
    NO_OTHER,
    ParticipationForm,
    TakingAwayForm,
)
from portal.records.pages.texts import in_other_languages
from portal.records.queries import ItemLine
from portal.records.routes.staff.record_form import RecordPage
from portal.records.routes.staff.shared import CONFLICT, blueprint, shows_item
from portal.records.rules import AttendanceState, DayRules, ItemState, TookPart
from portal.translations.policy import may_hand_over
from portal.translations.queries import handed_over
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error
from portal.web.htmx import go_to

TOOK_PART = "The record: how the young person took part"
RECORD = "The record, to write"
TAKING_AWAY = "The record: a decision to take away"
SAVED_SINCE = "The record was saved again since you opened this. Read it, then choose"


@blueprint.get("/items/<uuid:item_id>/record/took-part")
@access(Permission.AGENDA_SEE, reads=TOOK_PART)
def took_part(item_id: UUID) -> Response:
    """Ask how the young person took part: before anything else of the record (R52)."""
    line = operations.line_for_writer(current_actor(), clock.now(), item_id)
    stored = queries.record_of(item_id)
    form = ParticipationForm()
    form.version.data = stored.version if stored else 0
    if stored:
        form.took_part.data, form.note.data = stored.took_part, stored.took_part_note
        form.participation.data = stored.participation
    return _took_part_page(line, form)


@blueprint.post("/items/<uuid:item_id>/record/took-part")
@access(Permission.AGENDA_SEE, writes=True, reads=TOOK_PART)
def took_part_submit(item_id: UUID) -> Response:
    """Save how the young person took part and go on to the decision."""
    line = operations.line_for_writer(current_actor(), clock.now(), item_id)
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
            participation=form.code,
        )
    except RuleError as error:
        apply_rule_error(form, error)
        return _took_part_page(line, form, status=REFUSED)
    except ConflictError:
        return _took_part_page(line, form, status=CONFLICT)
    return go_to(url_for("records.record", item_id=item_id))


def _took_part_page(line: ItemLine, form: ParticipationForm, *, status: int = 200) -> Response:
    shows_item(line)
    other = None
    stored = queries.record_of(line.item_id) if status == CONFLICT else None
    if stored is not None:
        mine = {
            "How they took part": TookPart(form.took_part.data).label,
            "Views, or what was tried": form.note.data or "",
            "Code": form.code.label if form.code else "",
        }
        theirs = {
            "How they took part": TookPart(stored.took_part).label,
            "Views, or what was tried": stored.took_part_note,
            "Code": pages.code_words(stored.participation),
        }
        saver = people.people_by_id({stored.recorded_by})[stored.recorded_by].name
        other = OtherVersion(
            saver,
            stored.recorded_at,
            differences(mine, theirs),
            own=stored.recorded_by == current_actor().person_id,
        )
        form.form_errors.append(other.warning)
        form.version.data = stored.version
    html = render_template(
        "records/took_part.html",
        head=pages.item_head(line, current_actor()),
        form=form,
        other=other,
        attended=_attended(line),
        why_not=_why_not(line),
        views=pages.views_line(line.item_id),
    )
    return make_response(html, status)


def _attended(line: ItemLine) -> str:
    """Say whether the item's own people are here (R70, R71)."""
    shaped = queries.day_rules(line.meeting_id)
    here = operations.seat_states(
        queries.attendance(line.meeting_id), panels.deputies_for(line.meeting_id)
    )
    live = panels.live_items(line.meeting_id)[line.item_id]
    out = rules.Out(live.out, live.out_names)
    return rules.item_quorum(shaped.seats, here, shaped.quorum, line.own.ids, out).sentence


def _why_not(line: ItemLine) -> str | None:
    if line.state is ItemState.FILED:
        return "This record is filed. You can add to it, but not change it."
    return operations.why_not_open(line.meeting_state, line.held_on, clock.today())


@blueprint.get("/items/<uuid:item_id>/record")
@access(Permission.AGENDA_SEE, reads=RECORD)
def record(item_id: UUID) -> Response:
    """Ask for discussion, decision, barriers and actions, once participation is saved."""
    line = operations.line_for_writer(current_actor(), clock.now(), item_id)
    views = pages.views_line(item_id)
    if line.state is ItemState.NOT_STARTED or _why_not(line) or views.waits:
        return go_to(url_for("records.took_part", item_id=item_id))
    return RecordPage.stored(line).response()


@blueprint.post("/items/<uuid:item_id>/record")
@access(Permission.AGENDA_SEE, writes=True, reads=RECORD)
def record_submit(item_id: UUID) -> Response:
    """Save the record, or add or remove a row: everything typed stays."""
    line = operations.line_for_writer(current_actor(), clock.now(), item_id)
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
    return _onwards(line)


def _onwards(line: ItemLine) -> Response:
    """Lead on to the day, or back to the record for who writes this one alone."""
    if pages.item_head(line, current_actor()).may_see_day:
        return go_to(url_for("records.day", meeting_id=line.meeting_id))
    return go_to(url_for("records.read", item_id=line.item_id))


@blueprint.get("/items/<uuid:item_id>/record/take-away")
@access(Permission.AGENDA_SEE, reads=TAKING_AWAY)
def take_away(item_id: UUID) -> Response:
    """Show what is written, and ask whether it was written on the wrong item."""
    line = operations.line_for_writer(current_actor(), clock.now(), item_id)
    if line.state is not ItemState.RECORDED or _why_not(line):
        return go_to(url_for("records.record", item_id=item_id))
    form = _taking_away_form(line)
    form.version.data = line.version
    return _taking_away_page(line, form)


@blueprint.post("/items/<uuid:item_id>/record/take-away")
@access(Permission.AGENDA_SEE, writes=True, reads=TAKING_AWAY)
def take_away_submit(item_id: UUID) -> Response:
    """Take the decision away, or move it to the item it is about."""
    line = operations.line_for_writer(current_actor(), clock.now(), item_id)
    form = _taking_away_form(line)
    if line.state is not ItemState.RECORDED:
        raise RuleError(_why_not(line) or operations.NOTHING_THERE)
    if not form.validate():
        return _taking_away_page(line, form, status=REFUSED)
    try:
        operations.take_away_decision(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            version=form.version.data or 0,
            to=form.to_id,
        )
    except RuleError as error:
        apply_rule_error(form, error)
        return _taking_away_page(line, form, status=REFUSED)
    except ConflictError:
        form.form_errors.append(SAVED_SINCE)
        form.version.data = queries.item_line(item_id).version
        return _taking_away_page(line, form, status=CONFLICT)
    flash("Decision moved" if form.to_id else "Decision taken away", "success")
    if pages.item_head(line, current_actor()).may_see_day:
        return go_to(url_for("records.day", meeting_id=line.meeting_id))
    # Not the record to read: after a stop it may not be there any more for who chairs this alone.
    return go_to(url_for("records.took_part", item_id=item_id))


def _taking_away_form(line: ItemLine) -> TakingAwayForm:
    form = TakingAwayForm()
    form.offer(
        [
            (
                str(each.item_id),
                f"{clock_time(each.starts_at)}, {pages.shown_name(current_actor(), each)}",
            )
            for each in operations.may_move_to(current_actor(), line)
        ]
    )
    return form


def _taking_away_page(line: ItemLine, form: TakingAwayForm, *, status: int = 200) -> Response:
    shows_item(line)
    html = render_template(
        "records/take_away.html",
        head=pages.item_head(line, current_actor()),
        form=form,
        nowhere=NO_OTHER,
        saved=RecordPage.stored(line).saved_words,
    )
    return make_response(html, status)


@blueprint.get("/items/<uuid:item_id>/record/read")
@access(Permission.AGENDA_SEE, reads="The record, to read")
def read(item_id: UUID) -> str:
    """Show a record to read and print."""
    found, line = operations.to_read(current_actor(), clock.now(), item_id)
    return _read_page(line, found)


def _read_page(line: ItemLine, found: ItemAt) -> str:
    shows_item(line)
    stored = queries.record_of(line.item_id)
    view, translated = None, {}
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
        translated = in_other_languages(stored, actions, handed_over([line.item_id]))
    shaped = queries.day_rules(line.meeting_id)
    return render_template(
        "records/read.html",
        head=pages.item_head(line, current_actor()),
        view=view,
        translated=translated,
        may_translate=may_hand_over(current_actor(), found),
        seal=queries.seal_of_filing(line.item_id) if line.filed_at else None,
        seats=_who_was_there(line, shaped),
        due=pages.due(shaped.record, clock.local_now()),
        wrong=wrong_lines(current_actor(), found, clock.now()),
        may_say_wrong=taking_part.powers(current_actor(), found).tells,
        may_write=(
            found.may(current_actor(), Permission.RECORD_WRITE) or found.chairs(current_actor())
        )
        and _why_not(line) is None,
        may_file=found.may(current_actor(), Permission.RECORD_FILE),
        may_see_readers=found.may(current_actor(), Permission.READERS_SEE)
        or current_actor().person_id == line.manager_id,
        chair=_chair(found),
        out=[row.name for row in panels.recusals_at(line.meeting_id, line.item_id)],
        visitors=[row.name for row in panels.visits_at(line.meeting_id, line.item_id)],
        sees_cost=found.sight.sees_cost,
        cost=cost_view(line.item_id) if found.sight.sees_cost else None,
    )


def _chair(found: ItemAt) -> str:
    """Say who chaired this item where that was not the usual chair."""
    handed_on = chair_of(found.agenda, found.live) if found.agenda else None
    return handed_on.sentence if handed_on else ""


def _who_was_there(line: ItemLine, shaped: DayRules) -> tuple[pages.SeatRow, ...]:
    """Return the attendance that belongs on one young person's record: not others' own people."""
    rows = [
        row
        for row in queries.attendance(line.meeting_id)
        if rules.is_for_item(shaped.seats, row.seat_key, row.person_id, line.own.ids)
        and row.state != AttendanceState.EXPECTED
    ]
    holders = people.people_by_id({row.person_id for row in rows if row.person_id})
    return pages.seat_rows(rows, shaped, holders, panels.deputies_for(line.meeting_id))
