"""A copy of everything held: by when it is due, and what may go out of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from portal.kernel.timeline import add_months

MONTHS_TO_ANSWER = 1
"""UK GDPR Article 12(3): the corresponding day of the next month."""


class Verdict(StrEnum):
    """What becomes of one record."""

    RELEASE = "release"
    REDACT = "redact"
    WITHHOLD = "withhold"

    @property
    def label(self) -> str:
        """The verdict in words."""
        return {
            Verdict.RELEASE: "Release it as it is",
            Verdict.REDACT: "Release it without what is about others",
            Verdict.WITHHOLD: "Leave it out",
        }[self]


@dataclass(frozen=True, slots=True)
class Clock:
    """The time to answer: from when it was asked, with the days on which it stood still."""

    asked_on: date
    stopped_days: int = 0
    stopped_on: date | None = None

    def due(self, today: date) -> date:
        """Return the last day to answer; while the clock stands still, it moves with today."""
        still = (today - self.stopped_on).days if self.stopped_on else 0
        return add_months(self.asked_on, MONTHS_TO_ANSWER) + timedelta(
            days=self.stopped_days + max(0, still)
        )


def verdict_problem(verdict: Verdict, reason: str, instead: str, *, has_words: bool) -> str | None:
    """Say what a verdict lacks, None where nothing."""
    if verdict is not Verdict.RELEASE and not reason.strip():
        return "Say why, for whoever reads this after you"
    if verdict is Verdict.REDACT and has_words and not instead.strip():
        return "Enter the words they get instead"
    return None


TRAIL_KINDS = frozenset({"audit_event", "audit_event_earlier"})
_TOLD_BY = {
    "capacity_record": "agreements:capacity:",
    "agreement_override": "agreements:override:",
    "protected_address": "papers:address:",
    "address_reveal": "papers:address:",
}
"""Which entries of the trail tell of a record although they name the item or the young person."""


def tells_of(said: Mapping[str, object], kind: str, row_id: UUID) -> bool:
    """Say whether an entry of the trail, by its columns, would name a record that is left out."""
    named = f"{said.get('subject_id', '')} {said.get('facts', '')}"
    about = _TOLD_BY.get(kind)
    return str(row_id) in named or (
        about is not None and str(said.get("event", "")).startswith(about)
    )
