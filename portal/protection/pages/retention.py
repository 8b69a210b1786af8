"""The rules on keeping, and what is due by them today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from portal.protection.operations.retention import Plan
from portal.protection.queries.retention import last_run
from portal.variations.keeping import KeepingRule
from portal.web.clock import LONDON

MOST_SHOWN = 100
"""More than a person reads on one page: the file has them all."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """Something that is due."""

    label: str
    happened_on: date
    due_on: date
    stays: str


@dataclass(frozen=True, slots=True)
class KindPart:
    """One rule, and what is due by it."""

    rule: KeepingRule
    going: int
    staying: int
    rows: tuple[DueRow, ...]

    @property
    def more(self) -> int:
        """How many are not shown here."""
        return self.going + self.staying - len(self.rows)


@dataclass(frozen=True, slots=True)
class RetentionPage:
    """The whole page."""

    today: date
    parts: tuple[KindPart, ...]
    going: int
    staying: int
    last_run: date | None
    problem: str


def retention_page(plan: Plan) -> RetentionPage:
    """Return what is due, kind by kind."""
    ran = last_run()
    return RetentionPage(
        today=plan.today,
        parts=tuple(_part(plan, rule) for rule in plan.rules),
        going=len(plan.going),
        staying=len(plan.staying),
        last_run=ran.astimezone(LONDON).date() if ran else None,
        problem=plan.problem,
    )


def _part(plan: Plan, rule: KeepingRule) -> KindPart:
    due = [each for each in plan.due if each.candidate.kind is rule.kind]
    return KindPart(
        rule=rule,
        going=sum(not each.stays for each in due),
        staying=sum(bool(each.stays) for each in due),
        rows=tuple(
            DueRow(each.candidate.label, each.candidate.happened_on, each.due_on, each.stays)
            for each in due[:MOST_SHOWN]
        ),
    )
