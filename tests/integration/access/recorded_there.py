"""What is written down of an item on its day, every word of it a canary; and that it is stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.agreements.models import AgreementOverride
from portal.agreements.operations import end_override, stop
from portal.agreements.rules import Kind
from portal.database import session
from portal.panels import queries as panels
from portal.panels.models import Item
from portal.people.policy import Actor
from portal.records import operations as records
from portal.records import queries
from portal.records.rules import ActionDraft, RecordDraft, TookPart
from tests.integration.access.people_there import actor_at

Words = Callable[[str], str]
"""Gives the canary of a class about one young person."""


def took_part(common: Mapping[str, Any], words: Words) -> int:
    """Write down how they took part; return the record's version.

    ``common`` is who writes, when, and of which item.
    """
    way = TookPart.VIEWS_SHARED
    return records.save_participation(**common, version=0, took_part=way, note=words("O")).version


def decided(
    common: Mapping[str, Any], version: int, owner: UUID, words: Words, *, filed: bool
) -> UUID:
    """Write the rest of the record, with one action, and file it and add to it where asked.

    Of one that is filed another action is done and open again. Return the first action's id.
    """
    action = ActionDraft(words("A"), owner, date(2026, 12, 4), plain_words=words("A"))
    draft = RecordDraft(
        discussion=words("D"),
        decision_key="deferred",
        reason=words("W"),
        who=words("H"),
        until=date(2026, 12, 10),
        barriers=(words("Z"),),
        actions=(action, action) if filed else (action,),
        plain_words=words("D"),
    )
    record = records.save_item(**common, version=version, draft=draft)
    if filed:
        records.file_record(**common, version=record.version, receipt=words("K"))
        later, told = words("L"), words("D")
        records.add_to_record(**common, wording=later, plain_words=told, receipt=words("K"))
        _not_kept(common, owner, queries.actions(record.id)[1].id, words)
    return queries.actions(record.id)[0].id


def _not_kept(common: Mapping[str, Any], owner: UUID, action_id: UUID, words: Words) -> None:
    """Let whoever made a promise say that it is done, and the young person that it is not."""
    now, item_id = common["now"], common["item_id"]
    records.complete_action(
        actor=actor_at(owner, now), now=now, action_id=action_id, words=words("o")
    )
    records.answer_promise(
        now=now,
        young_person_id=panels.item(item_id).young_person_id,
        action_id=action_id,
        happened=False,
        words=words("s"),
        seen=1,
    )


def taken_off(item_id: UUID, reason: str) -> None:
    """Take an item off the agenda though it was heard, as rows stand from before it was refused."""
    item = session.scalars(select(Item).where(Item.id == item_id)).one()
    item.slot_id, item.withdrawn_reason = None, reason
    session.flush()


def stopped(support: Actor, lead: Actor, now: datetime, item_id: UUID) -> None:
    """Let the young person stop being discussed, and the manager's decision for it end too."""
    row = session.scalars(
        select(AgreementOverride).where(AgreementOverride.item_id == item_id)
    ).one()
    end_override(actor=lead, now=now, override_id=row.id, version=row.version)
    stop(actor=support, now=now, item_id=item_id, kind=Kind.BE_DISCUSSED)
