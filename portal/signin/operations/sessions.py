"""Sessions: begun at sign-in, renamed when powers change, noted as used, ended (C25).

The server remembers who is signed in; the browser holds a random name of 256 bits, and here only
its hash is kept.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, delete, or_, update

from portal import audit
from portal.database import session
from portal.kernel.errors import NotFoundError
from portal.people.policy import ROLE_PERMISSIONS, Actor
from portal.signin import queries
from portal.signin.models import KeptWork, SignInSession, Stage
from portal.signin.rules.timeouts import LONGEST_KEPT, manages_people
from portal.web.clock import Moment

TOKEN_BYTES = 32


def hashed(token: str) -> str:
    """Return the hash that is kept of a random name. It needs no salt: nothing can be guessed."""
    return hashlib.sha256(token.encode()).hexdigest()


def powers_hash(actor: Actor) -> str:
    """Return a mark of everything somebody may do: a session is renamed when it changes.

    A seat, and where somebody comes from, open more to them than the role they come with.
    """
    held = (*actor.grants, *actor.visits, *actor.seats)
    powers = [*sorted(map(repr, held)), repr(actor.organisation_kind)]
    return hashlib.sha256("\n".join(powers).encode()).hexdigest()


def actor_manages_people(actor: Actor) -> bool:
    """Tell whether somebody changes who people are or what they may do."""
    return manages_people(p for grant in actor.grants for p in ROLE_PERMISSIONS[grant.role])


def begin(
    *,
    actor: Actor,
    stage: Stage,
    way: str,
    device: str,
    now: datetime,
    proved_at: datetime | None,
) -> str:
    """Begin a session and return the name for the cookie. ``now`` is by the machine.

    ``proved_at`` is when its holder last proved who they are, None where nobody can say (C26).
    """
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignInSession(
            person_id=actor.person_id,
            token_hash=hashed(token),
            stage=stage,
            way=way,
            device=device,
            powers_hash=powers_hash(actor),
            began_at=now,
            used_at=now,
            proved_at=proved_at if stage is Stage.FULL else None,
        )
    )
    session.flush()
    return token


def forget_the_old(now: datetime) -> None:
    """Delete sessions and kept work whose time is long over."""
    session.execute(delete(SignInSession).where(SignInSession.used_at < now - LONGEST_KEPT))
    session.execute(delete(KeptWork).where(KeptWork.kept_until < now))


def note_use(session_id: UUID, now: datetime) -> None:
    """Write down that a session was used."""
    session.execute(update(SignInSession).where(SignInSession.id == session_id).values(used_at=now))


def rename(session_id: UUID, token: str, actor: Actor, now: datetime) -> str | None:
    """Give a session a new name because its holder's powers changed.

    Returns the name, or None where another request of the same browser just did it.
    """
    return _named_anew(
        session_id,
        token,
        previous_hash=hashed(token),
        renamed_at=now,
        used_at=now,
        powers_hash=powers_hash(actor),
    )


def shut_out_copies(session_id: UUID, token: str) -> str | None:
    """Give a session a new name and take no other: whoever copied its cookie is out at once.

    Returns the name, or None as `rename` does: whoever comes by the name before is given none.
    """
    session.execute(
        update(SignInSession).where(SignInSession.id == session_id).values(previous_hash=None)
    )
    return _named_anew(session_id, token)


def keep_only(person_id: UUID, session_id: UUID, token: str) -> tuple[int, str | None]:
    """End somebody's other sessions and shut out whoever copied the cookie of this one.

    Returns how many ended, and this one's new name, or None as `shut_out_copies` does.
    """
    return end_all(person_id, but=session_id), shut_out_copies(session_id, token)


def _named_anew(session_id: UUID, token: str, **changed: object) -> str | None:
    fresh = secrets.token_urlsafe(TOKEN_BYTES)
    done = session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.token_hash == hashed(token))
        .values(token_hash=hashed(fresh), **changed)
    )
    assert isinstance(done, CursorResult)
    return fresh if done.rowcount else None


def sign_out(*, actor: Actor, session_id: UUID, at: Moment) -> None:
    """End the session of this device."""
    end_session(session_id)
    _record("signed_out", actor.person_id, actor.person_id, at)


def end_session(session_id: UUID) -> None:
    """End one session; the next request with its cookie is nobody's."""
    session.execute(delete(SignInSession).where(SignInSession.id == session_id))


def end_named(token: str) -> None:
    """End the session a browser came with, under its name or the one before, as it begins anew."""
    names = (SignInSession.token_hash, SignInSession.previous_hash)
    session.execute(delete(SignInSession).where(or_(*(name == hashed(token) for name in names))))


def end_one(*, actor: Actor, session_id: UUID, at: Moment) -> None:
    """End one of one's own sessions. Raises NotFoundError for anybody else's."""
    if session_id not in {each.id for each in queries.sessions_of(actor.person_id)}:
        raise NotFoundError
    end_session(session_id)
    _record("session_ended", actor.person_id, actor.person_id, at)


def end_all(person_id: UUID, *, but: UUID | None = None) -> int:
    """End somebody's sessions everywhere, or everywhere else. Returns how many there were."""
    others = [each for each in queries.sessions_of(person_id) if each.id != but]
    for each in others:
        end_session(each.id)
    return len(others)


def sign_out_everywhere(*, actor: Actor, person_id: UUID, at: Moment) -> None:
    """End somebody's sessions and say so in the trail."""
    ended = end_all(person_id)
    _record("signed_out_everywhere", person_id, actor.person_id, at, sessions=ended)


def sign_out_elsewhere(*, actor: Actor, session_id: UUID, token: str, at: Moment) -> str | None:
    """End one's other sessions and say so in the trail. Returns this one's new name.

    None as `shut_out_copies` does.
    """
    ended, name = keep_only(actor.person_id, session_id, token)
    _record("signed_out_everywhere", actor.person_id, actor.person_id, at, sessions=ended)
    return name


def _record(what: str, person_id: UUID, actor_id: UUID, at: Moment, **facts: int) -> None:
    audit.record(
        event=f"signin:person:{what}",
        subject=("person", person_id),
        actor_id=actor_id,
        now=at.shown,
        facts=dict(facts),
    )
