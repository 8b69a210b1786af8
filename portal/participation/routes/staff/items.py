"""How one young person takes part: to read, and to write down what they told somebody."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from portal.entry import queries as entry
from portal.guides import documents
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels.operations import ItemAt, is_open, item_for
from portal.participation import operations, policy, queries
from portal.participation.forms import ToldForm, told_form
from portal.participation.operations.saying import source
from portal.participation.pages import paper as papers
from portal.participation.pages.item import item_page
from portal.participation.routes.staff.shared import (
    CONFLICT,
    TAKING_PART,
    blueprint,
    shows_item,
)
from portal.participation.rules.choices import Topic
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.preparation.pages.item import head_of
from portal.preparation.rules.inviting import Way
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error, error_items
from portal.web.htmx import go_to


@blueprint.get("/items/<uuid:item_id>/taking-part")
@access(Permission.AGENDA_SEE, reads=TAKING_PART)
def item(item_id: UUID) -> str:
    """Show how a young person takes part, and what they ask for."""
    actor = current_actor()
    found = _found(item_id)
    page = item_page(actor=actor, found=found, now=clock.now())
    shows_item(page.head)
    return render_template("participation/item.html", page=page, head=page.head)


@blueprint.get("/items/<uuid:item_id>/taking-part/paper")
@access(Permission.AGENDA_SEE, reads=TAKING_PART)
def paper(item_id: UUID) -> Response:
    """Return the young person's own page about their meeting, for somebody to hand to them."""
    found = _found(item_id)
    policy.require_reading(current_actor(), found)
    shows_item(head_of(found))
    return documents.for_one(
        entry.reads_in(found.item.young_person_id), papers.written(item_id, clock.now())
    )


def _found(item_id: UUID) -> ItemAt:
    """Return an item whose young person's choices are open to the reader. NotFoundError else."""
    actor, now = current_actor(), clock.now()
    found = item_for(actor=actor, item_id=item_id, now=now)
    if not is_open(actor, found, now):
        raise NotFoundError("There is no such item.")
    return found


@blueprint.get("/items/<uuid:item_id>/taking-part/<any(way, times, bring, needs, adult):topic>")
@access(Permission.AGENDA_SEE, reads=TAKING_PART)
def topic(item_id: UUID, topic: str) -> Response:
    """Ask what a young person told about one topic, from what holds now."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    form = told_form(Topic(topic))
    held = queries.choices(item_id).get(form.topic)
    if held is not None:
        form.version.data = held.number
        form.fill(held.answers)
    return _page(found, form)


@blueprint.post("/items/<uuid:item_id>/taking-part/<any(way, times, bring, needs, adult):topic>")
@access(Permission.AGENDA_SEE, writes=True, reads=TAKING_PART)
def topic_submit(item_id: UUID, topic: str) -> Response:
    """Save what a young person told about one topic; what was said before stays on record."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    form = told_form(Topic(topic))
    if not form.validate():
        return _page(found, form)
    try:
        operations.choose_for_them(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            topic=form.topic,
            given=form.answers,
            seen=form.version.data or 0,
            way=Way(form.way_told.data),
        )
    except RuleError as error:
        apply_rule_error(form, error)
        return _page(found, form)
    except ConflictError as error:
        return _page(found, _met(found, form, error), CONFLICT)
    flash("Saved. What was said before stays on record.", "success")
    return go_to(url_for("participation.item", item_id=item_id))


def _met(found: ItemAt, form: ToldForm, error: ConflictError) -> ToldForm:
    """Say what somebody saved meanwhile; sent again, this comes after theirs."""
    held = queries.choices(found.item.id).get(form.topic)
    if held is not None:
        theirs = held.words or "nothing"
        form.form_errors.append(
            f"{error.message} They saved: {theirs} ({source(held)}). Save again to keep yours"
        )
        form.version.data = held.number
    return form


def _page(found: ItemAt, form: ToldForm, status: int | None = None) -> Response:
    head = head_of(found)
    shows_item(head)
    html = render_template("participation/topic.html", head=head, form=form, topic=form.topic)
    return make_response(html, status or (REFUSED if error_items([form]) else 200))
