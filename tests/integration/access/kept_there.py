"""What the portal keeps about a matter beside it, in the access tests' world.

A decision to hear somebody anyway, a message and work that wait, a request for a protected address,
a hold, a proposal: so that every address that names one names a real one. A copy is asked for by
one of them alone: all that is held is read for it, by design, and what its reader finds of the
others would not stand out.
"""

from __future__ import annotations

from collections.abc import Callable
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
from portal.protection.models import CopyVerdict, LegalHold, Ruling
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
    words: Callable[[str], str],
) -> dict[str, UUID]:
    """Keep one of each about a young person; return the ids by the name an address has for them.

    ``words`` gives the canary of a class about them.
    """
    about: dict[str, Any] = {"now": now, "young_person_id": young_person_id}
    held = retention.place_hold(actor=governance, reason=words("p"), **about)
    proposed = rulings.propose(
        actor=governance,
        kind=RulingKind.RESTRICT,
        ground=Ground.ACCURACY,
        reason=words("p"),
        **about,
    )
    asked = papers.ask(actor=worker, reason=words("r"), **about)
    _over(governance, now, young_person_id, words("p"))
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


def _over(governance: Actor, now: datetime, young_person_id: UUID, words: str) -> None:
    """Keep a hold that was lifted and a proposal that was refused, as they were long ago."""
    by = governance.person_id
    session.add_all(
        [
            LegalHold(
                young_person_id=young_person_id,
                reason=words,
                placed_by=by,
                placed_at=now,
                lifted_by=by,
                lifted_at=now,
                lift_reason=words,
            ),
            Ruling(
                young_person_id=young_person_id,
                kind=RulingKind.RESTRICT.value,
                ground=Ground.ACCURACY.value,
                reason=words,
                state="refused",
                proposed_by=by,
                proposed_at=now,
                ended_by=by,
                ended_at=now,
                end_reason=words,
            ),
        ]
    )
    session.flush()


def a_copy(
    governance: Actor, now: datetime, young_person_id: UUID, item_id: UUID, words: str
) -> UUID:
    """Note that somebody asked for all that is held about them; return the request's id.

    What had to be made clear first is noted, and one record is decided on.
    """
    about: dict[str, Any] = {"now": now, "young_person_id": young_person_id}
    asked = copies.open_request(actor=governance, asked_on=now.date(), **about)
    asked.note = words
    session.add(
        CopyVerdict(
            request_id=asked.id,
            kind="item",
            row_id=item_id,
            verdict="redact",
            reason=words,
            instead=words,
            decided_by=governance.person_id,
            decided_at=now,
        )
    )
    session.flush()
    return asked.id


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
