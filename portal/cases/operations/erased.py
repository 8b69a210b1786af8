"""Erased children and later returns: a code is known again without being kept (R4, C40).

The county's return names a child year after year, also one whose data was deleted here by law. What
is kept of their code is a hash with a key that lies outside the database: it tells that a row is
theirs, and nothing to whoever has the database alone.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select

from portal.cases.models import ErasedChild, YoungPerson
from portal.database import current_scope, session
from portal.database.sealed import keyring
from portal.keyring import Purpose
from portal.web.clock import LONDON

WhenErased = Callable[[str], date | None]
"""Tells the day on which a CHILD code's data was erased, None for everybody else's."""


def keep_out(person: YoungPerson, now: datetime) -> None:
    """Let no later return bring somebody back. Call it while their code is still there."""
    if person.child_code is None:
        return
    key = keyring().current(Purpose.ERASED)
    session.add(
        ErasedChild(
            young_person_id=person.id,
            key_number=key.number,
            code_hash=_hashed(person.child_code, key.secret),
            erased_on=now.astimezone(LONDON).date(),
        )
    )


def let_back(young_person_id: UUID) -> bool:
    """Let the next return take somebody in anew. Returns whether they were kept out."""
    was_out = is_kept_out(young_person_id)
    session.execute(delete(ErasedChild).where(ErasedChild.young_person_id == young_person_id))
    return was_out


def is_kept_out(young_person_id: UUID) -> bool:
    """Tell whether a later return leaves somebody out."""
    kept = select(ErasedChild.id).where(ErasedChild.young_person_id == young_person_id)
    return session.scalars(kept.order_by(ErasedChild.id)).first() is not None


def who_was_erased(code: str) -> UUID | None:
    """Return the emptied row of whoever had this CHILD code, None where nobody erased had it."""
    found = _held()
    return next((found[each][0] for each in _marks(code, found) if each in found), None)


def when_erased() -> WhenErased:
    """Return what tells a return's reader whom to leave out."""
    held = _held()
    if not held:
        return lambda _code: None

    def day_of(code: str) -> date | None:
        return next((held[each][1] for each in _marks(code, held) if each in held), None)

    return day_of


_Mark = tuple[int, str]


def _held() -> dict[_Mark, tuple[UUID, date]]:
    rows = session.scalars(select(ErasedChild).order_by(ErasedChild.id))
    return {(row.key_number, row.code_hash): (row.young_person_id, row.erased_on) for row in rows}


def _marks(code: str, held: dict[_Mark, tuple[UUID, date]]) -> list[_Mark]:
    """Return what a code would have been kept as, by each key that anything was kept with."""
    numbers = sorted({number for number, _ in held})
    return [
        (number, _hashed(code, keyring().key(Purpose.ERASED, number).secret)) for number in numbers
    ]


def _hashed(code: str, secret: bytes) -> str:
    """Return the keyed hash of a code, bound to its authority."""
    told = f"{current_scope().authority_id}\x1f{code.strip().upper()}"
    return hmac.digest(secret, told.encode(), "sha256").hex()
