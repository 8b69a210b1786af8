"""What an agreement is and when it is in force: plain functions of plain values."""

from __future__ import annotations

from portal.agreements.rules.in_force import (
    AGAIN,
    Cell,
    Given,
    History,
    InForce,
    Limit,
    Overridden,
    Question,
    SharedPaper,
    Why,
    Window,
    in_force,
    in_writing,
    of_age_at,
    to_ask_again,
)
from portal.agreements.rules.kinds import (
    Answer,
    Finding,
    Ground,
    Help,
    Kind,
    WayAnswered,
    WayAsked,
)

__all__ = [
    "AGAIN",
    "Answer",
    "Cell",
    "Finding",
    "Given",
    "Ground",
    "Help",
    "History",
    "InForce",
    "Kind",
    "Limit",
    "Overridden",
    "Question",
    "SharedPaper",
    "WayAnswered",
    "WayAsked",
    "Why",
    "Window",
    "in_force",
    "in_writing",
    "of_age_at",
    "to_ask_again",
]
