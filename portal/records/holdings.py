"""What this room knows of a person: the actions they have still to do.

See `portal.people.holdings`. What an action is about is not said: who manages people sees no case.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from portal import audit
from portal.database import flush, session
from portal.kernel.wording import plain_date
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
        actions = session.scalars(
            select(Action)
            .where(Action.owner_id == person_id, Action.done_on.is_(None))
            .order_by(Action.id)
        ).all()
        for action in actions:
            action.owner_id = to
            audit.record(
                event="records:action:handed_over",
                subject=("action", action.id),
                district_id=action.district_id,
                actor_id=actor_id,
                now=now,
                facts={"from": str(person_id), "to": str(to)},
            )
        flush()
        return len(actions)
