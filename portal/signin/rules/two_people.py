"""Which steps towards somebody's account take two people, or a wait that is told. Pure.

Whoever changes somebody's address and makes them a link could come in as them, and so could whoever
makes a link and removes their second factors. So the second of two such steps is another person's,
or comes three days after the first, of which the account's holder was told at their own address.

It must be another person in truth: whom the first one added, gave a role, or opened a way in for in
those days is the same hand, and so on from one to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from portal.kernel.england import LONDON
from portal.kernel.wording import clock_time, joined, long_date

WAIT = timedelta(hours=72)
"""Longer than a weekend: whoever was told by message can have read it."""


class Step(StrEnum):
    """What somebody did to another's account, or to bring them in at all."""

    ADDRESS = "address"
    FACTORS = "factors"
    LINK = "link"
    COUNCIL = "council"
    BROUGHT_IN = "brought_in"


NOT_AFTER: Mapping[Step, frozenset[Step]] = {
    Step.LINK: frozenset({Step.ADDRESS, Step.FACTORS}),
    Step.FACTORS: frozenset({Step.ADDRESS, Step.LINK}),
    Step.COUNCIL: frozenset({Step.ADDRESS}),
}
"""Which steps the same hand does not follow with this one. A link goes to their own address, so it
alone lets nobody else in; an address alone opens nothing."""
BY_THE_MACHINE = "whoever runs the portal’s machine"
DONE: Mapping[Step, str] = {
    Step.ADDRESS: "their email address was changed",
    Step.FACTORS: "their second factors were removed",
    Step.LINK: "a link to set their password was made",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: to whose account, by whom, when."""

    step: Step
    person_id: UUID
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class TooSoon:
    """What somebody did so lately that they may not take the next step yet, and until when."""

    after: Step
    until: datetime


def too_soon(
    step: Step, *, actor_id: UUID, person_id: UUID, taken: Iterable[Taken], now: datetime
) -> TooSoon | None:
    """Return why a step to somebody's account is not the actor's yet; None where it is."""
    recent = [each for each in taken if now < each.at + WAIT]
    hands = _same_hands(actor_id, recent)
    before = [
        each
        for each in recent
        if each.person_id == person_id
        and each.step in NOT_AFTER[step]
        and hands & _same_hands(each.by, recent)
    ]
    if not before:
        return None
    last = max(before, key=lambda each: each.at)
    return TooSoon(last.step, last.at + WAIT)


def _same_hands(actor_id: UUID, recent: Sequence[Taken]) -> set[UUID]:
    """Return the actor and everybody who lately brought them in, or opened a way in for them."""
    hands = {actor_id}
    while behind := {each.by for each in recent if each.person_id in hands} - hands:
        hands |= behind
    return hands


def words(step: Step, found: TooSoon, others: Sequence[str]) -> str:
    """Say who can take the step instead, and from when the actor can.

    Whoever runs the machine makes links, and takes no other step.
    """
    until = found.until.astimezone(LONDON)
    who = joined([*others, *([BY_THE_MACHINE] if step is Step.LINK else [])], "or")
    ask = f"Ask {who}. " if who else ""
    return (
        f"You cannot do this yet: {DONE[found.after]} by you, or by somebody who brought you in or "
        "whom you brought in, and together the two would let one person in as another. "
        f"{ask}You can do it yourself from {clock_time(until.time())} on "
        f"{long_date(until.date())}, when they have had time to answer our message about it."
    )
