"""Records put on the child's file, and added to."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from portal.database import flush, session
from portal.entry.operations.telling import something_new
from portal.kernel.errors import RuleError
from portal.panels import queries as panels
from portal.papers.operations import refuse_address
from portal.people.policy import Actor, Permission
from portal.records import policy, queries, rules
from portal.records.models import Addition, ItemRecord
from portal.records.operations.shared import record_at, tell_item
from portal.records.rules.promises import twin_problem


def file_record(
    *, actor: Actor, now: datetime, item_id: UUID, version: int, receipt: str
) -> ItemRecord:
    """Note that a record is on the child's file, with the case system's receipt (R75).

    From then on the record is never changed, only added to, and the young person can read what is
    written for them. RuleError where it is incomplete, filed already, has no plain words for them
    (idea 1) or no receipt; ConflictError where it was saved since it was read.
    """
    line = queries.item_line(item_id)
    policy.require_line(actor, Permission.RECORD_FILE, line)
    problem = rules.receipt_problem(receipt, line.state)
    if problem is not None:
        raise problem
    record = record_at(item_id, version)
    assert record is not None  # a complete record is a saved one
    promised = [each.plain_words or "" for each in queries.actions(record.id)]
    lacking = twin_problem(record.plain_words or "", promised)
    if lacking is not None:
        raise lacking
    record.filed_by, record.filed_at, record.receipt = actor.person_id, now, receipt
    record.social_worker, record.manager = line.social_worker, line.manager
    # Here the access of whoever was let in for this item alone ends (R40, R71, R72).
    panels.item(item_id).closed_at = now
    flush()
    tell_item(actor, now, line, queries.FILED, {"panel_day": line.held_on.isoformat()})
    something_new(
        young_person_id=line.young_person_id,
        item_id=item_id,
        district_id=line.district_id,
        about="record",
        now=now,
    )
    return record


def add_to_record(
    *, actor: Actor, now: datetime, item_id: UUID, wording: str, receipt: str, plain_words: str = ""
) -> Addition:
    """Add to a filed record what came to light later, filed with a receipt of its own (R75).

    ``plain_words`` are for the young person, who reads them below what they were told (idea 1);
    empty where the addition changes nothing for them.
    """
    line = queries.item_line(item_id)
    policy.require_line(actor, Permission.RECORD_FILE, line)
    if line.filed_at is None or line.record_id is None:
        raise RuleError("This record is not filed yet, so change the record itself.")
    if not wording:
        raise RuleError("Enter what to add", field="wording")
    if not receipt:
        raise RuleError("Enter the reference the case system gave", field="receipt")
    refuse_address(line.young_person_id, {"wording": wording})
    addition = Addition(
        district_id=line.district_id,
        item_record_id=line.record_id,
        item_id=line.item_id,
        wording=wording,
        plain_words=plain_words or None,
        receipt=receipt,
        added_by=actor.person_id,
        added_at=now,
    )
    session.add(addition)
    flush()
    tell_item(actor, now, line, "records:record:added_to", {})
    return addition
