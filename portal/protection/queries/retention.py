"""What the rules on keeping look at, and who is held; nothing that is gone already."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from portal.audit.models import Event
from portal.cases.models import ReturnImport, YoungPerson
from portal.database import joins, session
from portal.feedback.models import Feedback
from portal.kernel.errors import NotFoundError
from portal.kernel.wording import plain_date
from portal.outbox.models import Message
from portal.packs.models import PackNote
from portal.panels import hearing
from portal.panels.hearing import Asked
from portal.panels.models import AgendaVersion, Item, Meeting
from portal.papers.models import Paper
from portal.participation.models import MeetingAsk, ParticipationChoice
from portal.participation.rules.asks import AskKind
from portal.people.models import Person
from portal.preparation.models import Contribution, Invitation, ViewsSought
from portal.protection.models import LegalHold, Tombstone
from portal.protection.queries.rulings import RESTRICTED
from portal.protection.rules.retention import Candidate, left_on
from portal.records.models import Action, Attendance, ItemRecord
from portal.records.queries import HAPPENING, LONG_AFTER
from portal.variations.keeping import Kept
from portal.voice.models import ViewsSheet
from portal.web.clock import LONDON

ADDRESS_GONE = "@left.invalid"
"""How the address of somebody whose row was emptied ends."""


def held_people() -> frozenset[UUID]:
    """Return the young people under a hold that stands."""
    return frozenset(session.scalars(_HELD.order_by(LegalHold.young_person_id)))


def holds(young_person_id: UUID) -> Sequence[LegalHold]:
    """Return a young person's holds, the newest first."""
    return session.scalars(
        select(LegalHold)
        .where(LegalHold.young_person_id == young_person_id)
        .order_by(LegalHold.placed_at.desc(), LegalHold.id)
    ).all()


def hold(hold_id: UUID) -> LegalHold:
    """Return one hold. Raises NotFoundError."""
    found = session.scalars(select(LegalHold).where(LegalHold.id == hold_id)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def candidates() -> list[Candidate]:
    """Return everything the rules on keeping look at, by kind."""
    return [each for kind in Kept for each in _READERS[kind](kind)]


def is_gone(kind: Kept, row_id: UUID) -> bool:
    """Tell whether a row was emptied already."""
    asked = select(Tombstone.id).where(Tombstone.kind == kind, Tombstone.row_id == row_id)
    return session.scalar(asked) is not None


def _still_there(asked: Any, kind: Kept, model: Any) -> Select[Any]:
    """Leave out what has a tombstone."""
    same = and_(
        Tombstone.authority_id == model.authority_id,
        Tombstone.kind == kind.value,
        Tombstone.row_id == model.id,
    )
    left: Select[Any] = asked.outerjoin(Tombstone, same).where(Tombstone.id.is_(None))
    return left.order_by(model.id)


def _record_words(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(ItemRecord.id, ItemRecord.item_id, ItemRecord.filed_at, *_WHOSE)
        .select_from(ItemRecord)
        .join(Item, joins(ItemRecord, "item_id", Item))
        .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
    )
    yield from _filed_or_over(kind, _still_there(asked, kind, ItemRecord))


def _filed_or_over(kind: Kept, asked: Select[Any]) -> Iterable[Candidate]:
    """Count from the filing or, where there will be none, from the meeting's day.

    What waits to be filed has no day yet.
    """
    over = _over_unfiled()
    for row in session.execute(asked):
        day = _day(row.filed_at) if row.filed_at else over.get(row.item_id)
        if day is not None:
            yield _about(kind, row, day)


def _over_unfiled() -> dict[UUID, date]:
    """Return the items of which no record will be filed, each with its meeting's day.

    Somebody was taken off the agenda, or stopped before anything was decided, by the end of the
    panel day; or the meeting was cancelled, or its agenda never went out.
    """
    return {row.id: row.held_on for row, over in _unfiled() if over}


def to_be_filed(young_person_id: UUID | None = None) -> frozenset[UUID]:
    """Return the young people of whom a record is still to go onto the child's file.

    Also one of which nothing is written yet. With an id, of them alone.
    """
    return frozenset(row.young_person_id for row, over in _unfiled(young_person_id) if not over)


def _unfiled(young_person_id: UUID | None = None) -> list[tuple[Any, bool]]:
    """Return the items that have no filed record, each with whether there will be none."""
    asked = (
        select(
            Item.id,
            Item.young_person_id,
            Meeting.held_on,
            or_(Item.withdrawn_reason.is_not(None), Meeting.state.not_in(HAPPENING)).label("off"),
        )
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .outerjoin(ItemRecord, _record_of(Item.authority_id, Item.id))
        .where(ItemRecord.filed_at.is_(None))
        .order_by(Item.id)
    )
    if young_person_id is not None:
        asked = asked.where(Item.young_person_id == young_person_id)
    rows = session.execute(asked).all()
    on = {row.id: "" for row in rows if not row.off}
    said = hearing.of(Asked(items=on, now=LONG_AFTER))
    return [(row, row.off or said[row.id].gone) for row in rows]


def _action_words(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(Action.id, Action.done_on, *_WHOSE)
        .select_from(Action)
        .join(ItemRecord, joins(Action, "item_record_id", ItemRecord))
        .join(Item, joins(ItemRecord, "item_id", Item))
        .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .where(Action.done_on.is_not(None), ItemRecord.filed_at.is_not(None))
    )
    for row in session.execute(_still_there(asked, kind, Action)):
        yield _about(kind, row, row.done_on)


def _papers(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(Paper.id, Paper.item_id, ItemRecord.filed_at, *_WHOSE)
        .select_from(Paper)
        .outerjoin(ItemRecord, _record_of(Paper.authority_id, Paper.item_id))
        .join(YoungPerson, joins(Paper, "young_person_id", YoungPerson))
    )
    yield from _filed_or_over(kind, _still_there(asked, kind, Paper))


def _pack_notes(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(PackNote.id, Meeting.held_on, *_WHOSE)
        .select_from(PackNote)
        .join(Item, joins(PackNote, "item_id", Item))
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(YoungPerson, joins(PackNote, "young_person_id", YoungPerson))
    )
    for row in session.execute(_still_there(asked, kind, PackNote)):
        yield _about(kind, row, row.held_on)


def _views(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(ViewsSheet.id, ViewsSheet.item_id, ItemRecord.filed_at, *_WHOSE)
        .select_from(ViewsSheet)
        .outerjoin(ItemRecord, _record_of(ViewsSheet.authority_id, ViewsSheet.item_id))
        .join(YoungPerson, joins(ViewsSheet, "young_person_id", YoungPerson))
    )
    yield from _filed_or_over(kind, _still_there(asked, kind, ViewsSheet))


def _record_of(authority_id: Any, item_id: Any) -> ColumnElement[bool]:
    """Tell the record of the same item."""
    return and_(ItemRecord.authority_id == authority_id, ItemRecord.item_id == item_id)


def _feedback(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(Feedback.id, Meeting.held_on, *_WHOSE)
        .select_from(Feedback)
        .join(Item, joins(Feedback, "item_id", Item))
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
    )
    for row in session.execute(_still_there(asked, kind, Feedback)):
        yield _about(kind, row, row.held_on)


def _withdrawal_reasons(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(Item.id, Meeting.held_on, *_WHOSE)
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .where(Item.withdrawn_reason.is_not(None))
    )
    for row in session.execute(_still_there(asked, kind, Item)):
        yield _about(kind, row, row.held_on)


def _agendas(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(AgendaVersion.id, AgendaVersion.number, AgendaVersion.frozen, Meeting.held_on)
        .select_from(AgendaVersion)
        .join(Meeting, joins(AgendaVersion, "meeting_id", Meeting))
    )
    for row in session.execute(_still_there(asked, kind, AgendaVersion)):
        listed = (each.get("young_person_id") for each in row.frozen["rows"])
        about = frozenset(UUID(each) for each in listed if each)
        label = f"Version {row.number} of {plain_date(row.held_on)}"
        yield Candidate(kind, row.id, label, about, row.held_on)


def _attendance(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(Attendance.id, Attendance.seat_key, Meeting.held_on)
        .select_from(Attendance)
        .join(Meeting, joins(Attendance, "meeting_id", Meeting))
        .where(Attendance.stand_in != "")
    )
    for row in session.execute(_still_there(asked, kind, Attendance)):
        label = f"A deputy on {plain_date(row.held_on)}"
        yield Candidate(kind, row.id, label, frozenset(), row.held_on)


def _messages(kind: Kept) -> Iterable[Candidate]:
    asked = (
        select(Message.id, Message.kind, Message.settled_at, Item.young_person_id)
        .select_from(Message)
        .outerjoin(Item, joins(Message, "item_id", Item))
        .where(Message.settled_at.is_not(None))
    )
    for row in session.execute(_still_there(asked, kind, Message)):
        settled = _day(row.settled_at)
        about = frozenset({row.young_person_id} - {None})
        label = f"{row.kind.replace('_', ' ').capitalize()}, {plain_date(settled)}"
        yield Candidate(kind, row.id, label, about, settled)


def _import_reports(kind: Kept) -> Iterable[Candidate]:
    codes = {row.child_code: row.id for row in session.execute(_KEPT_CODES)}
    asked = select(
        ReturnImport.id, ReturnImport.year, ReturnImport.finished_at, ReturnImport.report
    ).where(ReturnImport.finished_at.is_not(None))
    for row in session.execute(_still_there(asked, kind, ReturnImport)):
        shown = {str(each.get("value")) for each in row.report.get("warnings", ())}
        about = frozenset(codes[code] for code in shown & codes.keys())
        finished = _day(row.finished_at)
        label = f"Return of {row.year}, imported {plain_date(finished)}"
        yield Candidate(kind, row.id, label, about, finished)


def _young_people(kind: Kept) -> Iterable[Candidate]:
    last = session.execute(
        select(Item.young_person_id, func.max(Meeting.held_on).label("held_on"))
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .group_by(Item.young_person_id)
    )
    panels = {row.young_person_id: row.held_on for row in last}
    waited_for = to_be_filed()
    asked = select(YoungPerson.id, YoungPerson.reference, YoungPerson.born_on)
    for row in session.execute(_still_there(asked, kind, YoungPerson)):
        left = left_on(row.born_on, panels.get(row.id))
        about = frozenset({row.id})
        yield Candidate(kind, row.id, row.reference, about, left, unfiled=row.id in waited_for)


def _staff(kind: Kept) -> Iterable[Candidate]:
    asked = select(Person.id, Person.name, Person.ends_on).where(
        Person.ends_on.is_not(None), Person.email.not_like(f"%{ADDRESS_GONE}")
    )
    for row in session.execute(_still_there(asked, kind, Person)):
        yield Candidate(kind, row.id, row.name, frozenset(), row.ends_on)


def _about(kind: Kept, row: Any, happened_on: date) -> Candidate:
    return Candidate(kind, row.id, row.reference, frozenset({row.young_person_id}), happened_on)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


_WHOSE: tuple[ColumnElement[Any], ...] = (
    YoungPerson.id.label("young_person_id"),
    YoungPerson.reference.label("reference"),
)


def _preparation(kind: Kept) -> Iterable[Candidate]:
    """Look at the items for which something was written before their panel.

    What a young person says is wrong is none of it: it may be said years later.
    """
    models = (Contribution, Invitation, ViewsSought, ParticipationChoice)
    written = [select(model.item_id) for model in models]
    written += [select(MeetingAsk.item_id).where(MeetingAsk.kind != AskKind.WRONG.value)]
    asked = (
        select(Item.id, Meeting.held_on, *_WHOSE)
        .select_from(Item)
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .join(YoungPerson, joins(Item, "young_person_id", YoungPerson))
        .where(or_(*(Item.id.in_(each) for each in written)))
    )
    for row in session.execute(_still_there(asked, kind, Item)):
        yield _about(kind, row, row.held_on)


_HELD = select(LegalHold.young_person_id).where(LegalHold.lifted_at.is_(None))
_KEPT_CODES = (
    select(YoungPerson.id, YoungPerson.child_code)
    .where(YoungPerson.child_code.is_not(None))
    .where(or_(YoungPerson.id.in_(_HELD), YoungPerson.id.in_(RESTRICTED)))
    .order_by(YoungPerson.id)
)
_READERS: dict[Kept, Callable[[Kept], Iterable[Candidate]]] = {
    Kept.RECORD_WORDS: _record_words,
    Kept.ACTION_WORDS: _action_words,
    Kept.PAPERS: _papers,
    Kept.PREPARATION: _preparation,
    Kept.PACK_NOTES: _pack_notes,
    Kept.VIEWS: _views,
    Kept.WITHDRAWAL_REASONS: _withdrawal_reasons,
    Kept.AGENDAS: _agendas,
    Kept.ATTENDANCE: _attendance,
    Kept.FEEDBACK: _feedback,
    Kept.MESSAGES: _messages,
    Kept.IMPORT_REPORTS: _import_reports,
    Kept.YOUNG_PEOPLE: _young_people,
    Kept.STAFF: _staff,
}


def last_run() -> datetime | None:
    """Return when the rules on keeping were last carried out."""
    return session.scalar(
        select(func.max(Event.happened_at)).where(Event.event == "protection:retention:run")
    )
