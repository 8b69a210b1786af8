"""The store kept in order: what no row names is removed, and old keys seal nothing any more."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.keyring import MissingKeyError, Purpose
from portal.papers import holders, queries
from portal.papers.files.store import Owner, StoreError, store
from portal.papers.holders import WithFile
from portal.papers.rules.holding import KEPT_WAITING
from portal.papers.rules.kinds import PaperState

SPARED_SECONDS = 3_600.0
"""What was put away within the last hour may belong to a request that is not committed yet."""
Work = Callable[[], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep removed."""

    waiting: int
    orphans: int
    parts: int


def sweep(*, work: Work, now: datetime, spared_seconds: float = SPARED_SECONDS) -> Swept:
    """Remove what nobody confirmed in time, files that no row names, and half-written ones."""
    kept = store()
    before = time.time() - spared_seconds
    with work():
        waiting = list(queries.old_intakes(now - KEPT_WAITING))
        for intake in waiting:
            paper = queries.paper(intake.paper_id)
            if paper.state == PaperState.HELD:
                paper.state, paper.withdrawn_at = PaperState.WITHDRAWN.value, now
                paper.withdrawn_reason = "Nobody confirmed it in time."
            session.delete(intake)
            audit.record(
                event="papers:paper:unconfirmed",
                subject=("paper", paper.id),
                actor_id=None,
                now=now,
                district_id=paper.district_id,
                young_person_id=paper.young_person_id,
                facts={"item": str(paper.item_id), "kind": paper.kind, "state": paper.state},
            )
        flush()
    with work():
        named = queries.blob_names().union(*(each.names() for each in holders.holders()))
    orphans = [name for name in kept.names(older_than=before) if name not in named]
    for name in orphans:
        kept.forget(name)
    return Swept(len(waiting), len(orphans), kept.forget_parts(older_than=before))


@dataclass(frozen=True, slots=True)
class Resealed:
    """What one run sealed again, and which rows' files do not open."""

    sealed_again: int
    unreadable: tuple[str, ...]


def reseal_files(*, work: Work, now: datetime) -> Resealed:
    """Seal every paper's file with today's key: a commit for each, then the old file goes.

    After a kill the next run goes on where this one stopped. What waits to be confirmed is left:
    it is gone within days.
    """
    kept, again, unreadable = store(), 0, []
    with work():
        found: list[tuple[Callable[[], WithFile | None], UUID]] = [
            (partial(queries.row_with_file, model, row_id), row_id)
            for model, row_id in queries.rows_with_files()
        ]
        for each in holders.holders():
            found += [(partial(each.row, row_id), row_id) for row_id in each.rows()]
    newest = kept.ring.current(Purpose.PAPERS).number
    for read, row_id in found:
        old = None
        with work():
            row = read()
            if row is None or row.blob is None:
                continue
            owner = Owner(row.authority_id, row.id)
            try:
                if kept.key_number(row.blob) == newest:
                    continue
                put = kept.put(owner, kept.read(owner, row.blob))
            except (StoreError, MissingKeyError):
                unreadable.append(f"{type(row).__name__}/{row_id}")
                continue
            old, row.blob = row.blob, put.name
            flush()
            audit.record(
                event="papers:file:resealed",
                subject=("file", row_id),
                actor_id=None,
                now=now,
            )
        if old is not None:
            kept.forget(old)
            again += 1
    return Resealed(again, tuple(unreadable))
