"""Signing in with a password, and going on to the second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import update

from portal import audit
from portal.database import session
from portal.people import queries as people
from portal.people import standing
from portal.people.models import Person, WayIn
from portal.people.operations import joining
from portal.people.passwords import hash_password, is_outdated, password_matches
from portal.people.policy import Actor
from portal.settings import Settings
from portal.signin import queries
from portal.signin.models import SignInSession, Stage
from portal.signin.operations import guessing, sessions
from portal.signin.operations.guessing import Knock
from portal.signin.promises import Promises
from portal.web.clock import Moment

PASSWORD = "password"  # noqa: S105 - the name of a way in


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: a place, a device in words, and the mark of one known here.

    ``promises`` are the times its browser was told when it tried too often.
    """

    place: str
    device: str
    mark: str | None = None
    promises: Promises | None = None


@dataclass(frozen=True, slots=True)
class Entered:
    """What came of a try: the name of a session and how far it goes, or when to come back."""

    token: str | None = None
    person_id: UUID | None = None
    stage: Stage | None = None
    not_before: datetime | None = None


def second_factor_is_required() -> bool:
    """Tell whether everybody needs a second factor here."""
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return settings.second_factor == "required"


def stage_after_password(person_id: UUID) -> Stage:
    """Return how far a right password leads: whoever has a second factor always uses it."""
    if queries.factors_of(person_id).any:
        return Stage.FACTOR
    return Stage.SET_UP if second_factor_is_required() else Stage.FULL


def enter(
    *,
    email: str,
    password: str,
    by: WayIn,
    caller: Caller,
    at: Moment,
) -> Entered:
    """Sign in with a password.

    An unknown address, a wrong password, somebody who left, and somebody who signs in elsewhere
    all look the same and take the same time.
    """
    knock = Knock(
        PASSWORD, email.strip().lower(), caller.place, caller.mark, promises=caller.promises
    )
    not_before = guessing.may_try(knock, at.real)
    if not_before is not None:
        return Entered(not_before=not_before)
    person = people.person_by_email(email)
    matches = password_matches(person.password_hash if person else None, password)
    actor = None
    if person is not None and matches and queries.way_in(person) == by:
        actor = standing.actor(person.id, at.shown)
    if person is None or actor is None:
        guessing.tell_of_wrong_try(knock, person.id if person else None, at)
        return Entered()
    guessing.was_right(knock, at.real)
    guessing.tell_the_rest(knock, person.id, at)
    _renew_hash(person, password)
    stage = stage_after_password(person.id)
    token = begin(
        actor=actor, stage=stage, way=PASSWORD, device=caller.device, at=at, proved_at=at.real
    )
    if stage is Stage.FULL:
        record_sign_in(actor.person_id, PASSWORD, caller, at)
    return Entered(token, person.id, stage)


def begin(
    *,
    actor: Actor,
    stage: Stage,
    way: str,
    device: str,
    at: Moment,
    proved_at: datetime | None,
) -> str:
    """Begin a session, and clear away what is long over."""
    sessions.forget_the_old(at.real)
    return sessions.begin(
        actor=actor, stage=stage, way=way, device=device, now=at.real, proved_at=proved_at
    )


def complete(*, pending: UUID, actor: Actor, way: str, caller: Caller, at: Moment) -> str:
    """Let somebody in who proved their second factor: a new session takes the place of the first.

    Returns its name.
    """
    sessions.end_session(pending)
    token = sessions.begin(
        actor=actor,
        stage=Stage.FULL,
        way=way,
        device=caller.device,
        now=at.real,
        proved_at=at.real,
    )
    record_sign_in(actor.person_id, way, caller, at)
    return token


def record_sign_in(person_id: UUID, way: str, caller: Caller, at: Moment) -> None:
    """Put a sign-in into the trail, and whether this browser was used for it before.

    The first one takes up an invitation, whatever way it came by.
    """
    audit.record(
        event="signin:person:signed_in",
        subject=("person", person_id),
        actor_id=person_id,
        now=at.shown,
        facts={"way": way, "device": caller.device, "new": caller.mark is None},
    )
    joining.accept_invitation(person_id=person_id, now=at.shown)


def prove_again(*, actor: Actor, session_id: UUID, token: str, way: str, at: Moment) -> str | None:
    """Note that somebody just proved again who they are. Returns their session's new name.

    None as `sessions.shut_out_copies` does. The proof is theirs alone, not a copied cookie's.
    """
    name = sessions.shut_out_copies(session_id, token)
    if name is None:
        return None
    session.execute(
        update(SignInSession).where(SignInSession.id == session_id).values(proved_at=at.real)
    )
    audit.record(
        event="signin:person:proved_again",
        subject=("person", actor.person_id),
        actor_id=actor.person_id,
        now=at.shown,
        facts={"way": way},
    )
    return name


def _renew_hash(person: Person, password: str) -> None:
    """Hash a password anew where today's figures ask for more work than its hash took."""
    if person.password_hash is not None and is_outdated(person.password_hash):
        person.password_hash = hash_password(password)
