"""The history as it is shown: answers, records of capacity and overrides, with their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ScalarSelect, and_, or_, select
from sqlalchemy.orm import aliased

from portal.agreements.models import (
    AgreementEvent,
    AgreementOverride,
    AgreementWords,
    CapacityRecord,
)
from portal.agreements.queries.standing import given_of
from portal.agreements.rules import Finding, Given, Ground, Help, Kind, WayAnswered, WayAsked
from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item
from portal.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One answer with how it was asked, and its words."""

    id: UUID
    item_id: UUID | None
    given: Given
    way_asked: WayAsked
    way_answered: WayAnswered
    helped: tuple[Help, ...]
    asked_by_id: UUID | None
    asked_by: str
    recorded_by_id: UUID | None
    recorded_by: str
    recorded_at: datetime
    said: str
    limits: str
    language: str
    support: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRow:
    """One record of capacity, with its words."""

    id: UUID
    kind: Kind
    finding: Finding
    assessed_on: date
    assessed_by: str
    recorded_by: str
    recorded_at: datetime
    said: str
    support: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideRow:
    """One override, with who decided it and both texts."""

    id: UUID
    item_id: UUID
    ground: Ground
    manager_id: UUID
    manager: str
    reason: str
    told: str
    placed_at: datetime
    ended_by: str
    ended_at: datetime | None
    version: int


def events_of(young_person_id: UUID, item_id: UUID | None = None) -> tuple[EventRow, ...]:
    """Return a young person's answers, the newest first.

    With an item, those about it and those about no panel.
    """
    asker, recorder = aliased(Person), aliased(Person)
    asked = (
        select(
            AgreementEvent,
            AgreementWords,
            asker.name.label("asked_by"),
            recorder.name.label("recorded_by"),
        )
        .select_from(AgreementEvent)
        .outerjoin(AgreementWords, _words_of("event_id", AgreementEvent))
        .outerjoin(asker, joins(AgreementEvent, "asked_by", asker))
        .outerjoin(recorder, joins(AgreementEvent, "recorded_by", recorder))
        .where(AgreementEvent.young_person_id == young_person_id)
        .order_by(AgreementEvent.seq.desc())
    )
    if item_id is not None:
        asked = asked.where(
            or_(AgreementEvent.item_id == item_id, AgreementEvent.item_id.is_(None))
        )
    return tuple(_event(*row) for row in session.execute(asked))


def _event(
    event: AgreementEvent, words: AgreementWords | None, asked_by: str, recorded_by: str
) -> EventRow:
    return EventRow(
        id=event.id,
        item_id=event.item_id,
        given=given_of(event),
        way_asked=WayAsked(event.way_asked),
        way_answered=WayAnswered(event.way_answered),
        helped=tuple(Help(each) for each in event.helped.split()),
        asked_by_id=event.asked_by,
        asked_by=asked_by or "",
        recorded_by_id=event.recorded_by,
        recorded_by=recorded_by or "",
        recorded_at=event.recorded_at,
        said=words.said if words else "",
        limits=words.limits if words else "",
        language=words.language if words else "",
        support=words.support if words else "",
    )


def capacity_of(young_person_id: UUID) -> tuple[CapacityRow, ...]:
    """Return what was found of somebody's capacity, the newest first."""
    assessor, recorder = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            CapacityRecord,
            AgreementWords,
            assessor.name.label("assessed_by"),
            recorder.name.label("recorded_by"),
        )
        .select_from(CapacityRecord)
        .outerjoin(AgreementWords, _words_of("capacity_id", CapacityRecord))
        .outerjoin(assessor, joins(CapacityRecord, "assessed_by", assessor))
        .outerjoin(recorder, joins(CapacityRecord, "recorded_by", recorder))
        .where(CapacityRecord.young_person_id == young_person_id)
        .order_by(CapacityRecord.seq.desc())
    )
    return tuple(
        CapacityRow(
            id=record.id,
            kind=Kind(record.kind),
            finding=Finding(record.finding),
            assessed_on=record.assessed_on,
            assessed_by=assessed_by or "",
            recorded_by=recorded_by or "",
            recorded_at=record.recorded_at,
            said=words.said if words else "",
            support=words.support if words else "",
        )
        for record, words, assessed_by, recorded_by in rows
    )


def newest_capacity(young_person_id: UUID, kind: Kind) -> CapacityRecord | None:
    """Return the newest record of capacity for one decision, None where there is none."""
    return session.scalars(
        select(CapacityRecord)
        .where(CapacityRecord.young_person_id == young_person_id, CapacityRecord.kind == kind.value)
        .order_by(CapacityRecord.seq.desc())
        .limit(1)
    ).one_or_none()


def overrides_of(item_id: UUID) -> tuple[OverrideRow, ...]:
    """Return an item's overrides, the newest first."""
    return _overrides(AgreementOverride.item_id == item_id)


def override(override_id: UUID) -> OverrideRow:
    """Return one override of an item in this scope's districts. Raises NotFoundError."""
    here = select(Item.id).where(joins(AgreementOverride, "item_id", Item)).exists()
    found = _overrides(AgreementOverride.id == override_id, here)
    if not found:
        raise NotFoundError("There is no such decision.")
    return found[0]


def item_of_override(override_id: UUID) -> ScalarSelect[UUID]:
    """Return the subquery for the item that an override is of."""
    of_it = select(AgreementOverride.item_id).where(AgreementOverride.id == override_id)
    return of_it.scalar_subquery()


def override_to_change(override_id: UUID) -> AgreementOverride:
    """Return one override as a row to be changed. Raises NotFoundError."""
    found = session.scalars(
        select(AgreementOverride).where(AgreementOverride.id == override_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError("There is no such decision.")
    return found


def _overrides(*chosen: Any) -> tuple[OverrideRow, ...]:
    manager, ender = aliased(Person), aliased(Person)
    rows: Sequence[Any] = session.execute(
        select(AgreementOverride, manager.name.label("manager"), ender.name.label("ended_by"))
        .select_from(AgreementOverride)
        .outerjoin(manager, joins(AgreementOverride, "manager_id", manager))
        .outerjoin(ender, joins(AgreementOverride, "ended_by", ender))
        .where(*chosen)
        .order_by(AgreementOverride.placed_at.desc(), AgreementOverride.id)
    ).all()
    return tuple(
        OverrideRow(
            id=row.id,
            item_id=row.item_id,
            ground=Ground(row.ground),
            manager_id=row.manager_id,
            manager=manager_name or "",
            reason=row.reason,
            told=row.told,
            placed_at=row.placed_at,
            ended_by=ended_by or "",
            ended_at=row.ended_at,
            version=row.version,
        )
        for row, manager_name, ended_by in rows
    )


def _words_of(column: str, owner: Any) -> Any:
    return and_(
        AgreementWords.authority_id == owner.authority_id,
        getattr(AgreementWords, column) == owner.id,
    )
