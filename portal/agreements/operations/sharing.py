"""Checking and sharing in one step, so that a change of mind never loses the race (C15)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from portal.agreements import queries
from portal.agreements.queries import Standing
from portal.agreements.rules import InForce, Kind, SharedPaper
from portal.database import flush, session
from portal.kernel.errors import NotFoundError
from portal.panels.models import Item
from portal.variations.values import OrganisationKind


@dataclass(frozen=True, slots=True)
class Sharing:
    """What was answered about some items, held as it is until the transaction ends."""

    standings: Mapping[UUID, Standing]
    now: datetime

    def of(self, item_id: UUID) -> Standing:
        """Return one item's. Raises NotFoundError."""
        if item_id not in self.standings:
            raise NotFoundError("There is no such item.")
        return self.standings[item_id]

    def paper(
        self,
        item_id: UUID,
        paper: SharedPaper,
        *,
        organisation_id: UUID | None,
        organisation_kind: OrganisationKind | None,
    ) -> InForce:
        """Say whether an item's paper may be given to somebody from an organisation."""
        return self.of(item_id).asks(
            Kind.SHARE_PAPERS,
            self.now,
            paper=paper,
            organisation_id=organisation_id,
            organisation_kind=organisation_kind,
        )

    def heard(self, item_id: UUID) -> InForce:
        """Say whether an item may be heard."""
        return self.of(item_id).heard(self.now)


@contextmanager
def sharing(*, item_ids: Collection[UUID], now: datetime) -> Iterator[Sharing]:
    """Hold what was answered about some items while something is given away on the strength of it.

    In a scope that writes, whoever changes an answer about them waits until this transaction ends,
    and what they had changed before is seen here: check and share are one step. What is written
    inside is sent to the database before the block ends.
    """
    people = session.scalars(
        select(Item.young_person_id).where(Item.id.in_(item_ids)).order_by(Item.young_person_id)
    ).all()
    queries.hold(set(people))
    yield Sharing(queries.standings(item_ids), now)
    flush()
