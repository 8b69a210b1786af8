"""When a manager may have an item heard without an agreement (A11), and a record of capacity."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.agreements.rules.in_force import InForce
from portal.agreements.rules.kinds import Finding, Ground
from portal.kernel.errors import RuleError
from portal.kernel.timeline import add_months, birthday
from portal.kernel.wording import plain_date

CAPACITY_AGE = 16
"""From here capacity is presumed (Mental Capacity Act 2005 sections 1 and 2)."""
MOST_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Assessed:
    """The newest finding about being discussed, and by whom."""

    finding: Finding
    assessed_by: UUID | None = None


def check_override(
    *,
    manager_id: UUID,
    managers: Collection[UUID],
    askers: Collection[UUID],
    found: InForce,
    ground: Ground | None,
    reason: str,
    told: str,
    capacity: Assessed | None,
) -> None:
    """Raise RuleError where a decision to hear an item without an agreement cannot be made."""
    if found.yes:
        raise RuleError(f"There is nothing to decide. {found.sentence}")
    if manager_id not in managers:
        raise RuleError(
            "Only a manager of the people who work with them, or a district lead, decides this."
        )
    if manager_id in askers:
        raise RuleError(
            "You asked the young person yourself, so another manager has to decide this."
        )
    if ground is None:
        raise RuleError("Choose the ground of this decision", "ground")
    if ground is Ground.LACKS_CAPACITY:
        _check_capacity(capacity, manager_id)
    if not reason.strip():
        raise RuleError("Say why, for the file", "reason")
    if not told.strip():
        raise RuleError("Write what the young person is told about this", "told")


def _check_capacity(capacity: Assessed | None, manager_id: UUID) -> None:
    if capacity is None or capacity.finding is not Finding.LACKS_CAPACITY:
        raise RuleError(
            "From 16 they are presumed able to decide. Record first that somebody found they "
            "cannot decide this",
            "ground",
        )
    if capacity.assessed_by == manager_id:
        raise RuleError(
            "You assessed this yourself, so another manager has to decide on it", "ground"
        )


def capacity_problem(
    *, assessed_on: date | None, today: date, born_on: date, words: str, finding: Finding | None
) -> RuleError | None:
    """Say what is wrong with a record of capacity, None where nothing is."""
    if finding is None:
        return RuleError("Choose what was found", "finding")
    if assessed_on is None:
        return RuleError("Enter the day it was assessed", "assessed_on")
    sixteen = birthday(born_on, CAPACITY_AGE)
    lacks = finding is Finding.LACKS_CAPACITY
    checks = (
        (assessed_on > today, "The day it was assessed cannot be in the future", "assessed_on"),
        (
            assessed_on < born_on,
            f"They were born on {plain_date(born_on)}, after that day",
            "assessed_on",
        ),
        (
            lacks and assessed_on < sixteen,
            (
                f"They turned 16 on {plain_date(sixteen)}. What was found before then says nothing "
                "of it now"
            ),
            "assessed_on",
        ),
        (
            assessed_on < add_months(today, -MOST_MONTHS),
            "This is more than a year ago. Assess it again",
            "assessed_on",
        ),
        (
            finding is not Finding.HAS_CAPACITY and not words.strip(),
            "Say what was found and why, and which help was tried",
            "said",
        ),
    )
    return next((RuleError(message, box) for fails, message, box in checks if fails), None)
