"""Named reads of the trail; always in the chain's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from portal.audit.chain.links import NO_LINK
from portal.audit.models import EarlierEvent, Event, Head
from portal.database import session

BATCH = 5_000
"""Links read at a time: enough to be quick, few enough to be small."""
LINK = (
    Event.seq,
    Event.kind,
    Event.event,
    Event.subject_kind,
    Event.subject_id,
    Event.young_person_id,
    Event.about_district,
    Event.actor_id,
    Event.happened_at,
    Event.purpose,
    Event.page,
    Event.why,
    Event.facts,
    Event.salt,
    Event.facts_digest,
    Event.key_number,
    Event.digest,
)


def head() -> tuple[int, str]:
    """Return the newest link's number and digest; 0 and no link where there is none."""
    row = session.execute(select(Head.seq, Head.digest)).one_or_none()
    return (row.seq, row.digest) if row is not None else (0, NO_LINK)


def locked_head() -> tuple[int, str] | None:
    """Return the same, for this transaction alone until it ends; None where there is none yet."""
    row = session.execute(select(Head.seq, Head.digest).with_for_update()).one_or_none()
    return None if row is None else (row.seq, row.digest)


def digest_at(seq: int) -> str | None:
    """Return one link's digest."""
    return session.scalar(select(Event.digest).where(Event.seq == seq))


def links_after(seq: int) -> Iterator[Row[Any]]:
    """Yield the links after one, in order, few at a time in memory."""
    while True:
        rows = session.execute(_batch_after(seq)).all()
        yield from rows
        if not rows:
            return
        seq = rows[-1].seq


def _batch_after(seq: int) -> Select[Any]:
    return select(*LINK).where(Event.seq > seq).order_by(Event.seq).limit(BATCH)


def earlier_events() -> Sequence[EarlierEvent]:
    """Return the events from before there was a chain, oldest first."""
    return session.scalars(
        select(EarlierEvent).order_by(EarlierEvent.happened_at, EarlierEvent.id)
    ).all()
