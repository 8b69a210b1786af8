"""Rows that a test writes itself, which no operation wrote: the trail need not say so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from portal import database
from portal.database import Scope, written


@contextmanager
def planting(scope: Scope) -> Iterator[None]:
    """Do as a unit of work does, but for the refusal of what has no entry in the trail.

    The portal itself has no such way: what was written is forgotten here, from outside.
    """
    with database.open_scope(scope):
        yield
        commit_planted()


def commit_planted() -> None:
    """Commit what the open scope wrote, as above."""
    database.flush()
    written.forget()
    database.commit()
