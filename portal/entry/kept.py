"""Keeps what a young person typed and has not sent, for them alone.

Two things bring it here: their page keeps it while they type, because what is sent there is read
by others; or their visit ran out before they sent it. It is sealed, is back in its form wherever
they open that page next, and goes once they send it. What no such page kept waits an hour.
Codes, words to come back with and files are never kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import g, request
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from portal import database
from portal.database import Scope, session
from portal.entry import queries
from portal.entry.models import ADDRESS_LENGTH, YoungKept
from portal.entry.rules import NOT_SENT_FOR
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.people.visiting import current_visitor, visitor_or_none
from portal.signin.kept import MOST_CHARACTERS, asked_page, typed
from portal.signin.rules.timeouts import KEPT_FOR
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.forms import KEPT
from portal.web.young import LANGUAGE, WORDS

_ = str  # marks what is translated where it is shown

SAVES = "entry.not_sent"
"""Where a page keeps what is typed into it."""
SEEN = "draft"
"""The field in which such a page says which of the words kept for it it knows, as marks with
hyphens between: of what it was opened with, and last its own. What it does not know was typed on
another phone, and is neither written over nor thrown away."""
PART = "draft_part"
"""The field that tells one form of a page from another; empty where it has one."""
BESIDE = frozenset({SEEN, PART, "quiet", "version", "seen", "promise"})
"""What comes with a form and was not typed into it."""
LONGEST_PART = 60
MOST_PAGES = 60
"""More forms than anybody has open: whoever sends other addresses is refused."""
ELSEWHERE = _("You typed something else here. Copy your words, then open this page again.")
TOO_LONG = _("That is too long to keep. Please make it shorter.")


@dataclass(frozen=True, slots=True)
class NotSent:
    """What waits for one form: its page, which of the page's forms, and what is in it.

    It ``is_draft`` where its page keeps what is typed; ``mark`` says by which opening it was kept.
    """

    row_id: UUID
    action: str
    path: str
    part: str
    fields: MultiDict[str, str]
    is_draft: bool
    mark: str


def keep(young_person_id: UUID) -> bool:
    """Keep what this request sent, as their visit had run out; tell whether it sent any.

    What they typed on another phone since stays instead.
    """
    fields = [] if request.blueprint == "entry" and request.endpoint != SAVES else typed()
    if not fields or _characters(fields) > MOST_CHARACTERS:
        return False
    now = clock.machine_now()
    scope = Scope(registry().authority.id, None, None, "keeping what was typed", writes=True)
    with database.unit_of_work(scope):
        session.execute(delete(YoungKept).where(YoungKept.kept_until < now))
        held = [_read(row) for row in queries.kept(young_person_id, now)]
        if _may_write(_at(held, _place())):
            _write(young_person_id, held, fields, now)
            return True
    return False


def save() -> bool:
    """Keep what this page sent of what is being typed; tell whether there was anything.

    ConflictError where another phone kept something else since, RuleError where it is too long,
    NotFoundError for what is no page of theirs.
    """
    fields = typed()
    if _characters(fields) > MOST_CHARACTERS:
        raise RuleError(TOO_LONG)
    held: list[NotSent] = g.young_not_sent
    here = _at(held, _place())
    if not _may_write(here):
        raise ConflictError(ELSEWHERE)
    if any(value.strip() for name, value in fields if name not in BESIDE):
        if not here and len(held) >= MOST_PAGES:
            raise NotFoundError("There is no such page.")
        _write(current_visitor().young_person_id, held, fields, clock.machine_now())
        return True
    _forget(here)
    return False


def throw_away() -> str:
    """Forget what waits for a form, if its page knows of it; return where the form stands."""
    here = _at(g.young_not_sent, _place())
    if _may_write(here):
        _forget(here)
    path, _, part = _place().partition("#")
    return _href(path, part)


def bring_back() -> None:
    """Fill the form that was kept, where its page is opened; note where it is sent."""
    visitor = visitor_or_none()
    if visitor is None:
        return
    g.young_not_sent = [
        _read(row) for row in queries.kept(visitor.young_person_id, clock.machine_now())
    ]
    if request.method == "POST":
        here = [each for each in g.young_not_sent if each.action == request.path]
        g.young_sent = [each for each in here if _goes_with_this(each)]
    whole = not_sent_here()
    if request.method == "GET" and whole is not None:
        setattr(g, KEPT, whole.fields)
        g.young_brought_back = not whole.is_draft


def forget_sent() -> None:
    """Forget what waited and is sent by this request: called when it is certain that it is."""
    _forget(g.get("young_sent", ()))


def not_sent_here(part: str = "") -> NotSent | None:
    """Return what waits for a form of the page that is being made; None where nothing does."""
    held: list[NotSent] = g.get("young_not_sent", [])
    return next((each for each in held if (each.path, each.part) == (request.path, part)), None)


def not_sent_at(href: str, *, beside: bool = False) -> str | None:
    """Return where what waits at an address is gone on with; None where nothing does.

    ``beside`` takes in the pages that stand beside it, such as the other parts of a question.
    """
    held: list[NotSent] = g.get("young_not_sent", [])
    start = urlsplit(href).path
    start = f"{start.rpartition('/')[0]}/" if beside else start
    return next(
        (_href(each.path, each.part) for each in held if _is_at(each, start, below=beside)), None
    )


def newest() -> tuple[str, bool] | None:
    """Return where what was kept last is gone on with, and whether it is a draft; None for none."""
    held: list[NotSent] = g.get("young_not_sent", [])
    return next(((_href(each.path, each.part), each.is_draft) for each in held if each.path), None)


def _is_at(waits: NotSent, start: str, *, below: bool) -> bool:
    return waits.path.startswith(start) if below else waits.path == start


def _href(path: str, part: str) -> str:
    """Return the page of a form, in the language and the words that are read now."""
    chosen = {name: request.args[name] for name in (LANGUAGE, WORDS) if name in request.args}
    asked = f"?{urlencode(chosen)}" if chosen else ""
    return f"{path}{asked}{'#' if part else ''}{part}"


def _read(row: YoungKept) -> NotSent:
    fields = MultiDict([(str(name), str(value)) for name, value in json.loads(row.fields)])
    path, _, part = row.page.partition("#")
    marks = fields.poplist(SEEN)
    fields.poplist(PART)
    return NotSent(row.id, row.action, path, part, fields, bool(marks), _marks(marks)[-1])


def _marks(seen: Iterable[str]) -> list[str]:
    return next(iter(seen), "").split("-")


def _place() -> str:
    """Return where what this request sent was typed: the page, and which form of it.

    NotFoundError for what is no young person's page.
    """
    page = urlsplit(asked_page() or "").path
    if request.endpoint == SAVES and not page.startswith("/y/"):
        raise NotFoundError("There is no such page.")
    part = request.form.get(PART, "")
    return (f"{page}#{part[:LONGEST_PART]}" if part else page)[:ADDRESS_LENGTH]


def _at(held: Iterable[NotSent], place: str) -> list[NotSent]:
    path, _, part = place.partition("#")
    return [each for each in held if (each.path, each.part) == (path, part)]


def _may_write(here: Iterable[NotSent]) -> bool:
    """Tell whether this page knows all that is kept for it."""
    known = _marks(request.form.getlist(SEEN))
    return all(not each.mark or each.mark in known for each in here)


def _goes_with_this(waits: NotSent) -> bool:
    """Tell whether it is what is being sent: of the same form, and known to its page."""
    if not waits.is_draft:
        return True
    return request.form.get(PART, "") == waits.part and _may_write([waits])


def _write(
    young_person_id: UUID, held: Iterable[NotSent], fields: list[tuple[str, str]], now: datetime
) -> None:
    place, is_draft = _place(), SEEN in request.form
    _forget(_at(held, place))
    row = YoungKept(
        young_person_id=young_person_id,
        action=(place.partition("#")[0] if request.endpoint == SAVES else request.path)[
            :ADDRESS_LENGTH
        ],
        page=place,
        fields=json.dumps([pair for pair in fields if pair[0] != "quiet"]),
        kept_until=now + (NOT_SENT_FOR if is_draft else KEPT_FOR),
    )
    session.add(row)


def _forget(these: Iterable[NotSent]) -> None:
    ids = [each.row_id for each in these]
    if ids:
        session.execute(delete(YoungKept).where(YoungKept.id.in_(ids)))


def _characters(fields: Iterable[tuple[str, str]]) -> int:
    return sum(len(part) for pair in fields for part in pair)
