"""A copy of everything held: decided on record by record, read by a second person, handed over."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, flash, send_file, url_for

from portal.kernel.errors import NotFoundError, RuleError
from portal.people.gate import current_actor
from portal.people.policy import Permission, require
from portal.protection import forms
from portal.protection.operations import copies
from portal.protection.operations.files import opens, pieces
from portal.protection.pages import copy_files
from portal.protection.pages.copies import RecordPage, copy_page, record_page
from portal.protection.pages.person import person_page
from portal.protection.queries.copies import request as copy_request
from portal.protection.routes.staff.shared import COPY, blueprint, shows_person
from portal.web import clock
from portal.web.access import access
from portal.web.forms import PortalForm, apply_rule_error, done, refused
from portal.web.htmx import go_to


@blueprint.get("/people/<uuid:young_person_id>/copy")
@access(Permission.PROTECTION_MANAGE, reads=COPY)
def ask(young_person_id: UUID) -> Response:
    """Ask when somebody asked for a copy."""
    return _ask_page(young_person_id, forms.CopyForm(formdata=None))


@blueprint.post("/people/<uuid:young_person_id>/copy")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=COPY)
def ask_submit(young_person_id: UUID) -> Response:
    """Begin a copy; the time to answer runs."""
    form = forms.CopyForm()
    if form.validate() and form.asked_on.data is not None:
        try:
            made = copies.open_request(
                actor=current_actor(),
                now=clock.now(),
                young_person_id=young_person_id,
                asked_on=form.asked_on.data,
            )
        except RuleError as error:
            apply_rule_error(form, error)
        else:
            return _to_copy(made.id, "Decide on each record that may be about others.")
    return _ask_page(young_person_id, form)


def _ask_page(young_person_id: UUID, form: forms.CopyForm) -> Response:
    actor = current_actor()
    require(actor, Permission.PROTECTION_MANAGE, None)
    shows_person(young_person_id)
    page = person_page(young_person_id, actor, clock.today())
    return refused("protection/ask_copy.html", form=form, page=page)


@blueprint.get("/copies/<uuid:request_id>")
@access(Permission.PROTECTION_MANAGE, reads=COPY)
def copy(request_id: UUID) -> Response:
    """Show every record of a copy and what was decided about it."""
    return _copy_page(request_id, PortalForm())


def _copy_page(request_id: UUID, form: PortalForm) -> Response:
    actor = current_actor()
    require(actor, Permission.PROTECTION_MANAGE, None)
    page = copy_page(request_id, actor, clock.today())
    shows_person(page.young_person_id)
    return refused("protection/copy.html", form=form, page=page)


@blueprint.get("/copies/<uuid:request_id>/records/<kind>/<uuid:row_id>")
@access(Permission.PROTECTION_MANAGE, reads=COPY)
def record(request_id: UUID, kind: str, row_id: UUID) -> Response:
    """Show one record and ask what becomes of it."""
    form = forms.VerdictForm(formdata=None)
    page = record_page(request_id, kind, row_id)
    if page.decided is not None:
        form.verdict.data, form.reason.data = page.decided.verdict.value, page.decided.reason
        form.instead.data = page.decided.instead
    elif page.words:
        form.instead.data = page.words
    return _record_page(request_id, page, form)


@blueprint.post("/copies/<uuid:request_id>/records/<kind>/<uuid:row_id>")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=COPY)
def record_submit(request_id: UUID, kind: str, row_id: UUID) -> Response:
    """Decide what becomes of one record."""
    form = forms.VerdictForm()
    if done(
        form,
        lambda: copies.decide(
            actor=current_actor(),
            now=clock.now(),
            request_id=request_id,
            kind=kind,
            row_id=row_id,
            verdict=form.chosen,
            reason=form.reason.data or "",
            instead=form.instead.data or "",
        ),
    ):
        return _to_copy(request_id, "Decision saved.")
    return _record_page(request_id, record_page(request_id, kind, row_id), form)


@blueprint.get("/copies/<uuid:request_id>/records/<kind>/<uuid:row_id>/files/<int:number>")
@access(Permission.PROTECTION_MANAGE, reads=COPY)
def record_file(request_id: UUID, kind: str, row_id: UUID, number: int) -> Response:
    """Send a file of one record to whoever decides on it."""
    held = record_page(request_id, kind, row_id).files
    _shows_whose(request_id)
    if not 1 <= number <= len(held) or not opens(held[number - 1]):
        raise NotFoundError("There is no such file, or it does not open.")
    file = held[number - 1]
    response = Response(b"".join(pieces(file)), mimetype=file.media)
    name = file.name.rpartition("/")[2]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _record_page(request_id: UUID, page: RecordPage, form: forms.VerdictForm) -> Response:
    _shows_whose(request_id)
    return refused("protection/record.html", form=form, page=page)


@blueprint.get("/copies/<uuid:request_id>/stop")
@access(Permission.PROTECTION_MANAGE, reads=COPY)
def stop(request_id: UUID) -> Response:
    """Ask what must be made clear before the time runs on."""
    return _stop_page(request_id, forms.StopForm(formdata=None))


@blueprint.post("/copies/<uuid:request_id>/stop")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=COPY)
def stop_submit(request_id: UUID) -> Response:
    """Let the time stand still."""
    form = forms.StopForm()
    if done(
        form,
        lambda: copies.stop_clock(
            actor=current_actor(),
            now=clock.now(),
            request_id=request_id,
            note=form.note.data or "",
        ),
    ):
        return _to_copy(request_id, "The time stands still.")
    return _stop_page(request_id, form)


def _stop_page(request_id: UUID, form: forms.StopForm) -> Response:
    actor = current_actor()
    require(actor, Permission.PROTECTION_MANAGE, None)
    page = copy_page(request_id, actor, clock.today())
    shows_person(page.young_person_id)
    return refused("protection/stop.html", form=form, page=page)


@blueprint.post("/copies/<uuid:request_id>/start")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=COPY)
def start(request_id: UUID) -> Response:
    """Let the time run again."""
    return _pressed(copies.start_clock, request_id, "The time runs again.")


@blueprint.post("/copies/<uuid:request_id>/agree")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=COPY)
def agree(request_id: UUID) -> Response:
    """Agree, as the second reader."""
    said = "You have read and agreed. The copy can be handed over."
    return _pressed(copies.agree, request_id, said)


@blueprint.post("/copies/<uuid:request_id>/files")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=COPY, step_up=True)
def files(request_id: UUID) -> Response:
    """Return the files to hand over; that they were made is noted."""
    form = PortalForm()
    try:
        out = copies.hand_over(actor=current_actor(), now=clock.now(), request_id=request_id)
    except RuleError as error:
        apply_rule_error(form, error)
        return _copy_page(request_id, form)
    _shows_whose(request_id)
    held = copy_files.zipped(copy_files.final(out, clock.today()))
    return send_file(held, mimetype="application/zip", as_attachment=True, download_name="copy.zip")


@blueprint.post("/copies/<uuid:request_id>/close")
@access(Permission.PROTECTION_MANAGE, writes=True, reads=COPY)
def close(request_id: UUID) -> Response:
    """Note that the answer was given, or is not wanted any more."""
    return _pressed(copies.close, request_id, "The copy is closed.", url_for("protection.overview"))


def _pressed(
    act: Callable[..., object], request_id: UUID, said: str, onwards: str | None = None
) -> Response:
    """Do what a button on the copy's page asks for, or say on that page why not."""
    form = PortalForm()
    if not done(form, lambda: act(actor=current_actor(), now=clock.now(), request_id=request_id)):
        return _copy_page(request_id, form)
    flash(said, "success")
    return go_to(onwards or url_for("protection.copy", request_id=request_id))


def _to_copy(request_id: UUID, said: str) -> Response:
    flash(said, "success")
    return go_to(url_for("protection.copy", request_id=request_id))


def _shows_whose(request_id: UUID) -> None:
    """Note for the read log whose copy a page is about."""
    shows_person(copy_request(request_id).young_person_id)
