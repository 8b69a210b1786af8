"""What is decided about somebody: a record of capacity, and hearing an item without a yes (A11)."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from portal import audit
from portal.agreements import policy, queries
from portal.agreements.models import AgreementOverride, AgreementWords, CapacityRecord
from portal.agreements.operations.answering import CHANGED, askers, take_turn
from portal.agreements.rules import Finding, Ground, Kind
from portal.agreements.rules.deciding import Assessed, capacity_problem, check_override
from portal.agreements.rules.listing import day_of
from portal.database import flush, session
from portal.kernel.errors import ConflictError, NotFoundError, RuleError
from portal.panels import operations as panels
from portal.people.policy import Actor


def record_capacity(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    kind: Kind,
    finding: Finding | None,
    assessed_on: date | None,
    assessed_by: UUID | None,
    said: str = "",
    support: str = "",
) -> CapacityRecord:
    """Write down what was found of somebody's capacity for one decision. Changes no answer.

    From 16 capacity is presumed, so this is needed only where somebody doubts it. RuleError
    (fields `finding`, `assessed_on`, `assessed_by`, `said`).
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    policy.require_recording(actor, found)
    standing = queries.standing(item_id)
    problem = capacity_problem(
        assessed_on=assessed_on,
        today=day_of(now),
        born_on=standing.history.born_on,
        words=said,
        finding=finding,
    )
    if problem is not None:
        raise problem
    if assessed_by not in askers(found, actor):
        raise RuleError("Choose who assessed it", "assessed_by")
    assert finding is not None  # the rule refuses a record without one
    assert assessed_on is not None  # the same
    state = take_turn(standing.young_person_id)
    state.newest += 1
    record = CapacityRecord(
        young_person_id=standing.young_person_id,
        item_id=item_id,
        seq=state.newest,
        kind=kind.value,
        finding=finding.value,
        assessed_on=assessed_on,
        assessed_by=assessed_by,
        recorded_by=actor.person_id,
        recorded_at=now,
    )
    session.add(record)
    flush()
    _words(record, said=said, support=support)
    _tell(actor, now, standing, "agreements:capacity:recorded", {"finding": finding.value})
    return record


def _words(record: CapacityRecord, *, said: str, support: str) -> None:
    session.add(
        AgreementWords(
            young_person_id=record.young_person_id,
            item_id=record.item_id,
            capacity_id=record.id,
            said=said,
            support=support,
        )
    )
    flush()


def override(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    ground: Ground | None,
    reason: str,
    told: str,
) -> AgreementOverride:
    """Have an item heard without an agreement, as the manager who decides it (A11).

    It is no agreement, gives no paper to anybody, and shows everywhere as what it is. RuleError
    (fields `ground`, `reason`, `told`) where it cannot be decided, or not by this person.
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    policy.require_deciding(actor, found)
    take_turn(found.item.young_person_id)
    standing = queries.standing(item_id)
    if standing.window.over(now):
        raise RuleError(f"There is nothing to decide: {standing.window.ended_by}.")
    check_override(
        manager_id=actor.person_id,
        managers={actor.person_id},  # the policy let pass nobody else
        askers=who_asked(standing.young_person_id, item_id),
        found=standing.asks(Kind.BE_DISCUSSED, now),
        ground=ground,
        reason=reason,
        told=told,
        capacity=capacity_for(standing.young_person_id),
    )
    assert ground is not None  # the rule refuses a decision without one
    made = AgreementOverride(
        young_person_id=standing.young_person_id,
        item_id=item_id,
        ground=ground.value,
        manager_id=actor.person_id,
        reason=reason.strip(),
        told=told.strip(),
        placed_at=now,
    )
    session.add(made)
    flush()
    _tell(actor, now, standing, "agreements:override:placed", {"ground": ground.value})
    return made


def end_override(*, actor: Actor, now: datetime, override_id: UUID, version: int) -> UUID:
    """End a decision to hear an item without an agreement. Returns the item.

    NotFoundError for whoever does not see how the item's agreements stand, ForbiddenError for
    whoever sees it and does not decide; ConflictError where somebody ended it since.
    """
    found = panels.item_for(actor=actor, item_id=queries.item_of_override(override_id), now=now)
    if not policy.powers(actor, found).sees:
        raise NotFoundError("There is no such decision.")
    policy.require_deciding(actor, found)
    row = queries.override_to_change(override_id)
    take_turn(row.young_person_id)
    if row.ended_at is not None or row.version != version:
        raise ConflictError(CHANGED)
    standing = queries.standing(row.item_id)
    row.ended_by, row.ended_at = actor.person_id, now
    flush()
    _tell(actor, now, standing, "agreements:override:ended", {"ground": row.ground})
    return row.item_id


def who_asked(young_person_id: UUID, item_id: UUID) -> frozenset[UUID]:
    """Return who asked whether this item may be discussed."""
    return frozenset(
        each.asked_by_id
        for each in queries.events_of(young_person_id, item_id)
        if each.given.kind is Kind.BE_DISCUSSED and each.asked_by_id is not None
    )


def capacity_for(young_person_id: UUID) -> Assessed | None:
    """Return the newest finding about being discussed."""
    found = queries.newest_capacity(young_person_id, Kind.BE_DISCUSSED)
    return None if found is None else Assessed(Finding(found.finding), found.assessed_by)


def _tell(
    actor: Actor,
    now: datetime,
    standing: queries.Standing,
    event: str,
    facts: dict[str, object],
) -> None:
    audit.record(
        event=event,
        subject=("item", standing.item_id),
        district_id=standing.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=facts,
    )
