"""Named reads about feedback. What one young person said is read for themselves alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.database import joins, session
from portal.feedback.models import Feedback, FeedbackChange
from portal.feedback.rules import Face, Given, still_open
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item, Meeting, Slot
from portal.people.models import Person
from portal.records.queries import HAPPENING
from portal.records.rules import ends_at


@dataclass(frozen=True, slots=True)
class Heard:
    """The newest panel of a young person whose time is over."""

    item_id: UUID
    district_id: str
    held_on: date
    open: bool
    """Whether they may still say how it was, or change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """Something that changed, with who wrote it down."""

    change_id: UUID
    heard: str
    changed: str
    by: str
    written_at: datetime
    version: int
    shown: bool
    translations: Mapping[str, Any]


def newest_heard(young_person_id: UUID, now_local: datetime) -> Heard | None:
    """Return the newest panel of a young person whose time is over, None where there was none."""
    rows = session.execute(
        select(Item.id, Item.district_id, Meeting.held_on, Slot.starts_at, Slot.minutes)
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(Slot, joins(Item, "slot_id", Slot))
        .where(
            Item.young_person_id == young_person_id,
            Meeting.state.in_(HAPPENING),
            Meeting.held_on <= now_local.date(),
        )
        .order_by(Meeting.held_on.desc(), Item.id)
    )
    for row in rows:
        if row.held_on < now_local.date() or ends_at(row) <= now_local.time():
            may = still_open(row.held_on, now_local.date())
            return Heard(row.id, row.district_id, row.held_on, may)
    return None


def of_item(item_id: UUID) -> Feedback | None:
    """Return what a young person thought of one panel, None where they have not said."""
    return session.scalars(select(Feedback).where(Feedback.item_id == item_id)).one_or_none()


def given(district_id: str) -> list[Given]:
    """Return every answer about a district's panels, without whose it is, by day and words.

    Words that are not to be shown are left out here already.
    """
    rows = session.execute(
        select(Feedback, Meeting.held_on)
        .join(Item, joins(Feedback, "item_id", Item))
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .where(Feedback.district_id == district_id)
        .order_by(Meeting.held_on, Feedback.face, Feedback.id)
    )
    return [
        Given(held_on, Face(row.face), row.words if row.show_words else "") for row, held_on in rows
    ]


def changes(district_id: str, *, shown_only: bool) -> Sequence[ChangeLine]:
    """Return what changed in a district because of feedback, the newest first."""
    asked = (
        select(FeedbackChange, Person.name)
        .join(Person, joins(FeedbackChange, "written_by", Person))
        .where(FeedbackChange.district_id == district_id)
        .order_by(FeedbackChange.written_at.desc(), FeedbackChange.id)
    )
    if shown_only:
        asked = asked.where(FeedbackChange.shown)
    return [
        ChangeLine(
            change_id=row.id,
            heard=row.heard,
            changed=row.changed,
            by=name,
            written_at=row.written_at,
            version=row.version,
            shown=row.shown,
            translations=row.translations,
        )
        for row, name in session.execute(asked)
    ]


def change(change_id: UUID) -> FeedbackChange:
    """Return one change. Raises NotFoundError."""
    found = session.scalars(
        select(FeedbackChange).where(FeedbackChange.id == change_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError
    return found
