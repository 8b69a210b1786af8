"""Carrying out the rules on keeping, and holding somebody's data back from them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete

from portal import audit
from portal.cases import queries as cases
from portal.database import NO_ITEMS, flush, session
from portal.entry.models import YoungKept
from portal.kernel.errors import ConflictError, RuleError
from portal.people.policy import Actor, Permission, require
from portal.protection.models import LegalHold
from portal.protection.operations.removing import remove
from portal.protection.queries import retention as queries
from portal.protection.queries.rulings import restricted_people
from portal.protection.rules.retention import Due, what_goes
from portal.tenancy.door import registry
from portal.variations.keeping import KeepingRule
from portal.web import clock

RUN = UUID(int=0)
"""The subject of an event about a run: it is about no row."""
NOT_ALL_SEEN = (
    "You declared an interest in somebody, so you are not shown every hold. Another information "
    "governance officer deletes what is due, or whoever runs the portal’s machine."
)
STALE = "What is due has changed since you opened the list. Read it again before you delete."


@dataclass(frozen=True, slots=True)
class Plan:
    """The county's rules, and what is due by them on a day."""

    today: date
    rules: tuple[KeepingRule, ...]
    due: tuple[Due, ...]
    problem: str = ""
    """Why it cannot be worked out for this reader; nothing is due then."""

    @property
    def going(self) -> tuple[Due, ...]:
        """What would be deleted."""
        return tuple(each for each in self.due if not each.stays)

    @property
    def staying(self) -> tuple[Due, ...]:
        """What stays although its time is over."""
        return tuple(each for each in self.due if each.stays)

    @property
    def named(self) -> frozenset[UUID]:
        """The young people of whom something is due, for the read log."""
        return frozenset().union(*(each.candidate.about for each in self.due))


def plan(*, actor: Actor | None, today: date) -> Plan:
    """Work out what is due today. Changes nothing. ``actor`` is None for a command.

    A hold on somebody in whom the reader declared an interest is not there for them, but what that
    young person shares with others is, such as an agenda: it would be deleted past the hold.
    """
    if actor is not None:
        require(actor, Permission.PROTECTION_MANAGE, None)
    rules = registry().keeping_rules()
    if actor is not None and actor.recused != NO_ITEMS:
        return Plan(today, rules, (), NOT_ALL_SEEN)
    due = what_goes(
        queries.candidates(),
        {rule.kind: rule for rule in rules},
        queries.held_people(),
        restricted_people(),
        today,
    )
    return Plan(today, rules, tuple(due))


def run(*, actor: Actor | None, now: datetime, today: date, expected: int | None = None) -> Plan:
    """Delete what is due and does not stay; return that. Running again deletes nothing more.

    What young people typed and never sent goes with it once its own time is over: no list has it.

    ``expected`` is how many the reader saw: ConflictError where it is another number by now.
    RuleError for whoever is not shown every hold.
    """
    found = plan(actor=actor, today=today)
    if found.problem:
        raise RuleError(found.problem)
    if expected is not None and expected != len(found.going):
        raise ConflictError(STALE)
    actor_id = actor.person_id if actor else None
    for each in found.going:
        remove(
            each.candidate.kind,
            each.candidate.row_id,
            now=now,
            cause="retention",
            actor_id=actor_id,
        )
        audit.record(
            event="protection:retention:removed",
            subject=(each.candidate.kind.value, each.candidate.row_id),
            actor_id=actor_id,
            now=now,
            facts={"due_on": each.due_on.isoformat()},
        )
    session.execute(delete(YoungKept).where(YoungKept.kept_until < clock.machine_now()))
    counts = Counter(each.candidate.kind.value for each in found.going)
    audit.record(
        event="protection:retention:run",
        subject=("retention", RUN),
        actor_id=actor_id,
        now=now,
        facts={**counts, "stayed": len(found.staying)},
    )
    flush()
    return found


def place_hold(*, actor: Actor, now: datetime, young_person_id: UUID, reason: str) -> LegalHold:
    """Keep everything about a young person until the hold is lifted.

    RuleError without a reason or where a hold stands already; NotFoundError.
    """
    require(actor, Permission.PROTECTION_MANAGE, None)
    person = cases.young_person(young_person_id)
    if not reason.strip():
        raise RuleError("Say why everything about them must be kept", field="reason")
    if person.id in queries.held_people():
        raise RuleError("A hold stands already. Nothing about them is deleted.")
    placed = LegalHold(
        young_person_id=person.id,
        reason=reason.strip(),
        placed_by=actor.person_id,
        placed_at=now,
    )
    session.add(placed)
    flush()
    _tell("protection:hold:placed", placed, actor, now)
    return placed


def lift_hold(*, actor: Actor, now: datetime, hold_id: UUID, reason: str) -> LegalHold:
    """End a hold: from now on the rules on keeping apply again. RuleError; NotFoundError."""
    require(actor, Permission.PROTECTION_MANAGE, None)
    held = queries.hold(hold_id)
    if held.lifted_at is not None:
        raise RuleError("This hold was lifted already.")
    if not reason.strip():
        raise RuleError("Say why it need not be kept any more", field="reason")
    held.lifted_by, held.lifted_at, held.lift_reason = actor.person_id, now, reason.strip()
    flush()
    _tell("protection:hold:lifted", held, actor, now)
    return held


def _tell(event: str, held: LegalHold, actor: Actor, now: datetime) -> None:
    audit.record(
        event=event,
        subject=("young_person", held.young_person_id),
        actor_id=actor.person_id,
        now=now,
        facts={"hold": str(held.id)},
    )
