"""Tells the gate who a request comes from, and what is left of their time.

The cookie holds a session's name; everything else is read anew for every request, so that a role
that ended, a person who left or a session that was ended elsewhere counts no more.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from flask import Flask, Response, current_app, g, request, session, url_for

from portal import database
from portal.database import OperationalError, Scope
from portal.people import gate, standing
from portal.people.gate import Doors, SignedIn
from portal.people.models import WayIn
from portal.people.policy import Actor
from portal.settings import Settings
from portal.signin import kept, queries
from portal.signin.models import SignInSession, Stage
from portal.signin.operations import sessions
from portal.signin.rules import timeouts
from portal.signin.rules.timeouts import Limits, Use
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.clock import LONDON, Moment
from portal.web.htmx import go_to
from portal.web.site import TimeOut

WAY_IN = "way_in"
"""Where the cookie notes which page somebody signed in on."""
COOKIE_KEY = "_user_id"
"""Where Flask-Login keeps a session's name in the cookie."""
LEFT = "signin.left"
"""The one address that is asked without being there: how much time is left."""


@dataclass(frozen=True, slots=True)
class Found:
    """The session of a request's cookie, as it was read."""

    session_id: UUID
    token: str
    person_id: UUID
    stage: Stage
    use: Use
    proved_at: datetime | None
    powers_hash: str
    by_old_name: bool
    challenge: bytes | None
    challenged_at: datetime | None


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whose password was right and who still needs their second factor."""

    found: Found
    actor: Actor


def init_app(app: Flask) -> None:
    """Tell the gate who comes, and bring back what somebody could not send."""
    gate.hang(app, Doors(load=load, ask_who=ask_who, is_fresh=is_fresh, ask_again=ask_again))
    app.before_request(kept.bring_back)
    app.after_request(_leave_cookie)


def limits() -> Limits:
    """Return how long sessions last here."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return Limits(
        idle=timedelta(minutes=settings.idle_minutes),
        idle_managing=timedelta(minutes=settings.idle_minutes_managing),
        longest=timedelta(hours=settings.session_hours),
    )


def load(token: str) -> SignedIn | None:
    """Return who a session belongs to now, None where it is over, unfinished or nobody's."""
    at = clock.moment()
    with database.open_scope(_scope("finding who comes", writes=False)):
        today, hints = at.shown.astimezone(LONDON).date(), standing.hints()
        named = queries.session_named(sessions.hashed(token), at.real, today, hints)
        if named is None:
            return None
        row, own = named
        found = _found(row, token)
        actor = standing.actor_of(found.person_id, at.shown, own)
    if actor is None:
        _apart(lambda: sessions.end_all(found.person_id))
        return None
    if timeouts.is_over(found.use, limits(), at.real, manages_people=_is_short(found, actor)):
        g.timed_out = found
        return None
    if found.stage is not Stage.FULL:
        g.pending = Pending(found, actor)
        return None
    name = _kept_up(found, actor, token, at)
    g.found = replace(found, token=name)
    return SignedIn(actor, name, found.session_id, found.proved_at)


def pending() -> Pending | None:
    """Return who is half signed in, None for everybody else."""
    gate.reader()  # the session is read by whoever asks first
    waiting: Pending | None = g.get("pending")
    return waiting


def was_theirs(person_id: UUID) -> bool:
    """Tell whether the session this request came with is this person's, also run out or half."""
    gate.reader()  # the session is read by whoever asks first
    half: Pending | None = g.get("pending")
    found: Found | None = half.found if half else g.get("found") or g.get("timed_out")
    return found is not None and found.person_id == person_id


def is_fresh(who: SignedIn) -> bool:
    """Tell whether somebody proved who they are in the last minutes."""
    return timeouts.is_fresh(who.proved_at, clock.machine_now())


def ask_who() -> Response:
    """Lead to sign-in and back; what was sent too late is kept for its writer."""
    late: Found | None = g.get("timed_out")
    if late is None:
        return go_to(url_for(sign_in_page(), next=kept.asked_page()))
    page, fate = kept.keep(late.person_id)
    return go_to(url_for(sign_in_page(), next=page, late=fate.value))


def ask_again(who: SignedIn) -> Response:
    """Ask somebody to prove who they are, and go on; what they sent is kept meanwhile."""
    page, fate = kept.keep(who.actor.person_id)
    return go_to(url_for("signin.confirm", next=page, lost=fate.lost))


def sign_in_page() -> str:
    """Return the endpoint of the sign-in page this browser used last."""
    by_provider = session.get(WAY_IN) == WayIn.PROVIDER
    return "provider_sign_in.sign_in" if by_provider else "signin.sign_in"


def time_out() -> TimeOut | None:
    """Return when the reader is signed out, for the frame of their page."""
    who = gate.signed_in()
    found: Found | None = g.get("found")
    if who is None or found is None:
        return None
    manages = sessions.actor_manages_people(who.actor)
    now = clock.machine_now()
    use = Use(found.use.began_at, g.get("used_at", found.use.used_at))
    at = timeouts.ends_at(use, limits(), manages_people=manages)
    return TimeOut(
        at=clock.now() + (at - now),
        seconds=max(0, int((at - now).total_seconds())),
        warning=int(timeouts.WARNING.total_seconds()),
        more=timeouts.can_be_longer(use, limits(), manages_people=manages),
        stay_url=url_for("signin.stay"),
        left_url=url_for(LEFT),
    )


def used_now() -> None:
    """Let this request's page count from now."""
    g.used_at = clock.machine_now()


def renamed(name: str | None) -> None:
    """Give the browser its session's new name; without one, another request has just done it."""
    if name is None:
        g.leave_cookie = True
    else:
        session[COOKIE_KEY] = name


def _found(row: SignInSession, token: str) -> Found:
    return Found(
        session_id=row.id,
        token=token,
        person_id=row.person_id,
        stage=Stage(row.stage),
        use=Use(row.began_at, row.used_at),
        proved_at=row.proved_at,
        powers_hash=row.powers_hash,
        by_old_name=row.token_hash != sessions.hashed(token),
        challenge=row.challenge,
        challenged_at=row.challenged_at,
    )


def _is_short(found: Found, actor: Actor) -> bool:
    """Tell whether the shorter idle time holds: for managers, and while a factor is asked for."""
    return found.stage is Stage.FACTOR or sessions.actor_manages_people(actor)


def _kept_up(found: Found, actor: Actor, token: str, at: Moment) -> str:
    """Note the use of a session, or rename it where its holder's powers changed.

    Returns its name. What cannot be written now (a long import holds the database) is written with
    a later request.
    """
    if found.by_old_name:
        g.leave_cookie = True
        return token
    if sessions.powers_hash(actor) != found.powers_hash:
        fresh: list[str | None] = []
        _apart(lambda: fresh.append(sessions.rename(found.session_id, token, actor, at.real)))
        if not fresh or fresh[0] is None:
            g.leave_cookie = bool(fresh)
            return token
        session[COOKIE_KEY] = fresh[0]
        g.used_at = at.real
        return fresh[0]
    if request.endpoint != LEFT and timeouts.is_to_be_noted(found.use, at.real):
        _apart(lambda: sessions.note_use(found.session_id, at.real))
        g.used_at = at.real
    return token


def _leave_cookie(response: Response) -> Response:
    """Send no cookie where another request of the same browser has just been sent a newer one."""
    if g.get("leave_cookie"):
        session.modified = False
    return response


def _apart(work: Callable[[], object]) -> None:
    """Do a small piece of work in a short transaction of its own, if the database lets us."""
    with (
        suppress(OperationalError),
        database.unit_of_work(_scope("noting a session", writes=True)),
    ):
        work()


def _scope(purpose: str, *, writes: bool) -> Scope:
    return Scope(registry().authority.id, None, None, purpose, writes=writes)
