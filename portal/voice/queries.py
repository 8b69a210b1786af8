"""Named reads of what young people said; every list has an order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    select,
)
from sqlalchemy.orm import aliased

from portal.audit.models import Event
from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item, Meeting
from portal.papers.models import Paper
from portal.papers.rules.kinds import PaperKind, PaperState
from portal.people.models import Person
from portal.voice.models import ViewsAnswer, ViewsHeard, ViewsSheet, ViewsSummary
from portal.voice.rules.answers import Audience
from portal.voice.rules.standing import Facts
from portal.web.clock import LONDON

OPENED, SHOWN = "opened", "shown"
_READING = ("voice.views", "voice.room", "voice.paper")
"""The pages on which views are read, as the read log names them."""
IN_THE_ROOM = frozenset(each for each in Audience if each.in_the_room)


def sheet_of(item_id: UUID) -> ViewsSheet | None:
    """Return the sheet of an item, None before they begin."""
    asked = select(ViewsSheet).where(ViewsSheet.item_id == item_id)
    return session.scalars(asked).one_or_none()


def sheets_of(item_ids: Collection[UUID]) -> Sequence[ViewsSheet]:
    """Return the sheets of some items, by item."""
    return session.scalars(
        select(ViewsSheet)
        .where(ViewsSheet.item_id.in_(sorted(item_ids)))
        .order_by(ViewsSheet.item_id)
    ).all()


def said_before(young_person_id: UUID, item_id: UUID) -> list[tuple[UUID, date]]:
    """Return somebody's items but this one for which they were asked, each with its panel's day.

    The oldest first, so that its number in an address stays when a panel is added.
    """
    rows = session.execute(
        select(ViewsSheet.item_id, Meeting.held_on)
        .join(Item, joins(ViewsSheet, "item_id", Item))
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .where(ViewsSheet.young_person_id == young_person_id, ViewsSheet.item_id != item_id)
        .order_by(Meeting.held_on, ViewsSheet.item_id)
    )
    return [(row.item_id, row.held_on) for row in rows]


def hold_sheets(item_ids: Collection[UUID], *, reads: bool = True) -> None:
    """Hold what is shared on some items as it is until this transaction ends.

    Whoever gives it to readers holds it with others who do; whoever changes it holds it alone.
    """
    session.execute(
        select(ViewsSheet.id)
        .where(ViewsSheet.item_id.in_(sorted(item_ids)))
        .order_by(ViewsSheet.id)
        .with_for_update(read=reads)
    ).all()


@dataclass(frozen=True, slots=True)
class Wordless:
    """One answer, shared or not, without a word of it."""

    id: UUID
    audience: str
    shared_at: datetime | None


def without_words(item_ids: Collection[UUID]) -> dict[UUID, list[Wordless]]:
    """Return every answer on some items without opening a seal, the oldest first."""
    rows = session.execute(
        select(ViewsAnswer.item_id, ViewsAnswer.id, ViewsAnswer.audience, ViewsAnswer.shared_at)
        .where(ViewsAnswer.item_id.in_(sorted(item_ids)))
        .order_by(ViewsAnswer.item_id, ViewsAnswer.answered_at, ViewsAnswer.id)
    )
    found: dict[UUID, list[Wordless]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(Wordless(row.id, row.audience, row.shared_at))
    return found


def shared_by_id(answer_ids: Collection[UUID]) -> Sequence[ViewsAnswer]:
    """Return some answers that are shared, by item."""
    return session.scalars(
        select(ViewsAnswer)
        .where(ViewsAnswer.id.in_(sorted(answer_ids)), ViewsAnswer.shared_at.is_not(None))
        .order_by(ViewsAnswer.item_id, ViewsAnswer.id)
    ).all()


def answers_of(item_id: UUID) -> Sequence[ViewsAnswer]:
    """Return every answer on an item, as the young person has them now, the oldest first."""
    rows = session.scalars(
        select(ViewsAnswer)
        .where(ViewsAnswer.item_id == item_id)
        .order_by(ViewsAnswer.answered_at, ViewsAnswer.id)
    ).all()
    changed = {row.question_key for row in rows if row.draft}
    return [row for row in rows if row.draft or row.question_key not in changed]


def rows_to(item_id: UUID, question_key: str) -> Sequence[ViewsAnswer]:
    """Return what there is of the answer to one question: as it is now before as it is shared."""
    return session.scalars(
        select(ViewsAnswer)
        .where(ViewsAnswer.item_id == item_id, ViewsAnswer.question_key == question_key)
        .order_by(ViewsAnswer.draft.desc())
    ).all()


def answer_to(item_id: UUID, question_key: str) -> ViewsAnswer | None:
    """Return the answer to one question as the young person has it, None where there is none."""
    return next(iter(rows_to(item_id, question_key)), None)


def still_shared(item_id: UUID) -> dict[str, datetime]:
    """Return when what others still read was shared, of each answer that was changed since."""
    shared, now = aliased(ViewsAnswer), aliased(ViewsAnswer)
    rows = session.execute(
        select(shared.question_key, shared.shared_at)
        .join(now, _same_answer(shared, now))
        .where(shared.item_id == item_id, shared.draft.is_(False), now.draft)
        .order_by(shared.question_key)
    )
    return {row.question_key: row.shared_at.astimezone(LONDON) for row in rows}


def _same_answer(one: Any, other: Any) -> ColumnElement[bool]:
    return and_(
        other.authority_id == one.authority_id,
        other.views_sheet_id == one.views_sheet_id,
        other.question_key == one.question_key,
    )


def shared_answers(item_id: UUID, audiences: Collection[Audience]) -> Sequence[ViewsAnswer]:
    """Return what is shared on an item with such readers; nothing that is theirs alone."""
    return session.scalars(
        select(ViewsAnswer)
        .where(
            ViewsAnswer.item_id == item_id,
            ViewsAnswer.shared_at.is_not(None),
            ViewsAnswer.audience.in_([each.value for each in audiences]),
        )
        .order_by(ViewsAnswer.answered_at, ViewsAnswer.id)
    ).all()


def shared_answer(item_id: UUID, answer_id: UUID, audiences: Collection[Audience]) -> ViewsAnswer:
    """Return one shared answer for a reader of these kinds. NotFoundError for any other."""
    for each in shared_answers(item_id, audiences):
        if each.id == answer_id:
            return each
    raise NotFoundError("There is no such answer.")


def summary_of(item_id: UUID) -> ViewsSummary | None:
    """Return a worker's summary, None where nobody wrote one."""
    asked = select(ViewsSummary).where(ViewsSummary.item_id == item_id)
    return session.scalars(asked).one_or_none()


def standings(
    item_ids: Collection[UUID],
    audiences: Collection[Audience] = IN_THE_ROOM,
    *,
    papers_too: bool = False,
) -> dict[UUID, Facts]:
    """Return where the views on some items stand, in one query, or two with papers.

    Of answers, those for ``audiences`` alone are counted: what is for others nobody else knows of.
    A paper with their views counts where it is asked for, for whoever reads what the panel reads.
    """
    given = {"items": list(item_ids), "audiences": [each.value for each in audiences]}
    rows = session.execute(_STANDINGS, given)
    papers = _papers(item_ids) if papers_too and Audience.PANEL in audiences else {}
    found = {item_id: Facts(papers=many) for item_id, many in papers.items()}
    for row in rows:
        newest = _local(row.newest)
        found[row.item_id] = Facts(
            begun=True,
            shared_at=newest or _local(row.shared_at),
            shared=row.many or 0,
            changing=bool(row.changed),
            taken_back_at=_local(row.taken_back_at),
            opened_at=_since(newest, row.opened_at),
            shown_at=_since(newest, row.shown_at),
            papers=papers.get(row.item_id, 0),
            panel_day=row.held_on,
        )
    return found


def _shared_on() -> Subquery:
    """Return by item how many answers are shared, how many of them change, and the newest."""
    changed = aliased(ViewsAnswer)
    return (
        select(
            ViewsAnswer.item_id,
            func.count(ViewsAnswer.id).label("many"),
            func.count(changed.id).label("changed"),
            func.max(ViewsAnswer.shared_at).label("newest"),
        )
        .outerjoin(changed, and_(_same_answer(ViewsAnswer, changed), changed.draft))
        .where(
            ViewsAnswer.item_id.in_(_ITEMS),
            ViewsAnswer.shared_at.is_not(None),
            ViewsAnswer.audience.in_(bindparam("audiences", expanding=True)),
        )
        .group_by(ViewsAnswer.item_id)
        .subquery()
    )


def _heard_on() -> Subquery:
    """Return by item when its views were last opened and shown."""
    return (
        select(
            ViewsHeard.item_id,
            *(
                func.max(case((ViewsHeard.what == what, ViewsHeard.heard_at))).label(what)
                for what in (OPENED, SHOWN)
            ),
        )
        .where(ViewsHeard.item_id.in_(_ITEMS))
        .group_by(ViewsHeard.item_id)
        .subquery()
    )


def _standings() -> Select[Any]:
    shared, heard = _shared_on(), _heard_on()
    return (
        select(
            ViewsSheet.item_id,
            ViewsSheet.shared_at,
            ViewsSheet.taken_back_at,
            Meeting.held_on,
            shared.c.many,
            shared.c.changed,
            shared.c.newest,
            heard.c[OPENED].label("opened_at"),
            heard.c[SHOWN].label("shown_at"),
        )
        .join(Item, joins(ViewsSheet, "item_id", Item))
        .join(Meeting, joins(Item, "meeting_id", Meeting))
        .outerjoin(shared, shared.c.item_id == ViewsSheet.item_id)
        .outerjoin(heard, heard.c.item_id == ViewsSheet.item_id)
        .where(ViewsSheet.item_id.in_(_ITEMS))
        .order_by(ViewsSheet.item_id)
    )


_ITEMS = bindparam("items", type_=Uuid, expanding=True)
_STANDINGS = _standings()
"""Put together once, as most pages of an agenda ask it."""


def _papers(item_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many papers with their views are ready, of the items that have any."""
    rows = session.execute(
        select(Paper.item_id, func.count(Paper.id).label("many"))
        .where(
            Paper.item_id.in_(item_ids),
            Paper.kind == PaperKind.VIEWS.value,
            Paper.state == PaperState.READY.value,
        )
        .group_by(Paper.item_id)
        .order_by(Paper.item_id)
    )
    return {row.item_id: row.many for row in rows}


def written_by(item_ids: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return who wrote what the panel reads of some items: names, "" for they themselves."""
    rows = session.execute(
        select(ViewsAnswer.item_id, Person.name)
        .outerjoin(Person, joins(ViewsAnswer, "written_by", Person))
        .where(
            ViewsAnswer.item_id.in_(item_ids),
            ViewsAnswer.shared_at.is_not(None),
            ViewsAnswer.audience.in_([each.value for each in IN_THE_ROOM]),
        )
        .order_by(ViewsAnswer.item_id, Person.name)
        .distinct()
    )
    found: dict[UUID, tuple[str, ...]] = {}
    for row in rows:
        found[row.item_id] = (*found.get(row.item_id, ()), row.name or "")
    return found


def standing(item_id: UUID, audiences: Collection[Audience] = IN_THE_ROOM) -> Facts:
    """Return where the views on one item stand."""
    return standings([item_id], audiences, papers_too=True).get(item_id, Facts())


def _local(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(LONDON)


def _since(newest: datetime | None, heard: datetime | None) -> datetime | None:
    """Return when what is shared now was heard; None where it was shared after that."""
    if newest is None or heard is None or heard < newest:
        return None
    return _local(heard)


@dataclass(frozen=True, slots=True)
class HeardRow:
    """That views were opened or shown, by whom and when."""

    what: str
    by: str
    heard_at: datetime


def heard_of(item_id: UUID) -> Sequence[HeardRow]:
    """Return who opened the views and when they were shown, the newest first."""
    rows = session.execute(
        select(ViewsHeard.what, ViewsHeard.heard_at, Person.name)
        .join(Person, joins(ViewsHeard, "person_id", Person))
        .where(ViewsHeard.item_id == item_id)
        .order_by(ViewsHeard.heard_at.desc(), ViewsHeard.id)
    )
    return [HeardRow(row.what, row.name, row.heard_at) for row in rows]


def views_read_by(person_id: UUID, item_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """Return when somebody last read the views on some items, by the log of every reading."""
    rows = session.execute(
        select(Event.subject_id, func.max(Event.happened_at).label("at"))
        .where(
            Event.actor_id == person_id,
            Event.event.in_(_READING),
            Event.subject_kind == "item",
            Event.subject_id.in_(sorted(item_ids)),
        )
        .group_by(Event.subject_id)
        .order_by(Event.subject_id)
    )
    return {row.subject_id: row.at for row in rows}


def preferred_home(item_id: UUID) -> str | None:
    """Return the kind of home they would like, where they shared that with the panel (R5)."""
    shared = shared_answers(item_id, IN_THE_ROOM)
    found = next((each for each in shared if each.question_key == "preferred_home"), None)
    return None if found is None or found.not_sure else found.chosen or None


class KeptFiles:
    """The answers that name a file in the papers' store."""

    def names(self) -> Iterable[str]:
        """Give the name of every file kept."""
        asked = select(ViewsAnswer.blob).where(ViewsAnswer.blob.is_not(None))
        return [name for name in session.scalars(asked.order_by(ViewsAnswer.blob)) if name]

    def rows(self) -> Iterable[UUID]:
        """Give the id of every answer that names one."""
        asked = select(ViewsAnswer.id).where(ViewsAnswer.blob.is_not(None))
        return list(session.scalars(asked.order_by(ViewsAnswer.id)))

    def row(self, row_id: UUID) -> ViewsAnswer | None:
        """Return one of them, None where it is gone by now."""
        return session.scalars(select(ViewsAnswer).where(ViewsAnswer.id == row_id)).one_or_none()


def anything_of(young_person_id: UUID) -> bool:
    """Tell whether they, or somebody for them, ever answered anything."""
    return bool(
        session.scalar(
            select(exists(ViewsAnswer.id).where(ViewsAnswer.young_person_id == young_person_id))
        )
    )
