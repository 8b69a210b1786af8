"""Named reads of the trail; always in the chain's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

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


class UnreadableLinkError(Exception):
    """A link holds what its columns cannot, so somebody wrote it by hand."""

    def __init__(self, seq: int) -> None:
        super().__init__(f"Entry {seq} cannot be read.")
        self.seq = seq


def head() -> tuple[int, str]:
    """Return the newest link's number and digest; 0 and no link where there is none."""
    row = session.execute(select(Head.seq, Head.digest)).one_or_none()
    return (row.seq, row.digest) if row is not None else (0, NO_LINK)


def locked_head() -> tuple[int, str] | None:
    """Return the same, for this transaction alone until it ends; None where there is none yet."""
    row = session.execute(select(Head.seq, Head.digest).with_for_update()).one_or_none()
    return None if row is None else (row.seq, row.digest)


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


def links_after(seq: int) -> Iterator[Row[Any]]:
    """Yield the links after one, in order, few at a time in memory.

    Raises UnreadableLinkError for one that holds what its columns cannot.
    """
    size = BATCH
    while True:
        try:
            rows = session.execute(_batch_after(seq, size)).all()
        except (ValueError, TypeError) as error:
            if size == 1:
                raise UnreadableLinkError(seq + 1) from error
            size = 1  # so that the links before the bad one are read, and its number is known
            continue
        yield from rows
        if not rows:
            return
        seq = rows[-1].seq


def _batch_after(seq: int, size: int) -> Select[Any]:
    return select(*LINK).where(Event.seq > seq).order_by(Event.seq).limit(size)


def earlier_events() -> Sequence[EarlierEvent]:
    """Return the events from before there was a chain, oldest first."""
    return session.scalars(
        select(EarlierEvent).order_by(EarlierEvent.happened_at, EarlierEvent.id)
    ).all()
