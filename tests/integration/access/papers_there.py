"""The papers of the access tests' world and notes beside them; addresses and costs in none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.cases.models import YoungPerson
from portal.database import session
from portal.packs import operations as packs
from portal.panels import looking, queries
from portal.panels import operations as panels
from portal.papers import operations
from portal.papers.operations import Typed
from portal.papers.rules.kinds import PaperKind
from portal.people.policy import Actor

PLANNED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
"""When the panel was planned and each item's case summary written."""


def typed(actor: Actor, item_id: UUID, words: Callable[[str], str]) -> UUID:
    """Write an item's case summary, and two papers with a title, one of which is taken back.

    Return the id of the case summary. ``words`` gives the canary of a class about their young
    person.
    """
    common: dict[str, Any] = {"actor": actor, "now": PLANNED, "item_id": item_id}
    said = Typed("", PLANNED.date(), {"about": words("E"), "text": words("E")}, ready=True)
    summary = operations.save_typed(**common, kind=PaperKind.CASE_SUMMARY, typed=said)
    common["kind"] = PaperKind.OTHER
    operations.save_typed(**common, typed=replace(said, title=words("d")))
    back = operations.save_typed(**common, typed=replace(said, title=words("n")))
    operations.withdraw(
        actor=actor, now=PLANNED, paper_id=back.id, version=back.version, reason=words("w")
    )
    return summary.id


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


def a_cost(actor: Actor, item_id: UUID, weekly_pence: int, words: str) -> None:
    """Write down what somebody's home costs: an amount of their own, and a note."""
    panels.record_cost(
        actor=actor,
        now=PLANNED,
        item_id=item_id,
        version=0,
        weekly_pence=weekly_pence,
        note=words,
    )


def a_note(actor: Actor, now: datetime, item_id: UUID, words: str) -> None:
    """Let somebody note something for themselves beside a whole item."""
    pack = packs.give(actor=actor, meeting_id=queries.item(item_id).meeting_id, now=now)
    packs.save_note(
        actor=actor, now=now, pack=pack, item_id=item_id, place="", words=words, version=0
    )


def publish(support: Actor, now: datetime, meeting_id: UUID) -> None:
    """Let case support send an agenda out, having looked at the papers with pictures."""
    looked = looking.of(meeting_id, support).mark
    panels.publish_agenda(actor=support, now=now, meeting_id=meeting_id, looked=looked)
