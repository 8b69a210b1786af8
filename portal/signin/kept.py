"""Keeps what somebody typed when they were asked who they are before it was taken.

Their time had run out, or what they asked for needs a proof from the last minutes.

The fields are sealed, bound to their writer, and wait an hour. They are shown again in the form
they were typed into; nothing is saved until its writer sends it. Files and passwords are never
kept.
"""

from __future__ import annotations

import json
from enum import StrEnum
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, flash, g, request, session, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal import database
from portal.database import Scope
from portal.keyring import Purpose
from portal.people import gate
from portal.signin import queries, sealing
from portal.signin.models import ADDRESS_LENGTH, KeptWork
from portal.signin.rules.timeouts import KEPT_FOR
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.forms import FORM_PAGE, KEPT

MARKS = "kept_marks"
"""Where the cookie notes which works wait, the newest last."""
BANNER = "kept"
"""The kind of banner that says what was typed is back."""
MOST = 8
"""More pages than anybody has open at once; the oldest gives way."""
NEVER = frozenset({"csrf_token", FORM_PAGE, "next"})
MOST_CHARACTERS = 400_000


def asked_page() -> str | None:
    """Return the page to come back to: the one asked for, or the one a form stands on."""
    if request.method in {"GET", "HEAD"}:
        return request.full_path.rstrip("?")
    current = urlsplit(request.headers.get("HX-Current-URL", ""))
    shown = current.path + (f"?{current.query}" if current.query else "")
    page = request.form.get(FORM_PAGE) or shown
    return page if _opens(page) else None


class Fate(StrEnum):
    """What became of what a request sent; the sign-in page says it, by this word in its address."""

    NOTHING_SENT = "yes"
    KEPT = "kept"
    KEPT_BUT_A_FILE = "kept-but-a-file"
    A_FILE_ALONE = "a-file"
    TOO_LONG = "too-long"

    @property
    def lost(self) -> str | None:
        """The same word where something is not there any more, None where nothing is lost."""
        return None if self in {Fate.NOTHING_SENT, Fate.KEPT} else self.value


def fate_of(word: str | None) -> Fate | None:
    """Return what an address says became of it; anybody can write one, so None for another word."""
    return Fate(word) if word in set(Fate) else None


def keep(person_id: UUID) -> tuple[str | None, Fate]:
    """Keep what this request sent, for one person.

    Returns the page to come back to, and what became of it. Called where no scope is open yet: the
    gate has just turned the request away.
    """
    page = asked_page()
    fields = typed()
    a_file = sent_a_file()
    if not fields:
        return page, Fate.A_FILE_ALONE if a_file else Fate.NOTHING_SENT
    if sum(map(len, (part for pair in fields for part in pair))) > MOST_CHARACTERS:
        return page, Fate.TOO_LONG
    scope = Scope(registry().authority.id, None, None, "keeping what was typed", writes=True)
    with database.unit_of_work(scope):
        _write(person_id, (page or "")[:ADDRESS_LENGTH], fields)
    return page or url_for("signin.kept_work"), Fate.KEPT_BUT_A_FILE if a_file else Fate.KEPT


def waiting() -> list[KeptWork]:
    """Return the works that wait for whoever is signed in, the newest first."""
    actor = gate.reader()
    return [] if actor is None else _of(actor.person_id)


def fields_of(work: KeptWork) -> list[tuple[str, str]]:
    """Return what was typed, in order: names and what they hold."""
    held = json.loads(sealing.unseal(Purpose.KEPT, work.fields, work.id, work.person_id))
    return [(str(name), str(value)) for name, value in held]


def discard(work: KeptWork) -> None:
    """Throw away what was kept."""
    _unmark(work)
    database.session.delete(work)


def bring_back() -> None:
    """Fill the form that was kept, where its page is opened; forget it where it is sent."""
    if MARKS not in session or "closing" not in g:
        return
    works = waiting()
    if not works:
        if gate.reader() is not None:
            session.pop(MARKS)
        return
    here = request.full_path.rstrip("?")
    if request.method == "POST":
        _forget_sent([work for work in works if work.action == here])
    elif request.method == "GET":
        _fill_in(next((work for work in works if work.page == here), None))


def _forget_sent(works: list[KeptWork]) -> None:
    """Forget what is sent now of works of one form: the very one, or the newest of its page.

    The older ones wait on: they were typed on other pages.
    """
    fields = typed()
    sent = next((work for work in works if fields_of(work) == fields), None)
    page = request.form.get(FORM_PAGE)
    sent = sent or next((work for work in works if work.page == page), None)
    sent = sent or next(iter(works), None)
    if sent is None:
        return
    _unmark(sent)
    if database.current_scope().writes:
        database.session.delete(sent)


def _fill_in(work: KeptWork | None) -> None:
    if work is None:
        return
    setattr(g, KEPT, MultiDict(fields_of(work)))
    flash(
        Markup(
            "You were asked who you are before this was sent. What you typed is back in the "
            "form, and nothing is saved until you send it. "
            '<a class="govuk-notification-banner__link" href="{}">See what was kept</a>.'
        ).format(url_for("signin.kept_work")),
        BANNER,
    )


def _write(person_id: UUID, page: str, fields: list[tuple[str, str]]) -> None:
    """Keep this as the newest; what was sent again as it was waits once."""
    action = request.full_path.rstrip("?")[:ADDRESS_LENGTH]
    others: list[KeptWork] = []
    for work in _of(person_id):
        same = (work.action, work.page) == (action, page) and fields_of(work) == fields
        if same or len(others) == MOST - 1:
            database.session.delete(work)
        else:
            others.append(work)
    work = KeptWork(
        person_id=person_id,
        action=action,
        page=page,
        fields=b"",
        kept_until=clock.machine_now() + KEPT_FOR,
    )
    work.fields = sealing.seal(Purpose.KEPT, json.dumps(fields).encode(), work.id, person_id)
    database.session.add(work)
    session[MARKS] = [str(each.id) for each in (*reversed(others), work)]


def _of(person_id: UUID) -> list[KeptWork]:
    """Return what this browser kept for a person and still waits, the newest first."""
    marks: list[str] = session.get(MARKS, [])
    found = queries.kept_works([UUID(mark) for mark in marks], person_id, clock.machine_now())
    return sorted(found, key=lambda work: marks.index(str(work.id)), reverse=True)


def _unmark(work: KeptWork) -> None:
    session[MARKS] = [mark for mark in session.get(MARKS, []) if mark != str(work.id)]


def typed() -> list[tuple[str, str]]:
    """Return what this request sent in its fields, but for what is never kept."""
    if request.method != "POST" or request.blueprint in {"signin", "provider_sign_in"}:
        return []
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in NEVER and "password" not in name.lower()
    ]


def sent_a_file() -> bool:
    """Tell whether this request brought a file, which is never kept."""
    return request.method == "POST" and any(each.filename for each in request.files.values())


def _opens(page: str) -> bool:
    """Tell whether an address is a page of ours that can be opened."""
    if not page.startswith("/") or page.startswith(("//", "/\\")) or not page.isprintable():
        return False
    try:
        current_app.url_map.bind("").match(urlsplit(page).path, method="GET")
    except RequestRedirect:
        return True
    except (HTTPException, ValueError):
        return False
    return True
