"""Second factors: an authenticator app, passkeys, and recovery codes for when both are lost.

Each code is used once. Whoever changes a factor is signed out everywhere else, and their own
session gets a new name; the trail and their own account page say what was changed.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
from sqlalchemy import CursorResult, delete, or_, update

from portal import audit
from portal.database import session
from portal.kernel.errors import NotFoundError, RuleError
from portal.keyring import Purpose
from portal.people.operations.access import day_of, let_in_by
from portal.people.policy import Actor
from portal.signin import queries, sealing
from portal.signin.models import AuthenticatorApp, Passkey, RecoveryCode, SignInSession
from portal.signin.operations import guessing, opening, sessions
from portal.signin.operations.entering import Caller, second_factor_is_required
from portal.signin.operations.guessing import Knock
from portal.signin.rules.codes import (
    DIGITS,
    RECOVERY_BYTES,
    RECOVERY_CODES,
    matching_step,
    recovery_typed,
    recovery_words,
    step_of,
)
from portal.signin.rules.two_people import Step
from portal.web.clock import Moment

APP, PASSKEY, CODE = "app", "passkey", "recovery_code"
FACTOR = "factor"


@dataclass(frozen=True, slots=True)
class Checked:
    """Which factor a try was right by, or when to come back; neither where it was wrong."""

    way: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose factors are changed: the person, and the session they do it at, by its name."""

    person_id: UUID
    session_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of a change: the new name of the holder's session, and recovery codes.

    ``name`` is None as `sessions.shut_out_copies` says, ``codes`` where the person has some.
    """

    name: str | None
    codes: list[str] | None


def start_app(*, holder: Holder, at: Moment) -> None:
    """Make what an authenticator app is to know; it counts once a code from it was typed."""
    session.execute(
        delete(AuthenticatorApp).where(
            AuthenticatorApp.person_id == holder.person_id,
            AuthenticatorApp.confirmed_at.is_(None),
        )
    )
    app = AuthenticatorApp(person_id=holder.person_id, secret=b"", added_at=at.real)
    app.secret = sealing.seal(
        Purpose.FACTORS, pyotp.random_base32().encode(), app.id, holder.person_id
    )
    session.add(app)
    _record("app_begun", holder.person_id, holder.person_id, at)


def app_secret(app: AuthenticatorApp) -> str:
    """Return what the app and the portal both know, to be shown while it is set up."""
    return sealing.unseal(Purpose.FACTORS, app.secret, app.id, app.person_id).decode()


def confirm_app(*, holder: Holder, typed: str, at: Moment) -> Changed:
    """Take an app into use by its first code, in place of any other.

    New recovery codes come with it where the person has none yet. Raises RuleError for a wrong
    code.
    """
    app = queries.app_being_set_up(holder.person_id)
    step = None if app is None else _step(app, typed, at)
    if app is None or step is None:
        raise RuleError("Enter the 6-digit code that your app shows now", "code")
    session.execute(
        delete(AuthenticatorApp).where(
            AuthenticatorApp.person_id == holder.person_id,
            AuthenticatorApp.confirmed_at.is_not(None),
        )
    )
    app.confirmed_at = app.last_used_at = at.real
    app.last_step = step
    session.flush()
    return _changed(holder, "app_added", at)


def add_passkey(
    *,
    holder: Holder,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    name: str,
    at: Moment,
) -> Changed:
    """Add a passkey. Recovery codes come with it as with ``confirm_app``."""
    session.add(
        Passkey(
            person_id=holder.person_id,
            credential_id=credential_id,
            public_key=public_key,
            sign_count=sign_count,
            name=name,
            added_at=at.real,
        )
    )
    session.flush()
    return _changed(holder, "passkey_added", at)


def remove_app(*, holder: Holder, at: Moment) -> Changed:
    """Stop taking codes from the app. Raises RuleError for the last factor where one is needed."""
    _refuse_last(holder)
    session.execute(delete(AuthenticatorApp).where(AuthenticatorApp.person_id == holder.person_id))
    return _changed(holder, "app_removed", at)


def remove_passkey(*, holder: Holder, passkey_id: UUID, at: Moment) -> Changed:
    """Stop taking a passkey. Raises NotFoundError for another's, RuleError as ``remove_app``."""
    if passkey_id not in {each.id for each in queries.passkeys_of(holder.person_id)}:
        raise NotFoundError
    _refuse_last(holder)
    session.execute(delete(Passkey).where(Passkey.id == passkey_id))
    return _changed(holder, "passkey_removed", at)


def renew_codes(*, holder: Holder, at: Moment) -> list[str]:
    """Make ten new recovery codes; the old ones no longer count. They are shown this once."""
    if not queries.factors_of(holder.person_id).any:
        raise RuleError("Set up an authenticator app or a passkey first.")
    codes = _make_codes(holder.person_id)
    _record("codes_made", holder.person_id, holder.person_id, at)
    return codes


def check_code(*, person_id: UUID, typed: str, caller: Caller, at: Moment) -> Checked:
    """Check a code from the app, or a recovery code; whichever it is, it is used up."""
    return _guarded(person_id, caller, at, lambda: _code_matches(person_id, typed, at))


def check_guarded(
    *, person_id: UUID, caller: Caller, at: Moment, check: Callable[[], bool]
) -> Checked:
    """Check a passkey's answer, counted like every other try."""
    return _guarded(person_id, caller, at, lambda: PASSKEY if check() else None)


def set_challenge(*, session_id: UUID, at: Moment) -> bytes:
    """Make what a passkey is to sign next."""
    challenge = secrets.token_bytes(32)
    session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id)
        .values(challenge=challenge, challenged_at=at.real)
    )
    return challenge


def use_challenge(*, session_id: UUID, challenge: bytes) -> bool:
    """Use up a challenge. Returns whether it was still there: it is good once."""
    done = session.execute(
        update(SignInSession)
        .where(SignInSession.id == session_id, SignInSession.challenge == challenge)
        .values(challenge=None, challenged_at=None)
    )
    return _rows(done) == 1


def remove_all(*, actor: Actor, person_id: UUID, at: Moment) -> None:
    """Take every factor from somebody who lost them; they set up a new one at the next sign-in.

    Raises ForbiddenError or NotFoundError for somebody who is not theirs to let in, RuleError for
    who is not yet (see `opening`).
    """
    person = let_in_by(actor, person_id, day_of(at.shown))
    opening.require_second(actor, person, Step.FACTORS, at.shown)
    for table in (AuthenticatorApp, Passkey, RecoveryCode):
        session.execute(delete(table).where(table.person_id == person_id))
    sessions.end_all(person_id)
    _record("factors_removed", person_id, actor.person_id, at)
    opening.tell(person, at.shown)


def _guarded(
    person_id: UUID, caller: Caller, at: Moment, check: Callable[[], str | None]
) -> Checked:
    knock = Knock(FACTOR, str(person_id), caller.place, caller.mark, promises=caller.promises)
    not_before = guessing.may_try(knock, at.real)
    if not_before is not None:
        return Checked(not_before=not_before)
    way = check()
    if way is None:
        guessing.tell_of_wrong_try(knock, person_id, at)
        return Checked()
    guessing.was_right(knock, at.real)
    guessing.tell_the_rest(knock, person_id, at)
    return Checked(way)


def _code_matches(person_id: UUID, typed: str, at: Moment) -> str | None:
    """Return the way a code was right by, using it up in the same statement that looks."""
    app = queries.factors_of(person_id).app
    step = None if app is None else _step(app, typed, at)
    if app is not None and step is not None:
        done = session.execute(
            update(AuthenticatorApp)
            .where(
                AuthenticatorApp.id == app.id,
                or_(AuthenticatorApp.last_step.is_(None), AuthenticatorApp.last_step < step),
            )
            .values(last_step=step, last_used_at=at.real)
        )
        return APP if _rows(done) == 1 else None
    done = session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.code_hash == sessions.hashed(recovery_typed(typed)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=at.real)
    )
    if _rows(done) != 1:
        return None
    _record("code_used", person_id, person_id, at)
    return CODE


def _step(app: AuthenticatorApp, typed: str, at: Moment) -> int | None:
    codes = pyotp.HOTP(app_secret(app), digits=DIGITS)
    return matching_step(typed, codes.at, step_of(int(at.real.timestamp())), app.last_step)


def _changed(holder: Holder, what: str, at: Moment) -> Changed:
    """Put a change of factors in the trail, sign out elsewhere, keep recovery codes in step."""
    _, name = sessions.keep_only(holder.person_id, holder.session_id, holder.token)
    _record(what, holder.person_id, holder.person_id, at)
    held = queries.factors_of(holder.person_id)
    if not held.any:
        session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == holder.person_id))
        return Changed(name, None)
    return Changed(name, None if held.codes_left else _make_codes(holder.person_id))


def _make_codes(person_id: UUID) -> list[str]:
    session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    codes = [
        base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode()
        for _ in range(RECOVERY_CODES)
    ]
    session.add_all(
        RecoveryCode(person_id=person_id, code_hash=sessions.hashed(code)) for code in codes
    )
    session.flush()
    return [recovery_words(code) for code in codes]


def _refuse_last(holder: Holder) -> None:
    if second_factor_is_required() and queries.factors_of(holder.person_id).number == 1:
        raise RuleError("Everybody here needs one. Add another before you remove this one.")


def _record(what: str, person_id: UUID, by: UUID, at: Moment) -> None:
    audit.record(
        event=f"signin:person:{what}",
        subject=("person", person_id),
        actor_id=by,
        now=at.shown,
    )


def _rows(done: object) -> int:
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
