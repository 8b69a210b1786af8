"""What a young person tells somebody is wrong, written down for them: by phone, or face to face."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template

from portal.panels.operations import ItemAt
from portal.participation import operations
from portal.participation.forms import ToldWrongForm
from portal.participation.pages.item import asked_head
from portal.participation.routes.staff.shared import TAKING_PART, blueprint, shows_item, to_item
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, done, error_items


@blueprint.get("/items/<uuid:item_id>/wrong")
@access(Permission.AGENDA_SEE, reads=TAKING_PART)
def wrong(item_id: UUID) -> Response:
    """Ask what a young person says is wrong in what is written about them."""
    return _page(
        operations.telling(actor=current_actor(), item_id=item_id, now=clock.now()), ToldWrongForm()
    )


@blueprint.post("/items/<uuid:item_id>/wrong")
@access(Permission.AGENDA_SEE, writes=True, reads=TAKING_PART)
def wrong_submit(item_id: UUID) -> Response:
    """Write down what a young person says is wrong, to be answered."""
    found = operations.telling(actor=current_actor(), item_id=item_id, now=clock.now())
    form = ToldWrongForm()
    if done(
        form,
        lambda: operations.say_wrong_for_them(
            actor=current_actor(), now=clock.now(), item_id=item_id, words=form.words.data or ""
        ),
    ):
        flash("Written down. Whoever answers it is shown it, and they read it.", "success")
        return to_item(found)
    return _page(found, form)


def _page(found: ItemAt, form: ToldWrongForm) -> Response:
    head = asked_head(found)
    shows_item(head)
    listed = found.item.slot_id is not None
    html = render_template("participation/wrong.html", head=head, form=form, listed=listed)
    return make_response(html, REFUSED if error_items([form]) else 200)
