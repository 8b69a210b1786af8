"""Setting a password: by somebody who is signed in, or by a link of their own.

The first link is handed over by whoever makes it. A later one opens an account that is somebody's
already, so it goes to their own address: whoever makes it never sees it.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import CursorResult, update

from portal import audit, outbox
from portal.database import session
from portal.kernel.england import LONDON
from portal.kernel.errors import NotFoundError, RuleError
from portal.outbox import Channel, Recipient, filling
from portal.people import queries as people
from portal.people.models import Person
from portal.people.operations.access import day_of, let_in_by, newcomer_of, seen
from portal.people.passwords import hash_password, password_matches
from portal.people.policy import Actor
from portal.settings import Settings
from portal.signin import queries
from portal.signin.models import LinkKind, SignInLink
from portal.signin.operations import guessing, opening, sessions
from portal.signin.operations.entering import Caller, second_factor_is_required
from portal.signin.operations.guessing import Knock
from portal.signin.rules import words
from portal.signin.rules.two_people import Step
from portal.tenancy.door import registry
from portal.web import clock
from portal.web.access import Audience
from portal.web.clock import Moment

LINK_LASTS = timedelta(hours=48)
LINK = "link"
MESSAGE = "sign_in_link"
GONE = "This link does not work any more. Ask whoever gave it to you for a new one."


def change(
    *,
    actor: Actor,
    session_id: UUID,
    token: str,
    current: str | None,
    new: str,
    caller: Caller,
    at: Moment,
) -> str | None:
    """Change one's own password; every other session ends. Returns the new name of this one.

    None as `sessions.shut_out_copies` does.

    ``current`` is the password so far, None where somebody without one sets their first. Raises
    RuleError for a wrong one or a new one that is not taken.
    """
    person = _person(actor.person_id)
    if person.password_hash is not None:
        prove_by_password(person=person, password=current or "", caller=caller, at=at)
    _set(person, new)
    _, name = sessions.keep_only(person.id, session_id, token)
    _record("password_changed", person.id, actor.person_id, at)
    opening.tell(person, at.shown)
    return name


def prove_by_password(*, person: Person, password: str, caller: Caller, at: Moment) -> None:
    """Check somebody's own password. Raises RuleError where it is wrong or comes too soon."""
    knock = Knock(
        "own-password", str(person.id), caller.place, caller.mark, promises=caller.promises
    )
    if guessing.may_try(knock, at.real) is not None:
        raise RuleError("You have tried too often. Wait 15 minutes, then try again.", "current")
    if not password_matches(person.password_hash, password):
        guessing.tell_of_wrong_try(knock, person.id, at)
        raise RuleError("Enter the password you sign in with now", "current")
    guessing.was_right(knock, at.real)


def make_link(*, actor: Actor | None, person_id: UUID, kind: LinkKind, at: Moment) -> str | None:
    """Make a link with which a person sets their password. Returns its secret part, this once.

    ``actor`` is None for whoever runs the machine. None is returned where the link goes to the
    person's own address: they have a way in already, and it is not for the actor to see. Older
    links of the person stop working. Who was named for a panel by somebody who added them is given
    the first one by them. Raises ForbiddenError or NotFoundError for somebody who is not theirs to
    let in, RuleError for who is not yet (see `opening`).
    """
    today = day_of(at.shown)
    person = seen(actor, person_id, today)
    if actor is None or not newcomer_of(actor, person, today):
        let_in_by(actor, person_id, today)
        opening.require_second(actor, person, Step.LINK, at.shown)
    revoke_links(person.id, at)
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    by = actor.person_id if actor else None
    link = SignInLink(
        person_id=person.id,
        kind=kind,
        token_hash=sessions.hashed(token),
        made_by=by,
        made_at=at.real,
        expires_at=at.real + LINK_LASTS,
    )
    session.add(link)
    _record("link_made", person.id, by, at)
    if actor is not None and queries.came_in(person):
        _send(link, person, at)
        return None
    opening.tell(person, at.shown)
    return token


def _send(link: SignInLink, person: Person, at: Moment) -> None:
    """Queue the message that takes a link along; nobody ever learns the one it waits under."""
    ends = (at.shown + LINK_LASTS).astimezone(LONDON)
    outbox.queue(
        message=MESSAGE,
        key=f"{MESSAGE}:{link.id}",
        recipient=Recipient(None, person.email, Channel.EMAIL, Audience.STAFF),
        now=at.shown,
        district_id=None,
        given={"day": ends.date(), "time": ends.time()},
        subject_id=link.id,
        not_after=at.shown + LINK_LASTS,
    )


@filling.fills(MESSAGE)
def link_as_it_leaves(link_id: UUID, address: str, now: datetime) -> str | None:
    """Make the link that a message takes along; None where it was replaced, used or ran out.

    Nor is it made for an address that is not theirs any more. A message that is tried again takes
    another: the one of the try before may have arrived, and works as well, until one is used.
    """
    asked, real = queries.link_asked_for(link_id), clock.machine_now()
    if asked is None or asked.used_at is not None or real >= asked.expires_at:
        return None
    if _person(asked.person_id).email != address:
        return None
    token = secrets.token_urlsafe(sessions.TOKEN_BYTES)
    session.add(
        SignInLink(
            person_id=asked.person_id,
            kind=asked.kind,
            token_hash=sessions.hashed(token),
            made_by=asked.made_by,
            made_at=asked.made_at,
            expires_at=asked.expires_at,
        )
    )
    # How long it lasts goes by the machine, and what the trail says by the clock that is shown.
    _record("link_left", asked.person_id, None, Moment(now, real))
    settings: Settings = current_app.config["PORTAL_SETTINGS"]
    return f"{settings.public_url}/set-password/{token}"


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
        .where(
            SignInLink.person_id == person_id,
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > at.real,
        )
        .values(expires_at=at.real)
    )


def is_gone(person: Person, today: date) -> bool:
    """Tell whether somebody is suspended or has left. Who is still to come is not gone."""
    left = person.ends_on is not None and person.ends_on < today
    return left or person.suspended_at is not None


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
    if is_gone(person, day_of(at.shown)):
        raise NotFoundError(GONE)
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
    revoke_links(person.id, at)
    sessions.end_all(person.id)
    made_by = None if found.made_by is None else str(found.made_by)
    _record("password_set", person.id, person.id, at, link_made_by=made_by)
    opening.tell(person, at.shown)
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


def _record(what: str, person_id: UUID, by: UUID | None, at: Moment, **facts: str | None) -> None:
    audit.record(
        event=f"signin:person:{what}",
        subject=("person", person_id),
        actor_id=by,
        now=at.shown,
        facts=dict(facts),
    )
