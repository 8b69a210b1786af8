"""What `portal agenda` answers: the agenda as published, as one reader sees it, in any format."""

from __future__ import annotations

import base64
from datetime import date, datetime
from typing import Any

from flask import Flask, g, render_template, url_for

from portal import audit
from portal.kernel.errors import NotFoundError
from portal.kernel.wording import long_date
from portal.panels import queries
from portal.panels.documents import agenda_docx, agenda_ics, agenda_pdf
from portal.panels.pages.agenda import PublishedAgenda, agenda_for
from portal.people import queries as people
from portal.people import standing
from portal.people.policy import Actor
from portal.web.site import current_site

FORMATS = ("html", "pdf", "docx", "ics")


def published(*, meeting: str, email: str | None, now: datetime) -> PublishedAgenda:
    """Return a meeting's newest agenda, as the person with this address sees it.

    `meeting` is an id or district/kind/date. Without an address nobody's name is shown.
    NotFoundError for no such meeting, person or agenda; ForbiddenError for a reader without the
    right to it.
    """
    found = agenda_for(actor=_reader(email, now), meeting_id=queries.find_meeting(meeting), now=now)
    if found is None:
        raise NotFoundError("No agenda of this meeting is published yet.")
    return found


def note_reading(agenda: PublishedAgenda, now: datetime) -> None:
    """Note for the read log whose names a command showed; whoever runs the machine saw them."""
    audit.opened(
        subject=("meeting", agenda.meeting_id),
        district_id=agenda.district_id,
        actor_id=None,
        now=now,
        listed=agenda.named,
    )


def _reader(email: str | None, now: datetime) -> Actor | None:
    if email is None:
        return None
    person = people.person_by_email(email)
    actor = standing.actor(person.id, now) if person else None
    if actor is None:
        raise NotFoundError(f"Nobody with the address “{email}” holds a role today.")
    return actor


def as_file(app: Flask, agenda: PublishedAgenda, form: str) -> bytes:
    """Return the agenda in one of `FORMATS`."""
    if form == "pdf":
        return agenda_pdf(agenda.page)
    if form == "docx":
        return agenda_docx(agenda.page)
    # A page and a calendar entry hold links, and links need an address they start from.
    with app.test_request_context(f"/d/{agenda.district_id}/meetings/{agenda.meeting_id}/agenda"):
        g.district_slug = agenda.district_id
        if form == "html":
            return render_template("panels/agenda.html", agenda=agenda, page=agenda.page).encode()
        return agenda_ics(
            agenda.page,
            uid=agenda.calendar_id,
            sequence=agenda.calendar_sequence,
            organiser=current_site().help_email,
            url=url_for("panels.agenda", meeting_id=agenda.meeting_id, _external=True),
            cancelled=agenda.cancelled,
        )


def with_file(facts: dict[str, Any], content: bytes, form: str) -> dict[str, Any]:
    """Return the facts with the file beside them: text as it is, other formats as base64."""
    if form in {"html", "ics"}:
        return facts | {"format": form, "content": content.decode()}
    return facts | {"format": form, "content_base64": base64.b64encode(content).decode()}


def in_words(facts: dict[str, Any]) -> str:
    """Return the agenda as lines of text."""
    day = long_date(date.fromisoformat(facts["panel_day"]))
    lines = [" ".join(facts["heading"]), f"{day}, version {facts['version']}"]
    for row in facts["rows"]:
        cells = [str(row[key]) for key in ("young_person", "agenda_item") if row.get(key)]
        lines.append("  ".join([row["start"], *(cells or [row["kind"]])]))
    return "\n".join([*lines, *facts["changes"], facts["chair"], facts["quorum"]])
