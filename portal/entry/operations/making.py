"""Ways in made and ended. A secret is returned once, to be shown or sent, and never kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal import audit
from portal.database import flush, session
from portal.entry import queries, rules
from portal.entry.models import YoungCode
from portal.entry.operations.secret import hashed
from portal.entry.queries import Place
from portal.entry.rules import CodeKind
from portal.web.clock import LONDON


def new_code(
    place: Place, kind: CodeKind, *, made_by: UUID | None, now: datetime, until: datetime
) -> str:
    """Make a code and return it: the one time that anybody sees it.

    A new code ends those of its kind before it, so that a paper that was lost opens nothing.
    """
    for each in queries.codes_of(place.item_id):
        if each.kind == kind and each.ended_at is None:
            each.ended_at = now
    code = rules.new_code()
    session.add(
        YoungCode(
            district_id=place.district_id,
            item_id=place.item_id,
            young_person_id=place.young_person_id,
            kind=kind.value,
            code_hash=hashed("code", code),
            made_by=made_by,
            made_at=now,
            expires_at=until,
        )
    )
    flush()
    audit.record(
        event="entry:code:made",
        subject=("item", place.item_id),
        actor_id=made_by,
        district_id=place.district_id,
        now=now,
        facts={"kind": kind.value},
    )
    return code


def ends(place: Place, now: datetime) -> datetime:
    """Return when ways in for this item end that are made now."""
    return rules.ways_end(place.held_on, now.astimezone(LONDON).date())
