"""Setting a password: by somebody who is signed in, or by a link that was handed over."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import CursorResult, update

from portal import audit
from portal.database import session
from portal.kernel.errors import NotFoundError, RuleError
from portal.people import queries as people
from portal.people.models import Person
from portal.people.operations.access import day_of, let_in_by, newcomer_of, seen
from portal.people.passwords import hash_password, password_matches
from portal.people.policy import Actor
from portal.settings import Settings
from portal.signin import queries
from portal.signin.models import LinkKind, SignInLink
from portal.signin.operations import guessing, sessions
from portal.signin.operations.entering import Caller, second_factor_is_required
from portal.signin.operations.guessing import Knock
from portal.signin.rules import words
from portal.tenancy.door import registry
from portal.web.clock import Moment

LINK_LASTS = timedelta(hours=48)
LINK = "link"
GONE = "This link does not work any more. Ask whoever gave it to you for a new one."


def change(
    *, actor: Actor, session_id: UUID, current: str | None, new: str, caller: Caller, at: Moment
) -> None:
    """Change one's own password; every other session of the person ends.

    ``current`` is the password so far, None where somebody without one sets their first. Raises
    RuleError for a wrong one or a new one that is not taken.
    """
    person = _person(actor.person_id)
    if person.password_hash is not None:
        prove_by_password(person=person, password=current or "", caller=caller, at=at)
    _set(person, new)
    sessions.end_all(person.id, but=session_id)
    _record("password_changed", person.id, actor.person_id, at)


def prove_by_password(*, person: Person, password: str, caller: Caller, at: Moment) -> None:
    """Check somebody's own password. Raises RuleError where it is wrong or comes too soon."""
    knock = Knock("own-password", str(person.id), caller.place, caller.mark)
    if guessing.may_try(knock, at.real) is not None:
        raise RuleError("You have tried too often. Wait 15 minutes, then try again.", "current")
    if not password_matches(person.password_hash, password):
        guessing.tell_of_wrong_try(knock, person.id, at)
        raise RuleError("Enter the password you sign in with now", "current")
    guessing.was_right(knock, at.real)


def make_link(*, actor: Actor | None, person_id: UUID, kind: LinkKind, at: Moment) -> str:
    """Make a link with which a person sets their password. Returns its secret part, this once.

    ``actor`` is None for whoever runs the machine. Older links of the person stop working. Who was
    named for a panel by somebody who added them is given the first one by them. Raises
    ForbiddenError or NotFoundError for somebody who is not theirs to let in.
    """
    today = day_of(at.shown)
    person = seen(actor, person_id, today)
    if actor is None or not newcomer_of(actor, person, today):
        let_in_by(actor, person_id, today)
    revoke_links(person.id, at)
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    by = actor.person_id if actor else None
    session.add(
        SignInLink(
            person_id=person.id,
            kind=kind,
            token_hash=sessions.hashed(token),
            made_by=by,
            made_at=at.real,
            expires_at=at.real + LINK_LASTS,
        )
    )
    _record("link_made", person.id, by, at)
    return token


def link_for(*, email: str, at: Moment) -> dict[str, Any]:
    """Make a link for whoever has this address, for whoever runs the machine.

    Raises NotFoundError where nobody does.
    """
    person = people.person_by_email(email)
    if person is None:
        raise NotFoundError("There is nobody with that address.")
    kind = LinkKind.INVITATION if person.password_hash is None else LinkKind.RESET
    token = make_link(actor=None, person_id=person.id, kind=kind, at=at)
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return {
        "link": f"{settings.address or ''}/set-password/{token}",
        "hours": int(LINK_LASTS.total_seconds() // 3600),
    }


def revoke_links(person_id: UUID, at: Moment) -> None:
    """Let no link of somebody's work any more."""
    session.execute(
        update(SignInLink)
        .where(SignInLink.person_id == person_id, SignInLink.expires_at > at.real)
        .values(expires_at=at.real)
    )


def link_is_open(token: str, at: Moment) -> bool:
    """Tell whether a link still works, without using it."""
    found = queries.link(sessions.hashed(token))
    return found is not None and found.used_at is None and at.real < found.expires_at


def use_link(*, token: str, email: str, new: str, caller: Caller, at: Moment) -> UUID:
    """Set a password by a link, once, for the person it was made for.

    Raises NotFoundError for a link that does not work, RuleError for another's address or a
    password that is not taken; the link is then still good. Returns whose it was.
    """
    knock = Knock(LINK, sessions.hashed(token), caller.place)
    if guessing.may_try(knock, at.real) is not None:
        raise RuleError("You have tried too often. Wait 15 minutes, then try again.", "email")
    found = queries.link(sessions.hashed(token))
    if found is None or not link_is_open(token, at):
        raise NotFoundError(GONE)
    person = _person(found.person_id)
    if person.email != email.strip().lower():
        raise RuleError("Enter the email address that this link was made for", "email")
    guessing.was_right(knock, at.real)
    _set(person, new)
    done = session.execute(
        update(SignInLink)
        .where(
            SignInLink.id == found.id,
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > at.real,
        )
        .values(used_at=at.real)
    )
    assert isinstance(done, CursorResult)
    if done.rowcount != 1:
        raise NotFoundError(GONE)
    sessions.end_all(person.id)
    _record("password_set", person.id, person.id, at)
    return person.id


def _set(person: Person, new: str) -> None:
    """Keep a new password. Raises RuleError where it is not taken."""
    refused = words.refusal(
        new,
        (person.name, person.email, registry().authority.name),
        beside_a_factor=second_factor_is_required() or queries.factors_of(person.id).any,
    )
    if refused is not None:
        raise RuleError(refused, "new")
    if person.password_hash is not None and password_matches(person.password_hash, new):
        raise RuleError("Choose a password that is not the one you have now", "new")
    person.password_hash = hash_password(new)


def _person(person_id: UUID) -> Person:
    person = queries.person(person_id)
    if person is None:
        raise NotFoundError
    return person


def _record(what: str, person_id: UUID, by: UUID | None, at: Moment) -> None:
    audit.record(
        event=f"signin:person:{what}", subject=("person", person_id), actor_id=by, now=at.shown
    )
