"""The papers of the access tests' world."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from portal.papers import operations
from portal.papers.operations import Typed
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Actor

PLANNED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When the panel was planned and each item's case summary written."""


def a_paper(actor: Actor, item_id: UUID, words: str) -> UUID:
    """Write an item's case summary, which says these words; return its id."""
    typed = Typed("", PLANNED.date(), {"about": words}, ready=True)
    kind = PaperKind.CASE_SUMMARY
    return operations.save_typed(
        actor=actor, now=PLANNED, item_id=item_id, kind=kind, typed=typed
    ).id
