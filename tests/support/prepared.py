"""Statements that PostgreSQL has planned once are kept over a rollback, in tests alone.

Every test is rolled back and so is every page that only reads; psycopg then forgets what it had the
server prepare, since a rollback may have undone a change of a table. No test changes one through
the portal's connections (the role may not), so what is planned stays right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from psycopg import _preparing
from sqlalchemy import event
from sqlalchemy.engine import Engine

MAKES_PLANS_WRONG = re.compile(rb"^(?:DROP|ALTER|DISCARD ALL|DEALLOCATE ALL)\b")
SEEN_BEFORE_PREPARED = 2
MOST_KEPT = 2_000


class _Kept(_preparing.PrepareManager):
    """What psycopg remembers of a connection's statements, which a rollback does not empty."""

    prepare_threshold = SEEN_BEFORE_PREPARED
    prepared_max = MOST_KEPT

    def _should_discard(self, prep: _preparing.Prepare, results: Sequence[Any], *_: object) -> bool:
        del prep
        if any(MAKES_PLANS_WRONG.match(result.command_status or b"") for result in results):
            return super().clear()
        return False

    def clear(self) -> bool:
        """Keep all: psycopg asks for this after a rollback."""
        return False


def keep_over_rollbacks() -> None:
    """Have every connection that SQLAlchemy makes from now on keep what is prepared."""
    event.listen(Engine, "connect", _on_connect)


def _on_connect(connection: Any, record: object) -> None:
    del record
    if hasattr(connection, "_prepared"):  # psycopg's; SQLite keeps its own
        connection._prepared = _Kept()  # noqa: SLF001 - psycopg has no setting for it
