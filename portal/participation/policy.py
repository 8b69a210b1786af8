"""Who reads how a young person takes part, who writes it down for them, who answers them.

A request that somebody is not there is for those who run the panel alone, and never for whoever it
may be about: not its answer, not its why, and not that there is one (idea 5).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from portal.kernel.errors import ForbiddenError, NotFoundError, RuleError
from portal.panels.operations import ItemAt
from portal.panels.policy import CASE_BOUND_SEATS, ItemFacts, MeetingFacts, seats_at
from portal.participation.rules.asks import AskKind, Request, Whom
from portal.people import decisions
from portal.people.policy import Actor, Permission
from portal.preparation.policy import builds, reads_everything, tells_of_young_person

Asked = TypeVar("Asked", bound=Request)
NOT_YOURS = (
    "Only the people who work with this young person, and those who run the panel, can open this."
)

GONE = "They were taken off the agenda, so there is nothing to answer here any more."


@dataclass(frozen=True, slots=True)
class Powers:
    """What one person may do about how one young person takes part."""

    reads: bool
    tells: bool
    """Whether they write it down for them."""
    runs: bool
    """Whether they run the panel, and so answer requests that are not about themselves."""
    own: bool


def runs(actor: Actor, meeting: MeetingFacts) -> bool:
    """Tell whether somebody runs a meeting: they build its agenda, or put it out."""
    return builds(actor, meeting) or actor.may(
        Permission.AGENDA_PUBLISH, meeting.district_id, meeting.panel_id, meeting.meeting_id
    )


def powers(actor: Actor, found: ItemAt) -> Powers:
    """Say what somebody may do about an item."""
    tells = tells_of_young_person(actor, found.facts, found.about)
    running = runs(actor, found.facts)
    return Powers(
        reads=tells or running or reads_everything(found.sight),
        tells=tells,
        runs=running,
        own=bool(found.about.own.ties_of(actor)),
    )


def require_reading(actor: Actor, found: ItemAt) -> Powers:
    """Let pass who reads how a young person takes part, else ForbiddenError."""
    held = powers(actor, found)
    if not held.reads:
        raise ForbiddenError(NOT_YOURS)
    decisions.allowed("how one young person takes part")
    return held


def require_telling(actor: Actor, found: ItemAt) -> Powers:
    """Let pass who writes it down for a young person, else ForbiddenError."""
    held = require_reading(actor, found)
    if not held.tells:
        raise ForbiddenError("Only the people of this item and case support write this down.")
    return held


def may_be_about(actor: Actor, whom: Whom, meeting: MeetingFacts, item: ItemFacts) -> bool:
    """Tell whether a request that somebody is not there may be about this reader."""
    seats = {seat.key for seat in seats_at(actor, meeting)}
    seats |= {CASE_BOUND_SEATS[tie] for tie in item.own.ties_of(actor)}
    return whom.is_about(actor.person_id, actor.name, seats)


def sees_ask(
    actor: Actor, row: Request, held: Powers, meeting: MeetingFacts, item: ItemFacts
) -> bool:
    """Tell whether somebody is shown a request.

    Who writes one down for a young person reads it as well, unless it is about them.
    """
    if row.kind is not AskKind.NOT_THERE:
        return held.runs or held.own
    if may_be_about(actor, row.whom, meeting, item):
        return False
    return held.runs or row.told_to_id == actor.person_id


def answers_ask(
    actor: Actor, row: Request, held: Powers, meeting: MeetingFacts, item: ItemFacts
) -> bool:
    """Tell whether somebody answers a request: who runs the panel; for help, also their own."""
    if not sees_ask(actor, row, held, meeting, item):
        return False
    return held.runs or (row.kind is not AskKind.NOT_THERE and held.own)


def asks_for(
    actor: Actor, rows: Iterable[Asked], held: Powers, meeting: MeetingFacts, item: ItemFacts
) -> tuple[Asked, ...]:
    """Return the requests somebody is shown."""
    return tuple(row for row in rows if sees_ask(actor, row, held, meeting, item))


def require_answering(actor: Actor, row: Request, found: ItemAt) -> None:
    """Let pass who answers a request.

    NotFoundError: for whoever is not shown it, there is none. ForbiddenError for whoever reads it
    and does not answer. RuleError once the item was taken off, for whoever answered it before: it
    waits for nobody any more; what they say is wrong does.
    """
    held = powers(actor, found)
    if not sees_ask(actor, row, held, found.facts, found.about):
        raise NotFoundError("There is no such request.")
    if not answers_ask(actor, row, held, found.facts, found.about):
        raise ForbiddenError("The chair and case support answer this.")
    if found.item.slot_id is None and not row.kind.at_any_time:
        raise RuleError(GONE)
    decisions.allowed("answering what a young person asks for")
