"""Named reads of what young people said; every list has an order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, exists, func, select

from portal.database import joins, session
from portal.kernel.errors import NotFoundError
from portal.people.models import Person
from portal.voice.models import ViewsAnswer, ViewsHeard, ViewsSheet, ViewsSummary
from portal.voice.rules.answers import Audience
from portal.voice.rules.standing import Facts
from portal.web.clock import LONDON

OPENED, SHOWN = "opened", "shown"
IN_THE_ROOM = frozenset(each for each in Audience if each.in_the_room)


def sheet_of(item_id: UUID) -> ViewsSheet | None:
    """Return the sheet of an item, None before they begin."""
    asked = select(ViewsSheet).where(ViewsSheet.item_id == item_id)
    return session.scalars(asked).one_or_none()


def answers_of(item_id: UUID) -> Sequence[ViewsAnswer]:
    """Return every answer on an item, as the young person has them, the oldest first."""
    return session.scalars(
        select(ViewsAnswer)
        .where(ViewsAnswer.item_id == item_id)
        .order_by(ViewsAnswer.answered_at, ViewsAnswer.id)
    ).all()


def answer_to(item_id: UUID, question_key: str) -> ViewsAnswer | None:
    """Return the answer to one question, None where there is none."""
    return session.scalars(
        select(ViewsAnswer).where(
            ViewsAnswer.item_id == item_id, ViewsAnswer.question_key == question_key
        )
    ).one_or_none()


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
    item_ids: Collection[UUID], audiences: Collection[Audience] = IN_THE_ROOM
) -> dict[UUID, Facts]:
    """Return where the views on some items stand, in one query.

    Of answers, those for ``audiences`` alone are counted: what is for others nobody else knows of.
    """
    shared = (
        select(
            ViewsAnswer.item_id,
            func.count(ViewsAnswer.id).label("many"),
            func.max(ViewsAnswer.shared_at).label("newest"),
        )
        .where(
            ViewsAnswer.item_id.in_(item_ids),
            ViewsAnswer.shared_at.is_not(None),
            ViewsAnswer.audience.in_([each.value for each in audiences]),
        )
        .group_by(ViewsAnswer.item_id)
        .subquery()
    )
    heard = (
        select(
            ViewsHeard.item_id,
            *(
                func.max(case((ViewsHeard.what == what, ViewsHeard.heard_at))).label(what)
                for what in (OPENED, SHOWN)
            ),
        )
        .where(ViewsHeard.item_id.in_(item_ids))
        .group_by(ViewsHeard.item_id)
        .subquery()
    )
    rows = session.execute(
        select(
            ViewsSheet.item_id,
            ViewsSheet.shared_at,
            ViewsSheet.taken_back_at,
            shared.c.many,
            shared.c.newest,
            heard.c[OPENED].label("opened_at"),
            heard.c[SHOWN].label("shown_at"),
        )
        .outerjoin(shared, shared.c.item_id == ViewsSheet.item_id)
        .outerjoin(heard, heard.c.item_id == ViewsSheet.item_id)
        .where(ViewsSheet.item_id.in_(item_ids))
        .order_by(ViewsSheet.item_id)
    )
    found = {}
    for row in rows:
        newest = _local(row.newest)
        found[row.item_id] = Facts(
            begun=True,
            shared_at=newest or _local(row.shared_at),
            shared=row.many or 0,
            taken_back_at=_local(row.taken_back_at),
            opened_at=_since(newest, row.opened_at),
            shown_at=_since(newest, row.shown_at),
        )
    return found


def standing(item_id: UUID, audiences: Collection[Audience] = IN_THE_ROOM) -> Facts:
    """Return where the views on one item stand."""
    return standings([item_id], audiences).get(item_id, Facts())


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


def preferred_home(item_id: UUID) -> str | None:
    """Return the kind of home they would like, where they shared that with the panel (R5)."""
    found = answer_to(item_id, "preferred_home")
    if found is None or found.shared_at is None or not Audience(found.audience).in_the_room:
        return None
    return None if found.not_sure else found.chosen or None


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
