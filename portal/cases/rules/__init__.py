"""Decisions about one young person from plain values: no database, no framework, no clock.

`history` reads care episodes, `status` says which care-leaver duties apply, `clocks` says what is
due and when, `coverage` says whether the panel has heard the person and whether it can hear all.
"""

from portal.cases.rules.clocks import ClockReading, ClockState, Milestones, ReviewRule, clocks
from portal.cases.rules.coverage import (
    Capacity,
    Coverage,
    CoverageState,
    capacity,
    coverage_state,
)
from portal.cases.rules.history import CareHistory, Episode, read_history
from portal.cases.rules.status import Category, Status, care_leaver_status

__all__ = [
    "Capacity",
    "CareHistory",
    "Category",
    "ClockReading",
    "ClockState",
    "Coverage",
    "CoverageState",
    "Episode",
    "Milestones",
    "ReviewRule",
    "Status",
    "capacity",
    "care_leaver_status",
    "clocks",
    "coverage_state",
    "read_history",
]
