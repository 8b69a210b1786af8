"""A decision that was written on the wrong item: taken away again, or moved to the right one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from portal.kernel.errors import ConflictError, RuleError
from portal.people.policy import Actor
from portal.records import policy, queries, rules
from portal.records.models import ItemRecord
from portal.records.operations.shared import (
    line_to_write,
    record_at,
    stamp,
    tell_item,
    write_now,
)
from portal.records.operations.writing import draft_of, replace_rows, save_item
from portal.records.queries import ItemLine
from portal.records.rules import ItemState, RecordDraft, RecordProblemsError
from portal.translations import operations as translations
from portal.translations.rules import Source

NOTHING_THERE = "No decision is written on this item."
NOTHING = RecordDraft(discussion="", decision_key="")


def may_move_to(actor: Actor, line: ItemLine) -> list[ItemLine]:
    """Return the items of the same meeting that a decision can be moved to, in slot order.

    Those whose records the actor writes, on which it is said how the young person took part (R52)
    and nothing is decided: what somebody wrote there is never written over.
    """
    return [
        each
        for each in queries.day_lines(line.meeting_id)
        if each.item_id != line.item_id
        and each.state is ItemState.TOOK_PART
        and policy.may_write(actor, each)
    ]


def take_away_decision(
    *, actor: Actor, now: datetime, item_id: UUID, version: int, to: UUID | None = None
) -> ItemRecord:
    """Take a decision away that was written on the wrong item, with all that hangs on it.

    That is the discussion, the decision, its words for the young person with their translations,
    barriers and actions. How the young person took part stays, to be changed for itself. From then
    on the item was not heard. ``to`` is another item of the meeting that all of it moves to, but
    for the translations. RuleError once the record is filed, without a decision, while an action
    is marked as done, and (field ``to``) where it cannot stand on the other item; ConflictError
    where somebody saved since.
    """
    line = line_to_write(actor, now, item_id)
    record = record_at(item_id, version)
    if record is None or not record.decision_key:
        raise RuleError(NOTHING_THERE)
    # Kept until this is committed: nobody says meanwhile that one is done.
    actions = queries.actions_to_take_away(record.id)
    problem = rules.taking_away_problem([each.wording for each in actions if each.done_on])
    if problem is not None:
        raise problem
    facts: dict[str, object] = {"decision": record.decision_key, "actions": len(actions)}
    if to is not None:
        _move(actor, now, line, draft_of(record), to)
        facts["to"] = str(to)
    translations.forget(Source.DECISION, [item_id])
    record.discussion = record.decision_key = record.decision_label = ""
    record.decision_reason = record.decision_who = ""
    record.decision_until = record.plain_words = None
    stamp(record, actor, now)
    replace_rows(record, NOTHING)
    write_now()
    tell_item(actor, now, line, "records:item:taken_away", facts)
    return record


def _move(actor: Actor, now: datetime, line: ItemLine, draft: RecordDraft, to: UUID) -> None:
    """Write what was decided on another item, as if it had been typed there."""
    target = next((each for each in may_move_to(actor, line) if each.item_id == to), None)
    if target is None:
        raise RuleError(rules.NO_PLACE, field="to")
    anew = replace(draft, actions=tuple(replace(each, id=None) for each in draft.actions))
    try:
        save_item(actor=actor, now=now, item_id=to, version=target.version, draft=anew)
    except RecordProblemsError as error:
        said = ". ".join(each.message for each in error.problems)
        message = f"It cannot be moved there as it stands. {said}. Change it in the record first"
        raise RuleError(message, field="to") from error
    except ConflictError as error:
        raise RuleError(rules.NO_PLACE, field="to") from error
    except RuleError as error:
        raise RuleError(error.message, field="to") from error
