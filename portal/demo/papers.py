"""Papers of a practice panel: case summaries, a record as PDF, what agencies bring."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import typst

from portal.papers import operations
from portal.papers.operations import Brought, Typed
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Actor

SUMMARIES = (
    {
        "about": "Likes football and cooking for friends. Good with younger children.",
        "home_now": "With foster carers since 2021. It is calm and they feel safe there.",
        "preferred_home": "“My own flat near college, with somebody I can ring in the evening.”",
        "plan": "Stay put until 18, then a supported flat. The pathway plan was agreed in October.",
        "people": "An older sister nearby, their carers, and a college tutor.",
        "learning": "Second year of a catering course.",
        "money": "A college bursary. No savings yet. Identity documents are ordered.",
        "question": "Which homes could they have by 18, and what must happen first?",
    },
    {
        "about": "Plays the drums. Quiet at first, funny once they know you.",
        "home_now": "In a small children’s home. Sleeps better than last year.",
        "preferred_home": "“Somewhere quiet where I can have my drums.”",
        "plan": "A shared house with support at 17 and a half.",
        "health": "Asthma, well looked after. Damp homes are not suitable.",
        "skills": "Cooks three meals, needs help with letters and money.",
        "question": "Is there a shared house where music is possible?",
    },
)
HOUSING = {
    "options": "A supported flat from February, or the waiting list for a one-bedroom flat.",
    "steps": "Register before their birthday, with identity and a letter from children’s services.",
    "waiting": "About four months for a supported flat, fourteen for a tenancy.",
}
RECORD = """
#set document(title: "Record of a care planning meeting")
#set text(lang: "en")
= Record of a care planning meeting
Everybody in this record is invented.

== Who came
The young person, their carer, the social worker, the school and the nurse.

== What was agreed
- College goes on, with a travel pass from January.
- The nurse sees them about asthma before the winter ends.
- The social worker orders a birth certificate.
"""
SCAN = """
#set document(title: "A letter, scanned")
#set page(width: 120mm, height: 80mm)
#rect(width: 100%, height: 100%, fill: luma(235))
"""


@dataclass(frozen=True, slots=True)
class Papers:
    """Who brings papers to practice items, when, and of which day they are."""

    officer: Actor
    now: datetime
    written_on: date

    def typed(self, item_id: UUID, kind: PaperKind, words: dict[str, str]) -> None:
        """Type a paper."""
        operations.save_typed(
            actor=self.officer,
            now=self.now,
            item_id=item_id,
            kind=kind,
            typed=Typed("", self.written_on, words, ready=True),
        )

    def file(self, item_id: UUID, kind: PaperKind, held: bytes) -> None:
        """Take a file in."""
        operations.take_in_file(
            actor=self.officer,
            now=self.now,
            item_id=item_id,
            kind=kind,
            brought=Brought(io.BytesIO(held), "", "", self.written_on),
        )


def bring(*, officer: Actor, item_ids: list[UUID], now: datetime, missing: int = 1) -> None:
    """Give a panel's items their papers, but for the last ``missing`` of them.

    The first also has what housing brings, and a scan that waits to be looked at.
    """
    papers = Papers(officer, now, now.date() - timedelta(days=4))
    record = typst.compile(RECORD.encode(), pdf_standards=["ua-1"])
    for number, item_id in enumerate(item_ids[: len(item_ids) - missing]):
        papers.typed(item_id, PaperKind.CASE_SUMMARY, SUMMARIES[number % len(SUMMARIES)])
        papers.file(item_id, PaperKind.CARE_PLANNING_RECORD, record)
        if number == 0:
            papers.typed(item_id, PaperKind.HOUSING_OPTIONS, HOUSING)
            papers.file(item_id, PaperKind.OTHER, typst.compile(SCAN.encode()))
