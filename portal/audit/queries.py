"""Named reads of the trail; always in the chain's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select, type_coerce
from sqlalchemy.types import NullType

from portal.audit.chain.links import FIELDS, NO_LINK
from portal.audit.models import EarlierEvent, Event, Head
from portal.database import session

_AsItIs = NullType()
BATCH = 5_000
"""Links read at a time: enough to be quick, few enough to be small."""
LINK = [type_coerce(getattr(Event, name), _AsItIs).label(name) for name in FIELDS] + [
    type_coerce(getattr(Event, name), _AsItIs).label(name) for name in ("facts", "salt", "digest")
]
"""A link as the database holds it, unread: it is compared by what it is, and quickly."""
_LOCKED_HEAD = select(Head.seq, Head.digest).with_for_update()


def head() -> tuple[int, str]:
    """Return the newest link's number and digest; 0 and no link where there is none."""
    row = session.execute(select(Head.seq, Head.digest)).one_or_none()
    return (row.seq, row.digest) if row is not None else (0, NO_LINK)


def locked_head() -> tuple[int, str] | None:
    """Return the same, for this transaction alone until it ends; None where there is none yet."""
    row = session.execute(_LOCKED_HEAD).one_or_none()
    return None if row is None else (row.seq, row.digest)


def begun() -> bool:
    """Tell whether there is a chain. One whose head was taken away has begun all the same."""
    first = select(Event.seq).order_by(Event.seq).limit(1)
    return head() != (0, NO_LINK) or session.scalar(first) is not None


def seal_of(event: str, subject_id: UUID) -> tuple[int, str] | None:
    """Return the number and digest of the newest entry of this event for a subject."""
    row = session.execute(
        select(Event.seq, Event.digest)
        .where(Event.event == event, Event.subject_id == subject_id)
        .order_by(Event.seq.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row.seq, row.digest)


def digest_at(seq: int) -> str | None:
    """Return one link's digest."""
    return session.scalar(select(Event.digest).where(Event.seq == seq))


def links_after(seq: int) -> Iterator[Row[*tuple[Any, ...]]]:
    """Yield the links after one, in order, few at a time in memory."""
    while True:
        rows = session.execute(_batch_after(seq)).all()
        yield from rows
        if not rows:
            return
        seq = rows[-1].seq


def _batch_after(seq: int) -> Select[*tuple[Any, ...]]:
    return select(*LINK).where(Event.seq > seq).order_by(Event.seq).limit(BATCH)


def earlier_events() -> Sequence[EarlierEvent]:
    """Return the events from before there was a chain, oldest first."""
    return session.scalars(
        select(EarlierEvent).order_by(EarlierEvent.happened_at, EarlierEvent.id)
    ).all()
