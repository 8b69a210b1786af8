"""Tells the gate which young person a request comes from.

The cookie holds a random name and dies with the browser; the visit itself is kept here, so that
leaving, a new link or a worker ends it everywhere.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from secrets import token_urlsafe
from uuid import UUID

from flask import Flask, Response, g, make_response, request, session, url_for
from sqlalchemy import update

from portal import database
from portal.database import OperationalError, Scope
from portal.entry import kept, queries, rules, written
from portal.entry.models import YoungCode, YoungVisit
from portal.entry.operations.secret import hashed
from portal.entry.rules import CodeKind, Way
from portal.people import visiting
from portal.people.visiting import Door, Visitor, current_visitor, visitor_or_none
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.htmx import go_to

__all__ = ["Visitor", "current_visitor", "init_app", "visitor_or_none", "wrote_nothing"]

VISIT = "young"
"""Where the cookie keeps the name of a visit."""
ASKED = "young_asked"
"""Where it keeps the name of a visit for which somebody still has to show that it is them."""
STAY = "entry.stay"
"""What somebody presses who is still there: it counts at once."""
FORBIDDEN = 403
LEADS_BACK = frozenset({"entry.back", "entry.word", "entry.word_submit", "entry.going"})
"""Pages that say themselves how to come back."""
BROWSER = "young_browser"
"""Where it keeps a name that wrong codes are counted under; it says nothing else."""


def init_app(app: Flask) -> None:
    """Tell the gate who comes."""
    visiting.hang(app, Door(find=find, ask_who=ask_who, ask_more=ask_more, wrote=_wrote))
    app.before_request(kept.bring_back)
    app.context_processor(lambda: {"young_inside": session.get(VISIT) is not None})
    app.jinja_env.globals["stay_after"] = int(rules.ASKED_AFTER.total_seconds())
    app.jinja_env.globals.update(
        way_back_missing=way_back_missing,
        not_sent_here=kept.not_sent_here,
        not_sent_at=kept.not_sent_at,
    )


def find() -> Visitor | None:
    """Return who is in, None where nobody is, their time is up, or more is asked for.

    What they sent when their time was up is kept for them.
    """
    token: str | None = session.get(VISIT)
    if token is None:
        return None
    at = clock.moment()
    with database.open_scope(_scope("finding who comes", writes=False)):
        row = queries.visit_named(hashed("visit", token))
        if row is None or row.ended_at is not None or not row.way:
            return None
        alone = row.way == Way.LINK and row.wrote_at is None
        if alone and written.anything(row.young_person_id):
            return None  # somebody wrote since: a link alone shows nothing of it (C20)
        late = rules.is_over(row.began_at, row.used_at, at.real)
        used_at, found = row.used_at, _visitor(row)
    if late:
        g.young_late = True
        if kept.keep(found):
            g.young_words_kept = True
            _apart(lambda: _mark_written(found))
        return None
    if at.real >= used_at + rules.NOTED_EVERY or request.endpoint == STAY:
        _apart(lambda: _note_use(found.visit_id))
    return found


def _visitor(row: YoungVisit) -> Visitor:
    own = queries.theirs(row.young_person_id)
    return Visitor(
        visit_id=row.id,
        young_person_id=row.young_person_id,
        item_id=row.item_id,
        district_id=row.district_id,
        districts=own.districts,
        reach=own.reach,
        sure=row.sure,
    )


def ask_who() -> Response:
    """Lead to where a code is typed, and say so where it was the time that ran out.

    A press that a page sends by itself, of words that could not be kept, is refused instead: then
    the page says so, and they stay on it to be copied.
    """
    lost = request.method == "POST" and not g.get("young_words_kept") and kept.any_typed()
    if lost and getattr(request, "htmx", None):
        return make_response("", FORBIDDEN)
    return go_to(url_for("entry.code", late="yes" if g.get("young_late") else None))


def ask_more() -> Response:
    """Lead to where a code is typed, and say why: a link can be read by whoever holds a phone."""
    return go_to(url_for("entry.code", more="yes"))


def come_in(token: str, *, asked: bool) -> None:
    """Let the cookie carry a visit and nothing else: whoever was signed in here is not any more.

    ``asked`` where they still have to show that it is them.
    """
    session.clear()
    session[ASKED if asked else VISIT] = token


def asked() -> str | None:
    """Return the visit for which this browser still has to show who it is."""
    found: str | None = session.get(ASKED)
    return found


def visit_here() -> str | None:
    """Return the visit by which this browser is in, whether or not its time is up."""
    found: str | None = session.get(VISIT)
    return found


def is_in() -> bool:
    """Tell whether this browser came in as somebody; whether their time is up is asked later."""
    return VISIT in session


def browser() -> str:
    """Return the name under which this browser's wrong codes are counted."""
    found: str = session.setdefault(BROWSER, token_urlsafe(16))
    return found


def way_back_missing() -> bool:
    """Tell whether they wrote something that what let them in will not show them again.

    So it is where a link alone let them in, and they have no word and no code to come back with.
    """
    visitor = visitor_or_none()
    if visitor is None or visitor.sure or request.endpoint in LEADS_BACK:
        return False
    if queries.word_of(visitor.young_person_id) is not None:
        return False
    if any(_is_held(each) for each in queries.codes_of(visitor.item_id)):
        return False
    return queries.wrote(visitor.young_person_id) or written.anything(visitor.young_person_id)


def _is_held(code: YoungCode) -> bool:
    """Tell whether a code that works is in their hands: they made it, or came in by it before."""
    theirs = code.kind == CodeKind.OWN or (code.kind == CodeKind.PAPER and code.starts > 0)
    return theirs and code.ended_at is None and clock.now() < code.expires_at


def wrote_nothing() -> None:
    """Say that this request changes nothing of what they said: it is about getting in alone."""
    g.young_wrote_nothing = True


def _wrote(visitor: Visitor) -> None:
    kept.forget_sent()
    if not g.get("young_wrote_nothing"):
        _mark_written(visitor)


def _mark_written(visitor: Visitor) -> None:
    """Note that there is now something of theirs, and end what a link alone let in elsewhere."""
    now = clock.machine_now()
    database.session.execute(
        update(YoungVisit)
        .where(YoungVisit.id == visitor.visit_id, YoungVisit.wrote_at.is_(None))
        .values(wrote_at=now)
        .execution_options(synchronize_session=False)
    )
    database.session.execute(
        update(YoungVisit)
        .where(
            YoungVisit.young_person_id == visitor.young_person_id,
            YoungVisit.id != visitor.visit_id,
            YoungVisit.way == Way.LINK.value,
            YoungVisit.ended_at.is_(None),
        )
        .values(ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _note_use(visit_id: UUID) -> None:
    database.session.execute(
        update(YoungVisit).where(YoungVisit.id == visit_id).values(used_at=clock.machine_now())
    )


def _apart(work: Callable[[], object]) -> None:
    """Do a small piece of work in a short transaction of its own, if the database lets us."""
    with (
        suppress(OperationalError),
        database.unit_of_work(_scope("noting a visit", writes=True)),
    ):
        work()


def _scope(purpose: str, *, writes: bool) -> Scope:
    return Scope(registry().authority.id, None, None, purpose, writes=writes)
