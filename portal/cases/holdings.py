"""What this room knows of a person: the young people they work with.

See `portal.people.holdings`. They are counted, not named: who manages people sees no case.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from portal import audit
from portal.cases.models import YoungPerson
from portal.cases.rules.allocation import Post, passing
from portal.database import flush, session
from portal.kernel.errors import RuleError
from portal.people import holdings
from portal.people import queries as people
from portal.people.granting import why_not_from
from portal.people.holdings import Owned
from portal.people.policy import Role
from portal.web.clock import LONDON

YOUNG_PEOPLE = "young_people"


def _theirs(person_id: UUID) -> ColumnElement[bool]:
    return or_(*(getattr(YoungPerson, f"{post.value}_id") == person_id for post in Post))


class CaseHoldings(holdings.Source):
    """Young people."""

    def owned(self, person_id: UUID, today: date) -> tuple[Owned, ...]:
        """Return how many young people they work with, or answer for as manager."""
        del today
        count = session.scalar(
            select(func.count()).select_from(YoungPerson).where(_theirs(person_id))
        )
        noun = "young person" if count == 1 else "young people"
        return (Owned(YOUNG_PEOPLE, count or 0, f"{count} {noun} they work with"),)

    def hand_over(
        self, *, kind: str, person_id: UUID, to: UUID, actor_id: UUID | None, now: datetime
    ) -> int:
        """Give their young people to somebody else, in the post that was theirs.

        RuleError (field `to`) for somebody from outside children's services.
        """
        if kind != YOUNG_PEOPLE:
            return 0
        barred = why_not_from(Role.SOCIAL_WORKER, people.kinds_of({to}).get(to))
        if barred is not None:
            raise RuleError(barred, "to")
        found = session.scalars(
            select(YoungPerson).where(_theirs(person_id)).order_by(YoungPerson.id)
        ).all()
        for each in found:
            theirs = [post for post in Post if getattr(each, f"{post.value}_id") == person_id]
            for post in theirs:
                setattr(each, f"{post.value}_id", to)
                setattr(each, f"{post.value}_since", now.astimezone(LONDON).date())
            audit.record(
                event="cases:young_person:handed_over",
                subject=("young_person", each.id),
                district_id=each.district_id,
                actor_id=actor_id,
                now=now,
                facts={post.value: passing(person_id, to) for post in theirs},
            )
        flush()
        return len(found)
