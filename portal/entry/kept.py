"""Keeps what a young person typed and has not sent, for them alone.

Two things bring it here: their page keeps it while they type, because what is sent there is read
by others; or their visit ran out before they sent it. It is sealed, is back in its form wherever
they open that page next, and goes once they send it. What no such page kept waits an hour.
Codes, words to come back with and files are never kept.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import g, request, url_for
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from portal import database
from portal.database import Scope, session
from portal.entry import queries
from portal.entry.models import ADDRESS_LENGTH, YoungKept
from portal.entry.rules import NOT_SENT_FOR
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.people.visiting import Visitor, current_visitor, visitor_or_none
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
hyphens between: of what it was opened with, and last its own, which counts each time it keeps
something after a full stop. What it does not know was typed on another phone, and is neither
written over nor thrown away."""
PART = "draft_part"
"""The field that tells one form of a page from another; empty where it has one."""
ITEM = "draft_item"
"""Under which name it is kept beside them what item they were typed about."""
OF_ONE_MEETING = ("/y/meeting", "/y/how-it-was")
"""Pages that are about the meeting they came for: what was typed of another is none of this one."""
BESIDE = frozenset({SEEN, PART, ITEM, "quiet", "version", "seen", "promise"})
"""What comes with a form and was not typed into it."""
LONGEST_PART = 60
NUMBER = 9
"""More digits than a page counts to."""
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
    place: str
    fields: MultiDict[str, str]
    is_draft: bool
    mark: str
    item: str

    @property
    def path(self) -> str:
        """The page it stands on."""
        return self.place.partition("#")[0]

    @property
    def part(self) -> str:
        """Which of the page's forms it is."""
        return self.place.partition("#")[2]

    def is_about(self, item_id: UUID) -> bool:
        """Tell whether it belongs on the pages of somebody who comes for this item."""
        alike = self.item in {"", str(item_id)}
        return alike or not self.path.startswith(OF_ONE_MEETING)


def keep(visitor: Visitor) -> bool:
    """Keep what this request sent, as their visit had run out; tell whether it sent any.

    What they typed on another phone since stays instead.
    """
    fields = [] if request.blueprint == "entry" and request.endpoint != SAVES else typed()
    if not _any_typed(fields) or _characters(fields) > MOST_CHARACTERS:
        return False
    now = clock.machine_now()
    scope = Scope(registry().authority.id, None, None, "keeping what was typed", writes=True)
    with database.unit_of_work(scope):
        session.execute(delete(YoungKept).where(YoungKept.kept_until < now))
        held = _waiting(visitor, now)
        here = _at(held, _place())
        if _may_write(here) and _has_room(here, held):
            _write(visitor, here, fields, now)
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
    if _came_late(here):
        return True
    if _any_typed(fields):
        if not _has_room(here, held):
            raise NotFoundError("There is no such page.")
        _write(current_visitor(), here, fields, clock.machine_now())
        return True
    _forget(here)
    return False


def throw_away() -> str:
    """Forget what waits for a form, if its page knows of it; return where the form stands.

    That is their first page where it stands nowhere.
    """
    if not asked_page():
        return url_for("entry.home")
    here = _at(g.young_not_sent, _place())
    if _may_write(here):
        _forget(here)
    return href_of(_place())


def any_typed() -> bool:
    """Tell whether somebody typed or chose something that this request sends."""
    return _any_typed(typed())


def _any_typed(fields: Iterable[tuple[str, str]]) -> bool:
    return any(value.strip() for name, value in fields if name not in BESIDE)


def _has_room(here: Collection[NotSent], held: Collection[NotSent]) -> bool:
    """Tell whether something may wait here: in place of what does, or as one more."""
    return bool(here) or len(held) < MOST_PAGES


def _waiting(visitor: Visitor, now: datetime) -> list[NotSent]:
    """Return what waits on the pages of this visit, the newest first."""
    kept = [_read(row) for row in queries.kept(visitor.young_person_id, now)]
    return [each for each in kept if each.is_about(visitor.item_id)]


def bring_back() -> None:
    """Fill the form that was kept, where its page is opened; note where it is sent."""
    visitor = visitor_or_none()
    if visitor is None:
        return
    g.young_not_sent = _waiting(visitor, clock.machine_now())
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
    return next((href_of(each.place) for each in held if _is_at(each, start, below=beside)), None)


def newest() -> tuple[str, bool] | None:
    """Return where what was kept last is gone on with, and whether it is a draft; None for none."""
    held: list[NotSent] = g.get("young_not_sent", [])
    return next(((href_of(each.place), each.is_draft) for each in held if each.path), None)


def _is_at(waits: NotSent, start: str, *, below: bool) -> bool:
    return waits.path.startswith(start) if below else waits.path == start


def href_of(place: str) -> str:
    """Return the page of a form, in the language and the words that are read now."""
    path, hash_, part = place.partition("#")
    chosen = {name: request.args[name] for name in (LANGUAGE, WORDS) if name in request.args}
    asked = f"?{urlencode(chosen)}" if chosen else ""
    return f"{path}{asked}{hash_}{part}"


def _read(row: YoungKept) -> NotSent:
    fields = MultiDict([(str(name), str(value)) for name, value in json.loads(row.fields)])
    marks = fields.poplist(SEEN)
    fields.poplist(PART)
    item = next(iter(fields.poplist(ITEM)), "")
    is_draft, mark = bool(marks), _marks(marks)[-1]
    return NotSent(row.id, row.action, row.page, fields, is_draft=is_draft, mark=mark, item=item)


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
    # A page without scripts has no mark of its own: it knows what it was opened with.
    own = known[-1].partition(".")[0] if len(known) > 1 else None
    return all(
        not each.mark or each.mark in known or each.mark.partition(".")[0] == own for each in here
    )


def _came_late(here: Iterable[NotSent]) -> bool:
    """Tell whether this page kept something newer before this arrived: two may cross on the way."""
    opening, _, number = _marks(request.form.getlist(SEEN))[-1].partition(".")
    for each in here:
        same, _, newest = each.mark.partition(".")
        if same == opening and number.isdecimal() and newest.isdecimal():
            return len(newest) < NUMBER and int(newest) > int(number[:NUMBER])
    return False


def _goes_with_this(waits: NotSent) -> bool:
    """Tell whether it is what is being sent: of the same form, and known to its page."""
    if not waits.is_draft:
        return True
    return request.form.get(PART, "") == waits.part and _may_write([waits])


def _write(
    visitor: Visitor, here: Iterable[NotSent], fields: list[tuple[str, str]], now: datetime
) -> None:
    place, is_draft = _place(), SEEN in request.form
    _forget(here)
    own = [pair for pair in fields if pair[0] not in {"quiet", ITEM}]
    row = YoungKept(
        young_person_id=visitor.young_person_id,
        action=(place.partition("#")[0] if request.endpoint == SAVES else request.path)[
            :ADDRESS_LENGTH
        ],
        page=place,
        fields=json.dumps([*own, (ITEM, str(visitor.item_id))]),
        kept_until=now + (NOT_SENT_FOR if is_draft else KEPT_FOR),
    )
    session.add(row)


def _forget(these: Iterable[NotSent]) -> None:
    ids = [each.row_id for each in these]
    if ids:
        session.execute(delete(YoungKept).where(YoungKept.id.in_(ids)))


def _characters(fields: Iterable[tuple[str, str]]) -> int:
    return sum(len(part) for pair in fields for part in pair)
