"""What can be done about agreements. Each is keyword-only, audits, and never commits."""

from __future__ import annotations

from portal.agreements.operations.answering import (
    answer_as_young_person,
    askers,
    newest_of,
    record_answer,
    stop,
)
from portal.agreements.operations.deciding import end_override, override, record_capacity
from portal.agreements.operations.hearing import hearings
from portal.agreements.operations.sharing import Sharing, sharing

__all__ = [
    "Sharing",
    "answer_as_young_person",
    "askers",
    "end_override",
    "hearings",
    "newest_of",
    "override",
    "record_answer",
    "record_capacity",
    "sharing",
    "stop",
]
