"""The agenda checked, published, read and downloaded."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from portal import audit
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels import looking, operations, queries
from portal.panels.documents import agenda_docx, agenda_ics, agenda_pdf
from portal.panels.forms import (
    PublishForm,
    uuid_or_none,
)
from portal.panels.looking import LookedThrough, NotLookedAtError
from portal.panels.pages.agenda import PublishedAgenda, agenda_for
from portal.panels.pages.item import agenda_who
from portal.panels.pages.meeting import check_page
from portal.panels.routes.staff.shared import blueprint, district_id, looking_at
from portal.people import reading
from portal.people.gate import current_actor
from portal.people.policy import Permission
from portal.web import clock
from portal.web.access import access
from portal.web.forms import apply_rule_error, refused
from portal.web.htmx import go_to
from portal.web.site import current_site

CHECK = "The agenda, to be checked before it goes out"


@blueprint.get("/meetings/<uuid:meeting_id>/publish")
@access(Permission.AGENDA_PUBLISH, reads=CHECK)
def publish(meeting_id: UUID) -> Response:
    """Show the agenda as it would go out, to be checked."""
    return _publish_page(PublishForm(), meeting_id)


@blueprint.post("/meetings/<uuid:meeting_id>/publish")
@access(Permission.AGENDA_PUBLISH, writes=True, reads=CHECK)
def publish_submit(meeting_id: UUID) -> Response:
    """Publish the agenda."""
    form = PublishForm()
    accepters = check_page(actor=current_actor(), now=clock.now(), meeting_id=meeting_id).accepters
    form.late_accepted_by.offer(accepters)
    through = None
    if form.validate():
        try:
            published = operations.publish_agenda(
                actor=current_actor(),
                now=clock.now(),
                meeting_id=meeting_id,
                late_accepted_by=uuid_or_none(form.late_accepted_by.data),
                late_reason=form.late_reason.data,
                seen=form.mark.data or "",
                looked=form.looked_mark,
            )
        except (RuleError, ConflictError) as error:
            field = error.field if isinstance(error, RuleError) else None
            if isinstance(error, NotLookedAtError):
                form.looked.data = False  # what was ticked was another list
                through = error.through
            apply_rule_error(form, RuleError(error.message, field))
        else:
            flash(
                f"Version {published.number} of the agenda is published. "
                f"{published.readers} people can now read it. "
                f"{published.messages} messages are on their way.",
                "success",
            )
            return go_to(url_for("panels.agenda", meeting_id=meeting_id))
    return _publish_page(form, meeting_id, through)


def _publish_page(
    form: PublishForm, meeting_id: UUID, through: LookedThrough | None = None
) -> Response:
    page = check_page(actor=current_actor(), now=clock.now(), meeting_id=meeting_id)
    form.late_accepted_by.offer(page.accepters)
    reading.shows(("meeting", meeting_id), district_id=district_id(), listed=page.named)
    if page.refused:
        through = LookedThrough()
    elif through is None:
        through = looking.of(meeting_id, current_actor())
    return refused("panels/publish.html", form=form, page=page, through=through)


@blueprint.get("/meetings/<uuid:meeting_id>/agenda")
@access(Permission.AGENDA_SEE, reads="The agenda")
def agenda(meeting_id: UUID) -> str:
    """Show the newest published agenda to whoever may read it."""
    published = agenda_for(actor=current_actor(), meeting_id=meeting_id, now=clock.now())
    if published is None:
        audit.nothing_opened()
        row = queries.meeting_row(meeting_id)
        looking_at(row.panel_id, row.id)
        back = queries.taken_back(meeting_id)
        return render_template("panels/agenda_waiting.html", row=row, back=back)
    reading.shows(("meeting", meeting_id), district_id=district_id(), listed=published.named)
    looking_at(published.panel_id, published.meeting_id)
    return render_template("panels/agenda.html", agenda=published, page=published.page)


@blueprint.get("/meetings/<uuid:meeting_id>/who")
@access(Permission.AGENDA_SEE)
def agenda_readers(meeting_id: UUID) -> str:
    """List everybody who can open a meeting's agenda, with the reason each has."""
    page = agenda_who(actor=current_actor(), meeting_id=meeting_id, now=clock.now())
    return render_template("panels/agenda_who.html", page=page)


@blueprint.get("/meetings/<uuid:meeting_id>/agenda.pdf")
@access(Permission.AGENDA_SEE, reads="The agenda, as a PDF file")
def agenda_as_pdf(meeting_id: UUID) -> Response:
    """Send the agenda as tagged PDF."""
    published = _published(meeting_id)
    return _file(agenda_pdf(published.page), "application/pdf", f"{published.file_name}.pdf")


@blueprint.get("/meetings/<uuid:meeting_id>/agenda.docx")
@access(Permission.AGENDA_SEE, reads="The agenda, as a Word file")
def agenda_as_word(meeting_id: UUID) -> Response:
    """Send the agenda as a Word file."""
    published = _published(meeting_id)
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return _file(agenda_docx(published.page), kind, f"{published.file_name}.docx")


@blueprint.get("/meetings/<uuid:meeting_id>/agenda.ics")
@access(Permission.AGENDA_SEE, reads="The meeting, as a calendar entry without names")
def agenda_as_calendar(meeting_id: UUID) -> Response:
    """Send the meeting as a calendar entry, which names nobody."""
    published = _published(meeting_id, names=False)
    entry = agenda_ics(
        published.page,
        uid=published.calendar_id,
        sequence=published.calendar_sequence,
        organiser=current_site().help_email,
        url=url_for("panels.agenda", meeting_id=meeting_id, _external=True),
        cancelled=published.cancelled,
    )
    return _file(entry, "text/calendar", f"meeting-{published.page.panel_day.isoformat()}.ics")


def _published(meeting_id: UUID, *, names: bool = True) -> PublishedAgenda:
    published = agenda_for(actor=current_actor(), meeting_id=meeting_id, now=clock.now())
    if published is None:
        raise NotFoundError("The agenda is not published yet.")
    listed = published.named if names else ()
    reading.shows(("meeting", meeting_id), district_id=district_id(), listed=listed)
    return published


def _file(content: bytes, kind: str, name: str) -> Response:
    response = make_response(content)
    response.mimetype = kind
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
