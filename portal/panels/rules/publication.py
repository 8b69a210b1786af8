"""Whether an agenda may go out, and what makes it late (R62, R63, R74)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.kernel.deadlines import Deadline, DeadlineState
from portal.kernel.errors import RuleError

REASON_FIELD = "late_reason"
ACCEPTED_FIELD = "late_accepted_by"


@dataclass(frozen=True, slots=True)
class Listed:
    """One item as people would read it: what makes two versions of the agenda differ."""

    item_id: UUID
    start: str
    item_type: str
    social_worker_id: UUID
    manager_id: UUID | None
    shown: str = ""
    personal_adviser_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    """What stands in the way of publishing. Where `late`, somebody must accept it, and say why."""

    late: bool
    why_late: str = ""
    warnings: tuple[str, ...] = ()


def check_content(*, items: int, first: bool, changed: bool) -> None:
    """Raise RuleError for an agenda with nobody on it, or the same as the one already out.

    An agenda that was out may become empty: then people must be told so.
    """
    if first and not items:
        raise RuleError(
            "There is nobody on this agenda yet. Nominate a young person before you publish it."
        )
    if not changed:
        raise RuleError("Nothing has changed since the agenda was last published.")


def _facts(listed: Sequence[Listed]) -> set[tuple[object, ...]]:
    return {
        (
            item.item_id,
            item.start,
            item.item_type,
            item.social_worker_id,
            item.manager_id,
            item.personal_adviser_id,
        )
        for item in listed
    }


def readiness(
    now: Sequence[Listed],
    before: Sequence[Listed] | None,
    deadline: Deadline,
    state: DeadlineState,
) -> Readiness:
    """Say whether publishing now is late, and what to look at first.

    After the deadline, a version that only takes items out needs nobody's acceptance: it asks
    nobody to prepare anything.
    """
    warnings = tuple(
        f"No manager is named for {item.shown}. The agenda can go out without one."
        for item in now
        if item.manager_id is None
    )
    if state is not DeadlineState.LATE:
        return Readiness(late=False, warnings=warnings)
    if before is not None and _facts(now) <= _facts(before):
        return Readiness(late=False, warnings=warnings)
    what = "This agenda is late." if before is None else "These changes come late."
    return Readiness(late=True, why_late=f"{what} {deadline.sentence}", warnings=warnings)


def check_late(
    ready: Readiness, *, accepted_by: UUID | None, reason: str | None, may_accept: frozenset[UUID]
) -> None:
    """Raise RuleError for a late agenda nobody with that right has accepted with a reason."""
    if not ready.late:
        return
    if accepted_by is None:
        raise RuleError(
            f"{ready.why_late} Name the person who accepts that, and why.", ACCEPTED_FIELD
        )
    if accepted_by not in may_accept:
        raise RuleError(
            "Only a chair or a district lead of this district can accept a late agenda.",
            ACCEPTED_FIELD,
        )
    if not (reason or "").strip():
        raise RuleError("Say why the agenda is late and must still go out.", REASON_FIELD)
