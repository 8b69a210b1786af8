"""Sealing the secrets of authenticator apps again with today's key, and counting by key (C48).

What somebody typed too late is left: it is sealed for an hour and then gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, update

from portal import audit
from portal.database import session
from portal.keyring import MissingKeyError, Purpose
from portal.signin import queries, sealing
from portal.signin.models import AuthenticatorApp

BATCH = 200
"""Secrets sealed again in one commit."""
Work = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Resealed:
    """What one run sealed again, and which rows' secrets do not open."""

    sealed_again: int
    unreadable: tuple[str, ...]


def secrets_by_key() -> Counter[int]:
    """Count the secrets of apps by the number of the key that sealed them."""
    return Counter(sealing.key_number(app.secret) for app in queries.apps())


def reseal_secrets(*, work: Work, now: datetime) -> Resealed:
    """Seal every app's secret with today's key, in batches with a commit each.

    After a kill the next run goes on where this one stopped. An app that its holder sets up or
    replaces meanwhile is left to them; it has today's key.
    """
    again, unreadable = 0, []
    with work():
        newest = sealing.newest(Purpose.FACTORS)
        waiting = [app.id for app in queries.apps() if sealing.key_number(app.secret) != newest]
    for start in range(0, len(waiting), BATCH):
        with work():
            done = 0
            for app_id in waiting[start : start + BATCH]:
                try:
                    done += _seal_anew(app_id, newest)
                except (sealing.BrokenSealError, MissingKeyError):
                    unreadable.append(f"authenticator_app.secret of row {app_id}")
            if done:
                audit.record(
                    event="signin:app:resealed",
                    subject=("key", UUID(int=newest)),
                    actor_id=None,
                    now=now,
                    facts={"sealed_again": done},
                )
        again += done
    return Resealed(again, tuple(unreadable))


def _seal_anew(app_id: UUID, newest: int) -> int:
    """Seal one secret. Returns 1, or 0 where it is gone or has today's key by now."""
    app = queries.app(app_id)
    if app is None or sealing.key_number(app.secret) == newest:
        return 0
    place = (app.id, app.person_id)
    secret = sealing.unseal(Purpose.FACTORS, app.secret, *place)
    changed = session.execute(
        update(AuthenticatorApp)
        .where(AuthenticatorApp.id == app.id, AuthenticatorApp.secret == app.secret)
        .values(secret=sealing.seal(Purpose.FACTORS, secret, *place))
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount
