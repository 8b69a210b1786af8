"""A young person's agreement, and that they were heard, as tests need it: written down."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from portal.agreements.models import AgreementEvent, AgreementOverride, AgreementState
from portal.agreements.rules import Answer, Ground, Kind, WayAnswered, WayAsked
from portal.database import session
from portal.panels.models import Item
from portal.records.models import ItemRecord

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""Before anything that tests do."""


def agreed(
    item_id: UUID,
    *,
    kind: Kind = Kind.BE_DISCUSSED,
    at: datetime = LONG_AGO,
    answer: Answer = Answer.YES,
) -> None:
    """Let an item's young person have said yes, or something else. Call inside a writing scope."""
    item = session.scalars(select(Item).where(Item.id == item_id)).one()
    state = session.scalars(
        select(AgreementState).where(AgreementState.young_person_id == item.young_person_id)
    ).one_or_none()
    if state is None:
        state = AgreementState(young_person_id=item.young_person_id, newest=0)
        session.add(state)
    state.newest += 1
    session.flush()
    session.add(
        AgreementEvent(
            young_person_id=item.young_person_id,
            item_id=item_id if kind.of_an_item else None,
            seq=state.newest,
            kind=kind.value,
            answer=answer.value,
            covers={},
            answered_on=at.date(),
            asked_by=item.social_worker_id,
            way_asked=WayAsked.TOGETHER.value,
            way_answered=WayAnswered.SAID.value,
            recorded_by=item.social_worker_id,
            recorded_at=at,
        )
    )
    session.flush()


def heard_anyway(
    item_id: UUID, *, at: datetime = LONG_AGO, reason: str = "An invented order"
) -> None:
    """Have an item heard by a manager's decision. Unlike an answer, a test can take it out again.

    Call inside a writing scope.
    """
    item = session.scalars(select(Item).where(Item.id == item_id)).one()
    session.add(
        AgreementOverride(
            young_person_id=item.young_person_id,
            item_id=item_id,
            ground=Ground.COURT_ORDER.value,
            manager_id=item.social_worker_id,
            reason=reason,
            told="A court said so.",
            placed_at=at,
        )
    )
    session.flush()


def heard(item_id: UUID, *, at: datetime = LONG_AGO) -> None:
    """Let an item have been heard: its decision is written down. Call inside a writing scope."""
    item = session.scalars(select(Item).where(Item.id == item_id)).one()
    session.add(
        ItemRecord(
            district_id=item.district_id,
            item_id=item_id,
            took_part="came",
            decision_key="deferred",
            decision_label="Deferred",
            recorded_by=item.social_worker_id,
            recorded_at=at,
        )
    )
    session.flush()
