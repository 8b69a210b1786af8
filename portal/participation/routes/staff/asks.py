"""What young people ask for: written down for them, listed for whoever answers, answered."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, g, make_response, render_template

from portal.kernel.errors import ConflictError
from portal.panels.operations import ItemAt, item_for
from portal.participation import operations, policy, queries
from portal.participation.forms import AnswerForm, AskForm
from portal.participation.pages.item import ask_line, asked_head, waiting_page
from portal.participation.queries import AskRow
from portal.participation.routes.staff.shared import (
    CONFLICT,
    TAKING_PART,
    blueprint,
    shows_item,
    to_item,
)
from portal.participation.rules.asks import AskKind, Outcome
from portal.people import decisions, reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.preparation.pages.item import head_of
from portal.translations.queries import handed_over
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, done, error_items


@blueprint.get("/requests")
@access(Permission.AGENDA_SEE, reads=TAKING_PART)
def requests() -> str:
    """List what young people ask for and this reader answers, the first due first."""
    rows = waiting_page(actor=current_actor(), now=clock.now())
    decisions.allowed("requests that this reader answers")
    reading.shows_list(
        district_id=g.district_slug, listed=[row.ask.row.young_person_id for row in rows]
    )
    return render_template("participation/requests.html", rows=rows)


@blueprint.get("/items/<uuid:item_id>/requests/new")
@access(Permission.AGENDA_SEE, reads=TAKING_PART)
def ask(item_id: UUID) -> Response:
    """Ask what a young person asked for."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    return _ask_page(found, _ask_form(found))


@blueprint.post("/items/<uuid:item_id>/requests/new")
@access(Permission.AGENDA_SEE, writes=True, reads=TAKING_PART)
def ask_submit(item_id: UUID) -> Response:
    """Write down what a young person asked for, to be answered."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    form = _ask_form(found)
    if done(
        form,
        lambda: operations.ask_for_them(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            kind=AskKind(form.kind.data),
            whom=form.named,
            why=form.why.data or "",
        ),
    ):
        flash("Written down. Whoever answers it is shown it.", "success")
        return to_item(found)
    return _ask_page(found, form)


@blueprint.get("/requests/<uuid:ask_id>")
@access(Permission.AGENDA_SEE, reads=TAKING_PART)
def answer(ask_id: UUID) -> Response:
    """Show what a young person asks for, and ask for the answer."""
    row, found = _answering(ask_id)
    form = AnswerForm()
    form.offer(row.kind)
    form.version.data = row.version
    if row.outcome is not None:
        form.outcome.data, form.words.data = row.outcome.value, row.answer
    return _answer_page(row, found, form)


@blueprint.post("/requests/<uuid:ask_id>")
@access(Permission.AGENDA_SEE, writes=True, reads=TAKING_PART)
def answer_submit(ask_id: UUID) -> Response:
    """Answer what a young person asks for; they read the words on their own page."""
    row, found = _answering(ask_id)
    form = AnswerForm()
    form.offer(row.kind)
    try:
        if done(
            form,
            lambda: operations.answer_ask(
                actor=current_actor(),
                now=clock.now(),
                ask_id=ask_id,
                version=form.version.data or 0,
                outcome=Outcome(form.outcome.data),
                words=form.words.data or "",
            ),
        ):
            flash("Answered. They read it on their own page.", "success")
            return to_item(found)
    except ConflictError as error:
        now = queries.ask(ask_id)
        form.form_errors.append(
            f"{error.message} They wrote: {now.answer}. Save again to put yours in its place"
        )
        form.version.data = now.version
        return _answer_page(now, found, form, CONFLICT)
    return _answer_page(row, found, form)


def _answering(ask_id: UUID) -> tuple[AskRow, ItemAt]:
    found = item_for(actor=current_actor(), item_id=queries.item_of_ask(ask_id), now=clock.now())
    row = queries.ask(ask_id)
    policy.require_answering(current_actor(), row, found)
    return row, found


def _ask_form(found: ItemAt) -> AskForm:
    form = AskForm()
    coming = operations.people_coming(queries.booked(found.item.id), clock.now())
    form.offer([pair for comer in coming for pair in comer.keys])
    return form


def _ask_page(found: ItemAt, form: AskForm) -> Response:
    head = head_of(found)
    shows_item(head)
    html = render_template("participation/ask.html", head=head, form=form)
    return make_response(html, REFUSED if error_items([form]) else 200)


def _answer_page(
    row: AskRow, found: ItemAt, form: AnswerForm, status: int | None = None
) -> Response:
    head = asked_head(found)
    shows_item(head)
    handed = handed_over([row.item_id])
    line = ask_line(current_actor(), row, found, clock.now(), handed)
    html = render_template("participation/answer.html", head=head, form=form, ask=line)
    return make_response(html, status or (REFUSED if error_items([form]) else 200))
