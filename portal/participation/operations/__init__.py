"""What can be done about taking part. Each is keyword-only, audits, and never commits."""

from __future__ import annotations

from portal.participation.operations.agreeing import (
    Agreed,
    PaperAsked,
    Seen,
    agreed_now,
    answer_paper,
    answer_whole,
    seen_by_others,
)
from portal.participation.operations.answering import answer_ask, tasks_for, waiting_for
from portal.participation.operations.asking import (
    ask_as_young_person,
    ask_for_them,
    say_wrong,
    say_wrong_for_them,
    take_back,
)
from portal.participation.operations.choosing import (
    CHANGED,
    choose_as_young_person,
    choose_for_them,
    refuse_over,
    slot_ends,
    telling,
)
from portal.participation.operations.coming import Comer, people_coming
from portal.participation.operations.saying import invitations, said

__all__ = [
    "CHANGED",
    "Agreed",
    "Comer",
    "PaperAsked",
    "Seen",
    "agreed_now",
    "answer_ask",
    "answer_paper",
    "answer_whole",
    "ask_as_young_person",
    "ask_for_them",
    "choose_as_young_person",
    "choose_for_them",
    "invitations",
    "people_coming",
    "refuse_over",
    "said",
    "say_wrong",
    "say_wrong_for_them",
    "seen_by_others",
    "slot_ends",
    "take_back",
    "tasks_for",
    "telling",
    "waiting_for",
]
