"""The papers of the access tests' world, notes beside them, and addresses that stand in none."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select

from portal.cases.models import YoungPerson
from portal.database import session
from portal.packs import operations as packs
from portal.panels import looking
from portal.panels import operations as panels
from portal.papers import operations
from portal.papers.operations import Typed
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Actor

PLANNED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When the panel was planned and each item's case summary written."""


def a_paper(actor: Actor, item_id: UUID, words: str) -> UUID:
    """Write an item's case summary, which says these words; return its id."""
    typed = Typed("", PLANNED.date(), {"about": words}, ready=True)
    kind = PaperKind.CASE_SUMMARY
    return operations.save_typed(
        actor=actor, now=PLANNED, item_id=item_id, kind=kind, typed=typed
    ).id


def an_address(actor: Actor, young_person_id: UUID, words: str) -> None:
    """Protect where they live, once all was written that speaks of them, and write it down."""
    asked = select(YoungPerson).where(YoungPerson.id == young_person_id)
    session.scalars(asked).one().address_protected = True
    session.flush()
    operations.record_address(
        actor=actor,
        now=PLANNED,
        young_person_id=young_person_id,
        version=0,
        lines=f"1 {words} Lane",
        postcode="BB11 1ZZ",
    )


def a_note(actor: Actor, now: datetime, meeting_id: UUID, item_id: UUID, words: str) -> None:
    """Let somebody note something for themselves beside a whole item."""
    pack = packs.give(actor=actor, meeting_id=meeting_id, now=now)
    packs.save_note(
        actor=actor, now=now, pack=pack, item_id=item_id, place="", words=words, version=0
    )


def publish(support: Actor, now: datetime, meeting_id: UUID) -> None:
    """Let case support send an agenda out, having looked at the papers with pictures."""
    looked = looking.of(meeting_id).mark
    panels.publish_agenda(actor=support, now=now, meeting_id=meeting_id, looked=looked)
