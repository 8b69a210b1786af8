"""What agencies wrote, how young people were invited and asked, and what reminders went out."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from portal.database import joins, session
from portal.panels.models import Item, Meeting
from portal.people.models import Organisation, Person
from portal.preparation.models import Contribution, Invitation, ReminderSent, ViewsSought
from portal.preparation.rules import questions
from portal.preparation.rules.agencies import Agency
from portal.preparation.rules.evidence import Answered
from portal.preparation.rules.inviting import Outcome, Way
from portal.preparation.rules.questions import Answer, Answers
from portal.preparation.rules.reminders import Sent


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """One version of what an agency wrote for an item."""

    id: UUID
    item_id: UUID
    young_person_id: UUID
    agency: Agency
    stream: str
    version: int
    organisation: str
    answers: dict[str, Answer]
    as_of: date | None
    given_by_id: UUID
    given_by: str
    given_at: datetime


def answers_to_json(answers: Answers) -> str:
    """Return answers as they are kept; what was left empty is left out."""
    return json.dumps({key: said for key, said in answers.items() if said}, ensure_ascii=False)


def answers_from_json(kept: str | None) -> dict[str, Answer]:
    """Read an agency’s answers back; none where their time is over."""
    said: dict[str, Any] = json.loads(kept) if kept else {}
    return {key: tuple(each) if isinstance(each, list) else str(each) for key, each in said.items()}


def _answer_rows(*chosen: ColumnElement[bool]) -> list[AnswerRow]:
    rows = session.execute(
        select(Contribution, Person.name, Organisation.name.label("organisation"))
        .join(Person, joins(Contribution, "given_by", Person))
        .outerjoin(Organisation, joins(Contribution, "organisation_id", Organisation))
        .where(*chosen)
        .order_by(Contribution.item_id, Contribution.stream, Contribution.version)
    )
    return [
        AnswerRow(
            id=row.id,
            item_id=row.item_id,
            young_person_id=row.young_person_id,
            agency=Agency(row.agency),
            stream=row.stream,
            version=row.version,
            organisation=organisation or "",
            answers=answers_from_json(row.answers),
            as_of=row.as_of,
            given_by_id=row.given_by,
            given_by=name,
            given_at=row.given_at,
        )
        for row, name, organisation in rows
    ]


def answers_of(item_id: UUID) -> tuple[AnswerRow, ...]:
    """Return the newest version of all that agencies wrote for an item, by agency."""
    return answers_of_each([item_id])[item_id]


def answers_of_each(item_ids: Iterable[UUID]) -> dict[UUID, tuple[AnswerRow, ...]]:
    """Return the same for some items, by item. One query."""
    found: dict[UUID, dict[str, AnswerRow]] = {item_id: {} for item_id in sorted(set(item_ids))}
    for row in _answer_rows(Contribution.item_id.in_(found)):
        found[row.item_id][row.stream] = row
    order = {agency: place for place, agency in enumerate(Agency)}
    return {
        item_id: tuple(sorted(newest.values(), key=lambda row: (order[row.agency], row.stream)))
        for item_id, newest in found.items()
    }


def answers_by_id(ids: Collection[UUID]) -> list[AnswerRow]:
    """Return some versions of what agencies wrote, by item, agency and version. One query."""
    return _answer_rows(Contribution.id.in_(sorted(ids))) if ids else []


def newest_answer(item_id: UUID, stream: str) -> AnswerRow | None:
    """Return the newest version of one agency's answers for an item, None before the first."""
    rows = _answer_rows(Contribution.item_id == item_id, Contribution.stream == stream)
    return rows[-1] if rows else None


def from_last_time(
    *, agency: Agency, stream: str, item_id: UUID, young_person_id: UUID
) -> tuple[dict[str, Answer], AnswerRow | None]:
    """Return what a form opens with from an earlier item, and where that comes from.

    The young person's own last item; where there is none, what the same writers said of nobody.
    """
    theirs = _last(
        Contribution.stream == stream,
        Contribution.young_person_id == young_person_id,
        Contribution.item_id != item_id,
    )
    if theirs is not None:
        return questions.from_last_time(agency, theirs.answers, same_person=True), theirs
    if not any(each.general for each in questions.form_of(agency)):
        return {}, None
    others = _last(Contribution.stream == stream, Contribution.item_id != item_id)
    if others is None:
        return {}, None
    return questions.from_last_time(agency, others.answers, same_person=False), others


def _last(*chosen: ColumnElement[bool]) -> AnswerRow | None:
    rows = _answer_rows(*chosen)
    return max(rows, key=lambda row: (row.given_at, row.version), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRow:
    """That a young person was invited, or answered."""

    number: int
    invited_on: date
    invited_by_id: UUID
    invited_by: str
    way: Way
    answer: Answered
    note: str
    recorded_by: str
    recorded_at: datetime


def invitations_of(item_id: UUID) -> tuple[InvitationRow, ...]:
    """Return what was written down of an item's invitation, the newest first."""
    by, recorder = aliased(Person, name="by"), aliased(Person, name="recorder")
    rows = session.execute(
        select(Invitation, by.name, recorder.name.label("recorder"))
        .join(by, joins(Invitation, "invited_by", by))
        .join(recorder, joins(Invitation, "recorded_by", recorder))
        .where(Invitation.item_id == item_id)
        .order_by(Invitation.number.desc())
    )
    return tuple(
        InvitationRow(
            number=row.number,
            invited_on=row.invited_on,
            invited_by_id=row.invited_by,
            invited_by=name,
            way=Way(row.way),
            answer=Answered(row.answer),
            note=row.note,
            recorded_by=recorded_by,
            recorded_at=row.recorded_at,
        )
        for row, name, recorded_by in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewsRow:
    """That a young person was asked for their views."""

    number: int
    tried_on: date
    way: Way
    outcome: Outcome
    note: str
    recorded_by: str
    recorded_at: datetime


def views_sought_of(item_id: UUID) -> tuple[ViewsRow, ...]:
    """Return what was tried to get a young person's views, the newest first."""
    rows = session.execute(
        select(ViewsSought, Person.name)
        .join(Person, joins(ViewsSought, "recorded_by", Person))
        .where(ViewsSought.item_id == item_id)
        .order_by(ViewsSought.number.desc())
    )
    return tuple(
        ViewsRow(
            number=row.number,
            tried_on=row.tried_on,
            way=Way(row.way),
            outcome=Outcome(row.outcome),
            note=row.note,
            recorded_by=name,
            recorded_at=row.recorded_at,
        )
        for row, name in rows
    )


def reminders_about(item_ids: Collection[UUID], today: date) -> list[Sent]:
    """Return the reminders that went out about these items, and every one of today, by day."""
    about = ReminderSent.item_id.in_(sorted(item_ids))
    rows = session.execute(
        select(
            ReminderSent.person_id,
            ReminderSent.item_id,
            ReminderSent.task,
            ReminderSent.step,
            ReminderSent.sent_on,
        )
        .where(about | (ReminderSent.sent_on == today))
        .order_by(ReminderSent.sent_on, ReminderSent.id)
    )
    return [Sent(*row) for row in rows]


def meetings_to_prepare(today: date) -> list[UUID]:
    """Return the coming meetings of the scope that have somebody on their agenda, soonest first."""
    return list(
        session.scalars(
            select(Meeting.id)
            .join(Item, joins(Item, "meeting_id", Meeting))
            .where(
                Meeting.held_on >= today,
                Meeting.state.in_(["planned", "published"]),
                Item.slot_id.is_not(None),
                Item.closed_at.is_(None),
            )
            .group_by(Meeting.id, Meeting.held_on)
            .order_by(Meeting.held_on, Meeting.id)
        )
    )
