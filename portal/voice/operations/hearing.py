"""What staff do with views: write down for a young person, open, show in the room, sum up."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO
from uuid import UUID

from portal.database import session
from portal.kernel.errors import ConflictError, ForbiddenError, NotFoundError, RuleError
from portal.panels import operations as panels
from portal.panels import queries as panel_queries
from portal.panels.operations import ItemAt
from portal.panels.policy import OPENS, sight
from portal.papers.operations import refuse_address
from portal.people.policy import Actor
from portal.preparation.operations.contributing import OVER
from portal.preparation.rules.inviting import Way
from portal.voice import policy, queries
from portal.voice.models import ViewsAnswer, ViewsHeard, ViewsSummary
from portal.voice.operations.answering import (
    Asking,
    Writer,
    add_statement,
    fill,
    row_to_write,
    share_row,
    stands,
)
from portal.voice.operations.shared import Theirs, item_at, tell, write_now
from portal.voice.rules.answers import ALWAYS, Answer, Audience, How, problem

CHANGED = "Somebody else wrote this while you were working on it."
READ_BACK = "Read it back to them first, and ask whether it may be shared"


@dataclass(frozen=True, slots=True)
class Desk:
    """An item's views as one member of staff may know them."""

    actor: Actor
    found: ItemAt
    at: Theirs
    reads: frozenset[Audience]

    @property
    def shows(self) -> bool:
        """Whether they show views in the room."""
        return policy.may_show(self.actor, self.found)

    @property
    def writes_down(self) -> bool:
        """Whether they write down for the young person."""
        return policy.may_write_down(self.actor, self.found) and not self.at.over

    @property
    def summary(self) -> ViewsSummary | None:
        """The summary, for whoever reads what the panel reads, while what it sums up is shared."""
        held = queries.summary_of(self.at.item.id)
        if held is None or Audience.PANEL not in self.reads:
            return None
        shared = queries.shared_answers(self.at.item.id, queries.IN_THE_ROOM)
        stands = any(each.shared_at and each.shared_at <= held.written_at for each in shared)
        return held if stands else None


def reading(*, actor: Actor, item_id: UUID, now: datetime) -> Desk:
    """Return an item's views for somebody who reads any of them.

    NotFoundError for whom the item is not there; ForbiddenError where nothing is for their part.
    """
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    held = policy.require_reading(actor, found, now)
    return Desk(actor, found, item_at(item_id), held)


def still_given(desk: Desk, *, now: datetime) -> Callable[[], bool]:
    """Return the question whether all that a desk's reader is shown may still be given.

    Asked where the reading is written down, with what is shared and what was agreed held until that
    is committed: what is taken back meanwhile does not leave (C15).
    """
    item_id = desk.at.item.id
    shown = _ids(item_id, desk.reads)

    def ask() -> bool:
        queries.hold_sheets([item_id])
        found = panels.item_unseen(item_id)
        reads = policy.reads(desk.actor, found, now, holding=True)
        return reads == desk.reads and _ids(item_id, reads) == shown

    return ask


def _ids(item_id: UUID, reads: Collection[Audience]) -> list[UUID]:
    return [row.id for row in queries.shared_answers(item_id, reads)]


def writing(*, actor: Actor, item_id: UUID, now: datetime) -> Desk:
    """Return an item's views for somebody who writes down for the young person."""
    found = panels.item_for(actor=actor, item_id=item_id, now=now)
    policy.require_writing_down(actor, found)
    held = policy.reads(actor, found, now)
    return Desk(actor, found, item_at(item_id), held)


def readable(item_id: UUID, now: datetime) -> frozenset[Audience]:
    """Return the audiences in which there is somebody now: what is for others nobody would read.

    Asks for everybody of the panel, in a scope that may know of them.
    """
    found = panels.item_unseen(item_id)
    meeting = found.meeting
    everyone = panel_queries.everyone_at(
        district_id=meeting.district_id, panel_id=meeting.panel_id, meeting_id=meeting.id, now=now
    )
    there = [each for each in everyone if sight(each, found.facts, found.about).sees in OPENS]
    reads = (policy.may_read(policy.as_reader(each, found.facts, found.about)) for each in there)
    return ALWAYS.union(*reads)


def write_down(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    asking: Asking,
    given: Answer,
    way: Way,
    agreed: bool,
    version: int,
) -> ViewsAnswer:
    """Write down what a young person said, as they said it, and share it as they agreed (R52).

    Where they answered the question themselves, theirs stays. ``version`` is the one the page was
    drawn with, 0 before the first. RuleError (fields `words`, `agreed`); ConflictError where
    somebody wrote since.
    """
    desk = writing(actor=actor, item_id=item_id, now=now)
    _refuse_over(desk)
    if not agreed:
        raise RuleError(READ_BACK, "agreed")
    wrong = problem(desk.at.question(asking.key), given)
    if wrong is not None:
        raise wrong
    refuse_address(desk.at.item.young_person_id, {"words": given.words})
    held = queries.answer_to(item_id, asking.key)
    if held is not None and held.written_by is None:
        raise RuleError("They answered this question themselves. Their own answer stays.", "key")
    row = row_to_write(desk.at, now, asking.key, stands(desk.at, asking.key, version))
    fill(row, asking, given, now=now, writer=Writer(person_id=actor.person_id, way=way.value))
    _share(desk, row, now)
    tell(desk.at, now, "voice:answer:written_down", actor_id=actor.person_id, way=way.value)
    return row


def bring_statement(
    *,
    actor: Actor,
    now: datetime,
    item_id: UUID,
    asking: Asking,
    audience: Audience,
    file: BinaryIO,
    way: Way,
    agreed: bool,
) -> ViewsAnswer:
    """Bring what a young person made elsewhere, and share it as they agreed (PN6).

    FileRefusedError (field ``file``); RuleError (fields ``agreed``, and ``file`` for a text that
    gives away a protected address).
    """
    desk = writing(actor=actor, item_id=item_id, now=now)
    _refuse_over(desk)
    if not agreed:
        raise RuleError("Ask them first whether it may be shared", "agreed")
    writer = Writer(person_id=actor.person_id, way=way.value)
    given = Answer(How.STATEMENT, audience)
    row = add_statement(desk.at, now, asking, given, file, writer=writer)
    refuse_address(desk.at.item.young_person_id, {"file": row.words})
    _share(desk, row, now)
    tell(desk.at, now, "voice:statement:brought", actor_id=actor.person_id, way=way.value)
    return row


def _refuse_over(desk: Desk) -> None:
    if desk.at.over:
        raise RuleError(OVER)


def _share(desk: Desk, row: ViewsAnswer, now: datetime) -> None:
    share_row(row, now)
    sheet = queries.sheet_of(desk.at.item.id)
    assert sheet is not None  # an answer stands on one
    sheet.shared_at, sheet.taken_back_at = now, None
    write_now()


def opened(*, actor: Actor, now: datetime, item_id: UUID) -> None:
    """Note that the views were opened for the panel. Saying so again changes nothing.

    NotFoundError for whoever does not show them: another reader opening them lifts no "waiting".
    """
    _heard(_showing(actor, item_id, now), now, queries.OPENED)


def shown(*, actor: Actor, now: datetime, item_id: UUID) -> None:
    """Note that the views were shown in the room, now (R52). NotFoundError for who does not."""
    _heard(_showing(actor, item_id, now), now, queries.SHOWN)


def _showing(actor: Actor, item_id: UUID, now: datetime) -> Desk:
    desk = reading(actor=actor, item_id=item_id, now=now)
    if not desk.shows:
        raise NotFoundError("There is no such page.")
    return desk


def _heard(desk: Desk, now: datetime, what: str) -> None:
    facts = queries.standing(desk.at.item.id)
    if desk.at.sheet is None or not facts.shared:
        raise RuleError("There is nothing to open: no views are shared with the panel now.")
    done = facts.opened_for_panel if what == queries.OPENED else facts.shown_at is not None
    if done:
        return
    session.add(
        ViewsHeard(
            district_id=desk.at.item.district_id,
            views_sheet_id=desk.at.sheet.id,
            item_id=desk.at.item.id,
            young_person_id=desk.at.item.young_person_id,
            what=what,
            person_id=desk.actor.person_id,
            heard_at=now,
        )
    )
    write_now()
    tell(desk.at, now, f"voice:views:{what}", actor_id=desk.actor.person_id)


def summarise(
    *, actor: Actor, now: datetime, item_id: UUID, words: str, version: int
) -> ViewsSummary:
    """Write a summary beside their own words, never in their place.

    ``version`` is the one the page was drawn with, 0 before the first. RuleError (field `words`);
    ConflictError where somebody wrote since.
    """
    desk = writing(actor=actor, item_id=item_id, now=now)
    _refuse_over(desk)
    if Audience.PANEL not in desk.reads:
        raise ForbiddenError(policy.NOT_FOR_YOU)
    if desk.at.sheet is None:
        raise RuleError("There are no views to sum up yet")
    if not words.strip():
        raise RuleError("Enter a summary, or leave their own words to speak", "words")
    refuse_address(desk.at.item.young_person_id, {"words": words})
    held = queries.summary_of(item_id)
    if (held.version if held else 0) != version:
        raise ConflictError(CHANGED)
    if held is None:
        held = ViewsSummary(
            district_id=desk.at.item.district_id,
            item_id=item_id,
            young_person_id=desk.at.item.young_person_id,
            words=words,
            written_by=actor.person_id,
            written_at=now,
        )
        session.add(held)
    held.words, held.written_by, held.written_at = words, actor.person_id, now
    write_now()
    tell(desk.at, now, "voice:summary:written", actor_id=actor.person_id)
    return held
