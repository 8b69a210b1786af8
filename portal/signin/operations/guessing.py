"""Counting wrong tries, so that guesses come slower and slower (C27)."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import delete

from portal import audit
from portal.database import IntegrityError, session
from portal.signin import queries
from portal.signin.models import SignInTally
from portal.signin.promises import Promise, Promises
from portal.signin.rules.throttle import OWN, Decision, Tally, decide, forgiven
from portal.web.clock import Moment

TOLD_EVERY = timedelta(hours=1)
"""How often wrong tries at an account are put in the trail, with their number."""
FORGOTTEN_AFTER = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Knock:
    """One try at a way in: at which account, from which place, from a known device or not."""

    way: str
    account: str
    place: str
    device: str | None = None
    names_itself: bool = False
    """Whether ``account`` is a name that whoever tries chose, such as that of a new browser."""
    promises: Promises | None = None
    """What the browser was told before; None where no browser is told a time of its own."""


def may_try(knock: Knock, now: datetime) -> datetime | None:
    """Count a try before it is checked. Returns when to come back where it may not be, else None.

    The counts are locked until the request is done, in one order, so that tries at once are all
    counted and never wait for each other in a circle.
    """
    own = _held(_own_key(knock), now)
    if knock.device is not None:
        decision = decide(now, _tally(own))
        _write(own, decision.own)
        return decision.not_before
    account = _held(_key(knock.way, "account", knock.account), now)
    source = _held(_key("", "source", knock.place), now)
    promise = _promise(knock, now)
    due = promise is not None and now >= promise.not_before
    kept = _held(_kept_key(knock), now) if due else None
    decision = decide(
        now,
        _tally(own),
        account=_tally(account),
        source=_tally(source),
        names_itself=knock.names_itself,
        promised=None if kept is None else _tally(kept),
    )
    _write(own, decision.own)
    _write(account, decision.account)
    _write(source, decision.source)
    if kept is not None:
        _write(kept, decision.promised)
    return _told(knock, promise, decision, now)


def _promise(knock: Knock, now: datetime) -> Promise | None:
    """Return what this browser was told and has not used, None where it was told nothing."""
    held = None if knock.promises is None else knock.promises.held(_own_key(knock))
    if held is None or now >= held.not_before + OWN.forgotten_after:
        return None
    used = queries.tally(_used_key(knock, held))
    return held if used is None else None


def _told(
    knock: Knock, promise: Promise | None, decision: Decision, now: datetime
) -> datetime | None:
    """Use up a promise with its try, or tell the browser a time: once told, it stays the same."""
    if decision.not_before is None:
        if promise is not None:
            _held(_used_key(knock, promise), now)
        return None
    if promise is not None and now < promise.not_before:
        return min(promise.not_before, decision.not_before)
    if knock.promises is not None:
        knock.promises.give(_own_key(knock), decision.not_before)
    return decision.not_before


def tries_left(knock: Knock) -> int:
    """Return how many more tries are free before the next one has to wait."""
    row = queries.tally(_own_key(knock))
    return OWN.free - (0 if row is None else min(row.failures, OWN.free))


def was_right(knock: Knock, now: datetime) -> None:
    """Take back what a right try was counted as."""
    own = queries.tally(_own_key(knock))
    kept = queries.tally(_kept_key(knock))
    for row in (own, kept):
        if row is not None:
            session.delete(row)
    if knock.device is None:
        for key in (_key(knock.way, "account", knock.account), _key("", "source", knock.place)):
            row = queries.tally(key)
            if row is not None:
                _write(row, forgiven(_tally(row)))
    session.execute(delete(SignInTally).where(SignInTally.last_at < now - FORGOTTEN_AFTER))


def tell_of_wrong_try(knock: Knock, person_id: UUID | None, at: Moment) -> None:
    """Note a wrong try; the trail hears of the first, then once an hour how many there were.

    The same is done for an address that is nobody's, so that the time taken tells nothing.
    """
    row = _held(_key(knock.way, "told", knock.account), at.real)
    row.untold += 1
    row.last_at = at.real
    if row.told_at is None or at.real >= row.told_at + TOLD_EVERY:
        _tell(row, person_id, at)


def tell_the_rest(knock: Knock, person_id: UUID, at: Moment) -> None:
    """Put the wrong tries that the trail has not heard of into it, now that somebody is in."""
    row = queries.tally(_key(knock.way, "told", knock.account))
    if row is not None and row.untold:
        _tell(row, person_id, at)


def _tell(row: SignInTally, person_id: UUID | None, at: Moment) -> None:
    if person_id is not None:
        audit.record(
            event="signin:person:refused",
            subject=("person", person_id),
            actor_id=None,
            now=at.shown,
            facts={"times": row.untold},
        )
    row.untold = 0
    row.told_at = at.real


def _own_key(knock: Knock) -> str:
    kind, whence = ("place", knock.place) if knock.device is None else ("device", knock.device)
    return _key(knock.way, f"account-{kind}", knock.account, whence)


def _kept_key(knock: Knock) -> str:
    return _key(knock.way, "promises", knock.account, knock.place)


def _used_key(knock: Knock, promise: Promise) -> str:
    return _key(knock.way, "promise", promise.name)


def _key(*parts: str) -> str:
    """Return the name of a count. It is keyed: a copy of the table names no address."""
    secret = current_app.config["SECRET_KEY"].encode()
    return hmac.new(secret, "|".join(parts).encode(), hashlib.sha256).hexdigest()


def _held(key: str, now: datetime) -> SignInTally:
    """Return the count with this name, locked; one that is made at the same moment is found."""
    row = queries.tally(key)
    if row is not None:
        return row
    try:
        with session.begin_nested():
            row = SignInTally(key=key, failures=0, untold=0, last_at=now)
            session.add(row)
    except IntegrityError:
        row = queries.tally(key)
        assert row is not None
    return row


def _tally(row: SignInTally) -> Tally:
    return Tally(row.failures, row.last_at if row.failures else None, row.not_before)


def _write(row: SignInTally, tally: Tally | None) -> None:
    if tally is not None:
        row.failures = tally.failures
        row.last_at = tally.last_at or row.last_at
        row.not_before = tally.not_before
