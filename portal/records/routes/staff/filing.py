"""Filing records and adding to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from portal import audit
from portal.database import current_scope
from portal.kernel.errors import ConflictError, RuleError
from portal.panels.pages.posts import nobody_to
from portal.people import reading
from portal.people.gate import after_commit, current_actor
from portal.people.policy import Actor, Permission
from portal.records import operations, pages, policy, queries, rules
from portal.records.forms import (
    AdditionForm,
    FilingForm,
)
from portal.records.pages import FilingRow, told
from portal.records.queries import ItemLine
from portal.records.routes.staff.shared import CONFLICT, blueprint, line_for, shows_item
from portal.records.rules import ItemState
from portal.tenancy.door import current_variation
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error
from portal.web.htmx import go_to

FILING = "The record, to file or to add to"


@blueprint.get("/items/<uuid:item_id>/record/file")
@access(Permission.RECORD_FILE, reads=FILING)
def file(item_id: UUID) -> Response:
    """Ask for the receipt, or once it is filed, for what to add."""
    line = line_for(item_id, Permission.RECORD_FILE)
    form = AdditionForm() if line.state is ItemState.FILED else FilingForm()
    return _file_page(line, form)


@blueprint.post("/items/<uuid:item_id>/record/file")
@access(Permission.RECORD_FILE, writes=True, reads=FILING)
def file_submit(item_id: UUID) -> Response:
    """File the record with its receipt."""
    line = line_for(item_id, Permission.RECORD_FILE)
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
    after_commit(partial(audit.keep_head_after, current_scope(), clock.now()))
    flash("Record filed", "success")
    return go_to(url_for("records.to_file"))


@blueprint.post("/items/<uuid:item_id>/record/add")
@access(Permission.RECORD_FILE, writes=True, reads=FILING)
def add_submit(item_id: UUID) -> Response:
    """Add to a filed record."""
    line = line_for(item_id, Permission.RECORD_FILE)
    form = AdditionForm()
    if form.validate():
        try:
            operations.add_to_record(
                actor=current_actor(),
                now=clock.now(),
                item_id=item_id,
                wording=form.wording.data or "",
                plain_words=form.plain_words.data or "",
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
    shows_item(line)
    shaped, stored = queries.day_rules(line.meeting_id), queries.record_of(line.item_id)
    html = render_template(
        "records/file.html",
        head=pages.item_head(line, current_actor()),
        form=form,
        adding=isinstance(form, AdditionForm),
        lacks=rules.lacks(line.state),
        receipt=line.receipt,
        twin=told.twin(stored, queries.actions(stored.id)) if stored else None,
        may_write=policy.may_write(current_actor(), line),
        due=pages.due(shaped.record, clock.local_now()),
    )
    return make_response(html, status)


def _nobody_files(actor: Actor, rows: Sequence[FilingRow]) -> str:
    """Say that records wait because nobody here files them, and who can change that."""
    slug = current_variation().ref.slug
    if not rows or actor.may_within(Permission.RECORD_FILE, slug):
        return ""
    waits = "records are not put on the child’s file"
    return nobody_to(Permission.RECORD_FILE, waits, district_id=slug, today=clock.today())


@blueprint.get("/records")
@access(Permission.RECORD_SEE, reads="The list of records to file")
def to_file() -> str:
    """List the records that are not on the child's file yet, the earliest due first."""
    actor, now_local = current_actor(), clock.local_now()
    lines = operations.still_to_read(
        actor,
        clock.now(),
        policy.with_permission(
            queries.awaiting_filing(clock.today()), actor, Permission.RECORD_SEE
        ),
    )
    agendas = queries.agendas({line.meeting_id for line in lines})
    rows = [
        pages.filing_row(line, actor, agendas[line.meeting_id].record_deadline, now_local)
        for line in lines
        if line.meeting_id in agendas
    ]
    reading.shows_list(
        district_id=current_variation().ref.slug, listed=[line.young_person_id for line in lines]
    )
    rows.sort(key=lambda row: (row.due.due, row.held_on, row.starts_at))
    return render_template(
        "records/to_file.html",
        rows=rows,
        nobody=_nobody_files(actor, rows),
        district=current_variation().ref.name,
    )
