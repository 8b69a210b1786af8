"""An item's record written in two steps: how the young person took part, then the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete

from portal.cases.rules.participation import Participation
from portal.database import session
from portal.kernel.errors import RuleError
from portal.panels import queries as panels
from portal.panels.policy import OPENS
from portal.papers.operations import address_problems, refuse_address
from portal.people import queries as people
from portal.people.policy import Actor
from portal.records import policy, queries, rules
from portal.records.models import Action, Barrier, ItemRecord
from portal.records.operations.shared import (
    line_to_write,
    record_at,
    refuse_unheard,
    refuse_unopened,
    stamp,
    tell_item,
    write_now,
)
from portal.records.queries import ItemLine
from portal.records.rules import ActionDraft, RecordDraft, TookPart
from portal.translations import operations as translations
from portal.translations.rules import Source


def save_participation(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    version: int,
    took_part: TookPart | None,
    note: str,
    participation: Participation | None = None,
) -> ItemRecord:
    """Save the first step of a record: how the young person took part (R51, R52).

    ``version`` is the one the page was drawn with, 0 where nothing was saved. RuleError;
    ConflictError where somebody saved since, and RuleError once the record is filed.
    """
    line = line_to_write(actor, now, item_id)
    refuse_unheard(line, now)
    refuse_unopened(item_id, took_part)
    problem = rules.took_part_problem(took_part, note) or rules.participation_problem(
        took_part, participation
    )
    refuse_address(line.young_person_id, {"note": note})
    if problem is not None or took_part is None:
        raise problem or RuleError("Choose how the young person took part", field="took_part")
    record = record_at(item_id, version)
    if record is None:
        record = ItemRecord(
            district_id=line.district_id,
            item_id=item_id,
            took_part=took_part,
            recorded_by=actor.person_id,
            recorded_at=now,
        )
        session.add(record)
    record.took_part, record.took_part_note = took_part, note
    if participation is None and took_part is TookPart.NONE_GIVEN:
        participation = Participation.NOTHING
    record.participation = participation.value if participation else ""
    stamp(record, actor, now)
    write_now()
    tell_item(actor, now, line, "records:item:took_part", {"took_part": took_part.value})
    return record


def save_item(
    *, actor: Actor, now: datetime, item_id: UUID, version: int, draft: RecordDraft
) -> ItemRecord:
    """Save the second step: discussion, decision, barriers and actions (R7, R8, R9).

    RecordProblemsError lists everything that is missing; RuleError before the first step is saved
    or once the record is filed; ConflictError where somebody saved since.
    """
    line = line_to_write(actor, now, item_id)
    refuse_unheard(line, now)
    refuse_unopened(item_id)
    record = record_at(item_id, version)
    if record is None:
        raise RuleError("Record first how the young person took part.")
    meeting = queries.meeting(line.meeting_id)
    shaped = queries.day_rules(meeting.id)
    owners = {person.person_id for person in possible_owners(line, now)}
    owners |= {action.owner_id for action in queries.actions(record.id)}
    problems = rules.record_problems(draft, shaped.words, line.held_on, owners)
    problems += address_problems(line.young_person_id, rules.words_of(draft))
    if problems:
        raise rules.RecordProblemsError(problems)
    word = shaped.word(draft.decision_key)
    assert word is not None  # the rules refuse any other
    record.discussion = draft.discussion
    record.decision_key, record.decision_label = word.key, word.label
    record.decision_reason = draft.reason
    record.decision_who = draft.who
    record.decision_until = draft.until
    record.plain_words = draft.plain_words or None
    stamp(record, actor, now)
    replace_rows(record, draft)
    write_now()
    facts = {"decision": word.key, "actions": len(queries.actions(record.id))}
    tell_item(actor, now, line, "records:item:saved", facts)
    return record


def draft_of(record: ItemRecord) -> RecordDraft:
    """Return the second step of a record as it is saved."""
    return RecordDraft(
        discussion=record.discussion,
        decision_key=record.decision_key,
        reason=record.decision_reason,
        who=record.decision_who,
        until=record.decision_until,
        barriers=tuple(each.wording for each in queries.barriers(record.id)),
        actions=tuple(
            ActionDraft(each.wording, each.owner_id, each.due_on, each.id, each.plain_words or "")
            for each in queries.actions(record.id)
        ),
        plain_words=record.plain_words or "",
    )


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody an action may be given to."""

    person_id: UUID
    name: str
    job_title: str


def possible_owners(line: ItemLine, now: datetime) -> list[Owner]:
    """Return whom an action may be given to, the item's own people first.

    Everybody who reads the meeting's agenda, by role, seat or deputyship, and is not out of it.
    """
    everyone = panels.everyone_at(
        district_id=line.district_id,
        panel_id=line.panel_id,
        meeting_id=line.meeting_id,
        now=now,
    )
    able = {each.person_id for each in everyone if policy.sight(each, line).sees in OPENS}
    known = people.people_by_id(able | line.own.ids)
    found = {key: Owner(key, person.name, person.job_title) for key, person in known.items()}
    first = [found.pop(own_id) for own_id in _in_order(line) if own_id in found]
    return [*first, *sorted(found.values(), key=lambda owner: (owner.name, str(owner.person_id)))]


def _in_order(line: ItemLine) -> list[UUID]:
    """Return an item's own people, the social worker first."""
    own = line.own
    each = (
        own.social_worker_id,
        own.manager_id,
        own.personal_adviser_id,
        own.adviser_manager_id,
        own.stand_in_id,
    )
    return list(dict.fromkeys(own_id for own_id in each if own_id is not None))


def replace_rows(record: ItemRecord, draft: RecordDraft) -> None:
    """Bring a record's barriers and actions to a draft's."""
    _replace_barriers(record, draft.barriers)
    _replace_actions(record, draft)


def _replace_barriers(record: ItemRecord, wordings: Sequence[str]) -> None:
    session.execute(delete(Barrier).where(Barrier.item_record_id == record.id))
    for position, wording in enumerate(filter(None, wordings), start=1):
        session.add(
            Barrier(
                district_id=record.district_id,
                item_record_id=record.id,
                item_id=record.item_id,
                position=position,
                wording=wording,
            )
        )


def _replace_actions(record: ItemRecord, draft: RecordDraft) -> None:
    """Bring the actions to the draft's; one saved before keeps its id and whether it is done."""
    known = {row.id: row for row in queries.actions(record.id)}
    kept = [each for each in draft.actions if not each.is_blank]
    for position, each in enumerate(kept, start=1):
        assert each.owner_id is not None  # the rules refuse an action without one
        assert each.due_on is not None  # the same
        row = known.pop(each.id, None) if each.id else None
        if row is None:
            session.add(
                Action(
                    district_id=record.district_id,
                    item_record_id=record.id,
                    item_id=record.item_id,
                    position=position,
                    wording=each.wording,
                    owner_id=each.owner_id,
                    due_on=each.due_on,
                    plain_words=each.plain_words or None,
                )
            )
            continue
        row.position, row.wording = position, each.wording
        row.owner_id, row.due_on = each.owner_id, each.due_on
        row.plain_words = each.plain_words or None
    if known:
        translations.forget(Source.PROMISE, known.keys())
        session.execute(delete(Action).where(Action.id.in_(known.keys())))
