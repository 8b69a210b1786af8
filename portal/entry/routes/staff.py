"""Ways in as a young person's own people give them: links, codes, and how they are reached."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, g, make_response, render_template, request, url_for

from portal.entry import queries, rules
from portal.entry.forms import ContactForm
from portal.entry.operations import giving
from portal.entry.pages import giving as pages
from portal.entry.pages import paper as papers
from portal.entry.pages import said as words
from portal.guides import documents
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels.operations import ItemAt
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.preparation.pages.item import head_of
from portal.web import clock
from portal.web.access import access
from portal.web.forms import REFUSED, apply_rule_error
from portal.web.htmx import go_to

blueprint = Blueprint(
    "ways_in", __name__, template_folder="../templates", url_prefix="/d/<district>"
)
WAYS = "How a young person gets in and is reached"
CONFLICT = 409


@blueprint.get("/items/<uuid:item_id>/ways-in")
@access(Permission.AGENDA_SEE, reads=WAYS)
def ways(item_id: UUID) -> str:
    """Show the ways in, whether they were used, and what can be done."""
    found = _found(item_id)
    return render_template("entry/ways.html", page=pages.giving_page(found, clock.now()))


@blueprint.get("/items/<uuid:item_id>/ways-in/send")
@access(Permission.AGENDA_SEE, reads=WAYS)
def send(item_id: UUID) -> str:
    """Show the message as they will see it, before it goes."""
    return _preview(_found(item_id))


@blueprint.post("/items/<uuid:item_id>/ways-in/send")
@access(Permission.AGENDA_SEE, writes=True, reads=WAYS)
def send_submit(item_id: UUID) -> Response:
    """Send a link; it is made as the message leaves."""
    _found(item_id)
    given = _given()
    giving.send_link(actor=current_actor(), now=clock.now(), item_id=item_id, given=given)
    what = "code" if given is rules.Given.CODE else "link"
    flash(f"The {what} is on its way. Any link before it works no more.", "success")
    return go_to(url_for("ways_in.ways", item_id=item_id))


@blueprint.post("/items/<uuid:item_id>/ways-in/code")
@access(Permission.AGENDA_SEE, writes=True, reads=WAYS)
def code(item_id: UUID) -> str:
    """Show a new code, once, with how to say it on the phone."""
    found = _found(item_id)
    made, until = giving.make_code(actor=current_actor(), now=clock.now(), item_id=item_id)
    return render_template(
        "entry/code_shown.html",
        head=head_of(found),
        code=rules.grouped(made),
        spoken=rules.spoken(made),
        until=until,
        address=words.address_to_type(),
    )


@blueprint.post("/items/<uuid:item_id>/ways-in/paper")
@access(Permission.AGENDA_SEE, writes=True, reads=WAYS)
def paper(item_id: UUID) -> Response:
    """Return a paper with a new code: in the language they read, beside English."""
    found = _found(item_id)
    made, until = giving.make_code(actor=current_actor(), now=clock.now(), item_id=item_id)
    return documents.for_one(
        queries.reads_in(found.item.young_person_id),
        lambda: papers.text(made, words.address_to_type(), until),
    )


@blueprint.post("/items/<uuid:item_id>/ways-in/end")
@access(Permission.AGENDA_SEE, writes=True, reads=WAYS)
def end(item_id: UUID) -> Response:
    """End every way in at once."""
    _found(item_id)
    giving.end_all(actor=current_actor(), at=clock.moment(), item_id=item_id)
    flash("Every way in is ended. Nobody is in any more. What was written stays.", "success")
    return go_to(url_for("ways_in.ways", item_id=item_id))


@blueprint.get("/items/<uuid:item_id>/ways-in/contact")
@access(Permission.AGENDA_SEE, reads=WAYS)
def contact(item_id: UUID) -> Response:
    """Ask how a young person is reached."""
    found = _found(item_id)
    form = ContactForm()
    form.fill(queries.contact_of(found.item.young_person_id))
    return _contact_page(found, form)


@blueprint.post("/items/<uuid:item_id>/ways-in/contact")
@access(Permission.AGENDA_SEE, writes=True, reads=WAYS)
def contact_submit(item_id: UUID) -> Response:
    """Write down how a young person is reached."""
    found = _found(item_id)
    form = ContactForm()
    if not form.validate():
        return _refused(found, form)
    try:
        giving.record_contact(
            actor=current_actor(),
            now=clock.now(),
            item_id=item_id,
            draft=form.draft,
            version=form.version.data or 0,
        )
    except RuleError as error:
        apply_rule_error(form, error)
    except ConflictError as error:
        return _both(found, form, error)
    else:
        flash("Saved. Nothing goes to what is not safe.", "success")
        return go_to(url_for("ways_in.ways", item_id=item_id))
    return _refused(found, form)


def _refused(found: ItemAt, form: ContactForm) -> Response:
    form.offer(queries.contact_of(found.item.young_person_id))
    return _contact_page(found, form)


def _both(found: ItemAt, form: ContactForm, error: ConflictError) -> Response:
    """Show what somebody else saved beside what is typed; saving again keeps what is typed."""
    held = queries.contact_of(found.item.young_person_id)
    form.version.data = held.version if held else 0
    form.offer(held)
    form.form_errors.append(f"{error.message} Look at both, then save again to keep yours")
    theirs = None if held is None else pages.contact_lines(held)
    return _contact_page(found, form, theirs=theirs, status=CONFLICT)


def _contact_page(
    found: ItemAt,
    form: ContactForm,
    *,
    theirs: pages.ContactLines | None = None,
    status: int | None = None,
) -> Response:
    html = render_template("entry/contact.html", head=head_of(found), form=form, theirs=theirs)
    return make_response(html, status or (REFUSED if form.error_items else 200))


def _preview(found: ItemAt) -> str:
    shown = pages.preview(found, _given(), clock.now())
    if shown is None:
        raise NotFoundError("There is no such page.")
    return render_template("entry/send.html", page=shown)


def _given() -> rules.Given:
    """Return in which way a link is sent; by text where nothing else is asked for."""
    asked = request.values.get("by")
    others = (rules.Given.EMAIL, rules.Given.CODE)
    return next((each for each in others if each.value == asked), rules.Given.TEXT)


def _found(item_id: UUID) -> ItemAt:
    """Return the item and note for the read log whose ways in are shown."""
    found = giving.giving(actor=current_actor(), item_id=item_id, now=clock.now())
    reading.shows(
        ("item", item_id),
        young_person_id=found.item.young_person_id,
        district_id=g.district_slug,
    )
    return found
