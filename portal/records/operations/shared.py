"""What the operations of a panel day share: whether it may be written, and what is left behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from portal import audit
from portal.database import IntegrityError, flush, session, undo
from portal.kernel.errors import ConflictError, RuleError
from portal.kernel.wording import long_date
from portal.panels import hearing
from portal.panels import queries as panels
from portal.panels.hearing import Asked
from portal.panels.models import Meeting
from portal.panels.operations import (
    ItemAt,
    chair_of,
    item_for,
    placed_for,
    those_there,
)
from portal.people.policy import Actor
from portal.records import policy, queries
from portal.records.models import ItemRecord
from portal.records.queries import ItemLine
from portal.records.rules import TookPart, views_problem
from portal.voice import queries as voice
from portal.voice.rules.standing import waits
from portal.web.clock import LONDON

NOT_PUBLISHED = "The agenda is not published yet. Publish it first."
CHANGED = "Somebody else saved this while you were working on it."


def why_not_open(state: str, held_on: date, today: date) -> str | None:
    """Say why a meeting cannot be held or recorded today, None where it can."""
    if state not in queries.HAPPENING:
        return {
            "cancelled": "This meeting was cancelled, so there is nothing to record.",
        }.get(state, NOT_PUBLISHED)
    if today < held_on:
        return f"This panel meets on {long_date(held_on)}. You can start it on the day."
    return None


def refuse_unheld(meeting: Meeting, now: datetime) -> None:
    """Raise RuleError where a meeting cannot be held or recorded now."""
    why_not = why_not_open(meeting.state, meeting.held_on, now.astimezone(LONDON).date())
    if why_not:
        raise RuleError(why_not)


def record_at(item_id: UUID, version: int) -> ItemRecord | None:
    """Return the record where it still stands at ``version``, None where nothing is saved (0)."""
    record = queries.record_of(item_id)
    if (record.version if record else 0) != version:
        raise ConflictError(CHANGED)
    return record


def stamp(record: ItemRecord, actor: Actor, now: datetime) -> None:
    """Note who saved and when; always a new version, since it covers the actions too."""
    record.recorded_by, record.recorded_at = actor.person_id, now
    if record in session and record not in session.new:
        flag_modified(record, "recorded_at")


def write_now() -> None:
    """Write now. A row that another request added at the same moment is a conflict too."""
    try:
        flush()
    except IntegrityError as error:
        undo()
        raise ConflictError(CHANGED) from error


def line_for_writer(actor: Actor, now: datetime, item_id: UUID) -> ItemLine:
    """Return an item for somebody who writes its record. Raises as `policy.require_writing`.

    NotFoundError for others where it may no longer be heard; whoever writes it keeps their words.
    """
    line = queries.item_line(item_id)
    policy.require_there(actor, line)
    agenda = queries.agendas([line.meeting_id]).get(line.meeting_id)
    if agenda is not None:
        handed_on = chair_of(agenda, panels.live_items(line.meeting_id)[item_id])
        line = replace(line, chair_id=handed_on.person_id if handed_on else None)
    if line.chair_id != actor.person_id and not policy.may_write(actor, line):
        placed_for(actor=actor, item_id=item_id, now=now)
    policy.require_writing(actor, line)
    return line


def to_read(actor: Actor, now: datetime, item_id: UUID) -> tuple[ItemAt, ItemLine]:
    """Return an item whose record somebody reads. Raises as `policy.require_reading`.

    NotFoundError for whom the item is not there.
    """
    found = item_for(actor=actor, item_id=item_id, now=now)
    line = replace(queries.item_line(item_id), chair_id=found.about.chair_id)
    policy.require_reading(found.sight)
    return found, line


def still_to_read(actor: Actor, now: datetime, lines: Sequence[ItemLine]) -> list[ItemLine]:
    """Return those of some lines whose item is there for somebody, in their order."""
    there = those_there(actor=actor, item_ids=[line.item_id for line in lines], now=now)
    return [line for line in lines if line.item_id in there]


def line_to_write(actor: Actor, now: datetime, item_id: UUID) -> ItemLine:
    """Return an item whose record may be written now. RuleError once it is filed."""
    line = line_for_writer(actor, now, item_id)
    refuse_unheld(queries.meeting(line.meeting_id), now)
    if line.filed_at is not None:
        raise RuleError("This record is filed. You can add to it, but not change it.")
    return line


def refuse_unheard(line: ItemLine, now: datetime) -> None:
    """Raise RuleError where an item may not be heard: its discussion is not begun (A11).

    What says so is held until this is committed: nobody is discussed against their word. Once a
    decision is written down they were heard, and it may be put right.
    """
    said = hearing.of(Asked(items={line.item_id: ""}, now=now, holding=True))[line.item_id]
    if not said.may and not said.heard_before:
        raise RuleError(
            f"This item may not be discussed. {said.sentence} Take it off the agenda, or record "
            "what they answer if they agree now."
        )


def refuse_unopened(item_id: UUID, took_part: TookPart | None = None) -> None:
    """Raise RuleError where views are shared that nobody opened, or that are told to be none.

    A paper with their views is views, as answers are.
    """
    facts = voice.standing(item_id)
    problem = views_problem(took_part, waiting=waits(facts), given=facts.given)
    if problem is not None:
        raise problem


def tell(
    actor: Actor, now: datetime, meeting: Meeting, event: str, facts: Mapping[str, object]
) -> None:
    """Leave an event about a meeting in the trail."""
    audit.record(
        event=event,
        subject=("meeting", meeting.id),
        district_id=meeting.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=dict(facts),
    )


def tell_item(
    actor: Actor, now: datetime, line: ItemLine, event: str, facts: Mapping[str, object]
) -> None:
    """Leave an event about an item in the trail."""
    audit.record(
        event=event,
        subject=("item", line.item_id),
        district_id=line.district_id,
        actor_id=actor.person_id,
        now=now,
        facts=dict(facts),
    )
