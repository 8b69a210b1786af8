"""What this room knows of a person: the actions they have still to do.

See `portal.people.holdings`. What an action is about is not said: who manages people sees no case.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, select

from portal import audit
from portal.database import flush, session
from portal.kernel.wording import plain_date
from portal.panels.following import Passed
from portal.people import holdings
from portal.people.holdings import Owned
from portal.records.models import Action

ACTIONS = "actions"


class RecordHoldings(holdings.Source):
    """Open actions."""

    def owned(self, person_id: UUID, today: date) -> tuple[Owned, ...]:
        """Return how many actions are theirs to do, and when the first is due."""
        del today
        count, first = session.execute(
            select(func.count(Action.id), func.min(Action.due_on)).where(
                Action.owner_id == person_id, Action.done_on.is_(None)
            )
        ).one()
        words = f"{count} open {'action' if count == 1 else 'actions'}"
        if first is not None:
            words += f", the first due on {plain_date(first)}"
        return (Owned(ACTIONS, count, words),)

    def hand_over(
        self, *, kind: str, person_id: UUID, to: UUID, actor_id: UUID | None, now: datetime
    ) -> int:
        """Give their open actions to somebody else. Those that are done stay theirs."""
        if kind != ACTIONS:
            return 0
        return _hand_over(Action.owner_id == person_id, to, actor_id, now)


def follow(passed: Passed) -> None:
    """Give the open actions of an item that passed on to who works with the young person now."""
    theirs = and_(Action.item_id == passed.item_id, Action.owner_id == passed.before)
    _hand_over(theirs, passed.after, passed.actor_id, passed.now)


def _hand_over(whose: ColumnElement[bool], to: UUID, actor_id: UUID | None, now: datetime) -> int:
    """Give open actions to somebody; return how many there were."""
    actions = session.scalars(
        select(Action).where(whose, Action.done_on.is_(None)).order_by(Action.id)
    ).all()
    for action in actions:
        before, action.owner_id = action.owner_id, to
        audit.record(
            event="records:action:handed_over",
            subject=("action", action.id),
            district_id=action.district_id,
            actor_id=actor_id,
            now=now,
            facts={"from": str(before), "to": str(to)},
        )
    flush()
    return len(actions)
