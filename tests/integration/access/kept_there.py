"""What the portal keeps about a matter beside it, in the access tests' world.

A decision to hear somebody anyway, a message and work that wait, a request for a protected address,
a hold, a proposal: so that every address that names one names a real one. A copy is asked for by
one of them alone: all that is held is read for it, by design, and what its reader finds of the
others would not stand out.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal import outbox
from portal.agreements.models import AgreementOverride
from portal.cases.models import ReturnImport
from portal.database import session
from portal.outbox.models import Message
from portal.panels.operations.telling import TELL
from portal.papers import operations as papers
from portal.people.policy import Actor
from portal.protection.operations import copies, retention, rulings
from portal.protection.rules.rulings import Ground, RulingKind


def keep(
    now: datetime,
    *,
    governance: Actor,
    worker: Actor,
    district: str,
    meeting_id: UUID,
    item_id: UUID,
    young_person_id: UUID,
) -> dict[str, UUID]:
    """Keep one of each about a young person; return the ids by the name an address has for them."""
    about: dict[str, Any] = {"now": now, "young_person_id": young_person_id}
    held = retention.place_hold(actor=governance, reason="An invented claim", **about)
    proposed = rulings.propose(
        actor=governance,
        kind=RulingKind.RESTRICT,
        ground=Ground.ACCURACY,
        reason="An invented mistake",
        **about,
    )
    asked = papers.ask(actor=worker, reason="An invented visit", **about)
    work = outbox.queue_job(
        name=TELL,
        key=f"access:{item_id}",
        arguments={"meeting_id": meeting_id},
        now=now,
        district_id=district,
    )
    first_message = select(Message.id).where(Message.subject_id == meeting_id).order_by(Message.id)
    overridden = select(AgreementOverride.id).where(AgreementOverride.item_id == item_id)
    return {
        "hold_id": held.id,
        "ruling_id": proposed.id,
        "reveal_id": asked.id,
        "job_id": work,
        "message_id": session.scalars(first_message.limit(1)).one(),
        "override_id": session.scalars(overridden).one(),
    }


def a_copy(governance: Actor, now: datetime, young_person_id: UUID) -> UUID:
    """Note that somebody asked for all that is held about them; return the request's id."""
    about: dict[str, Any] = {"now": now, "young_person_id": young_person_id}
    return copies.open_request(actor=governance, asked_on=now.date(), **about).id


def an_import(now: datetime, started_by: UUID, words: str) -> UUID:
    """Enter an import of the return that found something wrong; return its id."""
    row = ReturnImport(
        started_by=started_by,
        started_at=now,
        finished_at=now,
        year=2026,
        as_of=date(2026, 3, 31),
        state="done",
        report={
            "warnings": [
                {
                    "file": "header.csv",
                    "line": 2,
                    "column": "SEX",
                    "value": words,
                    "code": "unknown_code",
                    "message": "This code is not one of the return's.",
                    "refused": False,
                }
            ]
        },
    )
    session.add(row)
    session.flush()
    return row.id
