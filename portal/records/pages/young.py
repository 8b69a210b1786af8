"""What a young person reads of their panels: what was decided, who promised what, and how it went.

Nothing of the staff's own record is in these values: not the discussion, a reason, a barrier, an
action's own wording, or anybody who only sat there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.panels.policy import OwnPeople, OwnTie
from portal.records.queries import promises as queries
from portal.records.queries.promises import AddedLine, AnswerLine, PromiseLine
from portal.records.rules.promises import (
    OwnerIs,
    PromiseState,
    Said,
    promise_state,
)
from portal.translations.pages import NOTHING, Both, for_them
from portal.translations.queries import HandedOver, handed_over
from portal.translations.rules import Source
from portal.web.clock import LONDON

_TIES = {
    OwnTie.SOCIAL_WORKER: OwnerIs.SOCIAL_WORKER,
    OwnTie.PERSONAL_ADVISER: OwnerIs.PERSONAL_ADVISER,
    OwnTie.MANAGER: OwnerIs.MANAGER,
    OwnTie.ADVISER_MANAGER: OwnerIs.ADVISER_MANAGER,
    OwnTie.STAND_IN: OwnerIs.MANAGER,
}
"""In the order in which they count where somebody is more than one of them."""


def owner_is(owner_id: UUID, own: OwnPeople) -> OwnerIs:
    """Say who the owner of a promise is to the young person."""
    ties = own.ties(owner_id)
    return next((said for tie, said in _TIES.items() if tie in ties), OwnerIs.OTHER)


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """One thing that was said of a promise, and when; ``by`` is empty for the reader."""

    said: Said
    by: str
    day: date
    words: Both


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise. ``seen`` is the number of the newest thing said of it, ``place`` its number."""

    action_id: UUID
    place: int
    words: Both
    who: str
    owner_is: OwnerIs
    job_title: str
    due_on: date
    done_on: date | None
    state: PromiseState
    seen: int
    before: tuple[SaidBefore, ...]

    @property
    def answer(self) -> Both:
        """The last thing the owner wrote to the reader, empty where they wrote nothing."""
        wrote = (each.words for each in reversed(self.before) if each.by and each.words.words)
        return next(wrote, NOTHING)

    @property
    def english_alone(self) -> bool:
        """Whether any of its words that others wrote are not put into another language."""
        others = [each.words for each in self.before if each.by]
        return any(each.english_alone for each in (self.words, *others))


@dataclass(frozen=True, slots=True)
class Added:
    """What was added for the reader later, and the day."""

    day: date
    words: Both


@dataclass(frozen=True, slots=True)
class Meeting:
    """One panel: its day, what was decided, what was added later, and what was promised."""

    held_on: date
    decided: Both
    added: tuple[Added, ...]
    promises: tuple[Promise, ...]

    @property
    def english_alone(self) -> bool:
        """Whether any of its words are not put into another language."""
        told = (self.decided, *(each.words for each in self.added))
        return any(each.english_alone for each in told) or any(
            each.english_alone for each in self.promises
        )


def told_meetings(young_person_id: UUID, today: date) -> tuple[Meeting, ...]:
    """Read everything a young person was told and promised, the newest panel first."""
    told = queries.told(young_person_id)
    heard = [each.item_id for each in told]
    promises, added = queries.promises(heard), queries.added(heard)
    answers = queries.answers([each.action_id for each in promises])
    handed = handed_over(heard)
    places = {line.action_id: place for place, line in enumerate(promises, start=1)}
    return tuple(
        Meeting(
            held_on=each.held_on,
            decided=for_them(handed, Source.DECISION, each.item_id, each.plain_words),
            added=tuple(_added(line, handed) for line in added if line.item_id == each.item_id),
            promises=tuple(
                _promise(line, places[line.action_id], answers[line.action_id], handed, today)
                for line in promises
                if line.item_id == each.item_id and line.plain_words
            ),
        )
        for each in told
    )


def _added(line: AddedLine, handed: HandedOver) -> Added:
    words = for_them(handed, Source.ADDITION, line.addition_id, line.plain_words)
    return Added(_day(line.added_at), words)


def _promise(
    line: PromiseLine,
    place: int,
    answers: Sequence[AnswerLine],
    handed: HandedOver,
    today: date,
) -> Promise:
    return Promise(
        action_id=line.action_id,
        place=place,
        words=for_them(handed, Source.PROMISE, line.action_id, line.plain_words),
        who=line.owner,
        owner_is=owner_is(line.owner_id, line.own),
        job_title=line.job_title,
        due_on=line.due_on,
        done_on=line.done_on,
        state=promise_state(
            due_on=line.due_on, done_on=line.done_on, young_said=line.young_said, today=today
        ),
        seen=answers[-1].number if answers else 0,
        before=tuple(
            SaidBefore(
                Said(each.said),
                each.by,
                _day(each.said_at),
                for_them(handed, Source.PROMISE_ANSWER, each.answer_id, each.words),
            )
            for each in answers
        ),
    )


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
