"""What young people of the access tests' world answered when they were asked to agree."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from portal.agreements import operations, queries
from portal.agreements.rules import Answer, Finding, Kind, Limit, WayAnswered, WayAsked
from portal.agreements.rules.asking import AnswerDraft
from portal.panels import queries as panels
from tests.integration.access.people_there import actor_at


def thinks(now: datetime, item_id: UUID, words: str) -> None:
    """Let a young person want time to think about their papers, and be found able to decide.

    By their social worker: of these words nobody else writes any. It changes nothing of what goes
    to whom.
    """
    item = panels.item(item_id)
    assert item.social_worker_id is not None
    worker = item.social_worker_id
    common: dict[str, Any] = {"actor": actor_at(worker, now), "now": now, "item_id": item_id}
    operations.record_answer(
        **common,
        seen=queries.newest_number(item.young_person_id),
        draft=AnswerDraft(
            kind=Kind.SHARE_PAPERS,
            answer=Answer.THINKING,
            answered_on=now.date(),
            asked_by=worker,
            way_asked=WayAsked.TOGETHER,
            way_answered=WayAnswered.SAID,
            said=words,
            support=words,
            limit_words=words,
            limits=(Limit(frozenset({"money"})),),
        ),
    )
    operations.record_capacity(
        **common,
        kind=Kind.SHARE_PAPERS,
        finding=Finding.HAS_CAPACITY,
        assessed_on=now.date(),
        assessed_by=worker,
        said=words,
        support=words,
    )
