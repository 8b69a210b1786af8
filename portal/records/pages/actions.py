"""One action for whoever must do it, as its pages show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from portal.people.policy import Actor
from portal.records import policy
from portal.records.pages import called
from portal.records.queries import ActionLine


@dataclass(frozen=True, slots=True)
class ActionPage:
    """One action for whoever must do it."""

    action_id: UUID
    wording: str
    owner: str
    due_on: date
    done_on: date | None
    who: str
    held_on: date
    late: bool
    may_complete: bool
    plain_words: str = ""
    """The same as the young person is told it."""
    disputed: bool = False
    """Whether they say that it has not happened, and nobody has answered."""
    confirmed: bool = False
    """Whether they say that it happened, while it is still open."""


def action_page(line: ActionLine, actor: Actor, today: date) -> ActionPage:
    """Return one action for whoever must do it."""
    named = policy.sight(actor, line).named
    return ActionPage(
        action_id=line.action_id,
        wording=line.wording,
        owner=line.owner,
        due_on=line.due_on,
        done_on=line.done_on,
        who=called(named=named, name=line.name, reference=line.reference),
        held_on=line.held_on,
        late=line.done_on is None and line.due_on < today,
        may_complete=line.done_on is None and policy.may_complete(actor, line, line.owner_id),
        plain_words=line.plain_words,
        disputed=line.disputed,
        confirmed=line.done_on is None and line.young_said == "happened",
    )
